//! A JSON object where serde would take an array for a struct, too.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor, value::MapAccessDeserializer},
};

/// A value that must be written as a JSON object.
///
/// A derived `Deserialize` takes the fields of a struct from an array as well, in their order: no schema says so,
/// and what is sent by mistake should not be guessed at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JsonObject<T>(pub T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for JsonObject<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ObjectVisitor<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for ObjectVisitor<T> {
            type Value = JsonObject<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map)).map(JsonObject)
            }
        }

        deserializer.deserialize_map(ObjectVisitor(PhantomData))
    }
}

impl<T> JsonObject<T> {
    /// For `deserialize_with`: the value of an optional field.
    pub(crate) fn optional<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error>
    where
        T: Deserialize<'de>,
    {
        Ok(Option::<JsonObject<T>>::deserialize(deserializer)?.map(|object| object.0))
    }
}

#[cfg(test)]
mod tests {
    use crate::CreateKey;

    use super::*;

    #[test]
    fn an_object_is_read_and_an_array_is_not_taken_for_one() {
        let read = |json| serde_json::from_str::<JsonObject<CreateKey>>(json);
        assert_eq!(read("{}").expect("an object").0, CreateKey::default());
        assert_eq!(read(r#"{"note": null, "access": null}"#).expect("an object").0, CreateKey::default());
        assert!(read(r#"{"access": {"type": "full"}}"#).is_ok());
        for json in ["[]", r#"["a"]"#, "null", "\"{}\"", r#"{"access": ["full"]}"#, r#"{"access": ["endpoints", []]}"#]
        {
            assert!(read(json).is_err(), "{json}");
        }
    }
}
