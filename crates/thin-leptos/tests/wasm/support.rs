//! A place on the page for one test's view.

use std::{cell::RefCell, rc::Rc};

use js_sys::Promise;
use leptos::{mounted::Mounted, node::IntoView, prelude::*};
use wasm_bindgen::{JsCast, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Element, ErrorEvent, Event, HtmlElement, HtmlInputElement, MutationObserver, MutationObserverInit, MutationRecord,
};

/// A view on the page. With it goes the view.
pub struct Page {
    root: HtmlElement,
    view: Option<(Owner, Mounted)>,
    errors: Rc<RefCell<Vec<String>>>,
    on_error: Closure<dyn FnMut(ErrorEvent)>,
}

impl Page {
    /// Shows a view.
    pub fn of<V: IntoView>(view: impl FnOnce() -> V) -> Self {
        // Fails only when there is one already.
        _ = any_spawner::Executor::init_wasm_bindgen();
        let errors = Rc::new(RefCell::new(Vec::new()));
        let heard = errors.clone();
        let on_error =
            Closure::<dyn FnMut(ErrorEvent)>::new(move |event: ErrorEvent| heard.borrow_mut().push(event.message()));
        window()
            .add_event_listener_with_callback("error", on_error.as_ref().unchecked_ref())
            .expect("a window listens");

        let root: HtmlElement = document().create_element("div").expect("a valid name").unchecked_into();
        document().body().expect("there is a body").append_child(&root).expect("it takes an element");
        let owner = Owner::new();
        let mounted = owner.with(|| view().into_node().build());
        mounted.insert(&root, None);
        Page { root, view: Some((owner, mounted)), errors, on_error }
    }

    /// Takes the view away, as a changing view does with what it showed before.
    pub fn take_away(&mut self) {
        if let Some((owner, mounted)) = self.view.take() {
            owner.cleanup();
            mounted.remove();
        }
    }

    /// What stands on the page, without the comments that hold places.
    pub fn html(&self) -> String {
        self.root.inner_html().replace("<!---->", "")
    }

    /// Its text.
    pub fn text(&self) -> String {
        self.root.text_content().unwrap_or_default()
    }

    /// The first element that a selector names.
    pub fn find(&self, selector: &str) -> HtmlElement {
        let found = self.root.query_selector(selector).expect("a valid selector");
        found.unwrap_or_else(|| panic!("{selector} is not in {}", self.html())).unchecked_into()
    }

    /// The first `<input>`.
    pub fn input(&self) -> HtmlInputElement {
        self.find("input").unchecked_into()
    }

    /// All elements that a selector names.
    pub fn all(&self, selector: &str) -> Vec<Element> {
        let found = self.root.query_selector_all(selector).expect("a valid selector");
        (0..found.length()).filter_map(|place| found.get(place)).map(JsCast::unchecked_into).collect()
    }

    /// Waits until everything that follows from what was done has happened, and nothing of it has failed.
    pub async fn settled(&self) {
        settled().await;
        let errors = self.errors.borrow();
        assert!(errors.is_empty(), "{errors:?}");
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        self.take_away();
        self.root.remove();
        _ = window().remove_event_listener_with_callback("error", self.on_error.as_ref().unchecked_ref());
    }
}

/// Waits for the next task after the next frame: microtasks and queued events are through then.
pub async fn settled() {
    let frame = Promise::new(&mut |resolve, _| {
        _ = window().request_animation_frame(&resolve);
    });
    JsFuture::from(frame).await.expect("it is never refused");
    let task = Promise::new(&mut |resolve, _| {
        _ = window().set_timeout_with_callback(&resolve);
    });
    JsFuture::from(task).await.expect("it is never refused");
}

/// Says which element has the focus.
pub fn focused() -> Option<Element> {
    document().active_element()
}

/// Lets an event happen on an element.
pub fn happen(element: &Element, event: &str) {
    element.dispatch_event(&Event::new(event).expect("a valid name")).expect("it can be dispatched");
}

/// Sees which elements are put somewhere, among those beside an element.
pub struct Moves {
    seen: Rc<RefCell<Vec<String>>>,
    observer: MutationObserver,
    _see: Closure<dyn FnMut(Vec<MutationRecord>)>,
}

impl Moves {
    /// From now on.
    pub fn beside(element: &Element) -> Self {
        let seen = Rc::new(RefCell::new(Vec::new()));
        let ids = seen.clone();
        let see = Closure::<dyn FnMut(Vec<MutationRecord>)>::new(move |records: Vec<MutationRecord>| {
            let nodes = records.iter().map(MutationRecord::added_nodes);
            let nodes = nodes.flat_map(|nodes| (0..nodes.length()).filter_map(move |place| nodes.get(place)));
            let elements = nodes.filter_map(|node| node.dyn_into::<Element>().ok());
            ids.borrow_mut().extend(elements.map(|element| element.id()));
        });
        let observer = MutationObserver::new(see.as_ref().unchecked_ref()).expect("a function is given");
        let options = MutationObserverInit::new();
        options.set_child_list(true);
        observer.observe_with_options(&element.parent_node().expect("it has one"), &options).expect("valid options");
        Moves { seen, observer, _see: see }
    }

    /// The `id`s of those that were since this was asked last.
    pub fn seen(&self) -> Vec<String> {
        self.seen.take()
    }
}

impl Drop for Moves {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
