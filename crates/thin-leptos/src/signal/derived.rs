//! Whatever can be read.

use std::{marker::PhantomData, sync::Arc};

use upstream::prelude::ArcStoredValue;

use super::{
    Memo, RwSignal,
    erased::{self, erase},
    read::{copied, reads},
    source::{Derive, Handle, Source, Sourced},
};

/// A value that can be read, whatever it comes from: properties of components are of this type. It is copied freely and
/// belongs to the owner in which it was made; what it was made of lives as long.
pub struct Signal<T>(Handle, PhantomData<fn() -> T>);

copied!(Signal);
reads!(Signal);

impl<T: Send + Sync + 'static> Signal<T> {
    /// Makes the value anew for each reading.
    pub fn derive(make: impl Fn() -> T + Send + Sync + 'static) -> Self {
        let make: Arc<dyn Derive> = Arc::new(move || erase(make()));
        Signal(Handle::new(Source::Derived(make)), PhantomData)
    }

    /// A value that does not change.
    pub fn stored(value: T) -> Self {
        Signal(Handle::new(Source::Stored(ArcStoredValue::new(erase(value)))), PhantomData)
    }
}

impl<T: Send + Sync + 'static> From<T> for Signal<T> {
    fn from(value: T) -> Self {
        Signal::stored(value)
    }
}

impl From<&'static str> for Signal<String> {
    fn from(value: &'static str) -> Self {
        Signal::stored(value.to_owned())
    }
}

impl<T: Send + Sync + 'static> From<RwSignal<T>> for Signal<T> {
    #[track_caller]
    fn from(signal: RwSignal<T>) -> Self {
        Signal(signal.handle().again(), PhantomData)
    }
}

impl<T: Send + Sync + 'static> From<Memo<T>> for Signal<T> {
    #[track_caller]
    fn from(memo: Memo<T>) -> Self {
        Signal(memo.handle().again(), PhantomData)
    }
}
