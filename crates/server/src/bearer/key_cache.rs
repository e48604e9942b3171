//! The identity provider's keys, kept for a while.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use backend::Clock;
use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::Algorithm;
use tokio::{
    sync::{Mutex as Turns, OwnedMutexGuard},
    task::JoinHandle,
};

use super::{
    Reason, Refusal,
    fetch::Fetch,
    keys::{self, Keys},
};
use crate::config::{Jwt, KeySource};

/// How old keys may be without anybody looking for newer ones.
const FRESH: SignedDuration = SignedDuration::from_mins(5);

/// How old keys may be when newer ones cannot be had: so long tokens are verified without their provider, and so long
/// may a key be taken that the provider has withdrawn meanwhile.
const USABLE: SignedDuration = SignedDuration::from_hours(1);

/// How long to wait from one attempt to the next. Anybody can name a key that nobody has ever heard of.
const PAUSE: SignedDuration = SignedDuration::from_secs(30);

/// The keys, and the way to newer ones.
pub(super) struct KeyCache(Arc<Inner>);

struct Inner {
    fetch: Fetch,
    clock: Arc<dyn Clock>,
    known: Mutex<Known>,
    /// Held by whoever is asking the provider; the others wait for what becomes of it.
    turns: Arc<Turns<()>>,
}

#[derive(Default)]
struct Known {
    keys: Option<(Arc<Keys>, Timestamp)>,
    tried_at: Option<Timestamp>,
    failed: bool,
}

impl KeyCache {
    /// # Errors
    /// One sentence, when the provider is reached by https and this machine has no list of authorities to trust.
    pub(super) fn new(settings: &Jwt, clock: Arc<dyn Clock>) -> Result<Self, String> {
        let fetch = match &settings.keys {
            KeySource::File(path) => Fetch::File(path.clone()),
            KeySource::Url(uri) => Fetch::url(uri.clone(), settings.timeout)?,
        };
        Ok(KeyCache(Arc::new(Inner { fetch, clock, known: Mutex::default(), turns: Arc::default() })))
    }

    /// Keys of which at least one fits.
    pub(super) async fn fitting(&self, algorithm: Algorithm, id: Option<&str>) -> Result<Arc<Keys>, Refusal> {
        // A statement of its own: what is known must not be locked any more when somebody looks again.
        let found = self.0.known().fitting(algorithm, id, &*self.0.clock);
        if let Some((keys, age)) = found {
            if age >= FRESH
                && let Ok(turn) = Arc::clone(&self.0.turns).try_lock_owned()
            {
                drop(self.look_again(turn));
            }
            return Ok(keys);
        }
        let turn = Arc::clone(&self.0.turns).lock_owned().await;
        if let Some(looking) = self.look_again(turn) {
            // It ends by itself, and by its own limit of time.
            looking.await.unwrap_or_else(|error| tracing::error!(cause = %error, "looking for keys has ended early"));
        }
        let known = self.0.known();
        match known.fitting(algorithm, id, &*self.0.clock) {
            Some((keys, _)) => Ok(keys),
            None if known.failed => Err(Refusal::ProviderAway { retry_after: known.wait(self.0.clock.now()).max(1) }),
            None => Err(Reason::UnknownKey.into()),
        }
    }

    /// Asks the provider, unless it was asked a moment ago. In a task of its own: somebody who names an unknown key and
    /// goes away at once must not keep the others from the new ones.
    fn look_again(&self, turn: OwnedMutexGuard<()>) -> Option<JoinHandle<()>> {
        let mut known = self.0.known();
        let now = self.0.clock.now();
        if known.wait(now) > 0 {
            return None;
        }
        known.tried_at = Some(now);
        let inner = Arc::clone(&self.0);
        Some(tokio::spawn(async move {
            let read = inner.fetch.get().await.and_then(|json| keys::parse(&json));
            let mut known = inner.known();
            known.failed = read.is_err();
            match read {
                Ok(keys) => known.keys = Some((Arc::new(keys), now)),
                Err(cause) => tracing::warn!(cause, "the identity provider's keys cannot be had"),
            }
            drop((known, turn));
        }))
    }
}

impl Inner {
    fn known(&self) -> MutexGuard<'_, Known> {
        // Nobody leaves it half changed.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    /// The keys and how old they are, when one fits and they are not too old. The clock is read once all this is locked:
    /// read before, it could be behind the time at which somebody else has read them meanwhile.
    fn fitting(
        &self,
        algorithm: Algorithm,
        id: Option<&str>,
        clock: &dyn Clock,
    ) -> Option<(Arc<Keys>, SignedDuration)> {
        let (keys, read_at) = self.keys.as_ref()?;
        let age = age(*read_at, clock.now())?;
        let fits = age < USABLE && keys.fitting(algorithm, id).next().is_some();
        fits.then(|| (Arc::clone(keys), age))
    }

    /// In how many seconds the provider may be asked again.
    fn wait(&self, now: Timestamp) -> u32 {
        let left = self.tried_at.and_then(|at| age(at, now)).map_or(0, |age| (PAUSE - age).as_millis());
        u32::try_from((left.max(0) + 999) / 1000).unwrap_or(u32::MAX)
    }
}

/// How long ago that was; `None` when the clock has been set back since, and nobody can say.
fn age(at: Timestamp, now: Timestamp) -> Option<SignedDuration> {
    let age = now.duration_since(at);
    (!age.is_negative()).then_some(age)
}
