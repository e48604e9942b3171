//! The languages of the page and its theme: as the browser asks, as they are chosen, and remembered.

use serde_json::json;

use crate::support::{Feature, Key, Line, Setup, Stage, V5, containing, lacks, run, run_in, run_with};

const JAPANESE_MENU: &str = "環境設定";

#[test]
fn the_page_speaks_the_first_of_the_browsers_languages_that_it_knows() {
    if lacks(Feature::OtherLanguages) {
        return;
    }
    for (languages, tag, heading) in [
        ("ja,en", "ja", "デプロイメント"),
        ("zh-CN,en", "zh-Hans", "部署"),
        ("zh-TW,en", "en", "Deployments"),
        ("fr,ja,en", "ja", "デプロイメント"),
        ("fr,de", "en", "Deployments"),
    ] {
        run_in(languages, async |stage| {
            stage.enter().await;
            stage.page.role("heading", heading).appears().await;
            assert_eq!(stage.page.run("return document.documentElement.lang", vec![]).await, json!(tag), "{languages}");
        });
    }
}

#[test]
fn a_key_is_made_in_chinese() {
    if lacks(Feature::OtherLanguages) {
        return;
    }
    run_in("zh-CN", async |stage| {
        stage.enter().await;
        stage.page.role("link", containing(V5.name)).click().await;
        stage.page.text("还没有 API 密钥").appears().await;
        stage.page.role("button", "新建 API 密钥").click().await;
        let dialog = stage.page.role("dialog", "新建 API 密钥");
        dialog.role("button", "确认").click().await;
        dialog.any("alert").having("请至少选择一个 API：什么都不能调用的密钥没有意义。").appears().await;
        dialog.role("button", "全选").click().await;
        dialog.role("button", "确认").click().await;
        let created = stage.page.role("dialog", "API 密钥已创建");
        created.says("App Secret 只在此刻显示。").await;
        created.role("button", "复制App Secret").click().await;
        created.role("button", "关闭").click().await;
        stage.page.text("1 个密钥").appears().await;
        stage.page.text("349 / 349 个 API").appears().await;
    });
}

#[test]
fn what_the_catalog_says_in_english_is_said_to_be_english_on_a_page_in_another_language() {
    run(async |stage| {
        let app_id = stage.somebody().await.creates(V5.id, "exporter", &["GET /clients", "POST /publish"]).await;
        stage.page.speaks("ja").await;
        stage.go_to(V5).await;
        let access = stage.view_access(&app_id).await;
        access.text("Clients").click().await;
        access.text("GET").appears().await;
        for said in ["Clients", "Publish", "List clients and their connection state"] {
            assert_eq!(language_of(stage, said).await, "en", "{said}");
        }
        let dialog = stage.new_key().await;
        dialog.role("button", "Show the APIs of Publish").click().await;
        dialog.role("checkbox", "POST /publish").appears().await;
        for said in ["Clients", "Publish", "Publish one message"] {
            assert_eq!(language_of(stage, said).await, "en", "{said}");
        }
        let heading = stage.page.role("dialog", "New API Key").any("heading").appears().await.text;
        assert_eq!(language_of(stage, &heading).await, "ja", "{heading}");
    });
}

/// In which language a text is that stands on the page as it is given; the last one that is seen.
async fn language_of(stage: &Stage, text: &str) -> String {
    let script = "const seen = (element) => element.checkVisibility();
        const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        let found;
        while (walk.nextNode()) {
            const { data, parentElement } = walk.currentNode;
            if (data.trim() === arguments[0] && seen(parentElement)) found = parentElement;
        }
        return found?.closest('[lang]').lang ?? 'the text is not there';";
    let language = stage.page.run(script, vec![json!(text)]).await;
    language.as_str().expect("a language").to_owned()
}

#[test]
fn a_language_that_is_chosen_stays_over_reloads_and_times_are_in_it() {
    run(async |stage| {
        stage.somebody().await.creates(V5.id, "exporter", &["GET /clients"]).await;
        stage.go_to(V5).await;
        stage.list_says("1 key").await;
        choose(stage, "Preferences", "日本語").await;
        stage.page.text("1 件のキー").appears().await;
        stage.page.text("今").appears().await;
        stage.page.reload().await;
        stage.page.text("1 件のキー").appears().await;
        choose(stage, JAPANESE_MENU, "English").await;
        stage.list_says("1 key").await;
        stage.page.reload().await;
        stage.list_says("1 key").await;
    });
}

#[test]
fn a_language_that_does_not_arrive_says_so_and_the_page_stays_as_it_was() {
    run_with(Setup { proxy: true, ..Setup::default() }, async |stage| {
        stage.go_to(V5).await;
        stage.page.text("No API keys yet").appears().await;
        stage.line().set(Line::LosesAnswersTo("GET /languages/ja".into()));
        choose(stage, "Preferences", "日本語").await;
        stage
            .page
            .text("The texts of this language could not be loaded. Check your connection, then try again.")
            .appears()
            .await;
        stage.page.text("No API keys yet").appears().await;
        stage.line().set(Line::Open);
        choose(stage, "Preferences", "日本語").await;
        stage.page.text("API キーはまだありません").appears().await;
    });
}

#[test]
fn a_page_whose_language_does_not_arrive_is_in_english() {
    if lacks(Feature::OtherLanguages) {
        return;
    }
    run_with(Setup { proxy: true, languages: Some("ja"), ..Setup::default() }, async |stage| {
        stage.line().set(Line::LosesAnswersTo("GET /languages/ja".into()));
        stage.sign_in().await;
    });
}

#[test]
fn language_and_theme_are_chosen_by_keyboard() {
    run(async |stage| {
        stage.sign_in().await;
        let button = stage.page.role("button", "Preferences");
        button.click().await;
        stage.page.role("menuitemradio", "English").has_focus().await;
        // One of each kind holds.
        for (kind, checked) in [("Language", "English"), ("Theme", "Theme of the system")] {
            stage.page.role("group", kind).role("menuitemradio", checked).is_checked().await;
        }
        stage.page.press(Key::Up).await;
        stage.page.role("menuitem", "Keyboard shortcuts").has_focus().await;
        stage.page.press(Key::Down).await;
        stage.page.role("menuitemradio", "English").has_focus().await;
        stage.page.press(Key::End).await;
        stage.page.press(Key::Up).await;
        stage.page.role("menuitemradio", "Dark theme").has_focus().await;
        stage.page.press(Key::Enter).await;
        button.has_focus().await;
        assert!(ground(stage).await < 100, "the ground is dark");
        stage.page.reload().await;
        stage.page.role("heading", "Deployments").appears().await;
        assert!(ground(stage).await < 100, "the ground is still dark");
        choose(stage, "Preferences", "Light theme").await;
        assert!(ground(stage).await > 200, "the ground is light");
        button.click().await;
        stage.page.press(Key::Escape).await;
        button.has_focus().await;
    });
}

async fn choose(stage: &Stage, menu: &str, item: &str) {
    stage.page.role("button", menu).click().await;
    stage.page.role("menuitemradio", item).click().await;
}

/// How bright the page's ground is: from 0 to 255.
async fn ground(stage: &Stage) -> u64 {
    let script = "return Number(/\\d+/.exec(getComputedStyle(document.body).backgroundColor)[0])";
    stage.page.run(script, vec![]).await.as_u64().expect("a colour")
}
