//! The page on a telephone, and as narrow as a page of 1280 px gets at 400 percent (WCAG 2.2, 1.4.10).

use serde_json::Value;

use crate::support::{Browser, Feature, Key, V5, containing, lacks, run, run_on_server};

const WIDTH: u32 = 320;

/// Every control, brought into view, must lie within the window's width and be what a finger on its middle touches.
const OUT_OF_REACH: &str = r#"
const [width] = arguments;
const topmost = document.elementFromPoint(1, 1)?.closest("dialog:modal");
// An open menu lies over what is beside it.
const root = topmost ?? document.querySelector("[role=menu]") ?? document.body;
const found = [];
if (document.documentElement.scrollWidth > width) found.push(`the page is ${document.documentElement.scrollWidth} px wide`);
for (const box of root.querySelectorAll("*")) {
  const style = getComputedStyle(box);
  if (box.scrollWidth > box.clientWidth + 1 && ["auto", "scroll"].includes(style.overflowX) && box.clientWidth > 0)
    found.push(`${box.tagName}.${box.className} scrolls sideways`);
}
for (const control of root.querySelectorAll("button, a[href], input, select, summary, [tabindex]")) {
  if (!control.checkVisibility({ visibilityProperty: true }) || control.className === "skip-link") continue;
  const name = control.ariaLabel ?? (control.innerText || control.name || control.id || control.tagName);
  control.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
  const { left, right, top, bottom, width: wide } = control.getBoundingClientRect();
  if (wide === 0) { found.push(`${name} has no width`); continue; }
  if (left < -0.5 || right > width + 0.5) { found.push(`${name} reaches from ${left} to ${right}`); continue; }
  const touched = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  const same = touched && (control.contains(touched) || touched.contains(control) && touched.closest("label")?.contains(control));
  if (!same) found.push(`${name} lies under ${touched?.tagName}.${touched?.className}`);
}
return found;
"#;

async fn everything_is_within_reach(page: &Browser, state: &str) {
    everything_is_within(page, WIDTH, state).await;
}

/// Every control can be brought into view in a window of this width, and touched there.
pub async fn everything_is_within(page: &Browser, width: u32, state: &str) {
    let found = page.run(OUT_OF_REACH, vec![width.into()]).await;
    assert_eq!(found, Value::Array(Vec::new()), "{state}, {width} px wide");
}

#[test]
fn signing_in_and_the_list_of_deployments_fit() {
    if lacks(Feature::NarrowWindows) {
        return;
    }
    run_on_server(async |stage| {
        let page = &stage.page;
        page.resize(WIDTH, 740).await;
        page.open("/").await;
        page.role("textbox", "Sign-in link").appears().await;
        everything_is_within_reach(page, "sign-in").await;
        stage.sign_in().await;
        page.any("main").any("listitem").are(3).await;
        everything_is_within_reach(page, "the list of deployments").await;
        page.open("/nowhere").await;
        page.role("heading", "Page not found").appears().await;
        everything_is_within_reach(page, "a page that is not there").await;
    });
}

#[test]
fn the_list_of_keys_fits_and_is_still_a_table() {
    if lacks(Feature::NarrowWindows) {
        return;
    }
    run(async |stage| {
        let note = "a note that is rather long, as notes about production systems tend to be";
        let app_id = stage.somebody().await.creates(V5.id, note, &["GET /clients", "POST /publish"]).await;
        let page = &stage.page;
        page.resize(WIDTH, 740).await;
        stage.go_to(V5).await;
        stage.row(&app_id).appears().await;
        everything_is_within_reach(page, "the list of keys").await;

        let table = page.role("table", "Deployment API Key");
        table.any("columnheader").are(7).await;
        stage.row(&app_id).any("cell").are(7).await;
        stage.row(&app_id).says(note).await;
        stage.view_access(&app_id).await.text("Publish").appears().await;
        everything_is_within_reach(page, "an expanded key").await;
    });
}

#[test]
fn searching_sorting_and_selecting_fit() {
    if lacks(Feature::NarrowWindows) {
        return;
    }
    run(async |stage| {
        let app_ids = stage.somebody().await.creates_many(V5.id, 12).await;
        let page = &stage.page;
        page.resize(WIDTH, 740).await;
        stage.go_to(V5).await;
        stage.list_says("12 keys").await;
        page.role("button", "Note").click().await;
        page.is_at(&format!("{}?sort=note", V5.address())).await;
        page.role("checkbox", "Select all shown").click().await;
        stage.list_says("12 selected").await;
        stage.select(&app_ids[3]).click().await;
        everything_is_within_reach(page, "a list with selected keys").await;
        page.role("button", "Delete selected").click().await;
        page.role("dialog", "Delete 11 API Keys").role("button", "Delete").appears().await;
        everything_is_within_reach(page, "Delete for several").await;
        page.press(Key::Escape).await;
        page.role("searchbox", "Search keys").fill("nothing like it").await;
        page.role("button", "Clear search").appears().await;
        everything_is_within_reach(page, "a search that finds nothing").await;
    });
}

#[test]
fn the_empty_list_fits() {
    if lacks(Feature::NarrowWindows) {
        return;
    }
    run(async |stage| {
        stage.page.resize(WIDTH, 740).await;
        stage.go_to(V5).await;
        stage.page.text("No API keys yet").appears().await;
        everything_is_within_reach(&stage.page, "the empty list").await;
    });
}

#[test]
fn making_a_key_fits() {
    if lacks(Feature::NarrowWindows) {
        return;
    }
    run(async |stage| {
        let page = &stage.page;
        page.resize(WIDTH, 740).await;
        stage.go_to(V5).await;
        let dialog = stage.new_key().await;
        dialog.role("button", "Show the APIs of Clients").click().await;
        dialog.role("checkbox", "Clients").click().await;
        dialog.role("group", "Show methods").role("checkbox", "GET").click().await;
        dialog.role("button", "Remove").appears().await;
        everything_is_within_reach(page, "New API Key").await;
        dialog.role("button", "Save as template…").click().await;
        dialog.label("Name of the template").fill(&"w".repeat(60)).await;
        dialog.role("button", "Save").click().await;
        dialog.label("Name of the template").is_gone().await;
        dialog.role("button", "Templates").click().await;
        let templates = dialog.role("group", "Templates");
        templates.role("button", containing("Remove the template")).click().await;
        dialog.any("alertdialog").appears().await;
        everything_is_within_reach(page, "New API Key, asking about a template").await;
        page.press(Key::Escape).await;
        page.press(Key::Escape).await;
        templates.is_gone().await;
        page.press(Key::Escape).await;
        dialog.role("button", "Discard").appears().await;
        everything_is_within_reach(page, "New API Key, asking").await;
        dialog.role("button", "Keep editing").click().await;
        dialog.role("button", "Confirm").click().await;
        let created = page.role("dialog", "API Key Created");
        created.role("button", "Close").appears().await;
        everything_is_within_reach(page, "API Key Created").await;
    });
}

#[test]
fn editing_and_deleting_fit() {
    if lacks(Feature::NarrowWindows) {
        return;
    }
    run(async |stage| {
        let app_id = stage.somebody().await.creates(V5.id, "before", &["GET /clients", "POST /publish"]).await;
        let page = &stage.page;
        page.resize(WIDTH, 740).await;
        stage.go_to(V5).await;
        let dialog = stage.edit(&app_id).await;
        dialog.label("Note").fill("after").await;
        dialog.role("checkbox", "Metrics").click().await;
        dialog.role("button", "Show the APIs of Publish").click().await;
        dialog.role("checkbox", "POST /publish").click().await;
        dialog.text("1 API removed").click().await;
        everything_is_within_reach(page, "Edit API Key").await;
        dialog.role("button", "Confirm").click().await;
        dialog.is_gone().await;
        stage.row(&app_id).role("button", "Delete").click().await;
        page.role("dialog", "Delete API Key").role("button", "Delete").appears().await;
        everything_is_within_reach(page, "Delete API Key").await;
    });
}

#[test]
fn the_life_of_a_key_fits() {
    if lacks(Feature::NarrowWindows) {
        return;
    }
    run(async |stage| {
        let somebody = stage.somebody().await;
        let app_id = somebody.creates(V5.id, "exporter", &["GET /clients", "POST /publish"]).await;
        somebody.rotates(V5.id, &app_id, 60).await;
        somebody.acts(V5.id, &app_id, "disable").await;
        let data = stage.data();
        data.expires_in(&app_id, 5).await;
        data.last_used(&app_id, 5, "GET /clients").await;
        let page = &stage.page;
        page.resize(WIDTH, 740).await;
        stage.go_to(V5).await;
        stage.row(&app_id).text("Expires soon").appears().await;
        everything_is_within_reach(page, "a key with all there is to tell").await;
        stage.actions(&app_id).await.appears().await;
        everything_is_within_reach(page, "the menu of a key").await;
        page.role("menuitem", "Rotate secret").click().await;
        let dialog = page.role("dialog", "Rotate secret");
        dialog.text(containing("It stops at once when you rotate.")).appears().await;
        everything_is_within_reach(page, "Rotate secret").await;
        dialog.role("button", "Rotate secret").click().await;
        let shown = page.role("dialog", "New App Secret");
        shown.appears().await;
        everything_is_within_reach(page, "New App Secret").await;
        stage.put_away(&shown).await;
        let dialog = stage.new_key().await;
        dialog.label("Expires").choose("On a date").await;
        dialog.label("Expiry date").appears().await;
        everything_is_within_reach(page, "New API Key with a date").await;
    });
}

#[test]
fn the_audit_trail_fits_and_is_still_a_table() {
    if lacks(Feature::NarrowWindows) {
        return;
    }
    run(async |stage| {
        let somebody = stage.somebody().await;
        let note = "a note that is rather long, as notes about production systems tend to be";
        let app_id = somebody.creates(V5.id, note, &["GET /clients", "POST /publish"]).await;
        let page = &stage.page;
        page.resize(WIDTH, 740).await;
        stage.go_to_address(&format!("{}/audit", V5.address())).await;
        stage.row(&app_id).any("cell").are(5).await;
        stage.row(&app_id).role("button", "Details").click().await;
        page.role("region", "Details of the entry").text("2 APIs added").click().await;
        everything_is_within_reach(page, "the audit trail").await;
    });
}
