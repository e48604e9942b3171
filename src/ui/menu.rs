//! A button that opens a menu, as the ARIA Authoring Practices have it.

use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, Node};

use super::{Icon, IconName, reactive, when};

/// Whether a menu is open, and its button. Copied freely.
#[derive(Clone, Copy)]
pub struct MenuState {
    open: RwSignal<bool>,
    button: NodeRef<html::Button>,
    /// It was opened from below: its last item has the focus first.
    from_below: StoredValue<bool>,
}

impl MenuState {
    /// It is closed.
    pub fn new() -> Self {
        MenuState { open: RwSignal::new(false), button: NodeRef::new(), from_below: StoredValue::new(false) }
    }

    fn open(&self, from_below: bool) {
        self.from_below.set_value(from_below);
        self.open.set(true);
    }

    /// Closes it; its button has the focus again.
    fn close(&self) {
        if let Some(button) = self.button.get_untracked() {
            let _ = button.focus();
        }
        self.open.set(false);
    }
}

impl Default for MenuState {
    fn default() -> Self {
        Self::new()
    }
}

/// The button, and the menu while it is open.
#[component]
pub fn Menu(
    /// Its state.
    menu: MenuState,
    /// The accessible name of button and menu.
    name: String,
    /// What the button shows.
    #[prop(default = IconName::Dots)]
    icon: IconName,
    /// Its [`MenuItem`]s.
    #[prop(into)]
    items: ViewFn,
) -> impl IntoView {
    let list = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        if let Some(list) = list.get() {
            let items = items_of(&list);
            focus(if menu.from_below.get_value() { items.last() } else { items.first() });
        }
    });
    let keydown = move |event: ev::KeyboardEvent| {
        let (list, open) = (list.get_untracked(), menu.open.get_untracked());
        let focused = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let items = list.as_ref().map(|list| items_of(list)).unwrap_or_default();
        let place = focused.and_then(|focused| items.iter().position(|item| *item == focused));
        match event.key().as_str() {
            "ArrowDown" if !open => menu.open(false),
            "ArrowUp" if !open => menu.open(true),
            // From the last one to the first, and back.
            "ArrowDown" => focus(place.and_then(|place| items.get(place + 1)).or(items.first())),
            "ArrowUp" => focus(place.and_then(|place| items.get(place.checked_sub(1)?)).or(items.last())),
            "Home" if open => focus(items.first()),
            "End" if open => focus(items.last()),
            "Escape" if open => menu.close(),
            // The browser goes on from the button.
            "Tab" if open => return menu.close(),
            _ => return,
        }
        event.prevent_default();
    };
    let left = move |event: ev::FocusEvent| {
        let to = event.related_target().and_then(|to| to.dyn_into::<Node>().ok());
        let place = event.current_target().and_then(|place| place.dyn_into::<Node>().ok());
        if place.is_some_and(|place| !place.contains(to.as_ref())) {
            menu.open.try_set(false);
        }
    };
    let label = name.clone();
    view! {
        <div class="menu" on:keydown=keydown on:focusout=left>
            <button type="button" class="button button-icon" node_ref=menu.button aria-haspopup="menu" aria-label=name.clone()
                aria-expanded=reactive(move || menu.open.get().to_string())
                on:click=move |_| if menu.open.get_untracked() { menu.close() } else { menu.open(false) }>
                <Icon name=icon />
            </button>
            {when(move || menu.open.get(), move || view! {
                <div class="menu-list" role="menu" aria-label=label.clone() node_ref=list>{items.run()}</div>
            })}
        </div>
    }
}

/// Something that can be done.
#[component]
pub fn MenuItem(
    /// The menu that it stands in.
    menu: MenuState,
    /// Its text.
    label: String,
    /// The language of the text, where it is not the page's.
    #[prop(optional)]
    lang: Option<&'static str>,
    /// Whether it is the one of its kind that holds; none where it is something to be done.
    #[prop(optional, into)]
    checked: Option<bool>,
    /// It is chosen; the menu is closed by then.
    #[prop(into)]
    on_press: Callback<()>,
) -> impl IntoView {
    let press = move |_| {
        menu.close();
        on_press.run(());
    };
    view! {
        <button type="button" class="menu-item" role=if checked.is_some() { "menuitemradio" } else { "menuitem" }
            tabindex="-1" lang=lang aria-checked=checked.map(|checked| checked.to_string()) on:click=press>{label}</button>
    }
}

/// Items of which one holds.
#[component]
pub fn MenuGroup(
    /// What they are about: the accessible name.
    label: String,
    /// Its [`MenuItem`]s.
    children: Children,
) -> impl IntoView {
    view! { <div class="menu-group" role="group" aria-label=label>{children()}</div> }
}

/// The items from top to bottom, with those in groups.
fn items_of(list: &Element) -> Vec<Element> {
    let children = |of: &Element| {
        std::iter::successors(of.first_element_child(), Element::next_element_sibling).collect::<Vec<_>>()
    };
    let group_or_item = |child: Element| {
        if child.get_attribute("role").as_deref() == Some("group") { children(&child) } else { vec![child] }
    };
    children(list).into_iter().flat_map(group_or_item).collect()
}

fn focus(item: Option<&Element>) {
    if let Some(item) = item.and_then(|item| item.dyn_ref::<HtmlElement>()) {
        let _ = item.focus();
    }
}
