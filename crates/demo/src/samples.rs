//! What the demo begins with: keys as an operator might have made them, by which everything on the page has something to
//! show.

use backend::{
    Deployments, Store,
    deployment::KnownDeployment,
    memory::MemoryStore,
    secret::{AppSecret, HashedSecret, new_app_id},
    store::{By, Difference, KeyChange, NewKey, Rotation, StoreError, StoredKey, Updated, Use},
};
use contract::{Access, AuditChanges, CatalogEndpoint, EndpointId, Method, NoteChange};
use jiff::{SignedDuration, Timestamp};

const PRINCIPAL: &str = "administrator";

/// Which endpoints of a catalog a key may call.
#[derive(Clone, Copy)]
enum May {
    /// Whatever only reads.
    Read,
    /// What stands below these paths.
    Below(&'static [&'static str]),
    Everything,
}

/// What became of a key after it was made, so many days ago.
#[derive(Clone, Copy)]
enum Since {
    Nothing,
    Disabled(i64),
    Rotated(i64),
    /// It had another note before.
    Renamed(i64, &'static str),
    Deleted(i64),
}

struct Sample {
    deployment: &'static str,
    note: &'static str,
    may: May,
    /// Days ago.
    made: i64,
    /// In so many days; behind us when negative.
    expires: Option<i64>,
    /// Minutes ago.
    used: Option<i64>,
    since: Since,
}

const DAY: i64 = 24 * 60;

const SAMPLES: &[Sample] = &[
    Sample {
        deployment: "dedicated-v5",
        note: "Exporter of the old data centre",
        may: May::Below(&["/metrics", "/stats", "/nodes"]),
        made: 420,
        expires: None,
        used: Some(205 * DAY),
        since: Since::Disabled(31),
    },
    Sample {
        deployment: "dedicated-v5",
        note: "Grafana dashboard",
        may: May::Read,
        made: 260,
        expires: None,
        used: Some(2),
        since: Since::Renamed(244, "Grafana"),
    },
    Sample {
        deployment: "dedicated-v5",
        note: "Device provisioning, plant 7",
        may: May::Below(&["/clients", "/authentication"]),
        made: 118,
        expires: Some(12),
        used: Some(26 * 60),
        since: Since::Nothing,
    },
    Sample {
        deployment: "dedicated-v5",
        note: "Migration of the retained messages",
        may: May::Below(&["/mqtt"]),
        made: 64,
        expires: None,
        used: None,
        since: Since::Deleted(58),
    },
    Sample {
        deployment: "dedicated-v5",
        note: "Load test in spring",
        may: May::Below(&["/publish"]),
        made: 47,
        expires: Some(-9),
        used: Some(16 * DAY),
        since: Since::Nothing,
    },
    Sample {
        deployment: "dedicated-v5",
        note: "CI pipeline",
        may: May::Everything,
        made: 33,
        expires: Some(330),
        used: Some(5 * 60),
        since: Since::Rotated(3),
    },
    Sample {
        deployment: "dedicated-v4",
        note: "Billing",
        may: May::Everything,
        made: 700,
        expires: None,
        used: Some(40),
        since: Since::Nothing,
    },
    Sample {
        deployment: "serverless",
        note: "",
        may: May::Everything,
        made: 150,
        expires: None,
        used: Some(9),
        since: Since::Nothing,
    },
    Sample {
        deployment: "serverless",
        note: "",
        may: May::Everything,
        made: 8,
        expires: Some(22),
        used: None,
        since: Since::Nothing,
    },
];

/// Has the store hold the samples, as they are at this time, and nothing else.
///
/// # Errors
/// When the store fails, which one in memory does only after a panic.
pub async fn fill(store: &MemoryStore, deployments: &Deployments, now: Timestamp) -> Result<(), StoreError> {
    let failed = |error: String| StoreError::Internal(error);
    store.read(&MemoryStore::new().write()?).map_err(|error| failed(error.to_string()))?;
    for (number, sample) in SAMPLES.iter().enumerate() {
        if let Some(known) = deployments.get(sample.deployment) {
            make(store, known, sample, number, now).await?;
        }
    }
    Ok(())
}

async fn make(
    store: &MemoryStore,
    known: &KnownDeployment,
    sample: &Sample,
    number: usize,
    now: Timestamp,
) -> Result<(), StoreError> {
    let app_id = new_app_id().map_err(|error| StoreError::Internal(error.to_string()))?;
    let access = sample.access(known);
    let minutes_ago = |minutes: i64| now - SignedDuration::from_mins(minutes);
    let made = minutes_ago(sample.made * DAY + 93);
    let (first_note, note) = match (known.capabilities().notes, sample.since) {
        (false, _) => ("", ""),
        (true, Since::Renamed(_, before)) => (before, sample.note),
        (true, _) => (sample.note, sample.note),
    };
    store
        .create(&NewKey {
            deployment: sample.deployment.into(),
            app_id: app_id.clone(),
            secret: nobodys()?,
            note: first_note.into(),
            tally: known.tally(&access),
            access: access.clone(),
            expires_at: sample.expires.map(|days| minutes_ago(-days * DAY)),
            now: made,
            principal: PRINCIPAL.into(),
            idempotency_key: format!("sample {number}"),
            body_hash: [0; 32],
        })
        .await?;
    if let Some(minutes) = sample.used {
        let endpoint = match &access {
            Access::Full => None,
            Access::Endpoints(endpoints) => endpoints.first().cloned(),
        };
        let at = minutes_ago(minutes);
        let used = Use { deployment: sample.deployment.into(), app_id: app_id.clone(), at, endpoint };
        store.record_uses(&[used]).await?;
    }
    let by = |days: i64| By { principal: PRINCIPAL.into(), now: minutes_ago(days * DAY + 17) };
    match sample.since {
        Since::Nothing => (),
        Since::Disabled(days) => drop(store.set_disabled(sample.deployment, &app_id, true, &by(days)).await?),
        Since::Deleted(days) => drop(store.delete(sample.deployment, &app_id, &by(days)).await?),
        Since::Rotated(days) => {
            let By { principal, now } = by(days);
            let rotation = Rotation {
                secret: nobodys()?,
                grace_minutes: 60,
                now,
                principal,
                idempotency_key: format!("rotation {number}"),
                body_hash: [0; 32],
            };
            store.rotate(sample.deployment, &app_id, &rotation).await?;
        }
        Since::Renamed(days, from) => {
            if let Some(key) = store.get(sample.deployment, &app_id).await? {
                rename(store, known, key, from, note, &by(days)).await?;
            }
        }
    }
    Ok(())
}

async fn rename(
    store: &MemoryStore,
    known: &KnownDeployment,
    key: StoredKey,
    from: &str,
    to: &str,
    by: &By,
) -> Result<Updated, StoreError> {
    let note = Some(NoteChange { from: from.into(), to: to.into() });
    let change = KeyChange {
        expected_version: key.version,
        note: to.into(),
        tally: known.tally(&key.access),
        access: key.access,
        expires_at: key.expires_at,
        difference: Difference::new(AuditChanges { note, ..AuditChanges::default() }, Vec::new(), Vec::new()),
        now: by.now,
        principal: by.principal.clone(),
    };
    store.update(&known.deployment.id, &key.app_id, &change).await
}

/// The hash of a secret that nobody has seen.
fn nobodys() -> Result<HashedSecret, StoreError> {
    let secret = AppSecret::generate().map_err(|error| StoreError::Internal(error.to_string()))?;
    Ok(secret.hashed())
}

impl Sample {
    fn access(&self, known: &KnownDeployment) -> Access {
        match (&known.catalog, known.capabilities().permissions) {
            (Some(catalog), true) => {
                let endpoints = catalog.catalog.endpoints().filter(|endpoint| self.may.call(endpoint));
                Access::Endpoints(endpoints.map(CatalogEndpoint::id).collect::<Vec<EndpointId>>())
            }
            _ => Access::Full,
        }
    }
}

impl May {
    fn call(self, endpoint: &CatalogEndpoint) -> bool {
        match self {
            May::Read => endpoint.method == Method::Get,
            May::Below(paths) => paths.iter().any(|path| {
                endpoint.path.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            }),
            May::Everything => true,
        }
    }
}
