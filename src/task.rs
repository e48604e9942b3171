//! Work that waits for something, such as an answer.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Waker},
};

use leptos::{prelude::untrack, task::spawn_local};

/// Does what `work` does before its first wait now, and the rest when it can.
///
/// [`spawn_local`] begins a little later: by then the view that has asked may be gone, and with it what its work begins with.
pub fn begin(work: impl Future<Output = ()> + 'static) {
    begin_boxed(Box::pin(work));
}

fn begin_boxed(mut work: Pin<Box<dyn Future<Output = ()>>>) {
    // Nobody is to be woken: it is asked again in any case, and leaves word then whom to wake.
    let begun = untrack(|| work.as_mut().poll(&mut Context::from_waker(Waker::noop())));
    if begun.is_pending() {
        spawn_local(work);
    }
}

#[cfg(test)]
mod tests {
    use std::{cell::Cell, rc::Rc};

    use super::*;

    #[test]
    fn work_has_begun_when_whoever_asked_for_it_goes_on() {
        let begun = Rc::new(Cell::new(false));
        let inner = Rc::clone(&begun);
        begin(async move { inner.set(true) });
        assert!(begun.get());
    }
}
