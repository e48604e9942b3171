//! The time, handed in.

use jiff::Timestamp;

/// Tells the time. The host's clock on a server, the browser's in the static home, a fixed one in tests.
pub trait Clock: Send + Sync + 'static {
    /// The present moment.
    fn now(&self) -> Timestamp;
}
