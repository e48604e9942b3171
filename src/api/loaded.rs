//! What a view loads when it is made, and again when asked to.

use std::{future::Future, pin::Pin, rc::Rc};

use leptos::prelude::*;

use super::ApiError;
use crate::task::begin;

/// Whether something that can be asked for again and again is there.
#[derive(Clone, Debug, PartialEq)]
pub enum Loading {
    /// It is being loaded.
    Running,
    /// It is there.
    Done,
    /// It could not be loaded.
    Failed(ApiError),
}

type Loader<T> = Rc<dyn Fn() -> Pin<Box<dyn Future<Output = Result<T, ApiError>>>>>;

/// Something that is being loaded, is there, or could not be loaded. Copied freely.
///
/// A smaller stand-in for Leptos' resources: without suspense, server and serialisation, which this page has no use for.
pub struct Loaded<T: Send + Sync + 'static> {
    result: RwSignal<Option<Result<T, ApiError>>>,
    loader: StoredValue<Loader<T>, LocalStorage>,
    /// Counts the requests: the answer of an earlier one is not shown over a later one's.
    turn: StoredValue<u32>,
}

impl<T: Send + Sync + 'static> Clone for Loaded<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Loaded<T> {}

impl<T: Clone + Send + Sync + 'static> Loaded<T> {
    /// Loads with `loader`, now and at every [`Loaded::reload`].
    pub fn new<F>(loader: impl Fn() -> F + 'static) -> Self
    where
        F: Future<Output = Result<T, ApiError>> + 'static,
    {
        let loaded = Loaded {
            result: RwSignal::new(None),
            loader: StoredValue::new_local(Rc::new(move || Box::pin(loader()))),
            turn: StoredValue::new(0),
        };
        loaded.reload();
        loaded
    }

    /// What was loaded; `None` as long as it is on its way.
    pub fn get(&self) -> Option<Result<T, ApiError>> {
        self.result.get()
    }

    /// The same, without following it.
    pub fn get_untracked(&self) -> Option<Result<T, ApiError>> {
        self.result.get_untracked()
    }

    /// Loads it again; it is on its way until then.
    pub fn reload(self) {
        self.result.set(None);
        self.refresh();
    }

    /// Loads it again; what was loaded stays until then.
    pub fn refresh(self) {
        let turn = self.turn.get_value() + 1;
        self.turn.set_value(turn);
        let request = self.loader.with_value(|loader| loader());
        begin(async move {
            let result = request.await;
            if self.turn.try_get_value() == Some(turn) {
                self.result.try_set(Some(result));
            }
        });
    }
}
