//! What stands behind all handles, whatever the type of the value.

use std::{mem, sync::Arc};

use upstream::{
    prelude::{
        ArcMemo, ArcRwSignal, ArcStoredValue, ArenaItem, IsDisposed, Notify, ReadUntracked, ReadValue, Track, Write,
        WriteValue,
        guards::{Mapped, Plain, ReadGuard, UntrackedWriteGuard},
    },
    reactive::graph::untrack,
};

use super::erased::Erased;

/// Where a value comes from.
#[derive(Clone)]
pub(crate) enum Source {
    Signal(ArcRwSignal<Erased>),
    Memo(ArcMemo<Erased>),
    Derived(Arc<dyn Derive>),
    Stored(ArcStoredValue<Erased>),
}

/// Makes a value whenever it is asked for. A trait of its own: what a closure has besides being called with a reference
/// would be compiled for each.
pub(crate) trait Derive: Send + Sync {
    fn derive(&self) -> Erased;
}

impl<F: Fn() -> Erased + Send + Sync> Derive for F {
    fn derive(&self) -> Erased {
        self()
    }
}

/// A value that is being looked at. As long as it is, it cannot be changed.
pub(crate) enum Value {
    Kept(ReadGuard<Erased, Plain<Erased>>),
    Memo(ReadGuard<Erased, Mapped<Plain<Option<Erased>>, Erased>>),
    Made(Erased),
}

impl Value {
    pub(crate) fn erased(&self) -> &Erased {
        match self {
            Value::Kept(value) => value,
            Value::Memo(value) => value,
            Value::Made(value) => value,
        }
    }
}

/// A value that is being changed.
pub(crate) struct Change {
    value: UntrackedWriteGuard<Erased>,
    /// Who is told of it.
    signal: Option<ArcRwSignal<Erased>>,
}

impl Change {
    pub(crate) fn erased(&mut self) -> &mut Erased {
        &mut self.value
    }

    /// It is done, and those who read the value learn of it. They may read it at once.
    #[inline(never)]
    pub(crate) fn tell(self) {
        let Change { value, signal } = self;
        drop(value);
        if let Some(signal) = signal {
            signal.notify();
        }
    }
}

/// Says where a value comes from: the one thing that handles do differently.
pub(crate) trait Sourced {
    /// None when it is gone with its owner.
    fn source(&self) -> Option<Source>;

    /// The value, whose changes whoever asks follows.
    #[track_caller]
    #[inline(never)]
    fn try_read(&self) -> Option<Value> {
        match self.source()? {
            Source::Derived(source) => Some(Value::Made(source.derive())),
            source => {
                source.track();
                source.read()
            }
        }
    }

    /// The same.
    ///
    /// # Panics
    /// When it is gone, or being changed.
    #[track_caller]
    #[inline(never)]
    fn read(&self) -> Value {
        present(self.try_read())
    }

    /// The value as it is now.
    #[inline(never)]
    fn try_read_untracked(&self) -> Option<Value> {
        match self.source()? {
            Source::Derived(source) => Some(Value::Made(untrack(|| source.derive()))),
            source => source.read(),
        }
    }

    /// The same.
    ///
    /// # Panics
    /// When it is gone, or being changed.
    #[track_caller]
    #[inline(never)]
    fn read_untracked(&self) -> Value {
        present(self.try_read_untracked())
    }

    /// Follows the value without looking at it.
    #[track_caller]
    #[inline(never)]
    fn track(&self) {
        if let Some(source) = self.source() {
            source.track();
        }
    }

    /// Changes the value; none when it is gone.
    #[inline(never)]
    fn change(&self) -> Option<Change> {
        match self.source()? {
            Source::Signal(signal) => Some(Change { value: signal.try_write_untracked()?, signal: Some(signal) }),
            Source::Stored(value) => Some(Change { value: value.try_write_value()?, signal: None }),
            Source::Memo(_) | Source::Derived(_) => None,
        }
    }

    /// Puts another value in its place; nothing happens when it is gone.
    #[inline(never)]
    fn put(&self, value: Erased) {
        if let Some(mut change) = self.change() {
            let before = mem::replace(change.erased(), value);
            let Change { value, signal } = change;
            drop(value);
            drop(before);
            if let Some(signal) = signal {
                signal.notify();
            }
        }
    }
}

#[track_caller]
fn present(value: Option<Value>) -> Value {
    value.expect(
        "a signal, or what else holds a value, is read before its owner is cleaned up, and not while it is changed",
    )
}

impl Source {
    #[track_caller]
    fn track(&self) {
        match self {
            Source::Signal(signal) => signal.track(),
            Source::Memo(memo) => memo.track(),
            Source::Derived(source) => drop(source.derive()),
            Source::Stored(_) => {}
        }
    }

    fn read(&self) -> Option<Value> {
        Some(match self {
            Source::Signal(signal) => Value::Kept(signal.try_read_untracked()?),
            Source::Memo(memo) => Value::Memo(memo.try_read_untracked()?),
            Source::Derived(source) => Value::Made(source.derive()),
            Source::Stored(value) => Value::Kept(value.try_read_value()?),
        })
    }
}

impl Sourced for Source {
    fn source(&self) -> Option<Source> {
        Some(self.clone())
    }
}

/// A place in the arena of the owner that was current; gone with it.
#[derive(Clone, Copy)]
pub(crate) struct Handle(ArenaItem<Source>);

impl Handle {
    #[inline(never)]
    pub(crate) fn new(source: Source) -> Self {
        Handle(ArenaItem::new(source))
    }

    /// A handle of the same value that belongs to the current owner, and keeps the value as long as that.
    ///
    /// # Panics
    /// When it is gone.
    #[track_caller]
    #[inline(never)]
    pub(crate) fn again(self) -> Self {
        Handle::new(self.source().expect("a signal is passed on before its owner is cleaned up"))
    }

    #[inline(never)]
    pub(crate) fn is_gone(self) -> bool {
        self.0.is_disposed()
    }
}

impl Sourced for Handle {
    #[inline(never)]
    fn source(&self) -> Option<Source> {
        self.0.try_get_value()
    }
}
