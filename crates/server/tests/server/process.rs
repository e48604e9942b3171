//! The binary as a process: what it prints, its exit codes, its lock, its logs.

use data_encoding::BASE64;
use reqwest::{Client, header};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{
    postgres::{Cluster, PASSWORD},
    program::{Process, binary, link, run, sentence},
};

#[tokio::test]
async fn two_lines_are_printed_and_both_signals_end_it_well() {
    for signal in ["-TERM", "-INT"] {
        let folder = TempDir::new().expect("a temporary folder");
        let server = Process::start(&folder.path().join("data"), &folder.path().join("log"), &[]);
        assert!(!server.origin.ends_with(":0"), "the port that was taken: {}", server.origin);
        let health = reqwest::get(format!("{}/healthz", server.origin)).await.expect("an answer");
        assert_eq!(health.status(), 200);
        assert!(!server.api.ends_with(":0") && server.api != server.origin, "{}", server.api);
        let elsewhere = reqwest::get(format!("{}/healthz", server.api)).await.expect("an answer");
        assert_eq!(elsewhere.status(), 404, "the console is not answered there");
        assert_eq!(server.signal(signal), (String::new(), Some(0)), "{signal}");
    }
}

#[tokio::test]
async fn a_data_directory_is_one_processs_and_links_are_made_beside_it() {
    let folder = TempDir::new().expect("a temporary folder");
    let data = folder.path().join("data");
    let server = Process::start(&data, &folder.path().join("log"), &[]);
    let data = data.to_str().expect("UTF-8");
    let second =
        run(&["serve", "--data-dir", data, "--listen", "127.0.0.1:0", "--api-listen", "127.0.0.1:0", "--log", "off"]);
    assert_eq!(second.status.code(), Some(1));
    assert!(sentence(&second).contains("another server is running"), "{second:?}");

    let another = run(&["sign-in-link", "--data-dir", data]);
    assert!(another.status.success(), "{another:?}");
    let (origin, code) = link(&String::from_utf8_lossy(&another.stdout));
    assert_eq!(origin, server.origin);
    assert_ne!(code, server.code);
    for code in [&code, &server.code] {
        let request = Client::new().post(format!("{origin}/api/session")).header(header::ORIGIN, &origin);
        assert_eq!(request.json(&json!({ "code": code })).send().await.expect("an answer").status(), 200);
    }
    assert_eq!(server.signal("-TERM").1, Some(0));
    let none = run(&["sign-in-link", "--data-dir", data]);
    assert_eq!(none.status.code(), Some(1));
    assert!(sentence(&none).contains("no server is running"), "{none:?}");
}

#[test]
fn what_cannot_start_says_why_in_one_sentence() {
    let folder = TempDir::new().expect("a temporary folder");
    let path = |name: &str| folder.path().join(name).to_str().expect("UTF-8").to_owned();
    let (config, empty, file, data) = (path("bad.toml"), path("empty"), path("file"), path("data"));
    std::fs::write(&config, "colour = 1").expect("a file");
    std::fs::write(&empty, "\n").expect("a file");
    std::fs::write(&file, "").expect("a file");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let taken = taken.local_addr().expect("its address").to_string();
    let cases: &[(&[&str], i32, &str)] = &[
        (&["--config", &config], 2, "unknown field `colour`"),
        (&["--config", &path("missing")], 2, "cannot be read"),
        (&["--admin-password-file", &empty], 2, "is empty"),
        (&["--admin-password-file", &path("missing")], 2, "cannot be read"),
        (&["--log", "=nonsense="], 2, "not a log filter"),
        (&["--listen", &taken], 1, "cannot listen on"),
        (&["--listen", "nonsense"], 1, "cannot listen on nonsense"),
        (&["--api-listen", &taken], 1, "choose another address with --api-listen"),
        (&["--data-dir", &file], 1, "cannot be used"),
        (&["--database", "mysql://host/keys"], 2, "does not begin with postgres://"),
        (&["--database", ""], 2, "the database's address is none"),
        (&["--database", "postgres://me@127.0.0.1:1/keys"], 1, "database keys on 127.0.0.1:1 cannot be opened"),
    ];
    for (arguments, code, reason) in cases {
        let mut all = vec![
            "serve",
            "--log",
            "off",
            "--listen",
            "127.0.0.1:0",
            "--api-listen",
            "127.0.0.1:0",
            "--data-dir",
            &data,
        ];
        for pair in arguments.chunks(2) {
            // The command line takes each option once.
            match all.iter().position(|argument| *argument == pair[0]) {
                Some(position) => all[position + 1] = pair[1],
                None => all.extend(pair),
            }
        }
        let output = run(&all);
        assert_eq!(output.status.code(), Some(*code), "{arguments:?}: {output:?}");
        assert!(sentence(&output).contains(reason), "{arguments:?}: {output:?}");
    }
}

#[test]
fn the_example_configuration_is_printed() {
    let output = run(&["config"]);
    assert!(output.status.success());
    assert_eq!(String::from_utf8_lossy(&output.stdout), server::config::EXAMPLE);
}

#[tokio::test]
async fn servers_and_links_over_one_postgresql_need_no_data_directory() {
    let (folder, database) = (TempDir::new().expect("a temporary folder"), Cluster::shared().database().await);
    let address = database.address();
    let by_option =
        binary(&["serve", "--listen", "127.0.0.1:0", "--api-listen", "127.0.0.1:0", "--database", &address]);
    let mut by_variable = binary(&["serve", "--listen", "127.0.0.1:0", "--api-listen", "127.0.0.1:0"]);
    by_variable.env("DEPLOYMENT_CONSOLE_DATABASE", &address);
    let servers = [by_option, by_variable].map(|mut command| {
        command.current_dir(folder.path());
        Process::spawn(command, &folder.path().join("log"))
    });

    let mut links = vec![servers[0].code.clone(), servers[1].code.clone()];
    for mut command in [binary(&["sign-in-link", "--database", &address]), binary(&["sign-in-link"])] {
        let output = command.env("DEPLOYMENT_CONSOLE_DATABASE", &address).output().expect("a program that runs");
        assert!(output.status.success(), "{output:?}");
        let (origin, code) = link(&String::from_utf8_lossy(&output.stdout));
        assert_eq!(origin, servers[1].origin, "that of the server that came last");
        links.push(code);
    }
    for (number, code) in links.iter().enumerate() {
        // Each on the server that did not make it.
        let origin = &servers[(number + 1) % 2].origin;
        let request = Client::new().post(format!("{origin}/api/session")).header(header::ORIGIN, origin);
        assert_eq!(request.json(&json!({ "code": code })).send().await.expect("an answer").status(), 200);
    }
    for server in servers {
        assert_eq!(server.signal("-TERM"), (String::new(), Some(0)));
    }
    let left: Vec<_> = std::fs::read_dir(folder.path()).expect("a folder").flatten().collect();
    assert_eq!(left.len(), 1, "the log alone: {left:?}");
}

#[tokio::test]
async fn the_password_of_a_database_is_printed_nowhere() {
    let (folder, database) = (TempDir::new().expect("a temporary folder"), Cluster::shared().database().await);
    let refused = [
        database.address().replace(PASSWORD, "hunter2"),
        "postgres://me:hunter2@127.0.0.1:1/keys".into(),
        "postgres://me:hunter2/x@host/keys".into(),
        "postgres://me@host/keys?password=hunter2&colour=hunter2".into(),
        "hunter2".into(),
    ];
    for address in &refused {
        for command in ["serve", "sign-in-link"] {
            let given = run(&[command, "--database", address]);
            let output = binary(&[command]).env("DEPLOYMENT_CONSOLE_DATABASE", address).output().expect("a program");
            for output in [given, output] {
                let sentence = String::from_utf8_lossy(&output.stderr).into_owned();
                assert!(sentence.contains("deployment-console: "), "{sentence}");
                assert!(!sentence.contains("hunter2") && output.stdout.is_empty(), "{sentence}");
            }
        }
    }
    let help =
        binary(&["serve", "--help"]).env("DEPLOYMENT_CONSOLE_DATABASE", &refused[0]).output().expect("a program");
    let help = String::from_utf8_lossy(&help.stdout);
    assert!(help.contains("DEPLOYMENT_CONSOLE_DATABASE") && !help.contains("hunter2"), "{help}");

    let log = folder.path().join("log");
    let server = Process::spawn(
        binary(&["serve", "--listen", "127.0.0.1:0", "--api-listen", "127.0.0.1:0", "--database", &database.address()]),
        &log,
    );
    let code = server.code.clone();
    database.cut_connections().await;
    assert_eq!(server.signal("-TERM").1, Some(0));
    let log = std::fs::read_to_string(&log).expect("a log");
    assert!(log.contains("sqlx"), "what is said to the database is in it");
    assert!(!log.contains(PASSWORD) && !log.contains(&code), "{log}");
}

#[tokio::test]
async fn no_secret_reaches_the_log_however_much_is_logged() {
    let folder = TempDir::new().expect("a temporary folder");
    let (log, password) = (folder.path().join("log"), folder.path().join("password"));
    std::fs::write(&password, "the-lasting-password").expect("a file");
    let password = password.to_str().expect("UTF-8");
    let server = Process::start(&folder.path().join("data"), &log, &["--admin-password-file", password]);
    let client = Client::new();
    let post = |path: &str| client.post(format!("{}{path}", server.origin)).header(header::ORIGIN, &server.origin);

    let mut secrets = vec![server.code.clone(), "the-lasting-password".into(), "a-wrong-guess".into()];
    let mut cookie = String::new();
    let ways = [
        json!({ "code": server.code }),
        json!({ "password": "the-lasting-password" }),
        json!({ "password": "a-wrong-guess" }),
    ];
    for body in ways {
        let response = post("/api/session").json(&body).send().await.expect("an answer");
        if let Some(value) = response.headers().get(header::SET_COOKIE) {
            cookie = value.to_str().expect("ASCII").split(';').next().expect("a cookie").to_owned();
            secrets.push(cookie.split_once('=').expect("a value").1.to_owned());
        }
    }
    let create = post("/api/deployments/serverless/keys").header(header::COOKIE, &cookie);
    let create = create.header("idempotency-key", "one-request-of-its-own").json(&json!({}));
    let created: Value = create.send().await.expect("an answer").json().await.expect("JSON");
    let key = created["key"]["app_id"].as_str().expect("an App ID").to_owned();
    let first = created["app_secret"].as_str().expect("a secret").to_owned();
    let rotate = post(&format!("/api/deployments/serverless/keys/{key}/rotate")).header(header::COOKIE, &cookie);
    let rotate = rotate.header("idempotency-key", "another-request").json(&json!({ "grace_minutes": 0 }));
    let rotated: Value = rotate.send().await.expect("an answer").json().await.expect("JSON");
    let second = rotated["app_secret"].as_str().expect("a secret").to_owned();
    // To a proxy and through the gateway; with the right secret, an old and a wrong one, and with the two mixed up.
    let credentials = [(&key, &second, 200), (&key, &first, 401), (&key, &"a-guess".into(), 401), (&second, &key, 401)];
    for (app_id, secret, expected) in credentials {
        let decide = client.get(format!("{}/authorize/serverless/nginx", server.api));
        let decide =
            decide.header("x-original-method", "GET").header("x-original-uri", "/api/v5/clients?q=what-was-asked");
        let decide = decide.basic_auth(app_id, Some(secret)).send().await.expect("an answer");
        assert_eq!(decide.status(), expected);
        let gateway = client.get(format!("{}/serverless/api/v5/clients?q=what-was-asked", server.api));
        gateway.basic_auth(app_id, Some(secret)).send().await.expect("an answer");
        secrets.push(BASE64.encode(format!("{app_id}:{secret}").as_bytes()));
    }
    secrets.extend([first, second, "a-guess".into(), "what-was-asked".into()]);
    let search = format!("{}/api/deployments/serverless/keys?search=what-was-searched", server.origin);
    let list = client.get(search).header(header::COOKIE, &cookie).send().await.expect("an answer");
    assert_eq!(list.status(), 200);
    secrets.push("what-was-searched".into());

    assert_eq!(server.signal("-TERM").1, Some(0));
    let log = std::fs::read_to_string(&log).expect("a log");
    assert!(log.contains("/api/deployments/serverless/keys"), "the requests are in it");
    assert_eq!(secrets.len(), 14);
    for secret in secrets {
        assert!(!log.contains(&secret), "{secret} is in the log");
    }
}
