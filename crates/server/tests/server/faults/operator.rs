//! Somebody who makes keys by the console's API, and tries them.

use std::path::Path;

use reqwest::{Client, Method, RequestBuilder, Response, header};
use serde_json::{Value, json};
use sqlx::{Connection, SqliteConnection, sqlite::SqliteConnectOptions};

use crate::{
    postgres::TestDatabase,
    program::{Process, binary},
};

pub const KEYS: &str = "/api/deployments/dedicated-v5/keys";

/// An API key as its owner has it.
#[derive(Clone, Debug)]
pub struct Key {
    pub app_id: String,
    pub secret: String,
}

impl Key {
    /// The key that was answered.
    pub async fn of(answer: Response) -> Self {
        let made: Value = answer.json().await.expect("JSON");
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        Key { app_id: text(&made["key"]["app_id"]), secret: text(&made["app_secret"]) }
    }
}

/// Signed in at a server.
#[derive(Clone)]
pub struct Operator {
    client: Client,
    origin: String,
    api: String,
    pub cookie: String,
}

impl Operator {
    pub async fn sign_in(server: &Process) -> Self {
        let client = Client::builder().no_proxy().build().expect("a client");
        let Process { origin, api, code, .. } = server;
        let sign_in = client.post(format!("{origin}/api/session")).header(header::ORIGIN, origin);
        let answer = sign_in.json(&json!({ "code": code })).send().await.expect("an answer");
        let cookie = crate::support::cookie_of(&answer);
        Operator { client, origin: origin.clone(), api: api.clone(), cookie }
    }

    /// The same session at another server over the same data.
    pub fn at(&self, server: &Process) -> Self {
        Operator { origin: server.origin.clone(), api: server.api.clone(), ..self.clone() }
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.client.request(method, format!("{}{path}", self.origin));
        request.header(header::ORIGIN, &self.origin).header(header::COOKIE, &self.cookie)
    }

    /// Asks for a key with this note, always by the same request.
    pub fn create(&self, note: &str) -> RequestBuilder {
        let access = json!({ "type": "endpoints", "endpoints": ["GET /clients"] });
        let request = self.request(Method::POST, KEYS).header("idempotency-key", format!("the-request-for-{note}"));
        request.json(&json!({ "note": note, "access": access }))
    }

    pub async fn get(&self, path: &str) -> Value {
        let answer = self.request(Method::GET, path).send().await.expect("an answer");
        assert_eq!(answer.status(), 200, "{path}");
        answer.json().await.expect("JSON")
    }

    /// How many keys the list counts.
    pub async fn count(&self) -> u64 {
        self.get(KEYS).await["total"]["count"].as_u64().expect("a number")
    }

    /// What a proxy is told about this key.
    pub async fn decide(&self, key: &Key) -> u16 {
        let request = self.client.get(format!("{}/authorize/dedicated-v5/nginx", self.api));
        let request = request.header("x-original-method", "GET").header("x-original-uri", "/api/v5/clients");
        let answer = request.basic_auth(&key.app_id, Some(&key.secret)).send().await.expect("an answer");
        answer.status().as_u16()
    }
}

/// Where a server keeps its data.
pub enum Place<'p> {
    Folder(&'p Path),
    Database(&'p TestDatabase),
}

impl Place<'_> {
    /// A server over it.
    pub fn serve(&self, log: &Path) -> Process {
        let mut command = binary(&["serve", "--listen", "127.0.0.1:0", "--api-listen", "127.0.0.1:0"]);
        match self {
            Place::Folder(folder) => command.arg("--data-dir").arg(folder),
            Place::Database(database) => command.args(["--database", &database.address()]),
        };
        command.args(["--log", "warn"]);
        Process::run(command, log)
    }

    /// The App IDs of all keys, having made sure that none is there in part.
    pub async fn whole_keys(&self) -> Vec<String> {
        let keys = self.app_ids("api_keys").await;
        let requests = self.app_ids("idempotency WHERE deleted_at IS NULL").await;
        assert_eq!(requests, keys, "each with the request that made it, and no other request");
        let noted = "audit AS made WHERE action = 'created' AND NOT EXISTS \
                     (SELECT 1 FROM audit AS gone WHERE gone.app_id = made.app_id AND gone.action = 'deleted')";
        assert_eq!(self.app_ids(noted).await, keys, "each noted once, and no other");
        keys
    }

    /// The App IDs that stand there, in order.
    async fn app_ids(&self, place: &str) -> Vec<String> {
        let query = sqlx::AssertSqlSafe(format!("SELECT app_id FROM {place}"));
        let mut app_ids: Vec<String> = match self {
            Place::Folder(folder) => {
                let options = SqliteConnectOptions::new().filename(folder.join("console.sqlite")).read_only(true);
                let mut connection = SqliteConnection::connect_with(&options).await.expect("the database");
                sqlx::query_scalar(query).fetch_all(&mut connection).await.expect("rows")
            }
            Place::Database(database) => {
                sqlx::query_scalar(query).fetch_all(&mut database.connect().await).await.expect("rows")
            }
        };
        app_ids.sort();
        app_ids
    }
}
