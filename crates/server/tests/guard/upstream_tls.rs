//! Upstreams that are asked by https: who shows a certificate of no trusted authority is told nothing.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use rcgen::{CertifiedKey, KeyPair, generate_simple_self_signed};
use rustls::{RootCertStore, ServerConfig, pki_types::PrivateKeyDer};
use server::{config, serve::Limits};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
    task::JoinHandle,
};
use tokio_rustls::TlsAcceptor;

use crate::support::{CATALOGED, TestServer};

/// An upstream behind a certificate, and how often it was asked anything.
struct Encrypted {
    address: SocketAddr,
    asked: Arc<AtomicUsize>,
    task: JoinHandle<()>,
}

impl Drop for Encrypted {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Encrypted {
    async fn with(certificate: &CertifiedKey<KeyPair>) -> Self {
        let key = PrivateKeyDer::try_from(certificate.signing_key.serialize_der()).expect("a key");
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
        let config = builder.expect("versions").with_no_client_auth();
        let config = config.with_single_cert(vec![certificate.cert.der().clone()], key).expect("a certificate");
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("its address");
        let asked = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&asked);
        let task = tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.expect("a connection");
                // Whoever does not take the certificate goes.
                let Ok(mut stream) = acceptor.accept(stream).await else { continue };
                let mut head = Vec::new();
                while !head.ends_with(b"\r\n\r\n") {
                    let Ok(byte) = stream.read_u8().await else { break };
                    head.push(byte);
                }
                count.fetch_add(1, Ordering::Relaxed);
                let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok";
                stream.write_all(answer).await.expect("an answer that is taken");
                let _ = stream.shutdown().await;
            }
        });
        Encrypted { address, asked, task }
    }

    /// What a request with a key is answered where these authorities are trusted; the system's where there are none.
    async fn answers(&self, authorities: Option<&CertifiedKey<KeyPair>>) -> (u16, String) {
        let mut settings = config::Upstream::new(&format!("https://{}", self.address)).expect("an upstream");
        settings.authorities = authorities.map(|authority| {
            let mut roots = RootCertStore::empty();
            roots.add(authority.cert.der().clone()).expect("a certificate");
            roots
        });
        let server = TestServer::start(settings, Limits::for_programs()).await;
        let key = server.key(CATALOGED, &["GET /clients"]).await;
        let answer = server.raw("GET /dedicated-v5/api/v5/clients", &key, &[]).await;
        (answer.status, answer.body)
    }
}

fn certificate_for(name: &str) -> CertifiedKey<KeyPair> {
    generate_simple_self_signed([name.to_owned()]).expect("a certificate")
}

#[tokio::test]
async fn an_upstream_with_a_certificate_of_the_authority_that_is_named_is_asked() {
    let own = certificate_for("127.0.0.1");
    let upstream = Encrypted::with(&own).await;
    assert_eq!(upstream.answers(Some(&own)).await, (200, "ok".to_owned()));
    assert_eq!(upstream.asked.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn one_with_a_certificate_of_nobody_that_is_trusted_is_told_nothing() {
    let own = certificate_for("127.0.0.1");
    let upstream = Encrypted::with(&own).await;
    for authorities in [Some(&certificate_for("127.0.0.1")), None] {
        let (status, body) = upstream.answers(authorities).await;
        assert_eq!(status, 502, "{body}");
    }
    assert_eq!(upstream.asked.load(Ordering::Relaxed), 0);
}

#[tokio::test]
async fn one_with_the_certificate_of_another_host_is_told_nothing() {
    let elsewhere = certificate_for("broker.example.com");
    let upstream = Encrypted::with(&elsewhere).await;
    let (status, body) = upstream.answers(Some(&elsewhere)).await;
    assert_eq!(status, 502, "{body}");
    assert_eq!(upstream.asked.load(Ordering::Relaxed), 0);
}
