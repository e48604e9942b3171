//! Signals that are read and set.

use std::marker::PhantomData;

use upstream::prelude::ArcRwSignal as Root;

use super::{
    erased::{self, erase},
    read::{copied, reads, writes},
    source::{Handle, Source, Sourced},
};

/// A value that changes, and tells those who have read it. It is copied freely and gone with its owner.
pub struct RwSignal<T>(Handle, PhantomData<fn() -> T>);

copied!(RwSignal);
reads!(RwSignal);
writes!(RwSignal);

impl<T: Send + Sync + 'static> RwSignal<T> {
    /// With a value to begin with.
    #[track_caller]
    pub fn new(value: T) -> Self {
        RwSignal(Handle::new(Source::Signal(Root::new(erase(value)))), PhantomData)
    }

    /// Sets the value; hands it back when the owner was cleaned up.
    pub fn try_set(&self, value: T) -> Option<T> {
        if self.is_disposed() {
            return Some(value);
        }
        self.set(value);
        None
    }
}

impl<T: Default + Send + Sync + 'static> Default for RwSignal<T> {
    #[track_caller]
    fn default() -> Self {
        RwSignal::new(T::default())
    }
}

/// The same, which lives as long as somebody has it.
pub struct ArcRwSignal<T>(Source, PhantomData<fn() -> T>);

reads!(ArcRwSignal);
writes!(ArcRwSignal);

impl<T: Send + Sync + 'static> ArcRwSignal<T> {
    /// With a value to begin with.
    #[track_caller]
    pub fn new(value: T) -> Self {
        ArcRwSignal(Source::Signal(Root::new(erase(value))), PhantomData)
    }
}

impl<T> Clone for ArcRwSignal<T> {
    fn clone(&self) -> Self {
        ArcRwSignal(self.0.clone(), PhantomData)
    }
}

/// A handle that belongs to the current owner; the signal lives on when that is cleaned up.
impl<T> From<ArcRwSignal<T>> for RwSignal<T> {
    fn from(signal: ArcRwSignal<T>) -> Self {
        RwSignal(Handle::new(signal.0), PhantomData)
    }
}
