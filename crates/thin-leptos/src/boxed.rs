//! Closures in boxes.
//!
//! Whatever changes on a page is a closure in a box, and a box of `dyn FnMut` has, for each closure, the code that calls it
//! once and takes the box apart, which nobody calls. Behind a trait of one method it is the closure alone.

/// What `FnMut() -> T` is.
pub trait Make<T> {
    /// Calls it.
    fn make(&mut self) -> T;
}

impl<T, F: FnMut() -> T> Make<T> for F {
    fn make(&mut self) -> T {
        self()
    }
}

/// What `FnMut(T)` is.
pub(crate) trait Take<T> {
    /// Calls it.
    fn take(&mut self, given: T);
}

impl<T, F: FnMut(T)> Take<T> for F {
    fn take(&mut self, given: T) {
        self(given);
    }
}
