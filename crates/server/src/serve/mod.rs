//! The server: put together, listening, draining.

mod connections;
pub mod console_link;
pub mod known_deployments;
mod places;

use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use backend::{Api, Clock, Deployments};
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};

pub use connections::Limits;

use crate::{
    bearer::{self, Bearer, IdentityProvider},
    client::TrustedProxies,
    config::Config,
    guard::{self, Guard, Usage},
    sign_in::{self, AdminPassword, AllowedOrigins, AttemptLimit, Origin, SignIn, new_token},
    store::{Database, OpenDatabase, ServerStore, SignInStore, TokenHash},
    web::{Answers, ConsoleFiles, Cors, SecurityHeaders, Site, describe, site},
};

/// How long a request of the API may take unless [`Options`] say otherwise.
pub const TIME_LIMIT: Duration = Duration::from_secs(10);

/// How often what time has made useless is dropped.
const PURGE_EVERY: Duration = Duration::from_secs(60 * 60);

/// What a server is started with.
pub struct Options {
    /// The configuration.
    pub config: Config,
    /// Where the server keeps its data.
    pub database: Database,
    /// The address and port to listen on.
    pub listen: String,
    /// The address and port to listen on for the deployments' own clients.
    pub api_listen: String,
    /// What the listener for people bears.
    pub limits: Limits,
    /// What the listener for the deployments' own clients bears.
    pub api_limits: Limits,
    /// The lasting password, where one is set.
    pub password: Option<AdminPassword>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The console's files.
    pub files: ConsoleFiles,
    /// How long a request of the API may take, its body included.
    pub time_limit: Duration,
}

/// A server that listens; [`Server::run_until`] has it answer.
pub struct Server {
    console: Listening,
    api: Listening,
    link: String,
    database: OpenDatabase,
    housekeeping: JoinHandle<()>,
    usage_writer: (watch::Sender<()>, JoinHandle<()>),
}

/// A port that is taken, with what is answered there.
struct Listening {
    listener: TcpListener,
    address: SocketAddr,
    answers: Answers,
    limits: Limits,
    proxies: TrustedProxies,
}

impl Server {
    /// Opens the database and the ports, and makes a one-time sign-in link.
    ///
    /// # Errors
    /// One sentence that says what is in the way.
    pub async fn start(options: Options) -> Result<Self, String> {
        let Options { config, database, listen, api_listen, limits, api_limits, password, clock, files, time_limit } =
            options;
        let database = database.open().await?;
        let (listener, address) = bind(&listen, "--listen").await?;
        let (api_listener, api_address) = bind(&api_listen, "--api-listen").await?;

        let public = config.public_origins.unwrap_or_else(|| listen_origins(address));
        let origin = public.first().map(Origin::to_string).unwrap_or_default();
        let origins = AllowedOrigins::new(public.into_iter().chain(config.extra_origins).collect());
        let headers = SecurityHeaders::new(&files.script_hashes(), &config.frame_ancestors, origins.all_https())
            .map_err(|error| format!("frame_ancestors cannot be written into a header: {error}"))?;
        let cors = Cors::new(&config.cors_origins)
            .map_err(|error| format!("cors_origins cannot be written into a header: {error}"))?;
        let fault = |error| format!("{} does not answer: {error}", database.name);
        console_link::set_origin(&*database.store, &origin).await.map_err(fault)?;
        let ids = config.deployments.iter().map(|spec| spec.id.as_str());
        known_deployments::set(&*database.store, ids).await.map_err(fault)?;
        let code = new_sign_in_code(&*database.store, &*clock).await?;

        let sign_in = Arc::new(SignIn {
            store: database.store.clone(),
            clock: clock.clone(),
            password,
            origins,
            limit: AttemptLimit::default(),
        });
        let bearer = Arc::new(Bearer {
            tokens: database.store.clone(),
            provider: config.jwt.map(|jwt| IdentityProvider::new(jwt, clock.clone())).transpose()?,
            clock: clock.clone(),
        });
        let mut openapi = backend::openapi();
        openapi.merge(sign_in::openapi());
        bearer::describe(&mut openapi, sign_in::COOKIE);
        describe(&mut openapi);
        let deployments = Deployments::new(config.deployments);
        let usage = Arc::new(Usage::default());
        let guard = Guard::new(
            deployments.clone(),
            database.store.clone(),
            clock.clone(),
            config.upstreams,
            Arc::clone(&usage),
        )?;
        let (tell_writer, told) = watch::channel(());
        let writer = tokio::spawn(usage.keep_written(database.store.clone(), told));
        let housekeeping = tokio::spawn(keep_house(sign_in.clone()));
        let api = Api { deployments, store: database.store.clone(), clock, openapi, sign_in: sign_in.ways() };
        let answers = site(Site { api, sign_in, bearer, cors, files, headers, time_limit });
        tracing::info!(%address, %origin, api = %api_address, "listening");
        let link = console_link::with_code(&origin, &code);
        let proxies = config.trusted_proxies;
        let console = Listening { listener, address, answers, limits, proxies: proxies.clone() };
        let answers = guard::answers(guard);
        let api = Listening { listener: api_listener, address: api_address, answers, limits: api_limits, proxies };
        Ok(Server { console, api, link, database, housekeeping, usage_writer: (tell_writer, writer) })
    }

    /// Where the server listens for people.
    pub fn address(&self) -> SocketAddr {
        self.console.address
    }

    /// Where the server listens for the deployments' own clients.
    pub fn api_address(&self) -> SocketAddr {
        self.api.address
    }

    /// What the server keeps, with the connections to it.
    pub fn store(&self) -> Arc<dyn ServerStore> {
        self.database.store.clone()
    }

    /// The one-time link by which somebody signs in.
    pub fn sign_in_link(&self) -> &str {
        &self.link
    }

    /// Answers until `stop` is done, then lets the requests under way finish.
    pub async fn run_until(self, stop: impl Future<Output = ()>) {
        let (told, stopped) = watch::channel(());
        let tell = async {
            stop.await;
            drop(told);
        };
        tokio::join!(self.console.answer(stopped.clone()), self.api.answer(stopped), tell);
        self.housekeeping.abort();
        let (told, written) = self.usage_writer;
        drop(told);
        if let Err(error) = written.await {
            tracing::error!(cause = %error, "when keys were last used could not be written");
        }
        self.database.store.close().await;
        tracing::info!("stopped");
    }
}

impl Listening {
    /// Answers until the sender of `stopped` is gone, then drains.
    async fn answer(self, mut stopped: watch::Receiver<()>) {
        let stop = async move {
            // Nothing is ever sent: this ends when the sender is dropped.
            while stopped.changed().await.is_ok() {}
        };
        connections::serve(self.listener, self.answers, self.limits, self.proxies, stop).await;
    }
}

async fn bind(listen: &str, option: &str) -> Result<(TcpListener, SocketAddr), String> {
    let about = |error| format!("cannot listen on {listen}: {error}; choose another address with {option}");
    let listener = TcpListener::bind(listen).await.map_err(about)?;
    let address = listener.local_addr().map_err(about)?;
    Ok((listener, address))
}

/// Makes and stores a one-time code.
///
/// # Errors
/// One sentence, when the generator or the database fails.
pub async fn new_sign_in_code(store: &dyn SignInStore, clock: &dyn Clock) -> Result<String, String> {
    let code = new_token().map_err(|error| format!("the operating system gives no random numbers: {error}"))?;
    store
        .add_code(TokenHash::of(&code), clock.now())
        .await
        .map_err(|error| format!("the sign-in link cannot be stored: {error}"))?;
    Ok(code)
}

/// The origins of a server whose configuration names none: where it listens, and on a loopback
/// address `localhost` too, for that is what people type.
fn listen_origins(address: SocketAddr) -> Vec<Origin> {
    let port = address.port();
    let mut hosts = Vec::new();
    let ip = address.ip();
    if ip.is_unspecified() {
        tracing::warn!(
            "listening on every address, but only this machine can sign in: \
             name the console's address as public_origins in the configuration"
        );
        hosts.push("127.0.0.1".to_owned());
    } else if let IpAddr::V6(v6) = ip {
        hosts.push(format!("[{v6}]"));
    } else {
        hosts.push(ip.to_string());
    }
    if ip.is_loopback() || ip.is_unspecified() {
        hosts.push("localhost".to_owned());
    }
    hosts.iter().filter_map(|host| Origin::parse(&format!("http://{host}:{port}")).ok()).collect()
}

async fn keep_house(sign_in: Arc<SignIn>) {
    let mut hours = tokio::time::interval(PURGE_EVERY);
    loop {
        hours.tick().await;
        sign_in.limit.forget_quiet();
        if let Err(error) = sign_in.store.purge(sign_in.clock.now()).await {
            tracing::warn!(cause = %error, "what is out of date could not be dropped");
        }
    }
}
