//! Where the time goes: what the driver traced, and what follows for the targets that are missed.

use std::fmt::Write as _;

use serde_json::Value;

use super::figures::{self, FIRST_ROW_THROTTLED, INTERACTIONS, Measure, TRANSFER, Unit};
use super::pages::{self, CONSOLE, FLOOR, PEERS, title};
use super::plan::Deployment;
use super::samples::Samples;
use super::targets::Verdict;

/// The kinds of time, as the driver names them and as the table does.
const KINDS: [(&str, &str); 6] = [
    ("script", "script"),
    ("requests", "answers under way"),
    ("layout", "style and layout"),
    ("paint", "painting"),
    ("other", "other work"),
    ("waiting", "waiting"),
];

/// Milliseconds of one measure, traced.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    pub total: f64,
    /// In the order of [`KINDS`].
    kinds: [f64; KINDS.len()],
}

impl Profile {
    pub fn parse(value: &Value) -> Option<Self> {
        let mut kinds = [0.0; KINDS.len()];
        for (time, (name, _)) in kinds.iter_mut().zip(KINDS) {
            *time = value[name].as_f64()?;
        }
        Some(Self { total: value["total"].as_f64()?, kinds })
    }

    /// In words: the largest kinds first, down to a tenth of all.
    fn describe(&self) -> String {
        let mut kinds: Vec<_> = self.kinds.iter().zip(KINDS).filter(|(time, _)| **time >= self.total / 10.0).collect();
        kinds.sort_by(|(one, _), (other, _)| other.total_cmp(one));
        let parts = kinds.iter().map(|(time, (_, name))| format!("{} {name}", Unit::Milliseconds.number(**time)));
        format!("{}: {}", Unit::Milliseconds.write(self.total), parts.collect::<Vec<_>>().join(", "))
    }

    /// The kind of which this has most more than another.
    fn most_more(&self, other: &Self) -> Option<(&'static str, f64, f64)> {
        let pairs = self.kinds.iter().zip(other.kinds).zip(KINDS);
        let most = pairs.max_by(|((a, b), _), ((c, d), _)| (*a - b).total_cmp(&(*c - d)))?;
        let ((ours, theirs), (_, name)) = most;
        // Less than a millisecond is noise.
        (*ours > theirs + 1.0).then_some((name, *ours, theirs))
    }
}

/// What is traced: interactions with the large catalog, and the first row.
fn traced() -> impl Iterator<Item = (Measure, Deployment)> {
    let interactions = INTERACTIONS.into_iter().map(|measure| (measure, Deployment::LARGE_CATALOG));
    std::iter::once((FIRST_ROW_THROTTLED, Deployment::SMALL)).chain(interactions)
}

/// The table, a line a measure and page.
pub fn table(samples: &Samples) -> String {
    let mut text = String::from("| | page | in all |");
    KINDS.iter().for_each(|(_, name)| text.extend([" ", name, " |"]));
    text.extend(["\n|---|---|", &"---:|".repeat(KINDS.len() + 1), "\n"]);
    for (measure, deployment) in traced() {
        for page in pages::ALL {
            let Some(profile) = samples.profile(measure.id, deployment, page) else { continue };
            // Writing into a String cannot fail.
            let _ = write!(text, "| {} | {} | {:.1} |", measure.title, title(page), profile.total);
            profile.kinds.iter().for_each(|time| {
                let _ = write!(text, " {time:.1} |");
            });
            text.push('\n');
        }
    }
    text
}

/// A paragraph for each target that is missed: what the figures say about it.
pub fn missed(samples: &Samples, verdicts: &[Verdict]) -> String {
    let missed = verdicts.iter().filter(|verdict| verdict.reached == Some(false));
    missed.map(|verdict| format!("- {}\n", paragraph(samples, verdict))).collect()
}

fn paragraph(samples: &Samples, verdict: &Verdict) -> String {
    let Verdict { what, found, allowed, compared, about, .. } = verdict;
    let mut text = format!("**{what}**: {found}, {allowed}");
    text.push_str(&if compared.is_empty() { ".".to_owned() } else { format!(" ({compared}).") });
    let Some((measure, deployment)) = *about else { return text };
    if measure.id == TRANSFER.id {
        text.push_str(
            " A peer is a script with the parts of its library that these two views use; the console is WebAssembly with \
             everything that it does. The table above says what its kilobytes are.",
        );
        return text;
    }
    let ours = samples.profile(measure.id, deployment, CONSOLE);
    let theirs = verdict.page.and_then(|page| Some((page, samples.profile(measure.id, deployment, page)?)));
    if let (Some(ours), Some((page, theirs))) = (ours, theirs) {
        let _ =
            write!(text, " Traced, the console took {}; {} took {}.", ours.describe(), title(page), theirs.describe());
        if let Some((kind, more, less)) = ours.most_more(theirs) {
            let (more, less) = (Unit::Milliseconds.number(more), Unit::Milliseconds.number(less));
            let _ = write!(text, " The console has most more of: {kind}, {more} ms against {less} ms.");
        }
    }
    let summary = |page: &str| samples.of(measure.id, deployment, page);
    let peer = verdict.page.filter(|page| PEERS.contains(page));
    if let (Some(floor), Some((peer, theirs))) = (summary(FLOOR), peer.and_then(|peer| Some((peer, summary(peer)?))))
        && let Some(ratio) = floor.ratio(&theirs)
    {
        let floor = measure.unit.write(floor.median);
        let _ = write!(
            text,
            " The page without a library takes {floor} itself, {} of what {} takes",
            figures::ratio(ratio),
            title(peer)
        );
        let beyond = verdict.at_most.is_some_and(|at_most| ratio > at_most);
        text.push_str(if beyond {
            ": what is asked for is less than the browser needs for the same content."
        } else {
            "."
        });
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::samples::testing::samples;
    use crate::bench::targets::judge;
    use serde_json::json;

    fn profile(script: f64, layout: f64) -> Profile {
        let total = script + layout;
        let value = json!({ "total": total, "script": script, "requests": 0, "layout": layout, "paint": 0, "other": 0, "waiting": 0 });
        Profile::parse(&value).expect("as the driver writes it")
    }

    #[test]
    fn a_profile_without_a_kind_is_none() {
        assert_eq!(Profile::parse(&json!({ "total": 1, "script": 1 })), None);
    }

    #[test]
    fn the_largest_kinds_are_named_first_and_small_ones_not() {
        let mut profile = profile(20.0, 30.0);
        profile.kinds[3] = 1.0;
        assert_eq!(profile.describe(), "50.0 ms: 30.0 style and layout, 20.0 script");
    }

    #[test]
    fn a_missed_target_is_explained_by_the_traces_and_by_the_floor() {
        let mut samples = samples(&[("select-all", Deployment::LARGE_CATALOG, [9.0, 30.0, 10.0, 8.0])]);
        samples.add_profile("select-all", Deployment::LARGE_CATALOG, "console", profile(6.0, 3.0));
        samples.add_profile("select-all", Deployment::LARGE_CATALOG, "element-plus", profile(2.0, 8.0));
        let text = missed(&samples, &judge(&samples));
        assert!(text.starts_with("- **Select all (5,000 endpoints, 100 keys)**: 0.90, at most 0.50"), "{text}");
        assert!(
            text.contains("the console took 9.0 ms: 6.0 script, 3.0 style and layout; Vue + Element Plus took"),
            "{text}"
        );
        assert!(text.contains("most more of: script, 6.0 ms against 2.0 ms."), "{text}");
        assert!(
            text.contains("takes 8.0 ms itself, 0.80 of what Vue + Element Plus takes: what is asked for is less"),
            "{text}"
        );
    }

    #[test]
    fn what_is_reached_needs_no_explanation() {
        let samples = samples(&[("select-all", Deployment::LARGE_CATALOG, [1.0, 30.0, 10.0, 8.0])]);
        assert_eq!(missed(&samples, &judge(&samples)), "");
    }

    #[test]
    fn the_table_has_a_line_for_each_page_that_was_traced() {
        let mut samples = samples(&[]);
        samples.add_profile("open", Deployment::LARGE_CATALOG, "plain", profile(2.0, 3.0));
        let table = table(&samples);
        assert!(
            table.ends_with(
                "| Opening the create dialog, again | No library | 5.0 | 2.0 | 0.0 | 3.0 | 0.0 | 0.0 | 0.0 |\n"
            ),
            "{table}"
        );
    }
}
