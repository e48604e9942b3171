//! Effects: work that is done again whenever what it has read changes.
//!
//! A page has thousands of them, an attribute and a text each, and most never run again. Leptos' own have a channel and a
//! task apiece; these stand in one queue, and what is due is done in one microtask, in the order in which it became so.

use std::{
    cell::RefCell,
    mem,
    rc::Rc,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
};

use send_wrapper::SendWrapper;
use upstream::{
    prelude::Owner,
    reactive::graph::{AnySource, AnySubscriber, ReactiveNode, Source, Subscriber, WithObserver},
};

use crate::boxed::Make;

/// An effect with a value, which stops when this is dropped, and then leaves nothing behind.
pub struct Running<T: 'static> {
    effect: Arc<Effect>,
    value: Rc<RefCell<Option<T>>>,
}

impl<T> Running<T> {
    /// Makes the value, and makes it again from what it was whenever what was read changes. What is made along with it
    /// (signals, effects) goes before the next time.
    pub fn new(mut make: impl FnMut(Option<T>) -> T + 'static) -> Self {
        let value = Rc::new(RefCell::new(None));
        let kept = Rc::clone(&value);
        let work = move || {
            let before = kept.borrow_mut().take();
            let now = make(before);
            *kept.borrow_mut() = Some(now);
        };
        let effect = Effect::new(Place::Own(Owner::new()), Box::new(work));
        effect.run();
        Running { effect, value }
    }

    /// Looks at the value; there is none while it is being made.
    pub fn with_value<R>(&self, look: impl FnOnce(&T) -> R) -> Option<R> {
        self.value.borrow().as_ref().map(look)
    }

    /// Takes the value out.
    pub fn take_value(&self) -> Option<T> {
        self.value.borrow_mut().take()
    }
}

impl<T> Drop for Running<T> {
    fn drop(&mut self) {
        // What it would be done for is let go of first: its listeners use what the work holds.
        self.effect.forget_sources();
        drop(self.take_value());
        self.effect.stop();
    }
}

/// Work that is done again and makes nothing but what it changes, such as an attribute. It stops when this is dropped.
pub struct Setting(Arc<Effect>);

impl Setting {
    /// Does it, and does it again whenever what it has read changes.
    pub fn new(work: Work) -> Self {
        let effect = Effect::new(Place::Around(Owner::current().unwrap_or_default()), work);
        effect.run();
        Setting(effect)
    }
}

impl Drop for Setting {
    fn drop(&mut self) {
        self.0.stop();
    }
}

/// Where work is done: what it makes belongs there.
enum Place {
    /// An owner of its own, which is cleaned up each time.
    Own(Owner),
    /// That of the view around it.
    Around(Owner),
}

type Work = Box<dyn Make<()>>;

/// Work, and what it has read.
pub(crate) struct Effect {
    state: Mutex<State>,
    /// None while it is being done, and once it has stopped.
    work: SendWrapper<RefCell<Option<Work>>>,
    place: Place,
    this: Weak<Effect>,
}

#[derive(Default)]
struct State {
    /// It has to be done again, whatever is found out about what it has read.
    dirty: bool,
    queued: bool,
    stopped: bool,
    sources: Vec<AnySource>,
}

thread_local! {
    static QUEUE: RefCell<Queue> = const { RefCell::new(Queue { waiting: Vec::new(), expected: false }) };
}

struct Queue {
    waiting: Vec<Weak<Effect>>,
    /// A microtask is on its way.
    expected: bool,
}

impl Effect {
    fn new(place: Place, work: Work) -> Arc<Self> {
        Arc::new_cyclic(|this| Effect {
            state: Mutex::default(),
            work: SendWrapper::new(RefCell::new(Some(work))),
            place,
            this: this.clone(),
        })
    }

    /// Work that is done for the first time when what is being done now is done.
    pub(crate) fn later(work: Work) -> Arc<Self> {
        let effect = Effect::new(Place::Own(Owner::new()), work);
        effect.mark_dirty();
        effect
    }

    /// It is never done again, and what it holds is let go of.
    pub(crate) fn stop(&self) {
        self.state().stopped = true;
        self.forget_sources();
        let work = self.work.borrow_mut().take();
        drop(work);
    }

    /// Makes the signals that were read forget it; they would remember it until they change, which may be never.
    fn forget_sources(&self) {
        let sources = mem::take(&mut self.state().sources);
        if !sources.is_empty() {
            let subscriber = self.subscriber();
            sources.iter().for_each(|source| source.remove_subscriber(&subscriber));
        }
    }

    fn run(&self) {
        // It is taken out meanwhile: what it does may be the end of it.
        let Some(mut work) = self.work.borrow_mut().take() else { return };
        let observed = || self.subscriber().with_observer(|| work.make());
        match &self.place {
            Place::Own(owner) => owner.with_cleanup(observed),
            Place::Around(owner) => owner.with(observed),
        }
        if !self.state().stopped {
            *self.work.borrow_mut() = Some(work);
        }
    }

    fn run_if_due(&self) {
        self.state().queued = false;
        if self.subscriber().with_observer(|| self.update_if_necessary()) {
            self.forget_sources();
            self.run();
        }
    }

    fn queue(&self) {
        if mem::replace(&mut self.state().queued, true) {
            return;
        }
        let expected = QUEUE.with_borrow_mut(|queue| {
            queue.waiting.push(self.this.clone());
            mem::replace(&mut queue.expected, true)
        });
        if !expected {
            any_spawner::Executor::spawn_local(async { run_all_due() });
        }
    }

    fn subscriber(&self) -> AnySubscriber {
        AnySubscriber(self.this.as_ptr() as usize, self.this.clone())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn run_all_due() {
    loop {
        let waiting = QUEUE.with_borrow_mut(|queue| {
            queue.expected = !queue.waiting.is_empty();
            mem::take(&mut queue.waiting)
        });
        if waiting.is_empty() {
            return;
        }
        waiting.iter().filter_map(Weak::upgrade).for_each(|effect| effect.run_if_due());
    }
}

impl ReactiveNode for Effect {
    fn mark_dirty(&self) {
        self.state().dirty = true;
        self.queue();
    }

    fn mark_check(&self) {
        self.queue();
    }

    fn mark_subscribers_check(&self) {}

    fn update_if_necessary(&self) -> bool {
        let mut state = self.state();
        if mem::take(&mut state.dirty) {
            return true;
        }
        let sources = state.sources.clone();
        drop(state);
        sources.iter().any(ReactiveNode::update_if_necessary)
    }
}

impl Subscriber for Effect {
    fn add_source(&self, source: AnySource) {
        /// Of those read last: what is read again is mostly read again soon, and to be told twice does no harm.
        const LOOKED_AT: usize = 8;
        let sources = &mut self.state().sources;
        if !sources.iter().rev().take(LOOKED_AT).any(|other| *other == source) {
            sources.push(source);
        }
    }

    fn clear_sources(&self, _: &AnySubscriber) {
        self.forget_sources();
    }
}
