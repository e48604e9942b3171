//! Places for connections: so many in all, and so many of them for one client.

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::client::{TrustedProxies, network};

/// What connections take a place of, each for as long as it is open.
pub(super) struct Places {
    all: Arc<Semaphore>,
    per_client: usize,
    proxies: TrustedProxies,
    taken: Arc<Taken>,
}

/// How many places a client has, where it has any.
type Taken = Mutex<HashMap<IpAddr, usize>>;

impl Places {
    /// Trusted proxies have as many as there are.
    pub(super) fn new(all: usize, per_client: usize, proxies: TrustedProxies) -> Self {
        Places { all: Arc::new(Semaphore::new(all)), per_client, proxies, taken: Arc::default() }
    }

    /// Waits for a place, whoever may have it.
    pub(super) async fn free(&self) -> Option<OwnedSemaphorePermit> {
        // Never closed, so there is always a place in the end.
        self.all.clone().acquire_owned().await.ok()
    }

    /// Counts a connection as this client's; `None` when it has as many as it may.
    pub(super) fn share_of(&self, address: IpAddr) -> Option<Share> {
        let of = if is_this_machine(address) || self.proxies.contains(address) {
            None
        } else {
            let client = network(address);
            let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
            let count = taken.entry(client).or_default();
            if *count >= self.per_client {
                return None;
            }
            *count += 1;
            Some((Arc::clone(&self.taken), client))
        };
        Some(Share { of })
    }
}

/// A connection that counts as a client's until it is dropped.
pub(super) struct Share {
    of: Option<(Arc<Taken>, IpAddr)>,
}

impl Drop for Share {
    fn drop(&mut self) {
        let Some((taken, client)) = &self.of else { return };
        let mut taken = taken.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = taken.get_mut(client) {
            *count -= 1;
            if *count == 0 {
                taken.remove(client);
            }
        }
    }
}

/// The proxy that passes everybody's requests on usually runs beside this program.
fn is_this_machine(address: IpAddr) -> bool {
    [IpAddr::from(Ipv4Addr::LOCALHOST), IpAddr::from(Ipv6Addr::LOCALHOST)].contains(&address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn a_client_has_its_share_and_gets_back_what_it_gives_back() {
        let places = Places::new(8, 2, TrustedProxies::default());
        let one = address("192.0.2.1");
        let first = places.share_of(one).expect("a place");
        let second = places.share_of(one).expect("a place");
        assert!(places.share_of(one).is_none());
        assert!(places.share_of(address("::ffff:192.0.2.1")).is_none(), "the same address, in the other notation");
        assert!(places.share_of(address("192.0.2.2")).is_some());
        drop(first);
        let third = places.share_of(one).expect("a place");
        assert!(places.share_of(one).is_none());
        drop((second, third));
        assert!(places.taken.lock().expect("no panic").is_empty(), "nobody is remembered for good");
    }

    #[test]
    fn a_network_of_ipv6_is_one_client_and_neither_proxies_nor_this_machine_are_counted() {
        let places = Places::new(8, 1, TrustedProxies::new([address("192.0.2.9"), address("2001:db8::9")]));
        let _kept = places.share_of(address("2001:db8::1")).expect("a place");
        assert!(places.share_of(address("2001:db8::ffff:1")).is_none());
        assert!(places.share_of(address("2001:db8:0:1::1")).is_some());
        for uncounted in ["127.0.0.1", "::1", "::ffff:127.0.0.1", "192.0.2.9", "2001:db8::9"] {
            let many: Vec<_> = (0..3).map(|_| places.share_of(address(uncounted))).collect();
            assert!(many.iter().all(Option::is_some), "{uncounted}");
        }
    }
}
