//! A real broker behind the gateway: what a key may do there is what the console says, from one request to the next.

use reqwest::{Client, Method, RequestBuilder, Response, StatusCode, header::WWW_AUTHENTICATE};
use serde_json::{Value, json};

use crate::support::{Broker, Deployment, Device, Setup, Stage, about_a_server, run_with};

const RMQTT: Deployment = Deployment { id: "rmqtt", name: "Valves and pumps" };
/// Of the broker's own API. Only the gateway has it.
const TOKEN: &str = "brokersOwnToken42";

/// A deployment with the broker behind it, and the example for RMQTT as its catalog.
fn before(broker: &Broker) -> Setup {
    let config = format!(
        r#"
        [[deployments]]
        id = "{}"
        name = "{}"
        kind = "dedicated_v5"
        api_address = "https://rmqtt.example.com/api/v1"
        api_reference = "https://rmqtt.example.com/docs"
        catalog = "rmqtt.openapi.yaml"
        encoded_slash = "allow"
        exclude = ["Plugins"]

        [deployments.upstream]
        url = "{}"
        bearer_file = "broker.token"
        "#,
        RMQTT.id, RMQTT.name, broker.api
    );
    let catalog = include_str!("../../examples/rmqtt.openapi.yaml");
    let files = [("rmqtt.openapi.yaml", catalog), ("broker.token", TOKEN)];
    Setup {
        config: Some(config),
        files: files.map(|(name, content)| (name.to_owned(), content.to_owned())).into(),
        ..Setup::default()
    }
}

/// A program that calls the deployment's API with a key.
struct Caller {
    client: Client,
    api: String,
    app_id: String,
    app_secret: String,
}

impl Caller {
    fn new(stage: &Stage, app_id: String, app_secret: String) -> Self {
        let client = Client::builder().no_proxy().build().expect("a client");
        Caller { client, api: stage.server.api.clone(), app_id, app_secret }
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let address = format!("{}/{}/api/v1{path}", self.api, RMQTT.id);
        self.client.request(method, address).basic_auth(&self.app_id, Some(&self.app_secret))
    }

    async fn lists_clients(&self) -> Response {
        self.request(Method::GET, "/clients").send().await.expect("an answer")
    }

    async fn publishes(&self, topic: &str, payload: &str) -> Response {
        let message = json!({"topic": topic, "payload": payload, "clientid": "back office", "qos": 1});
        self.request(Method::POST, "/mqtt/publish").json(&message).send().await.expect("an answer")
    }
}

#[test]
fn a_key_opens_just_what_it_holds_changes_with_an_edit_and_ends_with_delete() {
    // Without a server there is nothing for it to stand behind.
    let Some(broker) = about_a_server(|| Broker::start(TOKEN)) else { return };
    run_with(before(&broker), async |stage| {
        let mut device = Device::connect(&broker, "pump-7", "pumps/7/set").await;

        stage.go_to(RMQTT).await;
        let dialog = stage.new_key().await;
        dialog.label("Note").fill("back office").await;
        dialog.role("button", "Show the APIs of Clients").click().await;
        dialog.role("checkbox", "GET /clients").click().await;
        dialog.text("1 of 43 APIs selected: 1 GET").appears().await;
        dialog.role("button", "Confirm").click().await;
        let created = stage.page.role("dialog", "API Key Created");
        let app_id = created.role("textbox", "App ID").value().await;
        let app_secret = created.role("textbox", "App Secret").value().await;
        stage.put_away(&created).await;
        created.is_gone().await;
        let caller = Caller::new(stage, app_id.clone(), app_secret);

        let clients: Value = caller.lists_clients().await.json().await.expect("JSON");
        let ids: Vec<&Value> = clients.as_array().expect("a list").iter().map(|client| &client["clientid"]).collect();
        assert_eq!(ids, ["pump-7"]);
        let refused = caller.publishes("pumps/7/set", "before").await;
        assert_eq!(refused.status(), StatusCode::FORBIDDEN);
        let problem = refused.text().await.expect("a text");
        assert!(problem.contains("POST /mqtt/publish"), "it names what is missing: {problem}");

        let dialog = stage.edit(&app_id).await;
        dialog.role("button", "Show the APIs of Messages").click().await;
        dialog.role("checkbox", "POST /mqtt/publish").click().await;
        dialog.role("button", "Confirm").click().await;
        dialog.is_gone().await;

        let published = caller.publishes("pumps/7/set", "half speed").await;
        assert_eq!(published.status(), StatusCode::OK);
        // The first one that arrives: what was refused has not been published.
        let message = device.receives().await;
        assert_eq!((message.topic.as_str(), &*message.payload), ("pumps/7/set", &b"half speed"[..]));

        stage.row(&app_id).role("button", "Delete").click().await;
        let dialog = stage.page.role("dialog", "Delete API Key");
        dialog.role("button", "Delete").click().await;
        dialog.is_gone().await;
        let refused = caller.lists_clients().await;
        assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
        assert!(refused.headers().contains_key(WWW_AUTHENTICATE));
        assert_eq!(caller.publishes("pumps/7/set", "after").await.status(), StatusCode::UNAUTHORIZED);
    });
}

#[test]
fn a_client_whose_name_is_a_word_of_the_api_opens_no_more_than_that_word() {
    // Without a server there is nothing for it to stand behind.
    let Some(broker) = about_a_server(|| Broker::start(TOKEN)) else { return };
    run_with(before(&broker), async |stage| {
        let endpoints = ["GET /clients/{clientid}", "GET /routes/{topic}"];
        let key = json!({"note": "", "access": {"type": "endpoints", "endpoints": endpoints}});
        let create = stage.somebody().await.request(Method::POST, &format!("{}/keys", RMQTT.id));
        let created = create.header("idempotency-key", "1").json(&key).send().await.expect("an answer");
        let created: Value = created.json().await.expect("JSON");
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        let caller = Caller::new(stage, text(&created["key"]["app_id"]), text(&created["app_secret"]));
        let _devices =
            (Device::connect(&broker, "offlines", "any").await, Device::connect(&broker, "seven", "any").await);
        let status = async |path: &str| caller.request(Method::GET, path).send().await.expect("an answer").status();
        assert_eq!(status("/clients/seven").await, StatusCode::OK);
        // The broker would answer its list; so would it to what it decodes to that word.
        assert_eq!(status("/clients/offlines").await, StatusCode::FORBIDDEN);
        assert_eq!(status("/clients/offline%73").await, StatusCode::NOT_FOUND);
        // A topic is one word of the path, slashes and all.
        assert_eq!(status("/routes/pumps%2F7%2Fset").await, StatusCode::OK);
    });
}
