//! Reading: what serde asks for, by the grammar.

use std::borrow::Cow;

use serde::{
    de::{Deserialize, DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor},
    forward_to_deserialize_any,
};

use crate::{
    Error,
    parser::{Integer, Parser},
};

/// Reads a document that is one value.
pub fn from_str<'t, T: Deserialize<'t>>(text: &'t str) -> Result<T, Error> {
    let mut parser = Parser::new(text);
    let value = T::deserialize(&mut parser)?;
    parser.end()?;
    Ok(value)
}

/// Serde asks for what a type expects. Each is answered without looking at the others: that is less code for each type.
macro_rules! answered {
    ($($method:ident by $answer:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            self.$answer(visitor)
        }
    )*};
}

impl<'de> Parser<'de> {
    fn give_string<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, Error> {
        match self.string()? {
            Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
            Cow::Owned(text) => visitor.visit_string(text),
        }
    }

    fn give_integer<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, Error> {
        match self.integer()? {
            Integer::Natural(number) => visitor.visit_u64(number),
            Integer::Negative(number) => visitor.visit_i64(number),
        }
    }

    fn give_boolean<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_bool(self.boolean()?)
    }

    fn give_null<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, Error> {
        self.word("null")?;
        visitor.visit_unit()
    }

    fn give_array<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, Error> {
        self.open(b'[')?;
        let mut elements = Elements { parser: self, state: State::First };
        let value = visitor.visit_seq(&mut elements)?;
        elements.leave(b']')?;
        Ok(value)
    }

    fn give_object<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, Error> {
        self.open(b'{')?;
        let mut elements = Elements { parser: self, state: State::First };
        let value = visitor.visit_map(&mut elements)?;
        elements.leave(b'}')?;
        Ok(value)
    }
}

impl<'de> Deserializer<'de> for &mut Parser<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.peek() {
            b'"' => self.give_string(visitor),
            b'{' => self.give_object(visitor),
            b'[' => self.give_array(visitor),
            b't' | b'f' => self.give_boolean(visitor),
            b'n' => self.give_null(visitor),
            _ => self.give_integer(visitor),
        }
    }

    answered! {
        deserialize_str by give_string
        deserialize_string by give_string
        deserialize_identifier by give_string
        deserialize_bool by give_boolean
        deserialize_u8 by give_integer
        deserialize_u16 by give_integer
        deserialize_u32 by give_integer
        deserialize_u64 by give_integer
        deserialize_i8 by give_integer
        deserialize_i16 by give_integer
        deserialize_i32 by give_integer
        deserialize_i64 by give_integer
        deserialize_seq by give_array
        deserialize_map by give_object
        deserialize_unit by give_null
    }

    forward_to_deserialize_any! { i128 u128 f32 f64 char bytes byte_buf }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.give_object(visitor)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Error> {
        self.give_array(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.give_array(visitor)
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        self.give_null(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.peek() == b'n' {
            self.word("null")?;
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_enum(Name(self))
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.skip()?;
        visitor.visit_unit()
    }
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    First,
    Later,
    /// The closing bracket was read.
    Left,
}

/// What stands in an array or in an object.
struct Elements<'p, 'de> {
    parser: &'p mut Parser<'de>,
    state: State,
}

impl Elements<'_, '_> {
    fn next(&mut self, close: u8) -> Result<bool, Error> {
        let more = self.state != State::Left && self.parser.next(self.state == State::First, close)?;
        self.state = if more { State::Later } else { State::Left };
        Ok(more)
    }

    /// Whoever reads may stop before the end; then the end must have come.
    fn leave(&mut self, close: u8) -> Result<(), Error> {
        if self.state != State::Left && self.next(close)? { Err(Error) } else { Ok(()) }
    }
}

impl<'de> SeqAccess<'de> for &mut Elements<'_, 'de> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Error> {
        if !self.next(b']')? {
            return Ok(None);
        }
        seed.deserialize(&mut *self.parser).map(Some)
    }
}

impl<'de> MapAccess<'de> for &mut Elements<'_, 'de> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        // A key of any other kind than a string is none, also where the type would take it.
        if !self.next(b'}')? {
            return Ok(None);
        }
        if self.parser.peek() != b'"' {
            return Err(Error);
        }
        seed.deserialize(&mut *self.parser).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        self.parser.take(b':')?;
        seed.deserialize(&mut *self.parser)
    }
}

/// The name of a variant.
struct Name<'p, 'de>(&'p mut Parser<'de>);

impl<'de> EnumAccess<'de> for Name<'_, 'de> {
    type Error = Error;
    type Variant = Alone;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Alone), Error> {
        Ok((seed.deserialize(self.0)?, Alone))
    }
}

/// A variant that is its name and nothing else.
struct Alone;

impl<'de> VariantAccess<'de> for Alone {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, _: T) -> Result<T::Value, Error> {
        Err(Error)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Error> {
        Err(Error)
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], _: V) -> Result<V::Value, Error> {
        Err(Error)
    }
}
