//! The requests that are sent, made before anything is measured.

use data_encoding::BASE64;

/// A key as its owner has it.
#[derive(Clone)]
pub struct Key {
    pub app_id: String,
    pub secret: String,
}

/// What every measured key may call.
pub const ENDPOINT: &str = "GET /clients/{clientid}";

/// One request for each key, as nginx would ask.
pub fn decisions(deployment: &str, keys: &[Key]) -> Vec<Vec<u8>> {
    let target = format!("/authorize/{deployment}/nginx");
    let original = "X-Original-Method: GET\r\nX-Original-URI: /api/v5/clients/sensor-4711\r\n";
    keys.iter().map(|key| request(&target, &format!("{}{original}", authorization(key)))).collect()
}

/// One request for each key through the gateway.
pub fn through_gateway(deployment: &str, keys: &[Key]) -> Vec<Vec<u8>> {
    let target = format!("/{deployment}/api/v5/clients/sensor-4711");
    keys.iter().map(|key| request(&target, &authorization(key))).collect()
}

/// One read for each key, of the route that decisions are compared with.
pub fn reads(keys: &[Key]) -> Vec<Vec<u8>> {
    keys.iter().map(|key| request(&format!("/reference/{}", key.app_id), "")).collect()
}

/// A request without more.
pub fn plain(target: &str) -> Vec<Vec<u8>> {
    vec![request(target, "")]
}

fn authorization(key: &Key) -> String {
    format!("Authorization: Basic {}\r\n", BASE64.encode(format!("{}:{}", key.app_id, key.secret).as_bytes()))
}

fn request(target: &str, headers: &str) -> Vec<u8> {
    format!("GET {target} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n").into_bytes()
}
