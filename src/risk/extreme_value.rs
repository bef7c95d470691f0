//! Extreme value theory: a generalised Pareto distribution fitted to the largest of the losses that today's
//! positions would have had in the past (peaks over threshold).
//!
//! ```text
//! VaR = u + β/ξ [(ζ/(1 − α))^ξ − 1]        ES = (VaR + β − ξ u)/(1 − ξ)        ζ = n_u/n
//! se(VaR)² = g'Cg + [β (ζ/(1 − α))^ξ]² (1 − ζ)/(n ζ)
//! ```
//!
//! u threshold, n_u of n losses above it, ξ and β by maximum likelihood with the covariance C, g the
//! derivatives of VaR by them. The band takes the likelihood's profile instead of g'Cg: those values of
//! VaR for which the best fit is less likely by a factor of e^{1.92} at most. At levels within the sample, 1 − α ≥
//! ζ, VaR is that of the history, and the tail mean goes over into the fitted tail at u.
//!
//! Sources: McNeil (1997), Estimating the tails of loss severity distributions using extreme value theory,
//! ASTIN Bulletin 27(1); McNeil and Frey (2000), Estimation of tail-related risk measures, J. Empirical Finance
//! 7; Hull (2018), Risk Management and Financial Institutions, chapter 13.

use serde::{Deserialize, Serialize};

use super::linear::BAND_FACTOR;
use super::measure::{Details, Measure, Outcome, Parameters, Setting};
use super::past_moves::HistoricalHorizon;
use super::sampled;
use super::simulation::Simulation;
use super::tail::{ConfidenceBand, Participant, StandardError};
use super::threshold::{FEWEST, TailFit, at, choices, excesses, figures};
use crate::error::{Code, Error, Notice, grouped};
use crate::math::generalized_pareto::ParetoTail;
use crate::math::order_statistics::Largest;
use crate::method::{Describe, Method, Parameter, Reference, Unit, Value};
use crate::progress::Progress;

/// Shares of the losses that may lie above the threshold.
const SHARES: std::ops::RangeInclusive<f64> = 0.01..=0.5;
/// Half of the 95 % quantile of χ² with one degree: how far the profile's logarithm may fall.
const FALL: f64 = 1.920_729_410_347_062;
/// Steps of the derivatives by shape, and by scale in parts of it.
const STEP: f64 = 1e-5;

/// Peaks over threshold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct ExtremeValue {
    /// Share of the losses above the threshold.
    pub tail_share: f64,
    /// What a horizon of several bars is made of.
    pub horizon: HistoricalHorizon,
}

impl Default for ExtremeValue {
    fn default() -> Self {
        Self { tail_share: 0.1, horizon: HistoricalHorizon::default() }
    }
}

impl Describe for ExtremeValue {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Extreme value",
            summary: "Fits the law of large exceedances to the worst part of the past losses, and reads both figures from it, also beyond what has happened.",
            formula: "VaR = u + β/ξ [(ζ/(1−α))^ξ − 1], ES = (VaR + β − ξ u)/(1 − ξ); u threshold, ζ share of losses above it, ξ shape and β scale by maximum likelihood",
            conventions: &[
                "The threshold is the loss that the stated share of the past losses exceeds; at least 20 have to.",
                "A good threshold is one above which the shape keeps still and the mean excess follows a straight line.",
                "In a back-test shape and scale are kept between refits; threshold and share follow the losses at every step.",
                "With a shape of 1 or more the mean beyond is infinite, and there is no expected shortfall.",
            ],
            parameters: vec![
                Parameter {
                    name: "tailShare",
                    label: "Tail",
                    help: "Share of the past losses that lie above the threshold: more steady the figures, fewer are nearer to the tail.",
                    value: Value::Number {
                        unit: Unit::Fraction,
                        min: Some(*SHARES.start()),
                        max: Some(*SHARES.end()),
                        default: Some(0.1),
                    },
                    advanced: false,
                },
                HistoricalHorizon::parameter(),
            ],
            references: vec![Reference {
                text: "A. J. McNeil (1997), Estimating the tails of loss severity distributions using extreme value theory, ASTIN Bulletin 27(1), 117-137",
                url: Some("https://doi.org/10.2143/AST.27.1.563210"),
            }],
        }
    }
}

impl Parameters for ExtremeValue {
    fn check(&self) -> Result<Box<dyn Measure + '_>, Error> {
        if !SHARES.contains(&self.tail_share) {
            let message = format!(
                "The tail is a share of {}; it lies between {} and {} (0.1 is 10 %).",
                self.tail_share,
                SHARES.start(),
                SHARES.end()
            );
            return Err(Error::invalid("tailShare", message));
        }
        Ok(Box::new(self))
    }
}

/// Mean of the worst `mass` losses, of which those above the threshold are as the fit has them.
fn spliced(falling: &[f64], above: usize, mean_above: f64, mass: f64) -> f64 {
    let whole = (mass as usize).min(falling.len());
    let between: f64 = falling[above.min(whole)..whole].iter().sum();
    let rest = falling.get(whole).map_or(0.0, |loss| (mass - whole as f64) * loss);
    (above as f64 * mean_above + between + rest) / mass
}

impl Measure for &ExtremeValue {
    fn measure(&self, setting: &Setting, progress: &mut dyn Progress) -> Result<Outcome, Error> {
        let past = self.horizon.past(setting)?;
        let (mut outcome, losses) =
            sampled::with_losses(setting, &past.moves, past.dependence, &past.named, progress)?;
        let n = losses.len();
        let count = (n as f64 * self.tail_share * (1.0 + 1e-12)) as usize;
        if count < FEWEST {
            let message = format!(
                "{} has {count} losses in a tail of {} %, and its law cannot be told from fewer than {FEWEST}: it takes at least {} returns, or a larger tail.",
                past.named,
                (1000.0 * self.tail_share).round() / 10.0,
                grouped((FEWEST as f64 / self.tail_share).ceil() as u64)
            );
            return Err(Error::new(Code::InsufficientHistory, message).at("method.tailShare"));
        }
        let order = Largest::new(&losses, n);
        let falling: Vec<f64> = order.indices().iter().map(|i| losses[*i as usize]).collect();
        let (threshold, beyond) = (falling[count], 1.0 - setting.level);
        let excesses = excesses(&falling, count);
        let Some(tail) = setting.fitted("tail", &|| Ok(ParetoTail::fit(&excesses)))? else {
            let message = "The largest of the past losses are all alike, or end too soon for a tail (a shape below −0.5): these figures are those of the history itself.";
            outcome.warnings.push(Notice::new("noTail", message).at("method"));
            past.tell(setting.level, &mut outcome);
            return Ok(outcome);
        };
        if tail.shape >= 1.0 {
            let message = format!(
                "The past losses have so heavy a tail (shape {:.2}) that its mean is infinite: there is no expected shortfall. Take another share of them, or another method.",
                tail.shape
            );
            return Err(Error::new(Code::NotConverged, message).at("method.tailShare"));
        }
        let (above, share) = (excesses.len(), excesses.len() as f64 / n as f64);
        let worth = past.overlap() as f64;
        outcome.warnings.clear();
        // What is known beside the figures is the history's.
        outcome.details = Details::default();
        if share > beyond {
            let of = |shape: f64, scale: f64| {
                figures(&ParetoTail { shape, scale, ..tail }, threshold, share, beyond)
            };
            let found = of(tail.shape, tail.scale);
            outcome.value_at_risk = found[0];
            outcome.expected_shortfall = found[1];
            if setting.walk.is_some() {
                return Ok(outcome);
            }
            let step = STEP * tail.scale;
            let by_shape = [of(tail.shape + STEP, tail.scale), of(tail.shape - STEP, tail.scale)];
            let by_scale = [of(tail.shape, tail.scale + step), of(tail.shape, tail.scale - step)];
            let of_share = ((1.0 - share) / (n as f64 * share)).sqrt();
            let by_share = tail.scale * libm::pow(share / beyond, tail.shape) * of_share;
            let error = |i: usize| {
                let fitted = tail.error_of(
                    (by_shape[0][i] - by_shape[1][i]) / (2.0 * STEP),
                    (by_scale[0][i] - by_scale[1][i]) / (2.0 * step),
                );
                let counted = if i == 0 { by_share } else { by_share / (1.0 - tail.shape) };
                (fitted * fitted + counted * counted).sqrt() * worth.sqrt()
            };
            outcome.standard_error =
                Some(StandardError { value_at_risk: error(0), expected_shortfall: error(1) });
            let counted = BAND_FACTOR * by_share * worth.sqrt();
            let reach = |fitted: f64| (fitted * fitted + counted * counted).sqrt();
            let (low, high) = tail.profile_band(&excesses, share / beyond, FALL * worth);
            let excess = found[0] - threshold;
            outcome.band = Some(ConfidenceBand {
                low: low.map(|low| found[0] - reach(excess - low)),
                high: high.map(|high| found[0] + reach(high - excess)),
            });
        } else {
            let mean_above = threshold + tail.scale / (1.0 - tail.shape);
            outcome.expected_shortfall = spliced(&falling, above, mean_above, beyond * n as f64);
        }
        let total: f64 = falling[..above].iter().sum();
        if total > 0.0 {
            let mut scenarios: Vec<u32> = order.indices()[..above].to_vec();
            scenarios.sort_unstable();
            let weights = (outcome.value_at_risk / total, outcome.expected_shortfall / total);
            let participants: Vec<Participant> = scenarios
                .into_iter()
                .map(|scenario| Participant {
                    scenario,
                    value_at_risk: weights.0,
                    expected_shortfall: weights.1,
                    loss: losses[scenario as usize],
                })
                .collect();
            outcome.contributions =
                Simulation::new(setting.book, &past.moves).contributions(participants, progress);
        }
        if setting.worst > 0 {
            outcome.details.tail_fit =
                Some(TailFit { chosen: at(&falling, count, beyond), choices: choices(&falling, beyond) });
        }
        let (of_shape, of_scale) = tail.errors();
        outcome.quantile = format!(
            "VaR and ES are those of the fitted tail above the loss of {threshold:.2}, which {above} of {n} exceed: shape {:.3} ± {of_shape:.3}, scale {:.2} ± {of_scale:.2}.",
            tail.shape, tail.scale
        );
        outcome.error = "Standard errors come from the likelihood of the fit and from the number of losses above the threshold; the 95 % band of VaR from the profile of the likelihood.".into();
        outcome.contribution_rule =
            "A position's mean loss where the book's is above the threshold, scaled to add up to the figure."
                .into();
        outcome.distribution = "A generalised Pareto distribution above the threshold, the past below it. The histogram shows the past.".into();
        past.tell(setting.level, &mut outcome);
        Ok(outcome)
    }
}
