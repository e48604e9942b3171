//! Configurations that are refused, with file, place and reason; and those that are taken.

use std::path::PathBuf;

use contract::EncodedSlash;
use server::config::Config;
use tempfile::TempDir;

const DOCUMENT: &str = r#"{
    "openapi": "3.1.0",
    "servers": [{"url": "https://broker.example.com/api/v9/"}],
    "paths": {
        "/clients": {"get": {"tags": ["Clients"]}},
        "/tokens": {"post": {"tags": ["Tokens"]}}
    }
}"#;

const KEYS: &str =
    r#"{"keys": [{"kty": "RSA", "kid": "one", "n": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "e": "AQAB"}]}"#;

/// A certificate that is none.
const SPOILT: &str = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";

/// A configuration beside the documents `good.json` and `bad.json`, and public keys.
pub fn load(text: &str) -> (Result<Config, String>, PathBuf) {
    let folder = TempDir::new().expect("a temporary folder");
    let file = folder.path().join("console.toml");
    std::fs::write(&file, text).expect("a file");
    std::fs::write(folder.path().join("good.json"), DOCUMENT).expect("a file");
    for (name, text) in [
        ("word", "a-token\n"),
        ("pair", "user:pass:word\r\n"),
        ("lines", "a\nb\n"),
        ("empty", "\n"),
        ("spoilt.pem", SPOILT),
    ] {
        std::fs::write(folder.path().join(name), text).expect("a file");
    }
    std::fs::write(folder.path().join("keys.json"), KEYS).expect("a file");
    std::fs::write(folder.path().join("bad.json"), DOCUMENT.replace("/tokens", "tokens")).expect("a file");
    (Config::load(&file).map_err(|error| error.to_string()), folder.path().to_owned())
}

/// One deployment with these lines besides, or instead of, the usual ones.
fn deployment(lines: &str) -> String {
    let mut text = "[[deployments]]\n".to_owned();
    let usual = [
        ("id", "\"one\""),
        ("name", "\"One\""),
        ("kind", "\"serverless\""),
        ("api_address", "\"https://one.example/api\""),
        ("api_reference", "\"https://one.example/docs\""),
    ];
    for (key, value) in usual {
        if !lines.lines().any(|line| line.starts_with(&format!("{key} "))) {
            text += &format!("{key} = {value}\n");
        }
    }
    text + lines + "\n"
}

/// One deployment with an upstream of these lines.
fn upstream(lines: &str) -> String {
    deployment("") + "[deployments.upstream]\n" + lines + "\n"
}

/// These lines of an upstream that has a good address.
fn good(lines: &str) -> String {
    format!("url = \"http://a.example:18083\"\n{lines}")
}

/// An upstream with a certificate of an authority that stands in this file.
fn private(file: &str) -> String {
    format!("url = \"https://a.example\"\nca_file = \"{file}\"")
}

fn language(tag: &str) -> String {
    deployment(&format!("catalog = \"good.json\"\ncatalog_language = \"{tag}\""))
}

#[test]
fn what_is_wrong_is_refused_with_file_place_and_reason() {
    let twice = deployment("") + &deployment("");
    let cases: &[(&str, &str, &str)] = &[
        ("public_origins = [", "console.toml: line 1, column 1", "array"),
        ("\nlisten = 1", "console.toml: line 2, column 1: ", "unknown field `listen`"),
        ("public_origins = 1", "console.toml: line 1, column 18: ", "expected a sequence"),
        ("public_origins = []", "console.toml: public_origins: ", "empty"),
        (
            "public_origins = [\"https://a.example\", \"b\"]",
            "console.toml: public_origins[1]: ",
            "\"b\" is not an origin",
        ),
        ("extra_origins = [\"https://a.example/\"]", "console.toml: extra_origins[0]: ", "not an origin"),
        ("frame_ancestors = [\"https://a.example; script-src *\"]", "console.toml: frame_ancestors[0]: ", "neither"),
        ("frame_ancestors = [\"*\"]", "console.toml: frame_ancestors[0]: ", "neither"),
        ("trusted_proxies = \"10.0.0.5\"", "console.toml: line 1, column 19: ", "expected a sequence"),
        ("trusted_proxies = [\"::1\", \"10.0.0.0/8\"]", "console.toml: trusted_proxies[1]: ", "\"10.0.0.0/8\" is not"),
        ("trusted_proxies = [\"proxy.example\"]", "console.toml: trusted_proxies[0]: ", "names are not taken"),
        ("trusted_proxies = [\"0.0.0.0\"]", "console.toml: trusted_proxies[0]: ", "is not the address"),
        ("cors_origins = [\"*\"]", "console.toml: cors_origins[0]: ", "\"*\" is not an origin"),
        ("cors_origins = [\"https://*.example.com\"]", "console.toml: cors_origins[0]: ", "not an origin"),
        ("cors_origins = [\"https://a.example\", \"https://b.example/\"]", "cors_origins[1]: ", "not an origin"),
        ("cors_origins = [\"https://a.example/page\"]", "console.toml: cors_origins[0]: ", "not an origin"),
        ("cors_origins = [\"null\"]", "console.toml: cors_origins[0]: ", "not an origin"),
        ("cors_origins = \"https://a.example\"", "console.toml: line 1, column 16: ", "expected a sequence"),
        ("deployments = []", "console.toml: deployments: ", "empty"),
        ("[[deployments]]\nid = \"a\"", "console.toml: line 1, column 1: ", "missing field `name`"),
        (&deployment("colour = 1"), "console.toml: line 7, column 1: ", "unknown field `colour`"),
        (&deployment("kind = \"dedicated_v6\""), "console.toml: line 6, column 8: ", "unknown variant `dedicated_v6`"),
        (&deployment("id = \"\""), "console.toml: deployments[0].id: ", "not an id"),
        (&deployment("id = \"Ä\""), "console.toml: deployments[0].id: ", "a-z"),
        (&twice, "console.toml: deployments[1].id: ", "\"one\" already"),
        (&deployment("name = \" \""), "console.toml: deployments[0].name: ", "a name"),
        (&deployment("api_address = \"one.example\""), "console.toml: deployments[0].api_address: ", "https://"),
        (&deployment("api_reference = \"javascript:alert(1)\""), "deployments[0].api_reference: ", "not an address"),
        (&deployment("kind = \"dedicated_v5\""), "console.toml: deployments[0].catalog: ", "must have a catalog"),
        (&deployment("catalog = \"emqx-v6\""), "console.toml: deployments[0].catalog: ", "built-in catalog (emqx-v5"),
        (&deployment("catalog = \"bad.json\""), "bad.json: #/paths/tokens: ", "must start with `/`"),
        (&deployment("catalog = \"console.toml\""), "console.toml: ", "YAML"),
        (&deployment("exclude = [\"x\"]"), "console.toml: deployments[0].exclude: ", "no catalog"),
        (
            &deployment("catalog = \"good.json\"\nexclude = [\"Clients\", \"clients\"]"),
            "console.toml: deployments[0].exclude[1]: ",
            "no category \"clients\"",
        ),
        (
            &deployment("catalog = \"good.json\"\nexclude = [\"Clients\", \"Tokens\"]"),
            "console.toml: deployments[0].exclude: ",
            "nothing is left",
        ),
        (&deployment("base_path = \"api\""), "console.toml: deployments[0].base_path: ", "\"api\" is not a base path"),
        (&deployment("base_path = \"/api/\""), "console.toml: deployments[0].base_path: ", "slash at its end"),
        (&deployment("base_path = \"/a/../b\""), "console.toml: deployments[0].base_path: ", "not a base path"),
        (&deployment("id = \"authorize\""), "console.toml: deployments[0].id: ", "use another id"),
        (&upstream(""), "console.toml: line ", "missing field `url`"),
        (&upstream("url = \"a.example\""), "console.toml: deployments[0].upstream.url: ", "is not an upstream"),
        (&upstream("url = \"ftp://a.example\""), "console.toml: deployments[0].upstream.url: ", "is not an upstream"),
        (&upstream("url = \"http://a.example/\""), "console.toml: deployments[0].upstream.url: ", "alone"),
        (&upstream("url = \"http://a.example/api\""), "console.toml: deployments[0].upstream.url: ", "alone"),
        (&upstream("url = \"http://a.example?x\""), "console.toml: deployments[0].upstream.url: ", "alone"),
        (&upstream("url = \"http://a.example#x\""), "console.toml: deployments[0].upstream.url: ", "alone"),
        (&upstream("url = \"http://u:p@a.example\""), "console.toml: deployments[0].upstream.url: ", "alone"),
        (&upstream("url = \"http://:80\""), "console.toml: deployments[0].upstream.url: ", "is not an upstream"),
        (&upstream(&good("colour = 1")), "console.toml: line ", "unknown field `colour`"),
        (&upstream(&good("basic_file = \"missing\"")), "upstream.basic_file: ", "missing cannot be read"),
        (&upstream(&good("basic_file = \"word\"")), "upstream.basic_file: ", "with a colon between them"),
        (&upstream(&good("bearer_file = \"lines\"")), "upstream.bearer_file: ", "on its one line"),
        (&upstream(&good("bearer_file = \"empty\"")), "upstream.bearer_file: ", "on its one line"),
        (&upstream(&good("basic_file = \"pair\"\nbearer_file = \"word\"")), "upstream.bearer_file: ", "one credential"),
        (&upstream(&good("ca_file = \"word\"")), "upstream.ca_file: ", "is asked by http"),
        (&upstream(&private("missing")), "upstream.ca_file: ", "missing cannot be read"),
        (&upstream(&private("word")), "upstream.ca_file: ", "must hold the certificates of authorities, as PEM"),
        (&upstream(&private("spoilt.pem")), "upstream.ca_file: ", "a certificate that cannot be read"),
        (&upstream(&good("connect_timeout_seconds = 0")), "upstream.connect_timeout_seconds: ", "from 1 to 86400"),
        (&upstream(&good("response_timeout_seconds = 90000")), "upstream.response_timeout_seconds: ", "from 1 to"),
        (&upstream(&good("idle_timeout_seconds = -1")), "console.toml: line ", "invalid value"),
        (&deployment("encoded_slash = \"maybe\""), "console.toml: line ", "unknown variant `maybe`"),
        (&deployment("catalog_language = \"en\""), "deployments[0].catalog_language: ", "there is no catalog"),
        (&language(""), "deployments[0].catalog_language: ", "is not the tag of a language"),
        (&language("en_GB"), "deployments[0].catalog_language: ", "is not the tag of a language"),
        (&language("x"), "deployments[0].catalog_language: ", "is not the tag of a language"),
        (&language("en-"), "deployments[0].catalog_language: ", "such as \"en\" or \"zh-Hans\""),
        (&language("englishlanguage"), "deployments[0].catalog_language: ", "is not the tag of a language"),
        (&deployment("base_path = \"/a?b\""), "console.toml: deployments[0].base_path: ", "not a base path"),
    ];
    for (text, place, reason) in cases {
        let (config, folder) = load(text);
        let error = config.expect_err(text);
        assert!(error.starts_with(&folder.display().to_string()), "{text}\n{error}");
        assert!(error.contains(place) && error.contains(reason), "{text}\n{error}");
        assert!(!error.contains('\n'), "one sentence: {error}");
    }
}

#[test]
fn a_document_gives_its_categories_and_its_base_path() {
    let text = deployment("kind = \"dedicated_v5\"\ncatalog = \"good.json\"\nexclude = [\"Tokens\"]");
    let config = load(&text).0.expect("a good configuration");
    let [spec] = config.deployments.as_slice() else { panic!("one deployment") };
    let categories = spec.categories.as_ref().expect("a catalog");
    assert_eq!(categories.iter().map(|category| category.name.as_str()).collect::<Vec<_>>(), ["Clients"]);
    assert_eq!(spec.base_path, "/api/v9");
}

#[test]
fn a_built_in_catalog_is_english_and_a_document_has_the_language_that_the_configuration_says() {
    let language = |lines: &str| {
        load(&deployment(lines)).0.expect("a good configuration").deployments[0].language.clone().unwrap_or_default()
    };
    assert_eq!(language("catalog = \"emqx-serverless\""), "en");
    assert_eq!(language("catalog = \"good.json\""), "");
    assert_eq!(language("catalog = \"good.json\"\ncatalog_language = \"zh-Hans\""), "zh-Hans");
    assert_eq!(language("catalog = \"good.json\"\ncatalog_language = \"de-CH-1996\""), "de-CH-1996");
}

#[test]
fn a_base_path_of_ones_own_goes_before_the_documents_and_that_before_the_kinds() {
    let base_path =
        |lines: &str| load(&deployment(lines)).0.expect("a good configuration").deployments[0].base_path.clone();
    assert_eq!(base_path("catalog = \"good.json\"\nbase_path = \"\""), "");
    assert_eq!(base_path("catalog = \"good.json\""), "/api/v9");
    assert_eq!(base_path("catalog = \"emqx-serverless\""), "/api/v5");
    assert_eq!(base_path("kind = \"dedicated_v4\""), "/api/v4");
}

#[test]
fn trusted_proxies_are_known_by_their_addresses_in_either_notation() {
    let config = load("trusted_proxies = [\"10.0.0.5\", \"2001:db8::5\"]").0.expect("a good configuration");
    let trusts = |address: &str| config.trusted_proxies.contains(address.parse().expect("an address"));
    for known in ["10.0.0.5", "::ffff:10.0.0.5", "2001:db8::5"] {
        assert!(trusts(known), "{known}");
    }
    for other in ["10.0.0.6", "127.0.0.1", "::1", "2001:db8::6"] {
        assert!(!trusts(other), "{other}");
    }
}

#[test]
fn frame_ancestors_are_written_as_the_header_wants_them() {
    let config = load("frame_ancestors = [\"self\", \"https://*.example.com\"]").0.expect("a good configuration");
    assert_eq!(config.frame_ancestors, ["'self'", "https://*.example.com"]);
    assert_eq!(config.deployments.len(), 3, "the samples");
}

#[test]
fn an_encoded_slash_is_allowed_with_a_built_in_catalog_or_when_the_configuration_says_so() {
    let encoded_slash =
        |lines: &str| load(&deployment(lines)).0.expect("a good configuration").deployments[0].encoded_slash;
    assert_eq!(encoded_slash("catalog = \"emqx-serverless\""), EncodedSlash::Allowed);
    assert_eq!(encoded_slash("catalog = \"emqx-serverless\"\nencoded_slash = \"refuse\""), EncodedSlash::Refused);
    assert_eq!(encoded_slash("catalog = \"good.json\""), EncodedSlash::Refused);
    assert_eq!(encoded_slash("catalog = \"good.json\"\nencoded_slash = \"allow\""), EncodedSlash::Allowed);
    assert_eq!(encoded_slash("kind = \"dedicated_v4\""), EncodedSlash::Refused);
}

#[test]
fn an_upstream_has_an_address_limits_and_a_credential_that_nothing_prints() {
    let load_one = |lines: &str| {
        let config = load(&upstream(lines)).0.expect("a good configuration");
        config.upstreams.get("one").cloned().expect("an upstream")
    };
    let usual = load_one("url = \"https://a.example:18083\"");
    assert_eq!((usual.scheme.as_str(), usual.authority.as_str()), ("https", "a.example:18083"));
    assert_eq!(usual.credential, None);
    let seconds = |one: &server::config::Upstream| {
        [one.connect_timeout, one.response_timeout, one.idle_timeout].map(|limit| limit.as_secs())
    };
    assert_eq!(seconds(&usual), [5, 30, 60]);
    let limits = "connect_timeout_seconds = 1\nresponse_timeout_seconds = 2\nidle_timeout_seconds = 86400";
    assert_eq!(seconds(&load_one(&good(limits))), [1, 2, 86_400]);
    for (line, value) in
        [("basic_file = \"pair\"", "Basic dXNlcjpwYXNzOndvcmQ="), ("bearer_file = \"word\"", "Bearer a-token")]
    {
        let one = load_one(&good(line));
        assert_eq!(one.credential.as_ref().map(|value| value.as_bytes()), Some(value.as_bytes()));
        let printed = format!("{one:?}");
        assert!(!printed.contains("dXNlcj") && !printed.contains("a-token"), "{printed}");
    }
    assert!(load(&deployment("")).0.expect("a good configuration").upstreams.is_empty());
}
