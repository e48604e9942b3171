//! The operations of the Deployment API, one function each.

use contract::{
    ApiKey, AuditDetail, AuditList, Catalog, CreateKey, CreatedKey, Deployment, DeploymentList, KeyList, RotateSecret,
    SaveTemplate, Session, SignIn, Template, TemplateList, UpdateKey,
};
use js_sys::encode_uri_component;
use leptos::prelude::window;
use serde::de::DeserializeOwned;

use super::{Api, ApiError, Listing, Told, Trail, connection::Call};

/// Names one attempt to create a key or to rotate its secret, so that a retry never makes a second one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    /// A new one: 128 random bits. (`crypto.randomUUID` is missing on plain-http hosts.)
    pub fn new() -> Self {
        let mut bytes = [0u8; 16];
        // Without a generator the key would only be less unique, never less secret: it guards nothing.
        if window().crypto().and_then(|crypto| crypto.get_random_values_with_u8_array(&mut bytes)).is_err() {
            bytes.fill_with(|| (js_sys::Math::random() * 256.0) as u8);
        }
        IdempotencyKey(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
    }
}

impl Default for IdempotencyKey {
    fn default() -> Self {
        Self::new()
    }
}

fn part(text: &str) -> String {
    String::from(encode_uri_component(text))
}

fn keys_path(deployment: &str) -> String {
    format!("/deployments/{}/keys", part(deployment))
}

fn key_path(deployment: &str, app_id: &str) -> String {
    format!("{}/{}", keys_path(deployment), part(app_id))
}

fn templates_path(deployment: &str) -> String {
    format!("/deployments/{}/templates", part(deployment))
}

fn template_path(deployment: &str, name: &str) -> String {
    format!("{}/{}", templates_path(deployment), part(name))
}

impl Api {
    /// Who is signed in. Never asks to sign in again: an error says that nobody is.
    pub async fn session(&self) -> Result<Session, ApiError> {
        self.quietly().ask(Call::new("GET", "/session".into())).await
    }

    /// Signs in; the session is the browser's cookie.
    pub async fn sign_in(&self, body: &SignIn) -> Result<Session, ApiError> {
        self.quietly().ask(Call::new("POST", "/session".into()).json(body)).await
    }

    /// Signs out.
    pub async fn sign_out(&self) -> Result<(), ApiError> {
        self.quietly().send(Call::new("DELETE", "/session".into())).await.map(drop)
    }

    /// The deployments that the person may see.
    pub async fn deployments(&self) -> Result<Vec<Deployment>, ApiError> {
        let list: DeploymentList = self.ask(Call::new("GET", "/deployments".into())).await?;
        Ok(list.deployments)
    }

    /// One deployment.
    pub async fn deployment(&self, id: &str) -> Result<Deployment, ApiError> {
        self.ask(Call::new("GET", format!("/deployments/{}", part(id)))).await
    }

    /// The catalog of a deployment.
    pub async fn catalog(&self, deployment: &str) -> Result<Catalog, ApiError> {
        self.ask(Call::new("GET", format!("/deployments/{}/catalog", part(deployment)))).await
    }

    /// One page of a deployment's keys; `cursor` is that of the page before.
    pub async fn keys(
        &self,
        deployment: &str,
        listing: &Listing,
        cursor: Option<&str>,
        limit: usize,
    ) -> Result<KeyList, ApiError> {
        let mut path = format!("{}?limit={limit}{}", keys_path(deployment), listing.query("&"));
        if let Some(cursor) = cursor {
            path.extend(["&cursor=", &part(cursor)]);
        }
        self.ask(Call::new("GET", path)).await
    }

    /// One key with its whole access.
    pub async fn key(&self, deployment: &str, app_id: &str) -> Result<ApiKey, ApiError> {
        self.ask(Call::new("GET", key_path(deployment, app_id))).await
    }

    /// Creates a key, or, with an `attempt` that was sent before, finds what it made and issues its secret anew.
    pub async fn create_key(
        &self,
        deployment: &str,
        body: &CreateKey,
        attempt: &IdempotencyKey,
    ) -> Result<CreatedKey, ApiError> {
        let call = Call::new("POST", keys_path(deployment)).header("idempotency-key", &attempt.0).json(body);
        let created: CreatedKey = self.ask(call).await?;
        self.tell(Told::Created(&created.key.app_id));
        Ok(created)
    }

    /// Changes a key that is still at `version`.
    pub async fn update_key(
        &self,
        deployment: &str,
        app_id: &str,
        version: u64,
        body: &UpdateKey,
    ) -> Result<ApiKey, ApiError> {
        let version = format!("\"{version}\"");
        let call = Call::new("PUT", key_path(deployment, app_id)).header("if-match", &version).json(body);
        self.change(call, app_id).await
    }

    /// Deletes a key: its access has ended when this returns.
    pub async fn delete_key(&self, deployment: &str, app_id: &str) -> Result<(), ApiError> {
        self.send(Call::new("DELETE", key_path(deployment, app_id))).await?;
        self.tell(Told::Deleted(app_id));
        Ok(())
    }

    /// Disables a key: its access has ended when this returns.
    pub async fn disable_key(&self, deployment: &str, app_id: &str) -> Result<ApiKey, ApiError> {
        self.change(Call::new("POST", key_path(deployment, app_id) + "/disable"), app_id).await
    }

    /// Enables a key that was disabled.
    pub async fn enable_key(&self, deployment: &str, app_id: &str) -> Result<ApiKey, ApiError> {
        self.change(Call::new("POST", key_path(deployment, app_id) + "/enable"), app_id).await
    }

    /// Gives a key a new secret, or, with an `attempt` that was sent before, issues that secret anew.
    pub async fn rotate_secret(
        &self,
        deployment: &str,
        app_id: &str,
        body: &RotateSecret,
        attempt: &IdempotencyKey,
    ) -> Result<CreatedKey, ApiError> {
        let path = key_path(deployment, app_id) + "/rotate";
        self.change(Call::new("POST", path).header("idempotency-key", &attempt.0).json(body), app_id).await
    }

    /// Sends what changes a key, and tells that it did.
    async fn change<T: DeserializeOwned>(&self, call: Call<'_>, app_id: &str) -> Result<T, ApiError> {
        let answer = self.ask(call).await?;
        self.tell(Told::Updated(app_id));
        Ok(answer)
    }

    /// The templates of a deployment, by name.
    pub async fn templates(&self, deployment: &str) -> Result<Vec<Template>, ApiError> {
        let list: TemplateList = self.ask(Call::new("GET", templates_path(deployment))).await?;
        Ok(list.templates)
    }

    /// Saves a template where there is none of this name.
    pub async fn add_template(&self, deployment: &str, name: &str, body: &SaveTemplate) -> Result<Template, ApiError> {
        self.ask(Call::new("PUT", template_path(deployment, name)).header("if-none-match", "*").json(body)).await
    }

    /// Saves a template, in the place of the one of this name.
    pub async fn replace_template(
        &self,
        deployment: &str,
        name: &str,
        body: &SaveTemplate,
    ) -> Result<Template, ApiError> {
        self.ask(Call::new("PUT", template_path(deployment, name)).json(body)).await
    }

    /// Removes a template.
    pub async fn delete_template(&self, deployment: &str, name: &str) -> Result<(), ApiError> {
        self.send(Call::new("DELETE", template_path(deployment, name))).await.map(drop)
    }

    /// One page of a deployment's audit trail; `cursor` is that of the page before.
    pub async fn audit(&self, deployment: &str, trail: &Trail, cursor: Option<&str>) -> Result<AuditList, ApiError> {
        let mut path = format!("/deployments/{}/audit?limit=100{}", part(deployment), trail.wire_query());
        if let Some(cursor) = cursor {
            path.extend(["&cursor=", &part(cursor)]);
        }
        self.ask(Call::new("GET", path)).await
    }

    /// One entry of the audit trail with the endpoints that came and went.
    pub async fn audit_entry(&self, deployment: &str, id: u64) -> Result<AuditDetail, ApiError> {
        self.ask(Call::new("GET", format!("/deployments/{}/audit/{id}", part(deployment)))).await
    }

    /// Where the browser loads the trail as a file: `csv` or `jsonl`.
    pub fn audit_export(&self, deployment: &str, trail: &Trail, format: &str) -> String {
        self.address(&export_path(deployment, trail, format))
    }

    /// The same file's content, where the browser cannot load it.
    pub async fn audit_file(&self, deployment: &str, trail: &Trail, format: &str) -> Result<String, ApiError> {
        Ok(self.send(Call::new("GET", export_path(deployment, trail, format))).await?.body)
    }
}

fn export_path(deployment: &str, trail: &Trail, format: &str) -> String {
    format!("/deployments/{}/audit.export?format={format}{}", part(deployment), trail.wire_query())
}
