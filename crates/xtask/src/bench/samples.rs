//! What the driver measured.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use serde_json::Value;

use super::plan::Deployment;
use super::profiles::Profile;
use super::statistics::Summary;

/// The samples of one run.
#[derive(Debug, Default)]
pub struct Samples {
    /// By measure with its sizes (`keystroke 5000 100`), then by page.
    values: BTreeMap<String, BTreeMap<String, Vec<f64>>>,
    /// By the same names: where the time went in a traced run.
    profiles: BTreeMap<String, BTreeMap<String, Vec<Profile>>>,
    /// Scores of 100, by category.
    lighthouse: BTreeMap<String, Vec<f64>>,
    /// The browser's own name for itself.
    pub chromium: String,
}

impl Samples {
    pub fn parse(text: &str) -> Result<Self> {
        let value: Value = serde_json::from_str(text).context("the samples are not JSON")?;
        let values = object(&value["samples"])
            .context("the samples are missing")?
            .map(|(measure, pages)| Some((measure.clone(), numbers(pages)?)))
            .collect::<Option<_>>()
            .context("a sample is not a number")?;
        let mut profiles: BTreeMap<_, BTreeMap<_, _>> = BTreeMap::new();
        for (measure, pages) in object(&value["profiles"]).into_iter().flatten() {
            for (page, list) in object(pages).into_iter().flatten() {
                let list = list.as_array().into_iter().flatten().map(Profile::parse).collect::<Option<Vec<_>>>();
                let list = list.context("a profile has no number for each kind of work")?;
                profiles.entry(measure.clone()).or_default().insert(page.clone(), list);
            }
        }
        let lighthouse = numbers(&value["lighthouse"]).context("Lighthouse's scores are missing")?;
        let chromium = value["chromium"].as_str().unwrap_or("an unknown browser").to_owned();
        Ok(Self { values, profiles, lighthouse, chromium })
    }

    /// What is known of a measure on a page.
    pub fn of(&self, measure: &str, deployment: Deployment, page: &str) -> Option<Summary> {
        Summary::of(self.values.get(&name(measure, deployment))?.get(page)?)
    }

    /// Where the time of a measure went: the run that took the middle of the times.
    pub fn profile(&self, measure: &str, deployment: Deployment, page: &str) -> Option<&Profile> {
        let mut profiles: Vec<_> = self.profiles.get(&name(measure, deployment))?.get(page)?.iter().collect();
        profiles.sort_by(|one, other| one.total.total_cmp(&other.total));
        profiles.get(profiles.len() / 2).copied()
    }

    /// Lighthouse's score of a category, for the console.
    pub fn lighthouse(&self, category: &str) -> Option<Summary> {
        Summary::of(self.lighthouse.get(category)?)
    }
}

fn name(measure: &str, deployment: Deployment) -> String {
    format!("{measure} {} {}", deployment.endpoints, deployment.keys)
}

fn object(value: &Value) -> Option<impl Iterator<Item = (&String, &Value)>> {
    value.as_object().map(|object| object.iter())
}

fn numbers(value: &Value) -> Option<BTreeMap<String, Vec<f64>>> {
    let list = |list: &Value| list.as_array()?.iter().map(Value::as_f64).collect::<Option<Vec<_>>>();
    object(value)?.map(|(name, samples)| Some((name.clone(), list(samples)?))).collect()
}

#[cfg(test)]
pub mod testing {
    use super::*;

    /// Samples of the four pages, one each, for each measure.
    pub fn samples(measures: &[(&str, Deployment, [f64; 4])]) -> Samples {
        let mut samples = Samples::default();
        for (measure, deployment, values) in measures {
            let name = name(measure, *deployment);
            let pages = super::super::pages::ALL.iter().map(|page| (*page).to_owned());
            samples.values.insert(name, pages.zip(values.map(|value| vec![value])).collect());
        }
        samples
    }

    impl Samples {
        /// Adds a traced run.
        pub fn add_profile(&mut self, measure: &str, deployment: Deployment, page: &str, profile: Profile) {
            let pages = self.profiles.entry(name(measure, deployment)).or_default();
            pages.entry(page.to_owned()).or_default().push(profile);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_found_by_measure_sizes_and_page() {
        let text = r#"{"chromium": "Chrome/1", "lighthouse": {"performance": [97, 99]},
                       "samples": {"open 371 100": {"console": [3, 1, 2]}}}"#;
        let samples = Samples::parse(text).expect("as the driver writes it");
        let summary = samples.of("open", Deployment::SMALL, "console").expect("it was measured");
        assert_eq!((summary.median, summary.count), (2.0, 3));
        assert_eq!(samples.lighthouse("performance").map(|score| score.median), Some(98.0));
        assert_eq!(samples.of("open", Deployment::LARGE_CATALOG, "console"), None);
        assert_eq!(samples.of("open", Deployment::SMALL, "plain"), None);
    }

    #[test]
    fn of_several_traced_runs_the_middle_one_counts() {
        let run = |total| {
            format!(r#"{{"total":{total},"script":1,"requests":0,"layout":0,"paint":0,"other":0,"waiting":0}}"#)
        };
        let runs = [9, 5, 7].map(run).join(",");
        let text = format!(
            r#"{{"lighthouse": {{}}, "samples": {{}}, "profiles": {{"open 371 100": {{"plain": [{runs}]}}}}}}"#
        );
        let samples = Samples::parse(&text).expect("as the driver writes it");
        assert_eq!(samples.profile("open", Deployment::SMALL, "plain").map(|profile| profile.total), Some(7.0));
        assert_eq!(samples.profile("open", Deployment::SMALL, "console"), None);
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in ["", "{}", r#"{"lighthouse": {}, "samples": {"open 371 100": {"console": ["fast"]}}}"#] {
            assert!(Samples::parse(text).is_err(), "{text:?}");
        }
    }
}
