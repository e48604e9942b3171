//! A value without its type.

use std::any::Any;

/// A value whose type only those know who look at it.
pub(crate) type Erased = Box<dyn Any + Send + Sync>;

/// Forgets a value's type.
pub(crate) fn erase<T: Send + Sync + 'static>(value: T) -> Erased {
    Box::new(value)
}

/// Looks at a value. What stands behind a `RwSignal<T>` is always a `T`: nothing else can be put there.
#[inline(never)]
pub(crate) fn cast<T: 'static>(value: &Erased) -> &T {
    // Not the box itself, which is a value of any type, too.
    (**value).downcast_ref().expect("its type is that of its handle")
}

/// The same, to change it.
#[inline(never)]
pub(crate) fn cast_mut<T: 'static>(value: &mut Erased) -> &mut T {
    (**value).downcast_mut().expect("its type is that of its handle")
}

/// A copy of a value.
#[inline(never)]
pub(crate) fn copy<T: Clone + 'static>(value: &Erased) -> T {
    cast::<T>(value).clone()
}
