//! How often somebody may be wrong when signing in.

use std::{net::IpAddr, num::NonZeroU32, time::Duration};

use governor::{
    DefaultDirectRateLimiter, DefaultKeyedRateLimiter, NotUntil, Quota, RateLimiter,
    clock::{Clock as _, DefaultClock, QuantaInstant},
};

use crate::client::network;

const PER_CLIENT: NonZeroU32 = NonZeroU32::new(10).expect("not zero");
const PER_CLIENT_REFILL: Duration = Duration::from_secs(30);
const ALTOGETHER: NonZeroU32 = NonZeroU32::new(100).expect("not zero");
const ALTOGETHER_REFILL: Duration = Duration::from_secs(1);

/// Ten attempts a client address, then one every thirty seconds; a hundred altogether, then one a second.
///
/// Every attempt with a password counts. Of one-time links only those that fail do: their codes cannot
/// be guessed, and whoever comes with a good one is let in, however many others were wrong before.
pub struct AttemptLimit {
    per_client: DefaultKeyedRateLimiter<IpAddr>,
    altogether: DefaultDirectRateLimiter,
    clock: DefaultClock,
}

impl Default for AttemptLimit {
    fn default() -> Self {
        let quota =
            |refill, burst| Quota::with_period(refill).expect("a period longer than nothing").allow_burst(burst);
        AttemptLimit {
            per_client: RateLimiter::keyed(quota(PER_CLIENT_REFILL, PER_CLIENT)),
            altogether: RateLimiter::direct(quota(ALTOGETHER_REFILL, ALTOGETHER)),
            clock: DefaultClock::default(),
        }
    }
}

impl AttemptLimit {
    /// Counts an attempt.
    ///
    /// # Errors
    /// The number of seconds to wait, when there were too many.
    pub fn count(&self, client: IpAddr) -> Result<(), u32> {
        let wait = |not_until: NotUntil<QuantaInstant>| {
            let seconds = not_until.wait_time_from(self.clock.now()).as_secs() + 1;
            u32::try_from(seconds).unwrap_or(u32::MAX)
        };
        // The client first: one that is stopped here does not use up what is there for all.
        self.per_client.check_key(&network(client)).map_err(wait)?;
        self.altogether.check().map_err(wait)
    }

    /// Forgets the addresses that have been quiet.
    pub fn forget_quiet(&self) {
        self.per_client.retain_recent();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_eleventh_attempt_of_an_address_must_wait_and_another_address_must_not() {
        let limit = AttemptLimit::default();
        let one = IpAddr::from([192, 0, 2, 1]);
        for _ in 0..10 {
            assert_eq!(limit.count(one), Ok(()));
        }
        let wait = limit.count(one).expect_err("too many");
        assert!((1..=31).contains(&wait), "{wait}");
        assert_eq!(limit.count(IpAddr::from([192, 0, 2, 2])), Ok(()));
    }
}
