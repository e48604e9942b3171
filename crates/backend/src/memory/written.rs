//! All that a store in memory holds, as a text: what the static home keeps between two visits.
//!
//! Of a secret the text has the hash alone, as a database has.

use serde::{Deserialize, Serialize};

use super::{MemoryStore, State};
use crate::store::StoreError;

/// Grows when a text of before can no longer be read.
const FORMAT: u32 = 1;

#[derive(Serialize, Deserialize)]
struct Written<S> {
    format: u32,
    #[serde(flatten)]
    state: S,
}

/// Why a text is none that a store has written.
#[derive(Debug, thiserror::Error)]
#[error("this is not what a store has written: {0}")]
pub struct Unreadable(String);

impl MemoryStore {
    /// All that the store holds.
    ///
    /// # Errors
    /// When a request has panicked while it changed the store.
    pub fn write(&self) -> Result<String, StoreError> {
        let written = Written { format: FORMAT, state: &*self.state()? };
        serde_json::to_string(&written).map_err(|error| StoreError::Internal(error.to_string()))
    }

    /// Holds what a store has written, and nothing else; as it was when that cannot be read.
    ///
    /// # Errors
    /// When the text is none that [`MemoryStore::write`] has made, or one of another format.
    pub fn read(&self, text: &str) -> Result<(), Unreadable> {
        let unreadable = |error: serde_json::Error| Unreadable(error.to_string());
        let Format { format } = serde_json::from_str(text).map_err(unreadable)?;
        if format != FORMAT {
            return Err(Unreadable(format!("its format is {format}, not {FORMAT}")));
        }
        let Written { state, .. } = serde_json::from_str::<Written<State>>(text).map_err(unreadable)?;
        *self.state().map_err(|error| Unreadable(error.to_string()))? = state;
        Ok(())
    }
}

/// What is looked at before the rest.
#[derive(Deserialize)]
struct Format {
    format: u32,
}

/// A map whose keys are no texts, as a list of pairs.
pub(super) mod pairs {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<K: Serialize, V: Serialize, S: Serializer>(
        map: &BTreeMap<K, V>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(map)
    }

    pub fn deserialize<'de, K, V, D>(deserializer: D) -> Result<BTreeMap<K, V>, D::Error>
    where
        K: Deserialize<'de> + Ord,
        V: Deserialize<'de>,
        D: Deserializer<'de>,
    {
        Ok(Vec::deserialize(deserializer)?.into_iter().collect())
    }
}

/// The hash of a secret. The type has no serialisation of its own, so that none is written anywhere else.
pub(super) mod hash {
    use data_encoding::HEXLOWER;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use crate::secret::HashedSecret;

    pub fn serialize<S: Serializer>(secret: &HashedSecret, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&HEXLOWER.encode(secret.as_bytes()))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<HashedSecret, D::Error> {
        parse(&String::deserialize(deserializer)?).ok_or_else(|| D::Error::custom("not the hash of a secret"))
    }

    fn parse(text: &str) -> Option<HashedSecret> {
        let bytes = HEXLOWER.decode(text.as_bytes()).ok()?;
        Some(HashedSecret::from_bytes(bytes.try_into().ok()?))
    }
}

/// [`hash`], where there may be none.
pub(super) mod maybe_hash {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use crate::secret::HashedSecret;

    #[derive(Serialize, Deserialize)]
    struct Hash(#[serde(with = "super::hash")] HashedSecret);

    pub fn serialize<S: Serializer>(secret: &Option<HashedSecret>, serializer: S) -> Result<S::Ok, S::Error> {
        secret.clone().map(Hash).serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<HashedSecret>, D::Error> {
        Ok(Option::<Hash>::deserialize(deserializer)?.map(|Hash(secret)| secret))
    }
}
