//! The pictures in the README. `cargo xtask pictures` takes them; the test holds what they show against the page as it is,
//! by its words: two machines do not draw the same pixels.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::support::{Engine, Stage, V5, containing, run_on_server};

const KEYS: &str = include_str!("pictures.js");

/// What is seen, without what is another each time: App IDs, numbers, months, and how long ago it was just now; and without
/// the parts of long lists, which are drawn when they are near.
const WORDS: &str = r##"
const months = /\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b/g;
const root = document.querySelector("dialog:modal") ?? document.body;
const parts = [...root.querySelectorAll(".lazy")];
parts.forEach((part) => { part.hidden = true; });
const text = root.innerText;
parts.forEach((part) => { part.hidden = false; });
return text
  .replace(/\b[a-z0-9]{16}\b/g, "<App ID>").replace(months, "<month>").replace(/\d+/g, "#")
  .replace(/\b[AP]M [^\s,.]+/g, "<time of day>")
  .replace(/\bnow\b|# seconds? ago|# minutes? ago/g, "<just now>")
  .split("\n").map((line) => line.trim()).filter((line) => line !== "").join("\n") + "\n";
"##;

#[test]
fn the_pictures_in_the_readme_show_the_page_as_it_is() {
    if Engine::here() != Engine::Chromium {
        return;
    }
    run_on_server(async |stage| {
        let mut album = Album { stage, changed: Vec::new() };
        album.fill().await;
        assert!(
            album.changed.is_empty(),
            "the page no longer is as these pictures show it: {}; run `cargo xtask pictures`, and look at them",
            album.changed.join(", ")
        );
    });
}

/// The pictures, and those that show something else than the page.
struct Album<'s> {
    stage: &'s Stage,
    changed: Vec<&'static str>,
}

impl Album<'_> {
    async fn fill(&mut self) {
        let page = &self.stage.page;
        self.stage.sign_in().await;
        let keys = page.run_until_called(KEYS, Vec::new()).await;
        let key = |name: &str| keys[name].as_str().unwrap_or_else(|| panic!("{name} in {keys}")).to_owned();
        let (contractor, provisioning, metrics, orders) =
            (key("contractor"), key("provisioning"), key("metrics"), key("orders"));
        let data = self.stage.data();
        for (app_id, days) in [(&contractor, 24), (&provisioning, 21), (&metrics, 40), (&orders, 2)] {
            data.ages(app_id, days * 24 * 60).await;
        }
        let uses = [
            (&orders, 4, "POST /publish"),
            (&metrics, 2, "GET /prometheus/stats"),
            (&provisioning, 180, "POST /authentication"),
        ];
        for (app_id, minutes, endpoint) in uses {
            data.last_used(app_id, minutes, endpoint).await;
        }

        self.see(1280, 760, 1, "light").await;
        page.open(&V5.address()).await;
        self.stage.row(&orders).role("button", "View Access").appears().await;
        self.take("deployment-light").await;
        self.see(1280, 760, 1, "dark").await;
        self.take("deployment-dark").await;
        self.see(1280, 760, 1, "light").await;

        self.stage.act(&orders, "Rotate secret").await;
        let rotate = page.role("dialog", containing("Rotate"));
        rotate.appears().await;
        self.take("rotate-secret").await;
        rotate.role("button", "Cancel").click().await;

        self.see(1280, 860, 1, "light").await;
        let dialog = self.stage.new_key().await;
        dialog.label("Note").fill("Metrics exporter").await;
        dialog.label("Expires").choose("In 90 days").await;
        dialog.label("Search APIs").fill("metrics").await;
        dialog.role("checkbox", "Metrics").click().await;
        page.run("document.querySelector('dialog .form-body')?.scrollTo(0, 0)", Vec::new()).await;
        self.take("new-api-key").await;
        dialog.role("button", "Confirm").click().await;
        let created = page.role("dialog", "API Key Created");
        created.appears().await;
        self.take("api-key-created").await;
        let made = self.stage.take_new_app_id().await;
        data.ages(&made, 3).await;

        self.see(1280, 760, 1, "light").await;
        page.open(&format!("{}/audit", V5.address())).await;
        let edited = page.any("row").having(containing("hanged the note"));
        edited.role("button", "Details").click().await;
        page.text(containing("APIs removed")).appears().await;
        self.take("audit-trail").await;

        self.see(360, 760, 2, "light").await;
        page.open(&V5.address()).await;
        self.stage.row(&orders).role("button", "View Access").appears().await;
        page.run("document.querySelector('.keys').scrollIntoView()", Vec::new()).await;
        self.take("mobile").await;
    }

    /// A window of this size, so many pixels a point, on a system that prefers this.
    async fn see(&self, width: u32, height: u32, scale: u32, scheme: &str) {
        let page = &self.stage.page;
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": scale, "mobile": false });
        page.devtools("Emulation.setDeviceMetricsOverride", metrics).await;
        let features = json!([
            { "name": "prefers-color-scheme", "value": scheme },
            // Nothing moves while a picture is taken.
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ]);
        page.devtools("Emulation.setEmulatedMedia", json!({ "features": features })).await;
    }

    /// Takes a picture, when asked to; else notes whether it shows what is there.
    async fn take(&mut self, name: &'static str) {
        let page = &self.stage.page;
        let words = page.run(WORDS, Vec::new()).await;
        let words = words.as_str().expect("a text");
        let known = repository("tests/e2e/pictures").join(format!("{name}.txt"));
        if std::env::var_os("TAKE_PICTURES").is_none() {
            if std::fs::read_to_string(&known).is_ok_and(|known| known == words) {
                return;
            }
            eprintln!("--- {name} shows this now:\n{words}");
            self.changed.push(name);
            return;
        }
        // Two frames: what has just been drawn is seen.
        let frames = "const [done] = arguments; requestAnimationFrame(() => requestAnimationFrame(() => done(null)))";
        assert_eq!(page.run_until_called(frames, Vec::new()).await, Value::Null);
        let picture = page.driver().screenshot().await.expect("a picture");
        write(&repository("docs/images").join(format!("{name}.png")), &picture);
        write(&known, words.as_bytes());
    }
}

fn repository(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)
}

fn write(file: &Path, content: &[u8]) {
    std::fs::create_dir_all(file.parent().expect("a folder")).expect("a folder that can be made");
    std::fs::write(file, content).expect("a file that can be written");
}
