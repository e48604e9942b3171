//! The page magnified, written from right to left, and in a contrast theme.

use crate::{
    narrow::everything_is_within,
    support::{Feature, Key, Line, Setup, Stage, V5, containing, lacks, run, run_with},
};

/// A list with an expanded key, then the dialog with an open category, and what stands above the list.
async fn walk(stage: &Stage, width: u32, how: &str) {
    let page = &stage.page;
    let note = "a note that is rather long, as notes about production systems tend to be";
    let app_id = stage.somebody().await.creates(V5.id, note, &["GET /clients", "POST /publish"]).await;
    page.open(&V5.address()).await;
    stage.row(&app_id).appears().await;
    prepare(stage, how).await;
    stage.view_access(&app_id).await.text("Publish").appears().await;
    everything_is_within(page, width, &format!("the list, {how}")).await;
    stage.actions(&app_id).await.role("menuitem", "History").appears().await;
    everything_is_within(page, width, &format!("the menu of a key, {how}")).await;
    page.press(Key::Escape).await;
    let dialog = stage.new_key().await;
    dialog.role("button", "Show the APIs of Clients").click().await;
    dialog.role("checkbox", "Clients").click().await;
    everything_is_within(page, width, &format!("New API Key, {how}")).await;
    dialog.role("button", "Confirm").click().await;
    let created = page.role("dialog", "API Key Created");
    created.role("button", "Copy App Secret").appears().await;
    everything_is_within(page, width, &format!("API Key Created, {how}")).await;
    stage.put_away(&created).await;
}

const FROM_RIGHT_TO_LEFT: &str = "from right to left";

async fn prepare(stage: &Stage, how: &str) {
    if how == FROM_RIGHT_TO_LEFT {
        stage.page.run("document.documentElement.dir = 'rtl'", Vec::new()).await;
    }
}

#[test]
fn at_200_percent_everything_is_within_reach() {
    if lacks(Feature::EmulatingPreferences) {
        return;
    }
    run(async |stage| {
        stage.sign_in().await;
        // A window of 1280 by 900 pixels, each point two of them wide.
        let metrics = serde_json::json!({ "width": 640, "height": 450, "deviceScaleFactor": 2, "mobile": false });
        stage.page.devtools("Emulation.setDeviceMetricsOverride", metrics).await;
        walk(stage, 640, "at 200 percent").await;
    });
}

#[test]
fn from_right_to_left_everything_is_within_reach_in_windows_wide_and_narrow() {
    if lacks(Feature::NarrowWindows) {
        return;
    }
    for width in [1280, 320] {
        run(async |stage| {
            stage.sign_in().await;
            stage.page.resize(width, 900).await;
            walk(stage, width, FROM_RIGHT_TO_LEFT).await;
        });
    }
}

#[test]
fn nothing_moves_for_somebody_who_wants_less_motion() {
    if lacks(Feature::EmulatingPreferences) {
        return;
    }
    run_with(Setup { proxy: true, ..Setup::default() }, async |stage| {
        stage.sign_in().await;
        let page = &stage.page;
        stage.line().set(Line::Stalled);
        page.role("link", containing(V5.name)).click().await;
        page.role("status", containing("Loading the")).appears().await;
        for (motion, moving) in [("no-preference", true), ("reduce", false)] {
            let features = serde_json::json!([{ "name": "prefers-reduced-motion", "value": motion }]);
            page.devtools("Emulation.setEmulatedMedia", serde_json::json!({ "features": features })).await;
            let running = page.run("return document.getAnimations().length > 0", Vec::new()).await;
            assert_eq!(running, moving, "{motion}");
        }
    });
}

/// What has no edge in forced colours, where grounds and shadows are gone.
const WITHOUT_EDGE: &str = r#"
const root = document.querySelector("dialog:modal") ?? document.body;
const edged = (element) => {
  const { borderTopStyle, borderTopWidth, outlineStyle, outlineWidth, textDecorationLine } = getComputedStyle(element);
  return (borderTopStyle !== "none" && parseFloat(borderTopWidth) > 0)
    || (outlineStyle !== "none" && parseFloat(outlineWidth) > 0) || textDecorationLine.includes("underline");
};
const looked = [root, ...root.querySelectorAll("button.button, a.button, input:not([type=checkbox]), select, textarea, [role=menu], [role=menuitem]:focus, .toast")];
return looked.filter((element) => element !== document.body && element.checkVisibility() && !edged(element))
  .map((element) => `${element.tagName}.${element.className} ${element.ariaLabel ?? element.innerText}`);
"#;

#[test]
fn in_forced_colours_every_control_has_an_edge_and_the_focus_is_seen() {
    if lacks(Feature::EmulatingPreferences) {
        return;
    }
    run(async |stage| {
        stage.go_to(V5).await;
        let page = &stage.page;
        let app_id = stage.somebody().await.creates(V5.id, "exporter", &["GET /clients"]).await;
        page.open(&V5.address()).await;
        stage.row(&app_id).appears().await;
        let features = serde_json::json!([{ "name": "forced-colors", "value": "active" }]);
        page.devtools("Emulation.setEmulatedMedia", serde_json::json!({ "features": features })).await;
        let forced = page.run("return matchMedia('(forced-colors: active)').matches", Vec::new()).await;
        assert_eq!(forced, true);
        let all_have_edges = async |state: &str| {
            let without = page.run(WITHOUT_EDGE, Vec::new()).await;
            assert_eq!(without, serde_json::json!([]), "{state}");
        };
        all_have_edges("the list").await;
        let focus_is_seen = async |state: &str, steps: usize| {
            for step in 0..steps {
                page.press(Key::Tab).await;
                let unseen = page.run(UNSEEN_FOCUS, Vec::new()).await;
                assert_eq!(unseen, serde_json::Value::Null, "{state}, after Tab was pressed {} times", step + 1);
            }
        };
        focus_is_seen("the list", 16).await;
        let access = stage.view_access(&app_id).await;
        access.role("textbox", "Try a request").appears().await;
        all_have_edges("View Access").await;
        stage.actions(&app_id).await;
        all_have_edges("the menu of a key").await;
        page.press(Key::Escape).await;
        let dialog = stage.new_key().await;
        dialog.role("button", "Show the APIs of Clients").click().await;
        all_have_edges("New API Key").await;
        focus_is_seen("New API Key", 16).await;
        dialog.role("checkbox", "Clients").click().await;
        dialog.role("button", "Confirm").click().await;
        let created = page.role("dialog", "API Key Created");
        created.role("button", "Copy App Secret").appears().await;
        all_have_edges("API Key Created").await;
        focus_is_seen("API Key Created", 6).await;
        stage.put_away(&created).await;
        page.role("link", "Audit trail").click().await;
        page.role("heading", "Audit trail").appears().await;
        all_have_edges("the audit trail").await;
        focus_is_seen("the audit trail", 10).await;
    });
}

/// What has the focus, where nothing shows that in forced colours. A checkbox may be drawn by what stands around it.
const UNSEEN_FOCUS: &str = r#"
const focused = document.activeElement;
if (focused === document.body) return null;
const outlined = (element) => {
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  return outlineStyle !== "none" && parseFloat(outlineWidth) > 0;
};
return outlined(focused) ? null : focused.outerHTML.slice(0, 200);
"#;
