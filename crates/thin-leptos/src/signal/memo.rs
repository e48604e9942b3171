//! Values that follow from others.

use std::marker::PhantomData;

use upstream::prelude::ArcMemo;

use super::{
    erased::{self, Erased, cast, erase},
    read::{copied, reads},
    source::{Handle, Source, Sourced},
};

/// A value that follows from others: it is made when it is read and one of those has changed, and those who have read it
/// learn of it only when it is another. It is copied freely and gone with its owner.
pub struct Memo<T>(Handle, PhantomData<fn() -> T>);

copied!(Memo);
reads!(Memo);

impl<T: Send + Sync + 'static> Memo<T> {
    /// Makes the value with `make`, which gets the one before.
    #[track_caller]
    pub fn new(make: impl Fn(Option<&T>) -> T + Send + Sync + 'static) -> Self
    where
        T: PartialEq,
    {
        let make = move |before: Option<&Erased>| erase(make(before.map(cast)));
        Memo(new(Box::new(make), same::<T>), PhantomData)
    }
}

fn same<T: PartialEq + 'static>(one: &Erased, other: &Erased) -> bool {
    cast::<T>(one) == cast::<T>(other)
}

/// Makes a value of what it was before. A trait of its own: what a closure has besides being called with a reference would
/// be compiled for each.
trait Make: Send + Sync {
    fn make(&self, before: Option<&Erased>) -> Erased;
}

impl<F: Fn(Option<&Erased>) -> Erased + Send + Sync> Make for F {
    fn make(&self, before: Option<&Erased>) -> Erased {
        self(before)
    }
}

#[track_caller]
#[inline(never)]
fn new(make: Box<dyn Make>, same: fn(&Erased, &Erased) -> bool) -> Handle {
    Handle::new(Source::Memo(ArcMemo::new_owning(move |before: Option<Erased>| {
        let now = make.make(before.as_ref());
        let changed = before.is_none_or(|before| !same(&before, &now));
        (now, changed)
    })))
}
