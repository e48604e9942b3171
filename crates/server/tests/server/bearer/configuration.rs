//! What the configuration may say of identity providers and of other origins' pages.

use contract::Role;
use server::{
    bearer::Algorithm,
    config::{EXAMPLE, KeySource},
};

use crate::config::load;

/// An identity provider with these lines besides, or instead of, the usual ones.
fn jwt(lines: &str) -> String {
    let mut text = "[jwt]\n".to_owned();
    let usual = [
        ("issuer", "\"https://id.example.com/\""),
        ("audience", "\"console\""),
        ("jwks_url", "\"https://id.example.com/keys\""),
        ("algorithms", "[\"RS256\"]"),
    ];
    for (key, value) in usual {
        let instead =
            |line: &str| line.starts_with(&format!("{key} ")) || (key == "jwks_url" && line.starts_with("jwks_file "));
        if !lines.lines().any(instead) {
            text += &format!("{key} = {value}\n");
        }
    }
    text + lines + "\n"
}

#[test]
fn an_identity_provider_that_could_not_be_trusted_is_refused() {
    let cases: &[(&str, &str, &str)] = &[
        ("algorithms = [\"none\"]", "jwt.algorithms[0]: ", "anybody could make such a token"),
        ("algorithms = [\"RS256\", \"HS256\"]", "jwt.algorithms[1]: ", "whoever verifies could sign"),
        ("algorithms = [\"hs512\"]", "jwt.algorithms[0]: ", "whoever verifies could sign"),
        ("algorithms = [\"RS256\", \"NONE\"]", "jwt.algorithms[1]: ", "anybody"),
        ("algorithms = [\"ES512\"]", "jwt.algorithms[0]: ", "there are RS256, RS384"),
        ("algorithms = []", "jwt.algorithms: ", "empty"),
        ("issuer = \"\"", "jwt.issuer: ", "a text"),
        ("audience = \" \"", "jwt.audience: ", "a text"),
        ("audience = []", "jwt.audience: ", "every token would be refused"),
        ("audience = [\"a\", \"\"]", "jwt.audience: ", "a text"),
        ("audience = 7", "line ", "a list of texts"),
        ("jwks_url = \"http://id.example.com/keys\"", "jwt.jwks_url: ", "by anybody on the way"),
        ("jwks_url = \"http://localhost.example.com/keys\"", "jwt.jwks_url: ", "by anybody on the way"),
        ("jwks_url = \"ftp://id.example.com/keys\"", "jwt.jwks_url: ", "https://"),
        ("jwks_url = \"id.example.com/keys\"", "jwt.jwks_url: ", "not an address"),
        ("jwks_url = \"https://u:p@id.example.com/keys\"", "jwt.jwks_url: ", "neither a user name"),
        ("jwks_url = \"https://id.example.com/keys#x\"", "jwt.jwks_url: ", "nor a fragment"),
        ("jwks_url = \"https://a.example/\"\njwks_file = \"keys.json\"", "jwt.jwks_file: ", "from one place"),
        ("jwks_file = \"missing.json\"", "jwt.jwks_file: ", "missing.json cannot be read"),
        ("jwks_file = \"good.json\"", "jwt.jwks_file: ", "no JSON Web Key Set"),
        (
            "jwks_file = \"keys.json\"\nalgorithms = [\"ES256\"]",
            "jwt.jwks_file: ",
            "no public key for any of the algorithms",
        ),
        ("leeway_seconds = 301", "jwt.leeway_seconds: ", "from 0 to 300"),
        ("timeout_seconds = 0", "jwt.timeout_seconds: ", "from 1 to 8"),
        ("timeout_seconds = 9", "jwt.timeout_seconds: ", "from 1 to 8"),
        ("token_type = \"\"", "jwt.token_type: ", "a text"),
        ("role_claim = \"\"", "jwt.role_claim: ", "a text"),
        ("colour = 1", "line ", "unknown field `colour`"),
        ("roles.owner = [\"a\"]", "line ", "unknown field `owner`"),
        ("roles.viewer = []", "jwt.roles: ", "every token would be refused"),
        (
            "roles.viewer = [\"b\", \"a\"]\nroles.administrator = [\"a\"]",
            "jwt.roles.viewer[1]: ",
            "under administrator",
        ),
    ];
    for (lines, place, reason) in cases {
        let error = load(&jwt(lines)).0.expect_err(lines);
        assert!(error.contains(&format!("console.toml: {place}")) && error.contains(reason), "{lines}\n{error}");
        assert!(!error.contains('\n') && !error.contains("u:p"), "one sentence: {error}");
    }
    for key in ["issuer", "audience", "algorithms"] {
        let text: Vec<_> = jwt("").lines().filter(|line| !line.starts_with(key)).map(str::to_owned).collect();
        assert!(load(&text.join("\n")).0.expect_err(key).contains(&format!("missing field `{key}`")));
    }
    let text = jwt("").replace("jwks_url = \"https://id.example.com/keys\"\n", "");
    assert!(load(&text).0.expect_err("no keys").contains("console.toml: jwt: name the provider's public keys"));
}

#[test]
fn an_identity_provider_has_usual_settings_and_others_when_they_are_written() {
    let load_one = |lines: &str| load(&jwt(lines)).0.expect("a good configuration").jwt.expect("a provider");
    let usual = load_one("");
    assert_eq!((usual.leeway.as_secs(), usual.timeout.as_secs(), usual.token_type), (60, 5, None));
    assert_eq!((usual.claims.role.0.as_str(), usual.claims.deployments.0.as_str()), ("role", "deployments"));
    let roles = Role::ALL.map(|role| (role.as_str().to_owned(), role));
    assert_eq!(usual.claims.roles, roles.into());
    let other = load_one(
        "audience = [\"a\", \"b\"]\nalgorithms = [\"ES256\", \"EdDSA\"]\nleeway_seconds = 0\ntimeout_seconds = 8\n\
         token_type = \"at+jwt\"\nrole_claim = \"/realm_access/roles\"\ndeployments_claim = \"https://a.example/d\"\n\
         roles.viewer = [\"reader\"]",
    );
    assert_eq!(other.audiences, ["a", "b"]);
    assert_eq!(other.algorithms, [Algorithm::ES256, Algorithm::EdDSA]);
    assert_eq!((other.leeway.as_secs(), other.timeout.as_secs()), (0, 8));
    assert_eq!(other.claims.role.0, "/realm_access/roles");
    assert_eq!(other.claims.roles, [("reader".to_owned(), Role::Viewer)].into());
    assert!(matches!(load_one("jwks_file = \"keys.json\"").keys, KeySource::File(_)));
    for here in ["http://127.0.0.1:9/keys", "http://[::1]/keys", "http://localhost:8080/keys?x=1"] {
        assert_eq!(load_one(&format!("jwks_url = \"{here}\"")).keys, KeySource::Url(here.parse().expect("an address")));
    }
    assert!(load("").0.expect("a good configuration").jwt.is_none());
}

#[test]
fn origins_for_embedding_pages_are_kept_as_browsers_write_them() {
    let config = load("cors_origins = [\"HTTPS://Cloud.Example.com:443\", \"http://localhost:5173\"]").0;
    let config = config.expect("a good configuration");
    let origins: Vec<_> = config.cors_origins.iter().map(ToString::to_string).collect();
    assert_eq!(origins, ["https://cloud.example.com", "http://localhost:5173"]);
}

#[test]
fn the_example_of_an_identity_provider_is_one() {
    let lines = EXAMPLE.lines().skip_while(|line| *line != "# [jwt]").take_while(|line| line.starts_with("# "));
    let text: Vec<_> = lines.map(|line| &line[2..]).collect();
    let provider = load(&text.join("\n")).0.expect("a good configuration").jwt.expect("a provider");
    assert_eq!((provider.leeway.as_secs(), provider.timeout.as_secs()), (60, 5), "the defaults, as it says");
    assert_eq!(provider.claims.roles.len(), 2);
}
