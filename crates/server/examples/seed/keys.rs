//! Keys as an operator might have made them over the years.

use backend::{deployment::KnownDeployment, secret::HashedSecret, store::NewKey};
use contract::{Access, EndpointId};
use data_encoding::BASE32_NOPAD;
use jiff::{SignedDuration, Timestamp};

/// When the newest key was made: fixed, so that the same seed makes the same keys.
const NEWEST: &str = "2026-06-01T08:00:00Z";
/// How long before it the oldest was made.
const YEARS: SignedDuration = SignedDuration::from_hours(3 * 365 * 24);

/// Most sets are small and few are large; a set of more than this stands for the whole catalog.
const LARGE_SET: usize = 400;

const PURPOSES: [&str; 16] = [
    "Grafana dashboard",
    "exporter",
    "CI pipeline",
    "Billing",
    "alarm bridge",
    "Backup job",
    "device provisioning",
    "Firmware updates",
    "data lake",
    "support console",
    "Kafka connector",
    "Überwachung",
    "contrôle qualité",
    "監視",
    "Мониторинг",
    "load test",
];
const PLACES: [&str; 14] = [
    "Berlin",
    "plant 7",
    "São Paulo",
    "warehouse",
    "Zürich",
    "北京",
    "line A",
    "staging",
    "production",
    "Łódź",
    "eu-west",
    "us-east",
    "İzmir",
    "lab",
];

/// So many keys, the oldest first.
pub fn generate(known: &KnownDeployment, keys: u32, seed: u64) -> impl Iterator<Item = NewKey> + Send {
    let deployment = known.deployment.id.clone();
    let notes = known.capabilities().notes;
    let offered: Vec<EndpointId> = match (&known.catalog, known.capabilities().permissions) {
        (Some(catalog), true) => catalog.catalog.endpoints().map(|endpoint| endpoint.id()).collect(),
        _ => Vec::new(),
    };
    let newest: Timestamp = NEWEST.parse().expect("a time");
    let step = YEARS.as_millis() / i128::from(keys.max(1));
    let mut random = Random(seed);
    (0..keys).map(move |number| {
        let before = SignedDuration::from_millis_i128(step * i128::from(keys - number));
        // Some are made by a script, many in one moment: lists must cope with equal times.
        let before = if random.below(20) == 0 { SignedDuration::from_hours(before.as_hours()) } else { before };
        let note = if notes { note(&mut random, number) } else { String::new() };
        let access = access(&mut random, &offered);
        NewKey {
            deployment: deployment.clone(),
            app_id: BASE32_NOPAD.encode(&random.bytes::<10>()).to_lowercase(),
            secret: HashedSecret::from_bytes(random.bytes()),
            note,
            tally: known.tally(&access),
            access,
            expires_at: None,
            now: newest - before,
            principal: "admin".into(),
            idempotency_key: format!("seed-{seed}-{number}"),
            body_hash: random.bytes(),
        }
    })
}

fn note(random: &mut Random, number: u32) -> String {
    let (purpose, place) = (random.of(&PURPOSES), random.of(&PLACES));
    match random.below(20) {
        0 => String::new(),
        1 | 2 => purpose.to_owned(),
        3 => [purpose, place].repeat(7).join(" · "),
        4..8 => format!("{purpose}, {place}, ticket OPS-{}", 1000 + random.below(9000)),
        _ => format!("{purpose} {place} {number}"),
    }
}

fn access(random: &mut Random, offered: &[EndpointId]) -> Access {
    if offered.is_empty() {
        return Access::Full;
    }
    if random.below(1000) == 0 {
        return Access::Endpoints(offered.to_vec());
    }
    let part = random.part();
    let size = (offered.len().min(LARGE_SET) as f64).powf(part * part) as usize;
    let stride = (1 + random.below(3)).min(offered.len() / size);
    let first = random.below(offered.len());
    Access::Endpoints((0..size).map(|index| offered[(first + index * stride) % offered.len()].clone()).collect())
}

/// SplitMix64: enough for data that is made up, and the same on every machine.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`.
    fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    /// A number from 0 to 1.
    fn part(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    fn of<'t>(&mut self, texts: &[&'t str]) -> &'t str {
        texts[self.below(texts.len())]
    }

    fn bytes<const N: usize>(&mut self) -> [u8; N] {
        std::array::from_fn(|_| self.next() as u8)
    }
}
