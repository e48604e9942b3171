//! The command line.

mod token;

use std::{convert::Infallible, io::Write, path::PathBuf, process::ExitCode};

use clap::{Args, Parser, Subcommand};
use secrecy::{ExposeSecret, SecretString};
use tokio::signal::unix::{SignalKind, signal};

use crate::{
    clock::HostClock,
    config::{Config, EXAMPLE},
    logging,
    serve::{Limits, Options, Server, TIME_LIMIT, console_link, new_sign_in_code},
    sign_in::AdminPassword,
    store::{Database, PostgresUrl},
    web::{ConsoleFiles, Embedded},
};

/// The exit code of a command line or a configuration that is refused.
const REFUSED: u8 = 2;

/// A web console for the API keys of MQTT deployments, and the Deployment API behind it.
#[derive(Debug, Parser)]
#[command(version, after_help = "Exit codes: 0 done, 1 failed, 2 the command line or the configuration is refused.")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the console and the Deployment API until SIGTERM or SIGINT.
    ///
    /// Once it answers, two lines are printed: `Console: http://ADDR/sign-in#CODE` and `API: http://ADDR`. The link
    /// works once, within 15 minutes; `deployment-console sign-in-link` prints another. The API is what API keys open:
    /// a gateway to the deployments, and decisions for a proxy. Logs go to stderr.
    Serve(Serve),
    /// Print another one-time sign-in link for the server that runs over a data directory or a database.
    SignInLink(Kept),
    /// Tokens for programs, and for pages that embed the console, of the server that runs over a data directory or a
    /// database.
    #[command(subcommand)]
    Token(token::Command),
    /// Print a documented example of the configuration file.
    Config,
}

#[derive(Debug, Args)]
struct Serve {
    /// The configuration (TOML). Without one, three sample deployments are served.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(flatten)]
    kept: Kept,
    /// The address and port to listen on; port 0 takes a free one. TLS is left to a proxy in front.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    listen: String,
    /// The address and port of the API, away from the console's; port 0 takes a free one.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8082")]
    api_listen: String,
    /// A file that holds a lasting password for signing in, besides the one-time links.
    #[arg(long, value_name = "FILE")]
    admin_password_file: Option<PathBuf>,
    /// A folder with another built page, which is served in the console's place: what the bench compares with.
    #[arg(long, value_name = "DIR", hide = true)]
    page: Option<PathBuf>,
    /// What is logged, such as "warn" or "info,server=debug".
    #[arg(long, value_name = "FILTER", env = "RUST_LOG", default_value = logging::DEFAULT_FILTER)]
    log: String,
}

/// Where the data are.
#[derive(Debug, Args)]
struct Kept {
    /// Where SQLite keeps the data; made when it is not there. One server at a time.
    #[arg(long, value_name = "DIR", default_value = "data")]
    data_dir: PathBuf,
    /// PostgreSQL instead, for several servers: such as postgres://user:password@host/database.
    ///
    /// Whoever may list processes can read a command line: the variable is the better place for a password.
    #[arg(long, value_name = "URL", env = "DEPLOYMENT_CONSOLE_DATABASE", hide_env_values = true)]
    // Text for now: an error of the command line would repeat what it refuses, and here that is a password.
    #[arg(value_parser = |text: &str| Ok::<_, Infallible>(SecretString::from(text)))]
    database: Option<SecretString>,
}

impl Kept {
    fn database(self) -> Result<Database, Failed> {
        match self.database {
            None => Ok(Database::DataDir(self.data_dir)),
            Some(url) => match url.expose_secret().parse::<PostgresUrl>() {
                Ok(url) => Ok(Database::Postgres(url)),
                Err(sentence) => Err(Failed(REFUSED, sentence)),
            },
        }
    }
}

/// Why a command ended: the exit code, and one sentence.
struct Failed(u8, String);

impl From<String> for Failed {
    fn from(sentence: String) -> Self {
        Failed(1, sentence)
    }
}

/// Runs the command that the command line names.
pub fn run() -> ExitCode {
    let outcome = match Cli::parse().command {
        Command::Serve(serve) => run_async(serve.run()),
        Command::SignInLink(kept) => run_async(sign_in_link(kept)),
        Command::Token(command) => run_async(command.run()),
        Command::Config => print(EXAMPLE),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failed(code, sentence)) => {
            // Where nobody can read it the exit code is all there is.
            writeln!(std::io::stderr(), "deployment-console: {sentence}").unwrap_or_default();
            ExitCode::from(code)
        }
    }
}

fn run_async(command: impl Future<Output = Result<(), Failed>>) -> Result<(), Failed> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failed(1, format!("the program cannot start its threads: {error}")))?
        .block_on(command)
}

impl Serve {
    async fn run(self) -> Result<(), Failed> {
        let refused = |sentence| Failed(REFUSED, sentence);
        logging::start(&self.log).map_err(refused)?;
        let config = match &self.config {
            Some(file) => Config::load(file).map_err(|error| refused(error.to_string()))?,
            None => Config::default(),
        };
        let database = self.kept.database()?;
        let password =
            self.admin_password_file.as_deref().map(AdminPassword::from_file).transpose().map_err(refused)?;
        let files = match &self.page {
            Some(folder) => ConsoleFiles::in_folder(folder)
                .map_err(|error| refused(format!("the page in {} cannot be read: {error}", folder.display())))?,
            None => ConsoleFiles::of::<Embedded>(),
        };
        // Before the address is printed, so that nobody can be too early to stop the server.
        let stop = stop_signal()?;
        let server = Server::start(Options {
            config,
            database,
            listen: self.listen,
            api_listen: self.api_listen,
            limits: Limits::default(),
            api_limits: Limits::for_programs(),
            password,
            clock: std::sync::Arc::new(HostClock),
            files,
            time_limit: TIME_LIMIT,
        })
        .await?;
        print(&format!("Console: {}\nAPI: http://{}\n", server.sign_in_link(), server.api_address()))?;
        server.run_until(stop).await;
        Ok(())
    }
}

fn stop_signal() -> Result<impl Future<Output = ()> + Send + 'static, Failed> {
    let listen = |kind| signal(kind).map_err(|error| format!("the program cannot listen for signals: {error}"));
    let mut terminate = listen(SignalKind::terminate())?;
    let mut interrupt = listen(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => (),
            _ = interrupt.recv() => (),
        }
    })
}

async fn sign_in_link(kept: Kept) -> Result<(), Failed> {
    let database = kept.database()?.open_beside().await?;
    let fault = |error| format!("{} does not answer: {error}", database.name);
    let origin = console_link::origin(&*database.store).await.map_err(fault)?;
    let code = new_sign_in_code(&*database.store, &HostClock).await?;
    database.store.close().await;
    print(&format!("Console: {}\n", console_link::with_code(&origin, &code)))
}

fn print(text: &str) -> Result<(), Failed> {
    let mut stdout = std::io::stdout().lock();
    stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush())
        .map_err(|error| Failed(1, format!("nothing can be printed: {error}")))
}
