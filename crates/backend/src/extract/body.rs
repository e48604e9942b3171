//! A JSON body.

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
    http::{HeaderMap, StatusCode, header::CONTENT_TYPE},
    response::IntoResponse,
};
use contract::{JsonObject, ProblemKind};
use serde::de::DeserializeOwned;
use serde_path_to_error::{Path, Segment};

use crate::{Failure, served::BODY_MAX_BYTES};

/// How many characters of a long message of serde's are answered, from its head and from its tail.
const MESSAGE_PART: usize = 120;

/// A body of `application/json`, read into a type.
#[derive(Debug)]
pub struct JsonBody<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for JsonBody<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        if !is_json(request.headers()) {
            let detail = "Send the body as JSON, with the header Content-Type: application/json.";
            return Err(Failure::new(ProblemKind::UnsupportedMediaType, detail));
        }
        let bytes = Bytes::from_request(request, state).await.map_err(|rejection| {
            // The limit may be axum's or that of a layer around this Router: both end here, as a status.
            if rejection.into_response().status() == StatusCode::PAYLOAD_TOO_LARGE {
                let detail = format!("The body is larger than {} KiB; send less.", BODY_MAX_BYTES / 1024);
                Failure::new(ProblemKind::BodyTooLarge, detail)
            } else {
                Failure::new(ProblemKind::MalformedBody, "The body did not arrive whole; send the request again.")
            }
        })?;
        parse(&bytes).map(JsonBody)
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let value = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media_type = value.split(';').next().unwrap_or_default();
    media_type.trim().eq_ignore_ascii_case("application/json")
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Failure> {
    let malformed = |detail: String| Failure::new(ProblemKind::MalformedBody, detail);
    if bytes.is_empty() {
        return Err(malformed("The body is empty; send a JSON object, {} at the least.".into()));
    }
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let JsonObject(value) = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let at = shortened(pointer(error.path()));
        let error = error.into_inner();
        let (in_shape, error) = (error.is_data(), shortened(error.to_string()));
        malformed(match (in_shape, at.as_str()) {
            (true, "") => format!("The body is JSON of another shape than asked for: {error}."),
            (true, at) => format!("The body is JSON of another shape than asked for, at {at}: {error}."),
            (false, _) => format!("The body is not JSON: {error}. Send one JSON object."),
        })
    })?;
    json.end().map_err(|error| malformed(format!("Something follows the JSON object: {error}. Send one object.")))?;
    Ok(value)
}

/// serde repeats what it did not expect, however long that is: the head of it says what, the tail says where.
fn shortened(message: String) -> String {
    let characters: Vec<char> = message.chars().collect();
    match characters.len() > 2 * MESSAGE_PART {
        true => {
            let (head, tail) = (&characters[..MESSAGE_PART], &characters[characters.len() - MESSAGE_PART..]);
            head.iter().chain(&[' ', '…', ' ']).chain(tail).collect()
        }
        false => message,
    }
}

/// A path as a JSON Pointer (RFC 6901).
fn pointer(path: &Path) -> String {
    let mut pointer = String::new();
    for segment in path {
        match segment {
            Segment::Seq { index } => pointer.push_str(&format!("/{index}")),
            Segment::Map { key } => pointer.push_str(&format!("/{}", key.replace('~', "~0").replace('/', "~1"))),
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    pointer
}
