//! Medians and how far the samples lie apart.

/// What is said of a set of samples.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Summary {
    pub median: f64,
    /// A quarter of the samples lies below.
    pub lower: f64,
    /// A quarter of the samples lies above.
    pub upper: f64,
    pub count: usize,
}

impl Summary {
    /// `None` without samples.
    pub fn of(samples: &[f64]) -> Option<Self> {
        let mut sorted = samples.to_vec();
        sorted.sort_by(f64::total_cmp);
        Some(Self {
            median: quantile(&sorted, 0.5)?,
            lower: quantile(&sorted, 0.25)?,
            upper: quantile(&sorted, 0.75)?,
            count: sorted.len(),
        })
    }

    /// How many times as large as another this is; `None` where the other is nothing or less.
    pub fn ratio(&self, other: &Self) -> Option<f64> {
        (other.median > 0.0).then(|| self.median / other.median)
    }
}

/// Between two samples it is interpolated.
fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    let place = share * sorted.len().checked_sub(1)? as f64;
    let (below, above) = (sorted[place.floor() as usize], sorted[place.ceil() as usize]);
    Some(below + (above - below) * place.fract())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn summary(samples: &[f64]) -> Summary {
        Summary::of(samples).expect("there are samples")
    }

    #[test]
    fn nothing_can_be_said_of_no_samples() {
        assert_eq!(Summary::of(&[]), None);
    }

    #[test]
    fn one_sample_is_its_own_median_without_spread() {
        assert_eq!(summary(&[7.0]), Summary { median: 7.0, lower: 7.0, upper: 7.0, count: 1 });
    }

    #[test]
    fn the_order_of_the_samples_does_not_matter() {
        assert_eq!(summary(&[5.0, 1.0, 4.0, 2.0, 3.0]), Summary { median: 3.0, lower: 2.0, upper: 4.0, count: 5 });
    }

    #[test]
    fn between_two_samples_the_middle_is_taken() {
        let summary = summary(&[1.0, 2.0, 3.0, 4.0]);
        assert_eq!((summary.lower, summary.median, summary.upper), (1.75, 2.5, 3.25));
    }

    #[test]
    fn one_wild_sample_moves_the_median_little() {
        assert_eq!(summary(&[1.0, 1.0, 2.0, 1_000.0, 2.0]).median, 2.0);
    }

    #[test]
    fn a_ratio_is_of_medians_and_never_to_nothing() {
        let (two, four, nothing) = (summary(&[2.0]), summary(&[4.0]), summary(&[0.0]));
        assert_eq!(two.ratio(&four), Some(0.5));
        assert_eq!(two.ratio(&nothing), None);
        assert_eq!(two.ratio(&summary(&[-1.0])), None);
    }
}
