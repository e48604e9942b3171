//! What is to be reached, and whether it is.

use std::fmt::Write as _;

use super::figures::{self, INTERACTIONS, Measure, Unit};
use super::pages::{CONSOLE, FLOOR, PEERS, title};
use super::plan::Deployment;
use super::samples::Samples;
use super::statistics::Summary;

/// One target, judged.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    pub what: String,
    /// What the console has.
    pub figure: String,
    /// What it is compared with; empty where there is nothing.
    pub compared: String,
    /// What was found and what is allowed, in words.
    pub found: String,
    pub allowed: String,
    /// `None` where it was not measured.
    pub reached: Option<bool>,
    /// What was measured, where that is a measure of the pages.
    pub about: Option<(Measure, Deployment)>,
    /// The page that it is compared with, where it is one, and the ratio that is allowed then.
    pub page: Option<&'static str>,
    pub at_most: Option<f64>,
}

impl Verdict {
    /// In two words at most.
    pub fn word(&self) -> &'static str {
        match self.reached {
            Some(true) => "reached",
            Some(false) => "**not reached**",
            None => "not measured",
        }
    }
}

/// Judges every target.
pub fn judge(samples: &Samples) -> Vec<Verdict> {
    let judge = Judge(samples);
    let large = Deployment::LARGE_CATALOG;
    let mut verdicts = vec![
        judge.limit(figures::TRANSFER_FIRST, Deployment::SMALL, 160_000.0),
        judge.limit(figures::TRANSFER, large, 160_000.0),
        judge.against_peers(figures::TRANSFER, large, 0.55),
        judge.against_peers(figures::FIRST_ROW_THROTTLED, Deployment::SMALL, 0.6),
    ];
    for measure in INTERACTIONS {
        verdicts.push(judge.against_peers(measure, large, 0.5));
        verdicts.push(judge.against(measure, large, FLOOR, 1.25));
    }
    verdicts.push(judge.limit(figures::KEYSTROKE, large, 16.7));
    verdicts.push(judge.growing(figures::FIRST_ROW, Deployment::SMALL, Deployment::MOST_KEYS, 1.3));
    verdicts.push(judge.growing(figures::FIRST_ROW, large, Deployment::LARGEST, 1.3));
    verdicts.push(judge.growing(figures::KEYSTROKE, Deployment::SMALL, large, 3.0));
    verdicts.push(judge.limit(figures::GROWTH, Deployment::SMALL, 1_000_000.0));
    verdicts.push(judge.limit(figures::GROWTH, large, 1_000_000.0));
    let scores = [("performance", 95.0), ("accessibility", 100.0), ("best-practices", 100.0)];
    verdicts.extend(scores.map(|(category, at_least)| judge.score(category, at_least)));
    verdicts
}

struct Judge<'a>(&'a Samples);

impl Judge<'_> {
    fn limit(&self, measure: Measure, deployment: Deployment, at_most: f64) -> Verdict {
        let found = self.0.of(measure.id, deployment, CONSOLE);
        Verdict {
            what: what(measure, deployment),
            figure: figure(measure, found),
            compared: String::new(),
            found: figure(measure, found),
            allowed: format!("at most {}", shortest(measure.unit, at_most)),
            reached: found.map(|found| found.median <= at_most),
            about: Some((measure, deployment)),
            page: None,
            at_most: None,
        }
    }

    /// The best of the peers counts.
    fn against_peers(&self, measure: Measure, deployment: Deployment, at_most: f64) -> Verdict {
        let best = PEERS.iter().filter_map(|peer| Some((*peer, self.0.of(measure.id, deployment, peer)?)));
        match best.min_by(|(_, one), (_, other)| one.median.total_cmp(&other.median)) {
            Some((peer, _)) => self.against(measure, deployment, peer, at_most),
            None => self.against(measure, deployment, PEERS[0], at_most),
        }
    }

    fn against(&self, measure: Measure, deployment: Deployment, page: &'static str, at_most: f64) -> Verdict {
        let (ours, theirs) = (self.0.of(measure.id, deployment, CONSOLE), self.0.of(measure.id, deployment, page));
        let compared = format!("{}: {}", title(page), figure(measure, theirs));
        Verdict { page: Some(page), ..compare(measure, deployment, (ours, theirs), compared, at_most) }
    }

    fn growing(&self, measure: Measure, small: Deployment, large: Deployment, at_most: f64) -> Verdict {
        let (few, many) = (self.0.of(measure.id, small, CONSOLE), self.0.of(measure.id, large, CONSOLE));
        let compared = format!("{}: {}", figures::sizes(small), figure(measure, few));
        compare(measure, large, (many, few), compared, at_most)
    }

    fn score(&self, category: &str, at_least: f64) -> Verdict {
        let score = self.0.lighthouse(category);
        let found = score.map_or_else(String::new, |score| format!("{:.0}", score.median));
        Verdict {
            what: format!("Lighthouse, mobile: {}", category.replace('-', " ")),
            figure: found.clone(),
            compared: String::new(),
            found,
            allowed: format!("at least {at_least:.0}"),
            reached: score.map(|score| score.median >= at_least),
            about: None,
            page: None,
            at_most: None,
        }
    }
}

type Pair = (Option<Summary>, Option<Summary>);

fn compare(measure: Measure, deployment: Deployment, (ours, theirs): Pair, compared: String, at_most: f64) -> Verdict {
    let ratio = ours.zip(theirs).and_then(|(ours, theirs)| ours.ratio(&theirs));
    Verdict {
        what: what(measure, deployment),
        figure: figure(measure, ours),
        compared,
        found: ratio.map_or_else(String::new, figures::ratio),
        allowed: format!("at most {}", figures::ratio(at_most)),
        reached: ratio.map(|ratio| ratio <= at_most),
        about: Some((measure, deployment)),
        page: None,
        at_most: Some(at_most),
    }
}

fn what(measure: Measure, deployment: Deployment) -> String {
    format!("{} ({})", measure.title, figures::sizes(deployment))
}

fn figure(measure: Measure, summary: Option<Summary>) -> String {
    summary.map_or_else(String::new, |summary| measure.unit.write(summary.median))
}

/// A limit as somebody would say it.
fn shortest(unit: Unit, value: f64) -> String {
    let number = unit.number(value);
    let short = number.trim_end_matches('0').trim_end_matches('.');
    format!("{} {}", if number.contains('.') { short } else { &number }, unit.name())
}

/// For the terminal: how many are reached, and which are not.
pub fn summary(verdicts: &[Verdict]) -> String {
    let reached = verdicts.iter().filter(|verdict| verdict.reached == Some(true)).count();
    let mut text = format!("{reached} of {} targets reached\n", verdicts.len());
    for verdict in verdicts.iter().filter(|verdict| verdict.reached != Some(true)) {
        let found = if verdict.found.is_empty() { "not measured" } else { &verdict.found };
        // Writing into a String cannot fail.
        let _ = writeln!(text, "  {}: {found}, {}", verdict.what, verdict.allowed);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::samples::testing::samples;

    fn found<'a>(verdicts: &'a [Verdict], what: &str, allowed: &str) -> &'a Verdict {
        let mut found = verdicts.iter().filter(|verdict| verdict.what.contains(what) && verdict.allowed == allowed);
        found.next().expect("there is such a target")
    }

    #[test]
    fn the_better_peer_is_the_one_that_counts() {
        let verdicts = judge(&samples(&[("select-all", Deployment::LARGE_CATALOG, [6.0, 30.0, 10.0, 5.0])]));
        let peer = found(&verdicts, "Select all", "at most 0.50");
        assert_eq!((peer.found.as_str(), peer.reached), ("0.60", Some(false)));
        assert_eq!(peer.compared, "Vue + Element Plus: 10.0 ms");
        let floor = found(&verdicts, "Select all", "at most 1.25");
        assert_eq!((floor.found.as_str(), floor.reached), ("1.20", Some(true)));
    }

    #[test]
    fn a_limit_is_kept_when_it_is_just_met() {
        let judged = |value| judge(&samples(&[("transfer", Deployment::LARGE_CATALOG, [value, 1e6, 1e6, 1.0])]));
        assert_eq!(found(&judged(160_000.0), "Transfer of", "at most 160 kB").reached, Some(true));
        assert_eq!(found(&judged(160_001.0), "Transfer of", "at most 160 kB").reached, Some(false));
    }

    #[test]
    fn the_console_is_compared_with_itself_where_more_exists() {
        let few = ("keystroke", Deployment::SMALL, [4.0; 4]);
        let many = ("keystroke", Deployment::LARGE_CATALOG, [13.0; 4]);
        let verdicts = judge(&samples(&[few, many]));
        let verdict = found(&verdicts, "Keystroke", "at most 3.00");
        assert_eq!((verdict.found.as_str(), verdict.reached), ("3.25", Some(false)));
        assert_eq!(verdict.compared, "371 endpoints, 100 keys: 4.0 ms");
    }

    #[test]
    fn what_was_not_measured_is_neither_reached_nor_missed() {
        let verdicts = judge(&Samples::default());
        assert!(verdicts.iter().all(|verdict| verdict.reached.is_none() && verdict.word() == "not measured"));
        assert!(summary(&verdicts).starts_with("0 of "));
    }

    #[test]
    fn memory_that_shrinks_has_not_grown() {
        let verdicts = judge(&samples(&[("growth", Deployment::SMALL, [-5_000.0, 1.0, 1.0, 1.0])]));
        assert_eq!(found(&verdicts, "Growth", "at most 1 MB").reached, Some(true));
    }

    #[test]
    fn the_summary_names_what_is_missed() {
        let verdicts = judge(&samples(&[("growth", Deployment::SMALL, [2e6; 4])]));
        assert!(summary(&verdicts).contains("(371 endpoints, 100 keys): 2.00 MB, at most 1 MB\n"));
    }
}
