//! Values that nobody follows.

use std::marker::PhantomData;

use send_wrapper::SendWrapper;
use upstream::prelude::{ArcStoredValue, LocalStorage, SyncStorage};

use super::{
    erased::{Erased, cast, cast_mut, copy, erase},
    source::{Handle, Source, Sourced},
};

/// A value that is kept as long as its owner, is copied freely and tells nobody when it changes.
pub struct StoredValue<T, S = SyncStorage>(Handle, PhantomData<fn() -> (T, S)>);

impl<T, S> Clone for StoredValue<T, S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, S> Copy for StoredValue<T, S> {}

/// How a value is kept, by what stands for it in [`StoredValue`]'s type: in its place, or so that only the thread that made
/// it can have it.
pub trait Kept<T> {
    /// What is kept.
    type Kept: Send + Sync + 'static;

    /// Keeps a value.
    fn keep(value: T) -> Self::Kept;

    /// The value.
    fn value(kept: &Self::Kept) -> &T;

    /// The value, to change it.
    fn value_mut(kept: &mut Self::Kept) -> &mut T;

    /// A copy of the value.
    #[doc(hidden)]
    fn copy(kept: &Erased) -> T
    where
        T: Clone,
    {
        Self::value(cast(kept)).clone()
    }
}

impl<T: Send + Sync + 'static> Kept<T> for SyncStorage {
    type Kept = T;

    fn keep(value: T) -> T {
        value
    }

    fn value(kept: &T) -> &T {
        kept
    }

    fn value_mut(kept: &mut T) -> &mut T {
        kept
    }

    fn copy(kept: &Erased) -> T
    where
        T: Clone,
    {
        // The one that signals have.
        copy(kept)
    }
}

impl<T: 'static> Kept<T> for LocalStorage {
    type Kept = SendWrapper<T>;

    fn keep(value: T) -> SendWrapper<T> {
        SendWrapper::new(value)
    }

    fn value(kept: &SendWrapper<T>) -> &T {
        kept
    }

    fn value_mut(kept: &mut SendWrapper<T>) -> &mut T {
        kept
    }
}

impl<T: Send + Sync + 'static> StoredValue<T> {
    /// Keeps a value.
    pub fn new(value: T) -> Self {
        StoredValue::keep(value)
    }
}

impl<T: 'static> StoredValue<T, LocalStorage> {
    /// Keeps a value of a type that must stay in its thread.
    pub fn new_local(value: T) -> Self {
        StoredValue::keep(value)
    }
}

impl<T, S: Kept<T>> StoredValue<T, S> {
    fn keep(value: T) -> Self {
        StoredValue(Handle::new(Source::Stored(ArcStoredValue::new(erase(S::keep(value))))), PhantomData)
    }

    /// A copy of the value.
    ///
    /// # Panics
    /// When the owner was cleaned up, or the value is being changed; so does [`Self::with_value`].
    #[track_caller]
    pub fn get_value(&self) -> T
    where
        T: Clone,
    {
        S::copy(self.0.read_untracked().erased())
    }

    /// The same; none when the owner was cleaned up.
    pub fn try_get_value(&self) -> Option<T>
    where
        T: Clone,
    {
        Some(S::copy(self.0.try_read_untracked()?.erased()))
    }

    /// Looks at the value.
    #[track_caller]
    pub fn with_value<U>(&self, look: impl FnOnce(&T) -> U) -> U {
        look(S::value(cast(self.0.read_untracked().erased())))
    }

    /// The same; none when the owner was cleaned up.
    pub fn try_with_value<U>(&self, look: impl FnOnce(&T) -> U) -> Option<U> {
        let value = self.0.try_read_untracked()?;
        Some(look(S::value(cast(value.erased()))))
    }

    /// Puts a value in the place of the one before. Nothing happens when the owner was cleaned up; so it is with all methods
    /// that change it.
    pub fn set_value(&self, value: T) {
        self.0.put(erase(S::keep(value)));
    }

    /// Changes the value.
    pub fn update_value(&self, change: impl FnOnce(&mut T)) {
        self.try_update_value(change);
    }

    /// The same, and hands on what `change` returns; none when the owner was cleaned up.
    pub fn try_update_value<U>(&self, change: impl FnOnce(&mut T) -> U) -> Option<U> {
        let mut value = self.0.change()?;
        Some(change(S::value_mut(cast_mut(value.erased()))))
    }

    /// Whether the owner was cleaned up, and the value is gone.
    pub fn is_disposed(&self) -> bool {
        self.0.is_gone()
    }
}
