//! What attributes, properties and classes take.

use std::borrow::Cow;

use crate::{
    boxed::Make,
    signal::{Handle, Sourced, copy},
};

/// The value of an attribute, a property or a class.
pub enum Value {
    /// There is none: the attribute is absent.
    None,
    /// A yes or no. As an attribute: present and empty, or absent.
    Bool(bool),
    /// A text.
    Text(Cow<'static, str>),
    /// A value that changes.
    Live(Box<dyn Make<Value>>),
}

/// What can be the value of an attribute, a property or a class.
pub trait IntoValue: Sized {
    /// The value.
    fn into_value(self) -> Value;

    /// The value, as `view!` asks for that of an attribute.
    #[doc(hidden)]
    fn into_attribute_value(self) -> Value {
        self.into_value()
    }
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

/// Reads a signal, of whatever kind.
pub(crate) fn follow<V: Clone + 'static>(handle: Handle) -> impl FnMut() -> V + 'static {
    move || copy(handle.read().erased())
}

/// Lets signals stand for what changes with them.
macro_rules! from_signals {
    ($trait:ident, $method:ident, $made:ty) => {
        from_signals!($trait, $method, $made; Memo RwSignal Signal);
    };
    ($trait:ident, $method:ident, $made:ty; $($signal:ident)*) => {$(
        impl<V: $trait + Clone + 'static> $trait for crate::signal::$signal<V> {
            fn $method(self) -> $made {
                crate::value::follow::<V>(self.handle()).$method()
            }
        }
    )*};
}
pub(crate) use from_signals;

from_signals!(IntoValue, into_value, Value);
