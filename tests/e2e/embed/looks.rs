//! The page's styles and the element's.

use serde_json::{Value, json};

use super::host::{ONE, is_shown, make_key, on_page, on_page_with, with_element};
use crate::support::{Feature, Stage, eventually, lacks};

/// What hosts have been seen to do, and worse.
const HOSTILE: &str = "* { all: unset !important; }
    html { font-size: 3px; line-height: 4; letter-spacing: 9px; text-transform: uppercase; direction: rtl; color: red; }
    :root, body, div, deployment-api-keys { text-align: right; word-spacing: 2em; visibility: visible; cursor: wait; font: 40px cursive; }
    button, input, dialog, table, tr, td, h2, p { display: none !important; color: lime !important; }
    .button, .card, .dialog, .embedded { display: none !important; }
    * { --accent: lime !important; --text: lime !important; --font: cursive !important; --text-m: 40px !important; }";

/// How everything in the element looks, but for what follows from its width.
const LOOKS: &str = "const names = ['display', 'color', 'backgroundColor', 'fontFamily', 'fontSize', 'fontWeight', 'lineHeight',
      'letterSpacing', 'wordSpacing', 'textTransform', 'textAlign', 'direction', 'cursor', 'paddingTop', 'paddingLeft', 'marginTop',
      'borderTopWidth', 'borderTopColor', 'borderTopLeftRadius', 'visibility', 'position', 'opacity'];
    return [...keys.shadowRoot.querySelectorAll('.frame *')].map((element) => {
      const style = getComputedStyle(element);
      return [element.tagName, element.className?.toString(), ...names.map((name) => style[name])].join(' ');
    });";

async fn looks(stage: &Stage) -> Vec<Value> {
    with_element(stage, LOOKS).await.as_array().expect("a list").clone()
}

#[test]
fn no_style_of_the_page_reaches_into_it() {
    on_page_with(
        &format!("{ONE}<style-goes-here></style-goes-here>"),
        &[("/hostile.css", HOSTILE)],
        async |stage, _| {
            make_key(stage, "exporter").await;
            let row = stage.row("exporter");
            row.appears().await;
            stage.page.run("document.getElementById('before').focus()", Vec::new()).await;
            let before = looks(stage).await;
            let script = "const [done] = arguments; const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: '/hostile.css' });
            link.onload = () => done(true); document.head.append(link);";
            stage.page.run_until_called(script, Vec::new()).await;
            let size =
                stage.page.run("return getComputedStyle(document.getElementById('before')).display", Vec::new()).await;
            assert_eq!(size, "none", "the style sheet is there");
            let after = looks(stage).await;
            assert!(before.len() > 50);
            for (before, after) in before.iter().zip(&after) {
                assert_eq!(after, before);
            }
            // And it is of use.
            let dialog = stage.new_key().await;
            dialog.role("button", "Cancel").click().await;
            dialog.is_gone().await;
            row.appears().await;
        },
    );
}

#[test]
fn none_of_its_styles_reaches_out_of_it() {
    let body =
        format!("{ONE}<p class=\"hint card button toast\" id=\"theirs\">Theirs</p><ul id=\"list\"><li>one</li></ul>");
    on_page(&body, async |stage, _| {
        let read = "return ['#theirs', '#list', 'body', 'h1'].map((selector) => {
              const style = getComputedStyle(document.querySelector(selector));
              return [...style].map((name) => `${name}: ${style.getPropertyValue(name)}`).filter((line) => !/^(height|width|block-size|inline-size|perspective-origin|transform-origin|bottom|top|inset)/.test(line)).join();
            })";
        let with = stage.page.run(read, Vec::new()).await;
        is_shown(stage).await;
        let sheets = stage
            .page
            .run("return [document.adoptedStyleSheets.length, document.styleSheets.length]", Vec::new())
            .await;
        assert_eq!(sheets, json!([0, 0]));
        assert_eq!(stage.page.run(read, Vec::new()).await, with);
    });
}

#[test]
fn a_page_gives_it_colours_by_custom_properties_and_anything_by_parts() {
    let theme =
        "body { --api-keys-accent: rgb(1, 2, 3); --api-keys-text-m: 18px; --accent: rgb(9, 9, 9); --text-m: 40px; }
        deployment-api-keys { --accent: rgb(9, 9, 9); --text-m: 40px; }
        deployment-api-keys::part(title) { text-decoration: underline; }
        deployment-api-keys::part(button-primary) { border-radius: 0; }";
    on_page_with(ONE, &[("/theme.css", theme)], async |stage, _| {
        is_shown(stage).await;
        let script = "const [done] = arguments; const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: '/theme.css' });
            link.onload = () => done(true); document.head.append(link);";
        stage.page.run_until_called(script, Vec::new()).await;
        let read = "const style = (part) => getComputedStyle(keys.shadowRoot.querySelector(`[part~=${part}]`));
            const primary = style('button-primary');
            return [primary.backgroundColor, primary.borderTopLeftRadius, primary.fontSize, style('title').textDecorationLine];";
        assert_eq!(with_element(stage, read).await, json!(["rgb(1, 2, 3)", "0px", "18px", "underline"]));
    });
}

#[test]
fn light_and_dark_are_the_systems_unless_the_page_says_which() {
    if lacks(Feature::EmulatingPreferences) {
        return;
    }
    on_page(ONE, async |stage, _| {
        is_shown(stage).await;
        let read = "return getComputedStyle(keys.shadowRoot.querySelector('[part=section]')).backgroundColor";
        let light = with_element(stage, read).await;
        let is = async |colour: &Value| {
            eventually(async || {
                let now = with_element(stage, read).await;
                if now == *colour { Ok(()) } else { Err(format!("{now} should be {colour}")) }
            })
            .await;
        };
        with_element(stage, "keys.theme = 'dark'").await;
        eventually(async || if with_element(stage, read).await == light { Err("dark".to_owned()) } else { Ok(()) })
            .await;
        let dark = with_element(stage, read).await;
        stage
            .page
            .devtools(
                "Emulation.setEmulatedMedia",
                json!({ "features": [{ "name": "prefers-color-scheme", "value": "dark" }] }),
            )
            .await;
        with_element(stage, "keys.theme = 'light'").await;
        is(&light).await;
        with_element(stage, "keys.theme = 'system'").await;
        is(&dark).await;
        with_element(stage, "keys.removeAttribute('theme')").await;
        is(&dark).await;
    });
}

#[test]
fn in_a_narrow_place_of_a_wide_window_it_is_narrow() {
    on_page(ONE, async |stage, _| {
        make_key(stage, "exporter").await;
        stage.page.run("document.getElementById('here').style.width = '320px'", Vec::new()).await;
        eventually(async || {
            let fits = with_element(
                stage,
                "const frame = keys.shadowRoot.querySelector('.frame'); return frame.scrollWidth <= 320 && frame.clientWidth === 320
                 && getComputedStyle(keys.shadowRoot.querySelector('td[data-label]')).display === 'grid';",
            )
            .await;
            if fits == true { Ok(()) } else { Err("it should have the form of cards".to_owned()) }
        })
        .await;
        stage.row("exporter").role("button", "Edit").appears().await;
    });
}
