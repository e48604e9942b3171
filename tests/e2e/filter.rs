//! The list shows keys by where they are in their life.

use crate::support::{SERVERLESS, Stage, V5, run};

struct Keys {
    never: String,
    soon: String,
    expired: String,
    disabled: String,
}

async fn keys(stage: &Stage) -> Keys {
    let somebody = stage.somebody().await;
    let creates = async |note| somebody.creates(V5.id, note, &["GET /clients"]).await;
    let keys = Keys {
        never: creates("never expires").await,
        soon: creates("expires soon").await,
        expired: creates("has expired").await,
        disabled: creates("is disabled").await,
    };
    somebody.acts(V5.id, &keys.disabled, "disable").await;
    let data = stage.data();
    data.expires_in(&keys.soon, 5).await;
    data.expires_in(&keys.expired, -5).await;
    data.expires_in(&keys.disabled, 60).await;
    data.ages(&keys.never, 100 * 24 * 60).await;
    keys
}

#[test]
fn each_filter_shows_its_keys_and_stands_in_the_address() {
    run(async |stage| {
        let Keys { never, soon, expired, disabled } = keys(stage).await;
        stage.go_to(V5).await;
        stage.list_says("4 keys").await;
        let show = stage.page.label("Show");
        for (option, said, app_id) in [
            ("Never expires", "never_expires", &never),
            ("Expires soon", "expires_soon", &soon),
            ("Expired", "expired", &expired),
            ("Unused for 90 days", "unused", &never),
            ("Disabled", "disabled", &disabled),
        ] {
            show.choose(option).await;
            stage.page.is_at(&format!("{}?filter={said}", V5.address())).await;
            stage.list_says("1 key").await;
            stage.row(app_id).appears().await;
        }
        stage.page.back().await;
        show.has_value("unused").await;
        stage.row(&never).appears().await;
        show.choose("All keys").await;
        stage.page.is_at(&V5.address()).await;
        stage.list_says("4 keys").await;
    });
}

#[test]
fn an_address_with_a_filter_a_search_and_an_order_is_shown_as_it_says() {
    run(async |stage| {
        let Keys { soon, .. } = keys(stage).await;
        let address = format!("{}?search=soon&filter=expires_soon&sort=note", V5.address());
        stage.go_to_address(&address).await;
        stage.list_says("1 key").await;
        stage.row(&soon).appears().await;
        stage.page.label("Show").has_value("expires_soon").await;
        stage.page.role("searchbox", "Search keys").has_value("soon").await;
        stage.page.role("searchbox", "Search keys").fill("").await;
        stage.page.is_at(&format!("{}?filter=expires_soon&sort=note", V5.address())).await;
    });
}

#[test]
fn a_filter_that_finds_nothing_says_so_and_offers_all_keys() {
    run(async |stage| {
        let app_id = stage.somebody().await.creates(V5.id, "exporter", &["GET /clients"]).await;
        stage.go_to(V5).await;
        stage.row(&app_id).appears().await;
        stage.page.label("Show").choose("Disabled").await;
        stage.page.text("The list is filtered by: Disabled.").appears().await;
        stage.page.role("button", "Show all keys").click().await;
        stage.row(&app_id).appears().await;
        stage.page.is_at(&V5.address()).await;
        stage.page.label("Show").has_value("").await;
    });
}

#[test]
fn a_key_that_the_filter_no_longer_finds_leaves_the_list() {
    run(async |stage| {
        let somebody = stage.somebody().await;
        let app_id = somebody.creates(V5.id, "exporter", &["GET /clients"]).await;
        somebody.acts(V5.id, &app_id, "disable").await;
        stage.go_to_address(&format!("{}?filter=disabled", V5.address())).await;
        stage.row(&app_id).appears().await;
        stage.act(&app_id, "Enable").await;
        stage.row(&app_id).is_gone().await;
    });
}

#[test]
fn where_keys_cannot_expire_no_filter_speaks_of_it() {
    run(async |stage| {
        let somebody = stage.somebody().await;
        somebody.creates_full(SERVERLESS.id).await;
        stage.go_to_address(&format!("{}?filter=never_expires", SERVERLESS.address())).await;
        stage.list_says("1 key").await;
        stage.page.label("Show").has_value("").await;
        assert_eq!(stage.page.label("Show").options().await, ["All keys", "Unused for 90 days", "Disabled"]);
    });
}
