//! The served and the static page: mounts the application, nothing else.

fn main() {
    leptos::mount::mount_to_body(console::app::App);
}
