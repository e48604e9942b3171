use std::{
    cell::Cell,
    rc::Rc,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use send_wrapper::SendWrapper;
use upstream::prelude::{LocalStorage, Owner, on_cleanup};

use super::{ArcRwSignal, Callback, Memo, NodeRef, RwSignal, Signal, StoredValue};

/// Runs a test where signals can be made.
fn owned<T>(test: impl FnOnce() -> T) -> T {
    Owner::new().with(test)
}

/// Something made in an owner that is gone by now.
fn gone<T>(make: impl FnOnce() -> T) -> T {
    let owner = Owner::new();
    let made = owner.with(make);
    owner.cleanup();
    made
}

#[test]
fn a_value_that_is_set_takes_the_place_of_the_one_before() {
    owned(|| {
        let held = Arc::new(());
        let signal = RwSignal::new(Some(held.clone()));
        let copy = signal;
        assert_eq!(Arc::strong_count(&held), 2);
        assert_eq!(copy.try_set(None), None);
        assert_eq!((signal.get_untracked(), Arc::strong_count(&held)), (None, 1));
    });
}

#[test]
fn what_is_gone_with_its_owner_says_so_and_takes_nothing() {
    let signal = gone(|| RwSignal::new(1));
    let changed = Cell::new(false);
    let change = |value: &mut i32| {
        changed.set(true);
        *value = 2;
    };
    assert!(signal.is_disposed());
    assert_eq!((signal.try_get(), signal.try_get_untracked()), (None, None));
    assert_eq!((signal.try_with(|_| ()), signal.try_with_untracked(|_| ())), (None, None));
    assert_eq!((signal.try_update(change), signal.try_update_untracked(change)), (None, None));
    signal.set(3);
    signal.update(change);
    signal.track();
    assert_eq!((signal.try_set(4), changed.get()), (Some(4), false));

    let (memo, derived) = gone(|| (Memo::new(|_| 1), Signal::derive(|| 1)));
    assert!(memo.is_disposed() && derived.is_disposed());
    assert_eq!((memo.try_get(), memo.try_get_untracked()), (None, None));
    assert_eq!((derived.try_get(), derived.try_with_untracked(|_| ())), (None, None));

    let (stored, callback) = gone(|| (StoredValue::new(1), Callback::new(|()| 1)));
    stored.set_value(2);
    stored.update_value(|_| changed.set(true));
    assert!(stored.is_disposed() && !changed.get());
    assert_eq!((stored.try_get_value(), stored.try_with_value(|_| ()), callback.try_run(())), (None, None, None));
    assert_eq!(stored.try_update_value(|_| ()), None);
}

#[test]
#[should_panic = "before its owner is cleaned up"]
fn a_signal_that_is_gone_cannot_be_read() {
    gone(|| RwSignal::new(1)).get_untracked();
}

#[test]
#[should_panic = "before its owner is cleaned up"]
fn a_memo_that_is_gone_cannot_be_read() {
    gone(|| Memo::new(|_| 1)).with_untracked(|_| ());
}

#[test]
#[should_panic = "before its owner is cleaned up"]
fn a_stored_value_that_is_gone_cannot_be_read() {
    gone(|| StoredValue::new(1)).get_value();
}

#[test]
#[should_panic = "before its owner is cleaned up"]
fn a_reference_that_is_gone_cannot_be_read() {
    gone(NodeRef::<upstream::html::Input>::new).get_untracked();
}

#[test]
#[should_panic = "before its owner is cleaned up"]
fn a_signal_that_is_gone_cannot_be_passed_on() {
    let signal = gone(|| RwSignal::new(1));
    owned(|| Signal::<i32>::from(signal));
}

#[test]
fn readings_may_stand_in_one_another() {
    owned(|| {
        let signal = RwSignal::new(vec![1, 2]);
        let sum = Memo::new(move |_| signal.with(|values| values.iter().sum::<i32>() + signal.get().len() as i32));
        let both =
            signal.with_untracked(|values| sum.with_untracked(|sum| (values.len(), *sum, signal.get_untracked())));
        assert_eq!(both, (2, 5, vec![1, 2]));
    });
}

#[test]
fn a_value_is_not_there_while_it_is_changed() {
    owned(|| {
        let (signal, stored) = (RwSignal::new(1), StoredValue::new(1));
        let derived: Signal<i32> = signal.into();
        signal.update(|_| {
            assert_eq!((signal.try_get_untracked(), derived.try_get_untracked()), (None, None));
            assert!(!signal.is_disposed());
        });
        stored.update_value(|_| assert_eq!(stored.try_get_value(), None));
        assert_eq!((signal.get_untracked(), stored.get_value()), (1, 1));
    });
}

#[test]
fn a_value_that_is_replaced_may_use_the_signal_when_it_goes() {
    struct Last(Option<RwSignal<Last>>, Arc<AtomicUsize>);
    impl Drop for Last {
        fn drop(&mut self) {
            if let Some(true) = self.0.map(|signal| signal.with_untracked(|now| now.0.is_none())) {
                self.1.fetch_add(1, Ordering::Relaxed);
            }
        }
    }
    owned(|| {
        let found = Arc::new(AtomicUsize::new(0));
        let signal = RwSignal::new(Last(None, found.clone()));
        signal.set(Last(Some(signal), found.clone()));
        signal.set(Last(None, found.clone()));
        assert_eq!(found.load(Ordering::Relaxed), 1);
    });
}

#[test]
fn handles_of_a_counted_signal_share_its_value_and_it_outlives_them() {
    let signal = ArcRwSignal::new(String::from("a"));
    let handle = gone(|| {
        let (one, other) = (RwSignal::from(signal.clone()), RwSignal::from(signal.clone()));
        one.set("b".into());
        other.update(|text| text.push('c'));
        one
    });
    assert_eq!((handle.try_get_untracked(), signal.get_untracked().as_str()), (None, "bc"));
}

#[test]
fn what_a_signal_was_made_of_lives_as_long_as_it_does() {
    owned(|| {
        let owner = Owner::new();
        let (root, memo) = owner.with(|| {
            let root = RwSignal::new(1);
            (root, Memo::new(move |_| root.try_get().map_or(-1, |value| value * 2)))
        });
        let signals: [Signal<i32>; 2] = [root.into(), memo.into()];
        assert_eq!(signals.map(|signal| signal.get_untracked()), [1, 2]);
        owner.cleanup();
        assert_eq!((root.try_get_untracked(), memo.try_get_untracked()), (None, None));
        assert_eq!(signals.map(|signal| signal.get_untracked()), [1, 2]);
    });
}

#[test]
fn a_memo_is_made_when_it_is_read_and_again_only_when_what_it_read_has_changed() {
    owned(|| {
        let (number, other) = (RwSignal::new(1), RwSignal::new(1));
        let made = StoredValue::new(0);
        let double = Memo::new(move |_| {
            made.update_value(|made| *made += 1);
            number.get() * 2 + other.get_untracked()
        });
        assert_eq!(made.get_value(), 0);
        assert_eq!((double.get_untracked(), double.get_untracked(), made.get_value()), (3, 3, 1));
        other.set(5);
        assert_eq!((double.get_untracked(), made.get_value()), (3, 1));
        number.set(2);
        number.set(3);
        assert_eq!(made.get_value(), 1);
        assert_eq!((double.get_untracked(), made.get_value()), (11, 2));
    });
}

#[test]
fn a_memo_of_a_memo_is_not_made_again_when_that_is_the_same() {
    owned(|| {
        let number = RwSignal::new(1);
        let made = StoredValue::new(Vec::new());
        let tens = Memo::new(move |_| number.get() / 10);
        let text = Memo::new(move |_| {
            made.update_value(|made| made.push(tens.get()));
            tens.get().to_string()
        });
        for next in [1, 2, 9, 10, 11, 5] {
            number.set(next);
            assert_eq!(text.get_untracked(), (next / 10).to_string());
        }
        assert_eq!(made.get_value(), [0, 1, 0]);
    });
}

#[test]
fn a_memo_gets_what_it_was_before_and_compares_as_its_type_does() {
    /// Equal whatever it holds.
    #[derive(Clone, Debug)]
    struct Alike(i32);
    impl PartialEq for Alike {
        fn eq(&self, _: &Self) -> bool {
            true
        }
    }
    owned(|| {
        let number = RwSignal::new(1);
        let largest = Memo::new(move |before: Option<&i32>| before.copied().unwrap_or(0).max(number.get()));
        for (next, expected) in [(3, 3), (2, 3), (4, 4)] {
            number.set(next);
            assert_eq!(largest.get_untracked(), expected);
        }
        let alike = Memo::new(move |_| Alike(number.get()));
        let made = StoredValue::new(0);
        let after = Memo::new(move |_| {
            made.update_value(|made| *made += 1);
            alike.get().0
        });
        assert_eq!(after.get_untracked(), 4);
        number.set(9);
        // It was made anew, but nobody was told.
        assert_eq!((after.get_untracked(), alike.get_untracked().0, made.get_value()), (4, 9, 1));
    });
}

#[test]
fn what_a_memo_makes_along_goes_before_it_is_made_again() {
    owned(|| {
        let (number, ended) = (RwSignal::new(1), Arc::new(AtomicUsize::new(0)));
        let counted = ended.clone();
        let memo = Memo::new(move |_| {
            let counted = counted.clone();
            on_cleanup(move || _ = counted.fetch_add(1, Ordering::Relaxed));
            number.get()
        });
        memo.get_untracked();
        assert_eq!(ended.load(Ordering::Relaxed), 0);
        number.set(2);
        memo.get_untracked();
        assert_eq!(ended.load(Ordering::Relaxed), 1);
    });
}

#[test]
fn what_a_handle_holds_is_let_go_of_with_the_owner() {
    let held = Arc::new(());
    gone(|| {
        let hold = || held.clone();
        let (signal, stored) = (RwSignal::new(hold()), StoredValue::new(hold()));
        let (memo, derived, called) = (hold(), hold(), hold());
        let memo = Memo::new(move |_| memo.clone());
        let signals: [Signal<Arc<()>>; 3] = [Signal::derive(move || derived.clone()), memo.into(), signal.into()];
        signals.iter().for_each(|signal| drop(signal.get_untracked()));
        Callback::new(move |()| drop(called.clone())).run(());
        assert!(Arc::strong_count(&stored.get_value()) > 5);
    });
    assert_eq!(Arc::strong_count(&held), 1);
}

#[test]
fn a_stored_value_may_be_one_that_must_stay_in_its_thread() {
    owned(|| {
        let stored: StoredValue<Rc<Cell<i32>>, LocalStorage> = StoredValue::new_local(Rc::new(Cell::new(1)));
        stored.with_value(|value| value.set(2));
        stored.update_value(|value| *value = Rc::new(Cell::new(value.get() + 1)));
        assert_eq!((stored.get_value().get(), stored.try_get_value().map(|value| value.get())), (3, Some(3)));
        stored.set_value(Rc::new(Cell::new(7)));
        assert_eq!(stored.try_update_value(|value| value.get()), Some(7));
    });
}

#[test]
fn a_callback_may_be_the_end_of_its_owner() {
    let owner = Owner::new();
    let ends = SendWrapper::new(owner.clone());
    let callback: Callback<i32, i32> = owner.with(|| {
        (move |number| {
            ends.cleanup();
            number + 1
        })
        .into()
    });
    assert_eq!((callback.run(1), callback.try_run(1)), (2, None));
}
