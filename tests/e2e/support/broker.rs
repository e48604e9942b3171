//! A real MQTT broker with an HTTP API, and a device that is connected to it.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    time::Duration,
};

use rumqttc::{AsyncClient, Event, MqttOptions, Packet, Publish, QoS};
use tokio::{sync::mpsc, task::JoinHandle};
use url::Url;

use super::{PATIENCE, driver};

/// A running broker.
pub struct Broker {
    process: Child,
    mqtt: Url,
    /// Where its HTTP API answers: `http://127.0.0.1:41234`.
    pub api: String,
}

impl Broker {
    /// Starts one on free ports. Its HTTP API asks for this token.
    pub fn start(token: &str) -> Self {
        let binary = driver::path("BROKER", "tests/broker/target/debug/broker");
        let mut process = Command::new(&binary)
            .env("BROKER_TOKEN", token)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}; run `cargo xtask test e2e`", binary.display()));
        let mut line = String::new();
        let stdout = process.stdout.take().expect("a pipe");
        BufReader::new(stdout).read_line(&mut line).expect("the broker's output is text");
        let (mqtt, api) = line.trim().split_once(' ').expect("two addresses");
        Broker { process, mqtt: mqtt.parse().expect("an address"), api: api.to_owned() }
    }
}

impl Drop for Broker {
    fn drop(&mut self) {
        // It ends with its stdin; whether it does is no test's business.
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}

/// An MQTT client.
pub struct Device {
    received: mpsc::UnboundedReceiver<Publish>,
    connection: JoinHandle<()>,
}

impl Device {
    /// Connects under this client id and subscribes to a topic.
    pub async fn connect(broker: &Broker, client_id: &str, topic: &str) -> Self {
        let (host, port) = (broker.mqtt.host_str().expect("a host"), broker.mqtt.port().expect("a port"));
        let mut options = MqttOptions::new(client_id, host, port);
        options.set_keep_alive(Duration::from_secs(30));
        let (client, mut events) = AsyncClient::new(options, 8);
        client.subscribe(topic, QoS::AtLeastOnce).await.expect("a request that can be queued");
        let (sender, received) = mpsc::unbounded_channel();
        let (subscribed, mut is_subscribed) = mpsc::unbounded_channel();
        let connection = tokio::spawn(async move {
            // Held as long as the connection: without one it ends.
            let _client = client;
            loop {
                let told = match events.poll().await.expect("the broker stays") {
                    Event::Incoming(Packet::SubAck(_)) => subscribed.send(()).is_ok(),
                    Event::Incoming(Packet::Publish(message)) => sender.send(message).is_ok(),
                    _ => true,
                };
                if !told {
                    return;
                }
            }
        });
        tokio::time::timeout(PATIENCE, is_subscribed.recv()).await.expect("in time").expect("a subscription");
        Device { received, connection }
    }

    /// The next message that arrives.
    pub async fn receives(&mut self) -> Publish {
        tokio::time::timeout(PATIENCE, self.received.recv()).await.expect("a message in time").expect("a connection")
    }
}

impl Drop for Device {
    fn drop(&mut self) {
        self.connection.abort();
    }
}
