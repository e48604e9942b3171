//! A connection between browser and server that can be cut or held up at a chosen moment.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::watch,
    task::JoinHandle,
};

/// What happens to requests and answers.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Line {
    /// All of them pass.
    #[default]
    Open,
    /// Connections end at once, new ones too.
    Cut,
    /// Nothing passes, and nobody is told.
    Stalled,
    /// Requests pass; the answer to one that begins like this (`POST /api/deployments/x/keys`) is lost with its
    /// connection. The server has carried it out by then. Other requests and their answers pass.
    LosesAnswersTo(String),
    /// Requests pass; the answer to one that begins like this waits until this changes. Others pass.
    HoldsAnswersTo(String),
}

/// A proxy on a port of its own.
pub struct Proxy {
    listener: TcpListener,
    /// Where the browser reaches it: `http://127.0.0.1:41234`.
    pub origin: String,
}

/// A proxy that runs.
pub struct Running {
    line: watch::Sender<Line>,
    lost: Arc<AtomicUsize>,
    task: JoinHandle<()>,
}

impl Proxy {
    /// Takes a port, which the browser reaches under this host name: the server has to be told before it starts.
    pub async fn bind(host: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let origin = format!("http://{host}:{}", listener.local_addr().expect("an address").port());
        Proxy { listener, origin }
    }

    /// Passes everything on to the server at this address.
    pub fn run(self, server: String) -> Running {
        let (line, watched) = watch::channel(Line::Open);
        let lost = Arc::new(AtomicUsize::new(0));
        let counted = lost.clone();
        let task = tokio::spawn(async move {
            while let Ok((browser, _)) = self.listener.accept().await {
                tokio::spawn(connection(browser, server.clone(), watched.clone(), counted.clone()));
            }
        });
        Running { line, lost, task }
    }
}

impl Running {
    /// Changes what happens from now on, on open connections too.
    pub fn set(&self, line: Line) {
        self.line.send_replace(line);
    }

    /// How many answers have been lost.
    pub fn lost(&self) -> usize {
        self.lost.load(Ordering::SeqCst)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn connection(browser: TcpStream, server: String, mut line: watch::Receiver<Line>, lost: Arc<AtomicUsize>) {
    let mut cut = line.clone();
    let passing = async {
        passes(&mut line).await;
        let Ok(server) = TcpStream::connect(server).await else { return };
        let (from_browser, to_browser) = browser.into_split();
        let (from_server, to_server) = server.into_split();
        // What the request under way begins with; a browser sends no second one before the first is answered.
        let (asked, asking) = watch::channel(String::new());
        let mut other = line.clone();
        tokio::select! {
            () = requests(from_browser, to_server, &mut line, &asked) => (),
            () = answers(from_server, to_browser, &mut other, &asking, &lost) => (),
        }
    };
    tokio::select! {
        () = passing => (),
        _ = cut.wait_for(|line| *line == Line::Cut) => (),
    }
}

/// Waits while nothing passes.
async fn passes(line: &mut watch::Receiver<Line>) {
    // It fails when the test is over, and then all is.
    let _ = line.wait_for(|line| *line != Line::Stalled).await;
}

async fn requests(
    mut browser: OwnedReadHalf,
    mut server: OwnedWriteHalf,
    line: &mut watch::Receiver<Line>,
    asked: &watch::Sender<String>,
) {
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let Ok(read @ 1..) = browser.read(&mut buffer).await else { return };
        passes(line).await;
        let start = String::from_utf8_lossy(&buffer[..read.min(256)]).into_owned();
        if ["GET ", "POST ", "PUT ", "DELETE "].iter().any(|method| start.starts_with(method)) {
            asked.send_replace(start);
        }
        if server.write_all(&buffer[..read]).await.is_err() {
            return;
        }
    }
}

async fn answers(
    mut server: OwnedReadHalf,
    mut browser: OwnedWriteHalf,
    line: &mut watch::Receiver<Line>,
    asking: &watch::Receiver<String>,
    lost: &AtomicUsize,
) {
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let Ok(read @ 1..) = server.read(&mut buffer).await else { return };
        passes(line).await;
        let asked = asking.borrow().clone();
        // It fails when the test is over, and then nobody waits for the answer.
        let _ =
            line.wait_for(|line| !matches!(line, Line::HoldsAnswersTo(this) if asked.starts_with(this.as_str()))).await;
        let loses = matches!(&*line.borrow(), Line::LosesAnswersTo(this) if asked.starts_with(this.as_str()));
        if loses {
            lost.fetch_add(1, Ordering::SeqCst);
            return;
        }
        if browser.write_all(&buffer[..read]).await.is_err() {
            return;
        }
    }
}
