//! The listener that keys open: over real sockets, before a real upstream.

mod bodies;
mod decisions;
mod gateway;
mod headers;
mod hostile;
mod life;
mod limits;
mod nginx;
#[path = "../server/nginx.rs"]
mod nginx_process;
mod raw;
mod support;
mod trailers;
mod upstream;
mod upstream_faults;
mod upstream_tls;
