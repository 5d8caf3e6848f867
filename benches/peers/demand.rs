//! What is demanded of the figures, and whether they meet it.

use crate::{rounds::Race, stats::Spread};
use otp_core::mac::Backend;
use std::fmt;

/// What ours must be beside another contender of a row.
#[derive(Clone, Copy)]
pub(crate) struct Demand {
    /// The contender, by name.
    pub(crate) against: &'static str,
    pub(crate) bound: Bound,
    /// Whether the figures are those of a machine with AVX-512.
    pub(crate) wide: bool,
}

/// How often the contender's time holds ours, or how often ours may hold the contender's.
#[derive(Clone, Copy)]
pub(crate) enum Bound {
    /// At least so many times as fast as the contender.
    Faster { demanded: f64, aim: f64 },
    /// The contender takes at most so many times as long; without a demand it is an aim alone.
    Longer { demanded: Option<f64>, aim: f64 },
}

/// A demand with its answer.
pub(crate) struct Finding {
    pub(crate) work: String,
    pub(crate) against: String,
    pub(crate) bound: Bound,
    pub(crate) measured: Option<Spread>,
    pub(crate) verdict: Verdict,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    AimMet,
    Met,
    Missed,
    /// There was an aim alone.
    AimMissed,
    /// Missed, but it was demanded of machines with AVX-512 only.
    NeedsAvx512,
    /// The contender was not there.
    LeftOut,
}

impl Demand {
    /// At least `demanded` times as fast as a peer, on a machine with AVX-512.
    pub(crate) const fn faster(against: &'static str, demanded: f64, aim: f64) -> Self {
        Self { against, bound: Bound::Faster { demanded, aim }, wide: true }
    }

    /// The same on every machine.
    pub(crate) const fn on_every_machine(self) -> Self {
        Self { wide: false, ..self }
    }

    pub(crate) fn judge(self, work: &str, race: &Race) -> Finding {
        let ours = race.times.first();
        let other = race.times.iter().find(|times| times.name == self.against);
        let measured = ours.zip(other).map(|(ours, other)| other.over(ours));
        Finding::new(work, self.against, self.bound, measured, self.wide)
    }
}

impl Finding {
    pub(crate) fn new(
        work: impl Into<String>,
        against: impl Into<String>,
        bound: Bound,
        measured: Option<Spread>,
        wide: bool,
    ) -> Self {
        let verdict = match measured {
            None => Verdict::LeftOut,
            Some(spread) => match bound.judge(spread.median) {
                Verdict::Missed | Verdict::AimMissed if wide && !has_avx512() => Verdict::NeedsAvx512,
                verdict => verdict,
            },
        };
        Self { work: work.into(), against: against.into(), bound, measured, verdict }
    }
}

impl Bound {
    fn judge(self, ratio: f64) -> Verdict {
        match self {
            Self::Faster { aim, .. } if ratio >= aim => Verdict::AimMet,
            Self::Faster { demanded, .. } if ratio >= demanded => Verdict::Met,
            Self::Longer { aim, .. } if ratio <= aim => Verdict::AimMet,
            Self::Longer { demanded: None, .. } => Verdict::AimMissed,
            Self::Longer { demanded: Some(demanded), .. } if ratio <= demanded => Verdict::Met,
            Self::Faster { .. } | Self::Longer { .. } => Verdict::Missed,
        }
    }

    /// The demanded figure and the aim, as they are written in a table.
    pub(crate) fn cells(self) -> (String, String) {
        match self {
            Self::Faster { demanded, aim } => (format!("≥ {demanded}×"), format!("{aim}×")),
            Self::Longer { demanded, aim } => {
                (demanded.map_or_else(|| "–".into(), |demanded| format!("≤ {demanded}×")), format!("{aim}×"))
            }
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::AimMet => "aim met",
            Self::Met => "met",
            Self::Missed => "**missed**",
            Self::AimMissed => "aim missed",
            Self::NeedsAvx512 => "needs AVX-512",
            Self::LeftOut => "peer left out",
        })
    }
}

/// Whether the machine has the backend for AVX-512.
fn has_avx512() -> bool {
    Backend::best().to_string() == "avx512"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bound_is_met_at_its_edge() {
        let faster = Bound::Faster { demanded: 10.0, aim: 14.0 };
        assert_eq!(
            [9.99, 10.0, 14.0].map(|x| faster.judge(x)),
            [Verdict::Missed, Verdict::Met, Verdict::AimMet]
        );
        let longer = Bound::Longer { demanded: Some(1.08), aim: 1.02 };
        assert_eq!(
            [1.09, 1.08, 1.02].map(|x| longer.judge(x)),
            [Verdict::Missed, Verdict::Met, Verdict::AimMet]
        );
        let aim = Bound::Longer { demanded: None, aim: 1.35 };
        assert_eq!([1.36, 1.35].map(|x| aim.judge(x)), [Verdict::AimMissed, Verdict::AimMet]);
    }
}
