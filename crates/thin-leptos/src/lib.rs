//! Leptos, with views and signals of a single type.
//!
//! A page depends on this crate under the name `leptos` and is written as any other page in Leptos: `view!`,
//! `#[component]`, signals, effects, contexts. What differs is what `view!` expands into. Leptos gives every view a type of
//! its own, and the code that builds, updates, mounts and removes it is compiled anew for each; here all views are one
//! enum, [`Node`], and that code exists once. In a page of some hundred elements it was the larger half of the WebAssembly.
//!
//! - [`node`]: what can stand in a view, and how it becomes a [`Node`].
//! - [`element`]: elements with their attributes, properties, classes, listeners and children; [`value`]: what these take.
//! - [`keyed`]: lists whose rows keep their elements, [`For`](keyed::For).
//! - [`mounted`]: what has been built, and how it takes a new view.
//! - [`signal`]: signals, memos and stored values, over one of each whose value has forgotten its type.
//! - [`boxed`]: how closures are boxed.
//!
//! The paths that `view!` and `#[component]` refer to (`tachys::html::element::div`, `prelude::IntoRender`) are where
//! Leptos has them. Left out is what a page that is rendered in the browser alone does not need: rendering on a server,
//! hydration, islands, attributes spread over components.

// The macros name everything from a crate `leptos`.
extern crate self as leptos;

pub mod boxed;
pub mod children;
pub mod effect;
pub mod element;
pub mod keyed;
pub mod mount;
pub mod mounted;
pub mod node;
pub mod signal;
pub mod value;

pub use node::Node;
pub use upstream::{component, ev, html, reactive, task, typed_builder, typed_builder_macro};

/// Marks a closure that stands in a view; `view!` calls it. Leptos boxes the closure here, this crate when it becomes a
/// [`Node`] or a [`Value`](value::Value).
#[doc(hidden)]
pub fn __as_shared_reactive_fn<T, F: FnMut() -> T>(closure: F) -> F {
    closure
}

/// What a page imports.
pub mod prelude {
    pub use upstream::prelude::*;

    pub use crate::{
        children::{Children, ChildrenFn, ToChildren, ViewFn},
        effect::Effect,
        keyed::For,
        node::{CollectView, IntoView, Node as AnyView, View},
        signal::{ArcRwSignal, Callback, Memo, NodeRef, RwSignal, Signal, StoredValue},
    };
    // The macros ask by several names for one thing.
    pub use crate::{
        node::{IntoView as IntoAny, IntoView as IntoMaybeErased, IntoView as IntoRender},
        value::IntoValue as IntoAttributeValue,
    };
}

/// Where `view!` looks for elements and events.
#[doc(hidden)]
pub mod tachys {
    pub mod html {
        pub use crate::{element::html as element, node::InertElement};
        pub use upstream::tachys::html::event;
    }

    pub use crate::element::svg;

    pub mod view {
        pub mod iterators {
            pub use crate::node::Nodes as StaticVec;
        }
    }
}
