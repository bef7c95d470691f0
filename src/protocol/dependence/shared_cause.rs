//! Shared cause: what has the same code, custodian or keys can fail at one stroke.
//!
//! ```text
//! λₖ = −ln(1 − pₖ),   c = φ min λ over those of a cause,   k fails where own shock (λₖ − c) or the cause (c) strikes
//! P(both survive) = exp(−λ₁ − λ₂ + c)
//! ```
//!
//! The probability of each failure stays p. Those without a cause fail each alone.
//!
//! Source: Marshall and Olkin (1967), A multivariate exponential distribution, JASA 62(317).

use serde::{Deserialize, Serialize};

use super::{Dependence, FailureLaw, check_share};
use crate::error::Error;
use crate::math::random::BlockStream;
use crate::method::{Describe, Method, Parameter, Reference, Unit, Value};

const DEFAULT_SHARE: f64 = 0.3;

/// Failures at one stroke.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct SharedCause {
    /// Part of the smallest hazard of a cause that all of it share.
    pub share: f64,
}

impl Default for SharedCause {
    fn default() -> Self {
        Self { share: DEFAULT_SHARE }
    }
}

impl Describe for SharedCause {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Shared causes",
            summary: "Those that name the same cause (code, custodian, keys) can fail at one stroke; others fail alone.",
            formula: "c = φ min λ, λ = −ln(1 − p); P(both survive) = exp(−λ₁ − λ₂ + c)",
            conventions: &["The probability of each failure alone stays as it is."],
            parameters: vec![Parameter {
                name: "share",
                label: "Shared part",
                help: "Part of the smallest hazard among those with one cause that strikes all of them.",
                value: Value::Number {
                    unit: Unit::Fraction,
                    min: Some(0.0),
                    max: Some(1.0),
                    default: Some(DEFAULT_SHARE),
                },
                advanced: false,
            }],
            references: vec![Reference {
                text: "A. W. Marshall, I. Olkin (1967), A multivariate exponential distribution, Journal of the American Statistical Association 62(317), 30-44",
                url: Some("https://doi.org/10.1080/01621459.1967.10482885"),
            }],
        }
    }
}

impl Dependence for SharedCause {
    fn check(&self) -> Result<(), Error> {
        check_share("share", self.share, 1.0)
    }

    fn law(&self, probabilities: &[f64], causes: &[Option<usize>]) -> Box<dyn FailureLaw> {
        let hazards: Vec<f64> = probabilities.iter().map(|p| -libm::log1p(-p)).collect();
        let count = causes.iter().flatten().max().map_or(0, |last| last + 1);
        let of = |cause: usize| {
            let members = (0..hazards.len()).filter(|k| causes[*k] == Some(cause));
            let least = members.clone().map(|k| hazards[k]).fold(f64::INFINITY, f64::min);
            (self.share * least, members.fold(0u128, |set, k| set | 1 << k))
        };
        let common: Vec<(f64, u128)> = (0..count).map(of).collect();
        let strikes = |hazard: f64| -libm::expm1(-hazard);
        Box::new(Strokes {
            own: (0..hazards.len())
                .map(|k| strikes(hazards[k] - causes[k].map_or(0.0, |cause| common[cause].0)))
                .collect(),
            common: common.iter().map(|(hazard, members)| (strikes(*hazard), *members)).collect(),
        })
    }
}

/// Probabilities of the shocks of each, and of those that strike several.
struct Strokes {
    own: Vec<f64>,
    common: Vec<(f64, u128)>,
}

impl FailureLaw for Strokes {
    fn draw(&self, stream: &mut BlockStream, _market: f64) -> u128 {
        let mut set = 0;
        for (probability, members) in &self.common {
            if stream.uniform() < *probability {
                set |= members;
            }
        }
        self.own
            .iter()
            .enumerate()
            .fold(set, |set, (k, probability)| set | u128::from(stream.uniform() < *probability) << k)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_of_one_cause_survive_as_marshall_and_olkin_say() {
        let law = SharedCause { share: 0.5 }.law(&[0.1, 0.2, 0.15], &[Some(0), Some(0), None]);
        let n = 200_000;
        let mut stream = BlockStream::new(5, 0);
        let (mut each, mut neither) = ([0.0; 3], 0.0);
        for _ in 0..n {
            let set = law.draw(&mut stream, 0.0);
            (0..3).for_each(|k| each[k] += (set >> k & 1) as f64 / f64::from(n));
            neither += f64::from(u8::from(set & 3 == 0)) / f64::from(n);
        }
        let near = |found: f64, p: f64| (found - p).abs() < 4.0 * (p * (1.0 - p) / f64::from(n)).sqrt();
        assert!(near(each[0], 0.1) && near(each[1], 0.2) && near(each[2], 0.15), "{each:?}");
        // exp(−λ₁ − λ₂ + λ₁/2) = 0.8 √0.9.
        assert!(near(neither, 0.8 * 0.9f64.sqrt()), "{neither}");
    }
}
