//! Medians and their spread.

use std::fmt;

/// The middle of what was measured, and the half of it around the middle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Spread {
    pub(crate) median: f64,
    low: f64,
    high: f64,
}

impl Spread {
    /// Of at least one figure.
    pub(crate) fn of(figures: impl IntoIterator<Item = f64>) -> Self {
        let mut sorted: Vec<f64> = figures.into_iter().collect();
        sorted.sort_by(f64::total_cmp);
        Self { median: quantile(&sorted, 0.5), low: quantile(&sorted, 0.25), high: quantile(&sorted, 0.75) }
    }

    /// In another unit.
    pub(crate) fn scaled(self, factor: f64) -> Self {
        Self { median: self.median * factor, low: self.low * factor, high: self.high * factor }
    }

    /// The inter-quartile range in percent of the median.
    pub(crate) fn percent(&self) -> f64 {
        (self.high - self.low) / self.median * 100.0
    }
}

impl fmt::Display for Spread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}–{})", Figure(self.median), Figure(self.low), Figure(self.high))
    }
}

/// A number in three figures or more.
pub(crate) struct Figure(pub(crate) f64);

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let places = match self.0 {
            x if x < 9.995 => 2,
            x if x < 99.95 => 1,
            _ => 0,
        };
        write!(f, "{:.places$}", self.0)
    }
}

/// Between two neighbours where it falls between.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "few figures"
)]
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let at = (sorted.len() - 1) as f64 * share;
    let (below, above) = (sorted[at.floor() as usize], sorted[at.ceil() as usize]);
    below + (above - below) * at.fract()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quartiles_lie_between_neighbours() {
        let spread = Spread::of([4.0, 1.0, 3.0, 2.0]);
        assert_eq!(spread, Spread { median: 2.5, low: 1.75, high: 3.25 });
        assert_eq!(spread.to_string(), "2.50 (1.75–3.25)");
        assert!((spread.percent() - 60.0).abs() < 1e-9);
        assert_eq!(Spread::of([7.0]), Spread { median: 7.0, low: 7.0, high: 7.0 });
    }

    #[test]
    fn figures_are_as_long_as_they_need() {
        let texts = [0.944, 9.994, 9.996, 99.96, 1234.5].map(|x| Figure(x).to_string());
        assert_eq!(texts, ["0.94", "9.99", "10.0", "100", "1234"]);
    }
}
