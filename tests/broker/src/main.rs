//! A real MQTT broker with an HTTP API for the end-to-end tests: RMQTT as a library.
//!
//! It listens on free ports of loopback, prints both addresses on one line when it is ready, such as
//! `mqtt://127.0.0.1:40001 http://127.0.0.1:40002`, and ends when its stdin is closed, so it never outlives
//! the test that started it. Its HTTP API asks for the bearer token in `BROKER_TOKEN`, where that is set.

use std::env;
use std::net::{Ipv4Addr, SocketAddr};

use anyhow::{Context, Result, bail};
use rmqtt::context::ServerContext;
use rmqtt::net::Builder;
use rmqtt::server::MqttServer;
use tokio::io::{self, AsyncReadExt};
use tokio::net::TcpSocket;

/// What the plugin is called in the broker's configuration.
const PLUGIN: &str = "rmqtt-http-api";
const ANY_PORT: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

#[tokio::main]
async fn main() -> Result<()> {
    // The plugin does not say which port it took, so it is given one. Bound but not listening, the socket keeps
    // the port from others and lets the plugin have it.
    let reserved = TcpSocket::new_v4()?;
    reserved.set_reuseaddr(true)?;
    reserved.bind(ANY_PORT).context("no free port")?;
    let http = reserved.local_addr()?;

    let context = ServerContext::new().plugins_config_map_add(PLUGIN, plugin_config(http)?).build().await;
    rmqtt_http_api::register(&context, true, false).await.context("the HTTP API did not start")?;
    let listener = Builder::new().name("loopback").laddr(ANY_PORT).bind()?.tcp()?;
    let mqtt = listener.local_addr()?;
    // The port serves as the listener's name within the broker; port 0 would not be known there.
    let server = MqttServer::new(context).listener_by_id(listener, mqtt.port()).build();

    println!("mqtt://{mqtt} http://{http}");
    tokio::select! {
        ended = server.run() => {
            ended?;
            bail!("the broker ended by itself");
        }
        read = stdin_closed() => read,
    }
}

fn plugin_config(http: SocketAddr) -> Result<String> {
    let token = match env::var("BROKER_TOKEN") {
        // Written into TOML as it is.
        Ok(token) if token.chars().all(|c| c.is_ascii_alphanumeric()) => format!("http_bearer_token = \"{token}\"\n"),
        Ok(_) => bail!("BROKER_TOKEN may hold letters and digits only"),
        Err(_) => String::new(),
    };
    Ok(format!("http_laddr = \"{http}\"\n{token}"))
}

async fn stdin_closed() -> Result<()> {
    let mut stdin = io::stdin();
    let mut ignored = [0; 256];
    while stdin.read(&mut ignored).await? > 0 {}
    // Not by returning: a thread of the broker's may still be waiting for something.
    std::process::exit(0)
}
