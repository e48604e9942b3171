//! A new key in the forms in which people carry it to where it is used. None of them is kept.

use contract::{Access, ApiKey, CreatedKey, Method};

/// The lines of a `.env` file.
pub(super) fn env(created: &CreatedKey, api_address: &str) -> String {
    let CreatedKey { key, app_secret, .. } = created;
    format!("API_ADDRESS={api_address}\nAPP_ID={}\nAPP_SECRET={app_secret}\n", key.app_id)
}

/// A JSON file.
pub(super) fn json(created: &CreatedKey, api_address: &str) -> String {
    let CreatedKey { key, app_secret, .. } = created;
    // None of the three holds anything that JSON escapes.
    format!(
        "{{\n  \"api_address\": \"{api_address}\",\n  \"app_id\": \"{}\",\n  \"app_secret\": \"{app_secret}\"\n}}\n",
        key.app_id
    )
}

/// A command that calls the API with the key, and takes the secret from the environment. It calls something that the key
/// may read where that is without parameters.
pub(super) fn curl(key: &ApiKey, api_address: &str) -> String {
    let path = match &key.access {
        Access::Full => None,
        Access::Endpoints(endpoints) => {
            let plain = |path: &&str| !path.contains('{');
            let reads = endpoints.iter().filter(|endpoint| endpoint.method() == Some(Method::Get));
            reads.map(|endpoint| endpoint.path()).find(plain)
        }
    };
    format!("curl --user \"{}:$APP_SECRET\" \"{api_address}{}\"", key.app_id, path.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn created(access: Access) -> CreatedKey {
        let key = ApiKey {
            app_id: "abc".into(),
            note: String::new(),
            access,
            created_at: "2026-11-23T00:00:00Z".into(),
            updated_at: "2026-11-23T00:00:00Z".into(),
            expires_at: None,
            disabled_at: None,
            previous_secret_until: None,
            last_used: None,
            version: 1,
        };
        CreatedKey { key, app_secret: "s3cret".into() }
    }

    fn endpoints(ids: &[&str]) -> Access {
        Access::Endpoints(ids.iter().map(|id| id.parse().expect("an endpoint")).collect())
    }

    #[test]
    fn the_command_calls_what_the_key_may_read_and_has_no_secret() {
        let address = "https://x.example/api/v5";
        for (access, path) in [
            (endpoints(&["POST /publish", "GET /clients/{id}", "GET /clients", "GET /rules"]), "/clients"),
            (endpoints(&["POST /publish"]), ""),
            (Access::Full, ""),
        ] {
            let command = curl(&created(access).key, address);
            assert_eq!(command, format!("curl --user \"abc:$APP_SECRET\" \"{address}{path}\""));
        }
    }

    #[test]
    fn both_files_hold_address_app_id_and_app_secret() {
        let created = created(Access::Full);
        assert_eq!(env(&created, "https://x"), "API_ADDRESS=https://x\nAPP_ID=abc\nAPP_SECRET=s3cret\n");
        let file: serde_json::Value = serde_json::from_str(&json(&created, "https://x")).expect("JSON");
        assert_eq!(file, serde_json::json!({ "api_address": "https://x", "app_id": "abc", "app_secret": "s3cret" }));
    }
}
