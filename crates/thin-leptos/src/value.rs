//! What attributes, properties and classes take.

use std::borrow::Cow;

use upstream::prelude::{Get, Memo, RwSignal, Signal};

/// The value of an attribute, a property or a class.
pub enum Value {
    /// There is none: the attribute is absent.
    None,
    /// A yes or no. As an attribute: present and empty, or absent.
    Bool(bool),
    /// A text.
    Text(Cow<'static, str>),
    /// A value that changes.
    Live(Box<dyn FnMut() -> Value>),
}

/// What can be the value of an attribute, a property or a class.
pub trait IntoValue {
    /// The value.
    fn into_value(self) -> Value;
}

impl IntoValue for Value {
    fn into_value(self) -> Value {
        self
    }
}

impl IntoValue for bool {
    fn into_value(self) -> Value {
        Value::Bool(self)
    }
}

impl IntoValue for &'static str {
    fn into_value(self) -> Value {
        Value::Text(Cow::Borrowed(self))
    }
}

impl IntoValue for String {
    fn into_value(self) -> Value {
        Value::Text(Cow::Owned(self))
    }
}

impl<V: IntoValue> IntoValue for Option<V> {
    fn into_value(self) -> Value {
        self.map_or(Value::None, IntoValue::into_value)
    }
}

impl<F, V> IntoValue for F
where
    F: FnMut() -> V + 'static,
    V: IntoValue,
{
    fn into_value(mut self) -> Value {
        Value::Live(Box::new(move || self().into_value()))
    }
}

macro_rules! signals {
    ($($signal:ident),*) => {$(
        impl<V: IntoValue + Clone + Send + Sync + 'static> IntoValue for $signal<V> {
            fn into_value(self) -> Value {
                (move || self.get()).into_value()
            }
        }
    )*};
}

signals!(Memo, RwSignal, Signal);

/// How `view!` passes the value of an attribute.
pub trait IntoAttributeValue {
    /// The value.
    fn into_attribute_value(self) -> Value;
}

impl<V: IntoValue> IntoAttributeValue for V {
    fn into_attribute_value(self) -> Value {
        self.into_value()
    }
}
