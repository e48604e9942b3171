//! *Try a request*, below View Access: what the key may do is answered by the rule that guards the API.

use crate::support::{V5, run};

#[test]
fn a_request_is_answered_with_the_endpoint_that_decides() {
    run(async |stage| {
        let app_id = stage.somebody().await.creates(V5.id, "exporter", &["GET /clients/{clientid}"]).await;
        stage.go_to(V5).await;
        let access = stage.view_access(&app_id).await;
        let field = access.label("Try a request");
        for (request, told) in [
            ("GET /clients/abc", "Allowed, by GET /clients/{clientid}."),
            ("GET /api/v5/clients/abc?page=2", "Allowed, by GET /clients/{clientid}."),
            ("DELETE /clients/abc", "Refused: this key does not hold DELETE /clients/{clientid}."),
            ("GET /nowhere", "Refused: no API of this deployment has this path."),
            ("OPTIONS /clients/abc", "Refused: this path does not have the method OPTIONS."),
            ("GET /clients/%2e%2e", "Refused, whatever a key holds: a segment is . or ..."),
            ("clients", "Write a method and a path, such as DELETE /clients/abc."),
        ] {
            field.fill(request).await;
            access.any("status").having(told).appears().await;
        }
    });
}

#[test]
fn a_disabled_key_is_told_to_open_nothing_whatever_it_holds() {
    run(async |stage| {
        let somebody = stage.somebody().await;
        let app_id = somebody.creates(V5.id, "exporter", &["GET /clients"]).await;
        somebody.acts(V5.id, &app_id, "disable").await;
        stage.go_to(V5).await;
        let access = stage.view_access(&app_id).await;
        access.label("Try a request").fill("GET /clients").await;
        access.says("But now the key is disabled or has expired, and every request is refused.").await;
    });
}
