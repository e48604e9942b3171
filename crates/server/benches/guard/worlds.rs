//! What is measured: servers over databases of several sizes, what they are compared with, and an upstream.

use std::{any::Any, collections::HashMap, net::SocketAddr, path::PathBuf, sync::Arc, time::Instant};

use axum::{
    Router,
    extract::{Path, State},
    routing::get,
};
use backend::{Deployments, samples::sample_deployments, secret::AppSecret, store::NewKey};
use contract::{Access, EndpointId};
use server::{
    clock::HostClock,
    config::{Config, Upstream},
    serve::{Limits, Options, Server, TIME_LIMIT},
    store::{Database, OpenDatabase, PostgresStore, ServerStore},
    web::ConsoleFiles,
};
use sqlx::PgPool;
use tempfile::TempDir;
use tokio::{net::TcpListener, runtime::Runtime};

use crate::{
    postgres::{Cluster, TestDatabase},
    requests::{ENDPOINT, Key},
    seed,
};

/// The deployment whose keys are measured.
pub const DEPLOYMENT: &str = "dedicated-v5";

/// How many keys are used at most, spread evenly over all there are.
pub const USED: u32 = 10_000;

/// A server over one database.
pub struct World {
    /// Where the console answers, and `/healthz`.
    pub console: SocketAddr,
    /// Where the decision endpoint and the gateway answer.
    pub api: SocketAddr,
    /// A route of the same process that reads one row of the keys by its primary key, over the same connections to
    /// PostgreSQL.
    pub reference: Option<SocketAddr>,
    /// The keys that are used.
    pub keys: Vec<Key>,
    /// How many keys there are.
    pub size: u32,
}

/// Everything that is measured. The servers end with it.
pub struct Worlds {
    pub sqlite: Vec<World>,
    pub postgres: Vec<World>,
    _runtime: Runtime,
    _folders: Vec<TempDir>,
    _databases: Vec<TestDatabase>,
}

impl Worlds {
    /// Fills the databases and starts the servers.
    pub fn start(most_keys: u32) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
        let sizes = [10, 10_000, most_keys];
        let cluster = Cluster::shared();
        let (sqlite, postgres, folders, databases) = runtime.block_on(async {
            let (mut sqlite, mut postgres, mut folders, mut databases) = (vec![], vec![], vec![], vec![]);
            for size in sizes {
                let folder = TempDir::new().expect("a temporary folder");
                sqlite.push(world(Database::DataDir(folder.path().to_owned()), size, None).await);
                folders.push(folder);
                let database = cluster.database().await;
                postgres.push(world(Database::Postgres(database.url()), size, None).await);
                let mut connection = database.connect().await;
                // What PostgreSQL does by itself in time.
                sqlx::raw_sql("VACUUM ANALYZE").execute(&mut connection).await.expect("a vacuum");
                databases.push(database);
            }
            (sqlite, postgres, folders, databases)
        });
        Worlds { sqlite, postgres, _runtime: runtime, _folders: folders, _databases: databases }
    }
}

/// Fills a database and starts a server over it. It runs on, on the runtime that this is called on.
pub async fn world(database: Database, size: u32, upstream: Option<SocketAddr>) -> World {
    let start = Instant::now();
    let keys = fill(&database, size).await;
    let server = Server::start(Options {
        config: Config {
            deployments: sample_deployments(),
            upstreams: HashMap::from_iter(upstream.map(|address| {
                let upstream = Upstream::new(&format!("http://{address}")).expect("a good upstream");
                (DEPLOYMENT.to_owned(), upstream)
            })),
            ..Config::default()
        },
        database,
        listen: "127.0.0.1:0".into(),
        api_listen: "127.0.0.1:0".into(),
        limits: Limits::default(),
        api_limits: Limits::for_programs(),
        password: None,
        clock: Arc::new(HostClock),
        files: ConsoleFiles::in_folder(&PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/dist"))
            .expect("a page"),
        time_limit: TIME_LIMIT,
    })
    .await
    .expect("a server that starts");
    let reference = reference(server.store()).await;
    let world = World { console: server.address(), api: server.api_address(), reference, keys, size };
    tokio::spawn(server.run_until(std::future::pending()));
    eprintln!("    {size} keys are stored, after {:.0} s", start.elapsed().as_secs_f32());
    world
}

/// Stores so many keys, and says which are used and their secrets.
async fn fill(database: &Database, size: u32) -> Vec<Key> {
    let deployments = Deployments::new(sample_deployments());
    let known = deployments.get(DEPLOYMENT).expect("a sample");
    let endpoint = EndpointId::from(ENDPOINT.to_owned());
    let every = size.div_ceil(USED);
    let mut used = Vec::new();
    let mut number = 0;
    let mut keys = seed::generate(known, size, u64::from(size)).map(|mut key| {
        number += 1;
        if number % every == 0 || every == 1 {
            key.access = with(key.access, &endpoint);
            key.tally = known.tally(&key.access);
            used.push(exchanged(&mut key));
        }
        key
    });
    let OpenDatabase { store, .. } = &database.open().await.expect("a database");
    store.create_all(&mut keys).await.expect("new keys");
    store.close().await;
    drop(keys);
    used
}

/// Gives a key a secret that is known here.
fn exchanged(key: &mut NewKey) -> Key {
    let secret = AppSecret::generate().expect("a generator");
    key.secret = secret.hashed();
    Key { app_id: key.app_id.clone(), secret: secret.expose().to_owned() }
}

fn with(access: Access, endpoint: &EndpointId) -> Access {
    match access {
        Access::Endpoints(mut endpoints) if !endpoints.contains(endpoint) => {
            endpoints.push(endpoint.clone());
            Access::Endpoints(endpoints)
        }
        other => other,
    }
}

/// What one read by primary key costs, and nothing else: of the same table, over the same connections.
async fn reference(store: Arc<dyn ServerStore>) -> Option<SocketAddr> {
    let store: Arc<dyn Any + Send + Sync> = store;
    let pool = store.downcast_ref::<PostgresStore>()?.pool().clone();
    let read = async |State(pool): State<PgPool>, Path(app_id): Path<String>| {
        let hash = sqlx::query_scalar("SELECT secret_hash FROM api_keys WHERE app_id = $1").bind(app_id);
        let hash: Vec<u8> = hash.fetch_one(&pool).await.expect("the database answers");
        hash
    };
    Some(listen(Router::new().route("/reference/{app_id}", get(read)).with_state(pool)).await)
}

/// Answers requests on a port of its own.
pub async fn listen(router: Router) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let listener = axum::serve::ListenerExt::tap_io(listener, |stream| stream.set_nodelay(true).expect("a connection"));
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}
