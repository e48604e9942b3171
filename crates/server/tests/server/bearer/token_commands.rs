//! `deployment-console token`.

use tempfile::TempDir;

use super::{create, failure, status, token_command, token_of};
use crate::{program::run, support::TestServer};

async fn list(server: &TestServer) -> Vec<String> {
    let output = token_command(server, &["list"]).await;
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).expect("UTF-8").lines().map(str::to_owned).collect()
}

#[tokio::test]
async fn a_token_is_printed_once_with_prefix_and_checksum_and_stored_as_a_hash() {
    let server = TestServer::start().await;
    let output =
        token_command(&server, &["create", "--role", "viewer", "--deployment", "dedicated-v5", "--name", "ci"]).await;
    let token = String::from_utf8(output.stdout).expect("UTF-8");
    let token = token.strip_suffix('\n').expect("a line");
    assert!(token.starts_with("dct_") && token.len() == 4 + 52 + 7, "the form of a token");
    let words = String::from_utf8(output.stderr).expect("UTF-8");
    assert_eq!(words, "Token ci: viewer of dedicated-v5, never expires. It is shown only here.\n");
    assert_eq!(status(&server, token).await, 200);
    let list = list(&server).await.join("\n");
    assert!(list.contains("ci") && !list.contains(token));
    for suffix in ["", "-wal"] {
        let bytes = std::fs::read(format!("{}{suffix}", server.database().display())).unwrap_or_default();
        assert!(!bytes.windows(52).any(|window| window == &token.as_bytes()[4..56]));
    }
}

#[tokio::test]
async fn the_list_says_of_every_token_what_it_opens_and_until_when() {
    let server = TestServer::start().await;
    create(&server, &["--role", "administrator", "--deployment", "serverless", "dedicated-v5", "--name", "b"]).await;
    create(&server, &["--role", "viewer", "--deployment", "serverless,dedicated-v4", "--name", "a", "--expires", "2d"])
        .await;
    create(&server, &["--role", "viewer", "--deployment", "serverless", "--expires", "2999-01-31T12:00:00Z"]).await;
    let lines = list(&server).await;
    let columns: Vec<Vec<&str>> = lines.iter().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(columns[0], ["NAME", "ROLE", "CREATED", "EXPIRES", "DEPLOYMENTS"]);
    assert_eq!((columns[1][..2].to_vec(), columns[1][4]), (vec!["a", "viewer"], "dedicated-v4,serverless"));
    assert!(columns[1][3].starts_with("20") && columns[1][3].ends_with('Z'), "{lines:?}");
    assert_eq!((columns[2][..2].to_vec(), columns[2][3]), (vec!["b", "administrator"], "never"));
    assert_eq!(columns[2][4], "dedicated-v5,serverless");
    assert!(columns[3][0].starts_with("viewer-"), "a name made up: {lines:?}");
    assert_eq!(columns[3][3], "2999-01-31T12:00:00Z");
    assert_eq!(lines.len(), 4);
}

#[tokio::test]
async fn what_cannot_be_a_token_is_refused_and_nothing_is_stored() {
    let server = TestServer::start().await;
    let with = async |more: &[&str]| {
        let usual = [("--role", "viewer"), ("--deployment", "dedicated-v5")];
        let usual = usual.iter().filter(|(option, _)| !more.contains(option)).flat_map(|(a, b)| [*a, *b]);
        token_command(&server, &["create"].into_iter().chain(usual).chain(more.iter().copied()).collect::<Vec<_>>())
            .await
    };
    let (words, code) = failure(&with(&["--deployment", "production"]).await);
    assert_eq!(code, Some(2));
    assert_eq!(
        words,
        "deployment-console: there is no deployment \"production\"; the server has serverless, dedicated-v4, dedicated-v5\n"
    );
    assert!(failure(&with(&["--deployment", "dedicated-v5,nothing"]).await).0.contains("\"nothing\""));
    assert_eq!(failure(&with(&["--expires", "2020-01-01T00:00:00Z"]).await).1, Some(2));
    assert!(failure(&with(&["--expires", "0d"]).await).0.contains("not in the future"));
    for wrong in
        [["--role", "owner"], ["--name", "two words"], ["--name", ""], ["--expires", "soon"], ["--deployment", ""]]
    {
        let output = with(&wrong).await;
        assert_eq!(output.status.code(), Some(2), "{wrong:?}");
        assert!(output.stdout.is_empty(), "{wrong:?}");
    }
    let output = token_command(&server, &["create", "--role", "viewer"]).await;
    assert_eq!((output.status.code(), output.stdout.is_empty()), (Some(2), true), "without a deployment");
    assert_eq!(list(&server).await.len(), 1);
}

#[tokio::test]
async fn a_name_is_there_once_until_its_token_is_revoked() {
    let server = TestServer::start().await;
    let first = token_of(&server, "viewer", "ci").await;
    let again = ["create", "--role", "administrator", "--deployment", "serverless", "--name", "ci"];
    let (words, code) = failure(&token_command(&server, &again).await);
    assert!(words.contains("there is a token \"ci\" already"), "{words}");
    assert_eq!((code, status(&server, &first).await), (Some(1), 200));
    assert!(token_command(&server, &["revoke", "ci"]).await.status.success());
    let second = token_of(&server, "viewer", "ci").await;
    assert_eq!((status(&server, &first).await, status(&server, &second).await), (401, 200));
}

#[tokio::test]
async fn only_a_token_that_is_there_can_be_revoked() {
    let server = TestServer::start().await;
    let token = token_of(&server, "viewer", "ci").await;
    for name in ["", "CI", "c", "ci ", "%"] {
        let (words, code) = failure(&token_command(&server, &["revoke", name]).await);
        assert!(words.contains("there is no token"), "{words}");
        assert_eq!(code, Some(1));
    }
    let output = token_command(&server, &["revoke", &token]).await;
    assert_eq!(output.status.code(), Some(1), "it goes by the name");
    assert_eq!(status(&server, &token).await, 200);
}

#[test]
fn without_a_server_there_is_nothing_to_make_a_token_for() {
    let folder = TempDir::new().expect("a temporary folder");
    let data = folder.path().to_str().expect("UTF-8");
    let create = ["token", "create", "--role", "viewer", "--deployment", "serverless", "--data-dir", data];
    for arguments in
        [create.as_slice(), &["token", "list", "--data-dir", data], &["token", "revoke", "x", "--data-dir", data]]
    {
        let (words, code) = failure(&run(arguments));
        assert!(words.contains("no server is running"), "{words}");
        assert_eq!(code, Some(1));
    }
}
