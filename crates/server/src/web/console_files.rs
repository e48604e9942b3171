//! The console's files, from inside the binary.

use std::{borrow::Cow, collections::HashMap, io, path::Path, sync::Arc};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use data_encoding::{BASE64, BASE64URL_NOPAD};
use rust_embed::{EmbeddedFile, RustEmbed, utils};
use sha2::{Digest, Sha256};

use super::encoding::{Encoding, accepted};

/// The console as it was built into this binary. A debug build reads the folder at run time instead.
#[derive(RustEmbed)]
#[folder = "../../dist"]
#[allow_missing = true]
pub struct Embedded;

const INDEX: &str = "index.html";

/// For names that change with their content.
const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// For names that stay: ask each time whether there is something new.
const ASK: HeaderValue = HeaderValue::from_static("no-cache");

const NOT_BUILT: &str = "The Deployment API answers here under /api, but this binary was built without the console. \
                         `cargo xtask start` builds both.\n";

/// Finds a file by its name.
type Get = dyn Fn(&str) -> Option<EmbeddedFile> + Send + Sync;

/// A set of files to serve.
#[derive(Clone)]
pub struct ConsoleFiles {
    get: Arc<Get>,
}

impl ConsoleFiles {
    /// The files of an embedded folder.
    pub fn of<Folder: RustEmbed + 'static>() -> Self {
        ConsoleFiles { get: Arc::new(Folder::get) }
    }

    /// The files that stand in a folder now, read once: another page in the console's place, as the bench needs it.
    ///
    /// # Errors
    /// When the folder, or a file in it, cannot be read.
    pub fn in_folder(folder: &Path) -> io::Result<Self> {
        std::fs::read_dir(folder)?;
        let names = utils::get_files(folder.display().to_string(), utils::PathMatcher::new(&[], &[]));
        let read = |entry: utils::FileEntry| {
            Ok((entry.rel_path, utils::read_file_from_fs(Path::new(&entry.full_canonical_path))?))
        };
        let files = names.map(read).collect::<io::Result<HashMap<_, _>>>()?;
        Ok(ConsoleFiles { get: Arc::new(move |name| files.get(name).cloned()) })
    }

    /// The hashes of the page's inline scripts, as a Content-Security-Policy names them.
    pub fn script_hashes(&self) -> Vec<String> {
        let Some(index) = (self.get)(INDEX) else { return Vec::new() };
        inline_scripts(&String::from_utf8_lossy(&index.data))
            .map(|script| format!("'sha256-{}'", BASE64.encode(&Sha256::digest(script))))
            .collect()
    }

    /// The file for this path: itself, or the page for an address of the page's own routes.
    fn find(&self, path: &str) -> Option<(String, EmbeddedFile)> {
        let name = path.trim_start_matches('/');
        let last = name.rsplit('/').next().unwrap_or_default();
        let is_form = [Encoding::Brotli, Encoding::Gzip].iter().any(|form| last.ends_with(form.suffix()));
        if !last.contains('.') {
            return (self.get)(INDEX).map(|file| (INDEX.to_owned(), file));
        }
        if is_form { None } else { (self.get)(name).map(|file| (name.to_owned(), file)) }
    }
}

pub(super) fn router(files: ConsoleFiles) -> Router {
    Router::new().fallback(serve).with_state(Arc::new(files))
}

async fn serve(State(files): State<Arc<ConsoleFiles>>, request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "GET, HEAD")]).into_response();
    }
    let Some((name, file)) = files.find(request.uri().path()) else { return missing(&files) };
    let forms = accepted(request.headers());
    let form = forms.into_iter().find_map(|encoding| match encoding {
        Encoding::Identity => None,
        _ => (files.get)(&format!("{name}{}", encoding.suffix())).map(|file| (encoding, file)),
    });
    let (encoding, file) = form.unwrap_or((Encoding::Identity, file));
    let etag = etag(&file, encoding);
    let fresh = is_fresh(request.headers(), &etag);
    let mut response =
        if fresh { StatusCode::NOT_MODIFIED.into_response() } else { Body::from(bytes(file)).into_response() };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, if is_hashed(&name) { FOREVER } else { ASK });
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    headers.extend(HeaderValue::from_str(&etag).map(|etag| (header::ETAG, etag)));
    if !fresh {
        headers.extend(HeaderValue::from_str(&media_type(&name)).map(|media_type| (header::CONTENT_TYPE, media_type)));
        headers.extend(encoding.name().map(|name| (header::CONTENT_ENCODING, HeaderValue::from_static(name))));
    }
    response
}

fn missing(files: &ConsoleFiles) -> Response {
    let text = if (files.get)(INDEX).is_some() { "There is no such file.\n" } else { NOT_BUILT };
    let mut response = (StatusCode::NOT_FOUND, text).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, ASK);
    response
}

fn bytes(file: EmbeddedFile) -> Bytes {
    match file.data {
        Cow::Borrowed(data) => Bytes::from_static(data),
        Cow::Owned(data) => data.into(),
    }
}

fn etag(file: &EmbeddedFile, encoding: Encoding) -> String {
    format!("\"{}{}\"", BASE64URL_NOPAD.encode(&file.metadata.sha256_hash()[..12]), encoding.suffix())
}

fn is_fresh(headers: &HeaderMap, etag: &str) -> bool {
    headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|candidate| candidate.trim().trim_start_matches("W/"))
        .any(|candidate| candidate == etag || candidate == "*")
}

fn media_type(name: &str) -> String {
    let media_type = mime_guess::from_path(name).first_or_octet_stream();
    if media_type.type_() == mime_guess::mime::TEXT {
        format!("{media_type}; charset=utf-8")
    } else {
        media_type.to_string()
    }
}

/// Says whether the bundler put a hash of the content into the name: `console-0123456789abcdef_bg.wasm`.
fn is_hashed(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or_default();
    let stem = file.split('.').next().unwrap_or_default().trim_end_matches("_bg");
    let hash = stem.rsplit_once('-').map_or("", |(_, hash)| hash);
    // The bundler writes 64 bits in hexadecimal, without the zeros in front.
    (12..=16).contains(&hash.len()) && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The contents of `<script>` elements that have no `src`.
fn inline_scripts(html: &str) -> impl Iterator<Item = &str> {
    html.split("<script").skip(1).filter_map(|rest| {
        let (attributes, rest) = rest.split_once('>')?;
        let (script, _) = rest.split_once("</script")?;
        (!attributes.split_whitespace().any(|attribute| attribute.starts_with("src="))).then_some(script)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_with_a_hash_of_the_content_are_told_from_others() {
        for name in ["console-0123456789abcdef.js", "console-0123456789abcdef_bg.wasm", "a/b-fedcba987654321.css"] {
            assert!(is_hashed(name), "{name}");
        }
        for name in [INDEX, "favicon.svg", "console-0123.js", "console-0123456789abcdeg.js", "0123456789abcdef.js", ""]
        {
            assert!(!is_hashed(name), "{name}");
        }
    }

    #[test]
    fn only_scripts_written_into_the_page_are_hashed() {
        let html = "<script type=\"module\">one()</script><script src=\"/a.js\"></script><script>\n two\n</script>";
        assert_eq!(inline_scripts(html).collect::<Vec<_>>(), ["one()", "\n two\n"]);
        assert_eq!(inline_scripts("<script>never closed").count(), 0);
    }

    #[test]
    fn text_says_that_it_is_utf_8_and_wasm_is_wasm() {
        assert_eq!(media_type(INDEX), "text/html; charset=utf-8");
        assert_eq!(media_type("a.wasm"), "application/wasm");
        assert!(media_type("a.js").starts_with("text/javascript"));
    }
}
