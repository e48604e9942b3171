//! PostgreSQL for the tests: a cluster in a temporary folder, on a Unix socket, gone with the process of the tests.
//!
//! It is never a service of the system. It does not run as root; where the tests do, it runs as somebody else.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpListener,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};

use server::store::PostgresUrl;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection, postgres::PgConnectOptions};

const BY_HAND: &str = "the tests need PostgreSQL 15 or later: install the package postgresql (Debian: `sudo apt-get \
                       install postgresql`), or set POSTGRES_BIN to the folder that holds its initdb and pg_ctl";

const USER: &str = "console";
pub const PASSWORD: &str = "a-password-of-the-tests";

/// Texts are ordered as people do, not byte by byte: what must not depend on it is found out. Nothing here outlives the
/// tests, so nothing need reach a disk.
const INITDB: &str =
    "--encoding=UTF8 --locale=C.UTF-8 --locale-provider=icu --icu-locale=en --auth=scram-sha-256 --no-sync";
const OPTIONS: &str = "-c max_connections=300 -c shared_buffers=32MB -c fsync=off -c full_page_writes=off \
                       -c wal_level=minimal -c max_wal_senders=0 -c min_wal_size=32MB -c max_wal_size=64MB \
                       -c autovacuum=off -c log_min_messages=warning";

/// Keeps PostgreSQL running until its input ends, as it does with the process of the tests, however that ends. Then
/// nothing is left of it. With the line `stop` it stays where it is, and can be started again.
const KEEPER: &str = r#"
trap '' INT TERM
if "$1/pg_ctl" -D "$2/data" -l "$2/log" -o "-k $2 $3" -w -s start; then echo ready; else cat "$2/log"; exit; fi
read -r word
if [ "$word" = stop ]; then exec "$1/pg_ctl" -D "$2/data" -m fast -w -s stop; fi
"$1/pg_ctl" -D "$2/data" -m immediate -w -s stop
rm -rf "$2"
"#;

/// PostgreSQL, with as many databases as one likes.
pub struct Cluster {
    programs: PathBuf,
    folder: PathBuf,
    /// Also part of its socket's name.
    port: u16,
    /// Where it listens besides its socket, and with which certificate.
    options: String,
    keeper: Option<(Child, ChildStdin)>,
    databases: AtomicU32,
}

impl Cluster {
    /// The one that the tests of this process share.
    pub fn shared() -> &'static Cluster {
        static SHARED: OnceLock<Cluster> = OnceLock::new();
        SHARED.get_or_init(Cluster::start)
    }

    /// One of its own, for a test that stops it.
    pub fn start() -> Cluster {
        let mut cluster = Cluster::make();
        cluster.start_again();
        cluster
    }

    /// One of its own that also listens on a port of 127.0.0.1, with this certificate and its key.
    pub fn start_with_tls(certificate: &str, key: &str) -> Cluster {
        let mut cluster = Cluster::make();
        for (name, content) in [("certificate", certificate), ("key", key)] {
            cluster.write(name, content);
        }
        loop {
            let port = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a free port").port();
            let at = cluster.folder.display();
            cluster.options = format!(
                "-c listen_addresses=127.0.0.1 -c ssl=on -c ssl_cert_file={at}/certificate -c ssl_key_file={at}/key"
            );
            cluster.port = port;
            match cluster.try_to_start() {
                Ok(()) => return cluster,
                // Somebody else was faster.
                Err(words) => assert!(words.contains("Address already in use"), "{words}"),
            }
        }
    }

    /// One that has not been started yet.
    fn make() -> Cluster {
        let programs = programs().expect(BY_HAND);
        // Not where TMPDIR says: the path of a socket must be short.
        let folder = tempfile::Builder::new().prefix("console-pg-").tempdir_in("/tmp").expect("a temporary folder");
        let folder = folder.keep();
        std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o700)).expect("a private folder");
        give_away(&folder);
        let options = "-c listen_addresses=".to_owned();
        let cluster = Cluster { programs, folder, port: 5432, options, keeper: None, databases: AtomicU32::new(0) };
        cluster.write("password", PASSWORD);
        let made = unprivileged(&cluster.programs.join("initdb"))
            .arg("-D")
            .arg(cluster.folder.join("data"))
            .arg("-U")
            .arg(USER)
            .arg(format!("--pwfile={}", cluster.folder.join("password").display()))
            .args(INITDB.split(' '))
            .output()
            .expect("initdb runs");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        cluster
    }

    /// Leaves a file that only PostgreSQL may read.
    fn write(&self, name: &str, content: &str) {
        let file = self.folder.join(name);
        std::fs::write(&file, content).expect("a file");
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).expect("a private file");
        give_away(&file);
    }

    /// Starts it where it was stopped.
    pub fn start_again(&mut self) {
        self.try_to_start().expect("PostgreSQL starts");
    }

    /// Or answers its own words.
    fn try_to_start(&mut self) -> Result<(), String> {
        let mut keeper = unprivileged(Path::new("sh"))
            .args(["-c", KEEPER, "keeper"])
            .args([&self.programs, &self.folder])
            .arg(format!("{OPTIONS} -p {} {}", self.port, self.options))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a shell");
        let input = keeper.stdin.take().expect("its input");
        let mut output = BufReader::new(keeper.stdout.take().expect("its output"));
        let mut words = String::new();
        output.read_line(&mut words).expect("a line");
        if words != "ready\n" {
            output.read_to_string(&mut words).expect("its words");
            assert!(keeper.wait().is_ok());
            return Err(words);
        }
        self.keeper = Some((keeper, input));
        Ok(())
    }

    /// Has all its processes stand still, or go on: nobody is told, and nothing is answered.
    pub fn signal(&self, signal: &str) {
        let main = std::fs::read_to_string(self.folder.join("data/postmaster.pid")).expect("a cluster that runs");
        let main = main.lines().next().expect("its process").to_owned();
        let children = std::fs::read_to_string(format!("/proc/{main}/task/{main}/children")).expect("its children");
        let all = std::iter::once(main.as_str()).chain(children.split_whitespace());
        assert!(Command::new("kill").arg(signal).args(all).status().expect("kill").success());
    }

    /// Stops it, connections and all, and keeps what it holds.
    pub fn stop(&mut self) {
        let (mut keeper, mut input) = self.keeper.take().expect("a cluster that runs");
        input.write_all(b"stop\n").expect("a keeper");
        assert!(keeper.wait().expect("a keeper that ends").success());
    }

    /// A new database.
    pub async fn database(&self) -> TestDatabase {
        let name = format!("test_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        let database = TestDatabase { folder: self.folder.clone(), port: self.port, name };
        let mut admin = database.connect_to("postgres").await;
        let create = format!("CREATE DATABASE {}", database.name);
        sqlx::raw_sql(AssertSqlSafe(create)).execute(&mut admin).await.expect("a new database");
        admin.close().await.expect("a connection that closes");
        database
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let Some((mut keeper, input)) = self.keeper.take() else {
            // Never started, or stopped and kept.
            return std::fs::remove_dir_all(&self.folder).expect("a folder that can be removed");
        };
        drop(input);
        keeper.wait().expect("a keeper that ends");
    }
}

/// A database of a cluster.
pub struct TestDatabase {
    folder: PathBuf,
    port: u16,
    name: String,
}

impl TestDatabase {
    /// Its address, password and all.
    pub fn address(&self) -> String {
        let host = self.folder.display().to_string().replace('/', "%2F");
        format!("postgres://{USER}:{PASSWORD}@{host}:{}/{}", self.port, self.name)
    }

    pub fn url(&self) -> PostgresUrl {
        self.address().parse().expect("a good address")
    }

    /// Its address over the network.
    pub fn address_over_tcp(&self) -> String {
        format!("postgres://{USER}:{PASSWORD}@127.0.0.1:{}/{}", self.port, self.name)
    }

    /// A connection past the store.
    pub async fn connect(&self) -> PgConnection {
        self.connect_to(&self.name).await
    }

    async fn connect_to(&self, name: &str) -> PgConnection {
        self.options(name).connect().await.expect("a connection")
    }

    fn options(&self, name: &str) -> PgConnectOptions {
        let options = PgConnectOptions::new().username(USER).password(PASSWORD).database(name);
        options.socket(&self.folder).port(self.port)
    }

    /// Cuts every connection but its own, as a network may, and says how many there were.
    pub async fn cut_connections(&self) -> usize {
        let mut admin = self.connect().await;
        let cut = sqlx::query_scalar::<_, bool>(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()",
        );
        let cut = cut.bind(&self.name).fetch_all(&mut admin).await.expect("rows");
        admin.close().await.expect("a connection that closes");
        cut.into_iter().filter(|done| *done).count()
    }
}

/// To whoever PostgreSQL runs as.
fn give_away(path: &Path) {
    if let Some((user, group)) = somebody_else() {
        std::os::unix::fs::chown(path, Some(user), Some(group)).expect("root may give files away");
    }
}

/// Each takes several megabytes, and a run of all tests makes a hundred.
impl Drop for TestDatabase {
    fn drop(&mut self) {
        let sql = format!("DROP DATABASE {} WITH (FORCE)", self.name);
        let options = self.options("postgres");
        let dropping = async move {
            // The cluster may have been stopped by now, and takes its folder with it anyway.
            if let Ok(mut admin) = options.connect().await {
                sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut admin).await.unwrap_or_default();
            }
        };
        // A thread of its own, since the test's may be in the middle of its runtime.
        let run =
            || tokio::runtime::Builder::new_current_thread().enable_all().build().map(|one| one.block_on(dropping));
        std::thread::spawn(run).join().expect("no panic").expect("a runtime");
    }
}

/// Where initdb and pg_ctl are: as `POSTGRES_BIN` says, or where Debian puts them, the latest version, or on PATH.
fn programs() -> Option<PathBuf> {
    let whole = |folder: &PathBuf| ["initdb", "pg_ctl"].iter().all(|program| folder.join(program).is_file());
    if let Some(named) = std::env::var_os("POSTGRES_BIN") {
        return Some(PathBuf::from(named)).filter(whole);
    }
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut versions: Vec<_> = versions
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse::<u32>().ok()?, entry.path().join("bin"))))
        .filter(|(_, folder)| whole(folder))
        .collect();
    versions.sort();
    let path = std::env::var_os("PATH").unwrap_or_default();
    versions.pop().map(|(_, folder)| folder).or_else(|| std::env::split_paths(&path).find(whole))
}

/// A command of somebody who is not root.
fn unprivileged(program: &Path) -> Command {
    let mut command = match somebody_else() {
        None => Command::new(program),
        Some((user, group)) => {
            let mut command = Command::new("setpriv");
            command.arg(format!("--reuid={user}")).arg(format!("--regid={group}")).arg("--clear-groups");
            command.arg("--").arg(program);
            command
        }
    };
    command.current_dir("/");
    command
}

/// User and group of whoever PostgreSQL runs as when the tests run as root.
fn somebody_else() -> Option<(u32, u32)> {
    let number = |arguments: &[&str]| {
        let output = Command::new("id").args(arguments).output().expect("the program id");
        String::from_utf8_lossy(&output.stdout).trim().parse::<u32>().ok()
    };
    if number(&["-u"]) != Some(0) {
        return None;
    }
    ["postgres", "nobody"].into_iter().find_map(|name| Some((number(&["-u", name])?, number(&["-g", name])?)))
}
