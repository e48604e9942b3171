//! Functions that are passed to components.

use super::StoredValue;

/// A function that is copied freely and gone with its owner.
pub struct Callback<In: 'static, Out: 'static = ()>(StoredValue<Box<dyn Run<In, Out>>>);

/// A trait of its own: what a closure has besides being called with a reference would be compiled for each.
trait Run<In, Out>: Send + Sync {
    fn run(&self, input: In) -> Out;
}

impl<In, Out, F: Fn(In) -> Out + Send + Sync> Run<In, Out> for F {
    fn run(&self, input: In) -> Out {
        self(input)
    }
}

impl<In, Out> Clone for Callback<In, Out> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<In, Out> Copy for Callback<In, Out> {}

impl<In, Out> Callback<In, Out> {
    /// Of a closure.
    pub fn new(function: impl Fn(In) -> Out + Send + Sync + 'static) -> Self {
        Callback(StoredValue::new(Box::new(function)))
    }

    /// Calls it.
    ///
    /// # Panics
    /// When the owner was cleaned up.
    #[track_caller]
    pub fn run(&self, input: In) -> Out {
        self.0.with_value(|function| function.run(input))
    }

    /// Calls it; none when the owner was cleaned up.
    pub fn try_run(&self, input: In) -> Option<Out> {
        self.0.try_with_value(|function| function.run(input))
    }
}

impl<In, Out, F: Fn(In) -> Out + Send + Sync + 'static> From<F> for Callback<In, Out> {
    fn from(function: F) -> Self {
        Callback::new(function)
    }
}
