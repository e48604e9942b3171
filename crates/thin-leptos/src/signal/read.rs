//! How values are read: the same methods for all handles.

/// Gives handles (`$handle.0` says where the value comes from) their methods for reading.
macro_rules! reads {
    ($handle:ident) => {
        impl<T: 'static> $handle<T> {
            /// A copy of the value, whose changes whoever asks follows.
            ///
            /// # Panics
            /// When the owner was cleaned up, or the value is being changed; so do all methods without `try_`.
            #[track_caller]
            pub fn get(&self) -> T
            where
                T: Clone,
            {
                erased::copy(Sourced::read(&self.0).erased())
            }

            /// The same; none when the owner was cleaned up.
            #[track_caller]
            pub fn try_get(&self) -> Option<T>
            where
                T: Clone,
            {
                Some(erased::copy(Sourced::try_read(&self.0)?.erased()))
            }

            /// A copy of the value as it is now.
            #[track_caller]
            pub fn get_untracked(&self) -> T
            where
                T: Clone,
            {
                erased::copy(Sourced::read_untracked(&self.0).erased())
            }

            /// The same; none when the owner was cleaned up.
            pub fn try_get_untracked(&self) -> Option<T>
            where
                T: Clone,
            {
                Some(erased::copy(Sourced::try_read_untracked(&self.0)?.erased()))
            }

            /// Looks at the value, whose changes whoever asks follows.
            #[track_caller]
            pub fn with<U>(&self, look: impl FnOnce(&T) -> U) -> U {
                look(erased::cast(Sourced::read(&self.0).erased()))
            }

            /// The same; none when the owner was cleaned up.
            #[track_caller]
            pub fn try_with<U>(&self, look: impl FnOnce(&T) -> U) -> Option<U> {
                let value = Sourced::try_read(&self.0)?;
                Some(look(erased::cast(value.erased())))
            }

            /// Looks at the value as it is now.
            #[track_caller]
            pub fn with_untracked<U>(&self, look: impl FnOnce(&T) -> U) -> U {
                look(erased::cast(Sourced::read_untracked(&self.0).erased()))
            }

            /// The same; none when the owner was cleaned up.
            pub fn try_with_untracked<U>(&self, look: impl FnOnce(&T) -> U) -> Option<U> {
                let value = Sourced::try_read_untracked(&self.0)?;
                Some(look(erased::cast(value.erased())))
            }

            /// Follows the value without looking at it.
            #[track_caller]
            pub fn track(&self) {
                Sourced::track(&self.0);
            }
        }
    };
}

/// Makes handles of places in the arena what these are: numbers that are copied.
macro_rules! copied {
    ($handle:ident) => {
        impl<T> Clone for $handle<T> {
            fn clone(&self) -> Self {
                *self
            }
        }

        impl<T> Copy for $handle<T> {}

        impl<T: 'static> $handle<T> {
            /// Whether the owner was cleaned up, and the value is gone.
            pub fn is_disposed(&self) -> bool {
                self.0.is_gone()
            }

            pub(crate) fn handle(self) -> crate::signal::source::Handle {
                self.0
            }
        }
    };
}

/// Gives handles their methods for changing the value.
macro_rules! writes {
    ($handle:ident) => {
        impl<T: Send + Sync + 'static> $handle<T> {
            /// Puts a value in the place of the one before. Nothing happens when the owner was cleaned up; so it is with
            /// all methods that change it.
            pub fn set(&self, value: T) {
                Sourced::put(&self.0, erased::erase(value));
            }

            /// Changes the value, and tells whoever follows it.
            pub fn update(&self, change: impl FnOnce(&mut T)) {
                self.try_update(change);
            }

            /// The same, and hands on what `change` returns; none when the owner was cleaned up.
            pub fn try_update<U>(&self, change: impl FnOnce(&mut T) -> U) -> Option<U> {
                let mut value = Sourced::change(&self.0)?;
                let result = change(erased::cast_mut(value.erased()));
                value.tell();
                Some(result)
            }

            /// Changes the value, and tells nobody.
            ///
            /// # Panics
            /// When the owner was cleaned up.
            #[track_caller]
            pub fn update_untracked<U>(&self, change: impl FnOnce(&mut T) -> U) -> U {
                self.try_update_untracked(change).expect("a signal is changed before its owner is cleaned up")
            }

            /// The same; none when the owner was cleaned up.
            pub fn try_update_untracked<U>(&self, change: impl FnOnce(&mut T) -> U) -> Option<U> {
                let mut value = Sourced::change(&self.0)?;
                Some(change(erased::cast_mut(value.erased())))
            }
        }
    };
}

pub(super) use {copied, reads, writes};
