//! Cornish-Fisher: the quantile of the normal, bent by the skewness and kurtosis of the book's past profits.
//!
//! ```text
//! VaR = −(m + σ w(1 − α))        ES = −(m + σ E[w; w below its quantile]/(1 − α))
//! w(z) = z + (z² − 1) S/6 + (z³ − 3z) K/24 − (2z³ − 5z) S²/36,   z = Φ⁻¹(1 − α)
//! part of position i = Σ_t pᵢ[t] ∂figure/∂p[t]
//! ```
//!
//! m, σ, S, K mean, standard deviation, skewness and excess kurtosis of the profits p[t] of today's positions
//! in the past windows, revalued in full. The figures are homogeneous in p, so that the parts add up (Euler). Errors
//! come from the same derivatives: the influence of an observation on m, σ, S and K.
//!
//! Sources: Cornish and Fisher (1938), Moments and cumulants in the specification of distributions, Revue de
//! l'Institut International de Statistique 5(4); Maillard (2012), A user's guide to the Cornish Fisher
//! expansion, SSRN 1997178 (domain, corrected parameters).

use serde::{Deserialize, Serialize};

use super::linear::BAND_FACTOR;
use super::measure::{Details, Measure, Outcome, Parameters, Setting};
use super::past_moves::HistoricalHorizon;
use super::sampled;
use super::simulation::Simulation;
use super::tail::{ConfidenceBand, Participant, StandardError};
use crate::error::{Code, Error, Notice};
use crate::math::cornish_fisher::{Expansion, is_monotone, moments};
use crate::method::{Choice, Describe, Method, Parameter, Reference, Value};
use crate::progress::Progress;

/// Fewest returns whose skewness and kurtosis say anything.
const LEAST_HISTORY: usize = 30;
/// Step of the derivatives by S and K.
const STEP: f64 = 1e-5;

/// What the parameters of the expansion are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum ExpansionParameters {
    /// Skewness and kurtosis of the profits.
    #[default]
    Moments,
    /// Those for which the expansion has the skewness and kurtosis of the profits.
    Corrected,
}

/// Quantiles by the expansion of Cornish and Fisher.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct CornishFisher {
    /// What a horizon of several bars is made of.
    pub horizon: HistoricalHorizon,
    /// What the expansion is made with.
    pub parameters: ExpansionParameters,
}

impl Describe for CornishFisher {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Cornish-Fisher",
            summary: "Bends the normal by the skewness and kurtosis of what today's positions would have earned in the past.",
            formula: "VaR = −(m + σ w(z)), w = z + (z²−1) S/6 + (z³−3z) K/24 − (2z³−5z) S²/36, z = Φ⁻¹(1−α); m, σ, S, K mean, deviation, skewness, excess kurtosis of the profits",
            conventions: &[
                "Valid where w rises everywhere: |S| ≤ 6 (√2 − 1) and 27 K² − (216 + 66 S²) K + 40 S⁴ + 336 S² ≤ 0.",
                "Outside, the parameters are corrected so that the distribution has S and K (Maillard); where none do, the figures are those of the history itself, and a notice says so.",
            ],
            parameters: vec![
                HistoricalHorizon::parameter(),
                Parameter {
                    name: "parameters",
                    label: "Parameters",
                    help: "The moments themselves, as is usual, or corrected ones by which the distribution has exactly these moments.",
                    value: Value::Choice {
                        choices: vec![
                            Choice { value: "moments", label: "The moments" },
                            Choice { value: "corrected", label: "Corrected" },
                        ],
                        default: "moments",
                    },
                    advanced: true,
                },
            ],
            references: vec![Reference {
                text: "D. Maillard (2012), A user's guide to the Cornish Fisher expansion, SSRN 1997178",
                url: Some("https://doi.org/10.2139/ssrn.1997178"),
            }],
        }
    }
}

impl Parameters for CornishFisher {
    fn check(&self) -> Result<Box<dyn Measure + '_>, Error> {
        Ok(Box::new(self))
    }
}

/// Moments of profits: mean, and central ones.
struct Profits {
    mean: f64,
    second: f64,
    third: f64,
    fourth: f64,
    count: f64,
}

impl Profits {
    fn of(losses: &[f64]) -> Self {
        let count = losses.len() as f64;
        let mean = -losses.iter().sum::<f64>() / count;
        let central = |power: i32| losses.iter().map(|loss| (-loss - mean).powi(power)).sum::<f64>() / count;
        Self { mean, second: central(2), third: central(3), fourth: central(4), count }
    }

    fn deviation(&self) -> f64 {
        (self.second * self.count / (self.count - 1.0)).sqrt()
    }

    fn skewness(&self) -> f64 {
        self.third / (self.second * self.second.sqrt())
    }

    fn kurtosis(&self) -> f64 {
        self.fourth / (self.second * self.second) - 3.0
    }
}

/// x(S, K), a quantile or a tail mean of the standardised distribution, with its derivatives.
struct Bent {
    x: f64,
    by_skewness: f64,
    by_kurtosis: f64,
}

impl Bent {
    fn new(expansion: &Expansion, figure: &dyn Fn(&Expansion) -> f64) -> Self {
        let corrected = expansion.deviation != 1.0;
        let at = |s: f64, k: f64| {
            let deviation = if corrected { moments(s, k).0.sqrt() } else { 1.0 };
            figure(&Expansion { skew: s, kurtosis: k, deviation })
        };
        let (s, k) = (expansion.skew, expansion.kurtosis);
        let slope = |f: &dyn Fn(f64) -> f64| (f(STEP) - f(-STEP)) / (2.0 * STEP);
        let (by_s, by_k) = (slope(&|d| at(s + d, k)), slope(&|d| at(s, k + d)));
        if !corrected {
            return Self { x: figure(expansion), by_skewness: by_s, by_kurtosis: by_k };
        }
        // By the parameters, and those by the moments.
        let [ss, sk] = [slope(&|d| moments(s + d, k).1), slope(&|d| moments(s, k + d).1)];
        let [ks, kk] = [slope(&|d| moments(s + d, k).2), slope(&|d| moments(s, k + d).2)];
        let determinant = ss * kk - sk * ks;
        Self {
            x: figure(expansion),
            by_skewness: (by_s * kk - by_k * ks) / determinant,
            by_kurtosis: (by_k * ss - by_s * sk) / determinant,
        }
    }

    /// −(m + σ x).
    fn loss(&self, profits: &Profits) -> f64 {
        -(profits.mean + profits.deviation() * self.x)
    }

    /// ∂loss/∂p of a profit that is `c` from the mean, times the number of profits.
    fn derivative(&self, profits: &Profits, c: f64) -> f64 {
        let Profits { second, third, .. } = *profits;
        let root = second.sqrt();
        let deviation = profits.deviation() * c / second;
        let skewness = 3.0 * (c * c - second) / (second * root) - 3.0 * profits.skewness() * c / second;
        let kurtosis =
            (4.0 * (c * c * c - third) - 4.0 * (profits.kurtosis() + 3.0) * second * c) / (second * second);
        let bent = self.by_skewness * skewness + self.by_kurtosis * kurtosis;
        -(1.0 + deviation * self.x + profits.deviation() * bent)
    }

    /// How the loss moves with the share of profits that are `c` from the mean.
    fn influence(&self, profits: &Profits, c: f64) -> f64 {
        let Profits { second, third, fourth, .. } = *profits;
        let root = second.sqrt();
        let of_second = c * c - second;
        let of_third = c * c * c - third - 3.0 * second * c;
        let of_fourth = c.powi(4) - fourth - 4.0 * third * c;
        let skewness = of_third / (second * root) - 1.5 * profits.skewness() * of_second / second;
        let kurtosis = of_fourth / (second * second) - 2.0 * (profits.kurtosis() + 3.0) * of_second / second;
        let bent = self.by_skewness * skewness + self.by_kurtosis * kurtosis;
        -(c + profits.deviation() * (0.5 * of_second / second * self.x + bent))
    }

    fn error(&self, profits: &Profits, losses: &[f64], overlap: usize) -> f64 {
        let influence = |loss: &f64| self.influence(profits, -loss - profits.mean).powi(2);
        let variance = losses.iter().map(influence).sum::<f64>() / profits.count;
        (variance * overlap as f64 / profits.count).sqrt()
    }
}

impl Measure for &CornishFisher {
    fn measure(&self, setting: &Setting, progress: &mut dyn Progress) -> Result<Outcome, Error> {
        let past = self.horizon.past(setting)?;
        let (mut outcome, losses) =
            sampled::with_losses(setting, &past.moves, past.dependence, &past.named, progress)?;
        if losses.len() < LEAST_HISTORY {
            let message = format!(
                "Skewness and kurtosis cannot be told from {} returns: it takes at least {LEAST_HISTORY}.",
                losses.len()
            );
            return Err(Error::new(Code::InsufficientHistory, message).at("prices"));
        }
        let profits = Profits::of(&losses);
        let (skewness, kurtosis) = (profits.skewness(), profits.kurtosis());
        // Rounding of profits that are all alike has no shape.
        let varies = profits.second.sqrt() > 1e-9 * (profits.mean.abs() + 1e-6);
        let plain = self.parameters == ExpansionParameters::Moments && is_monotone(skewness, kurtosis);
        let expansion = match (varies, plain) {
            (false, _) => None,
            (true, true) => Some(Expansion::plain(skewness, kurtosis)),
            (true, false) => Expansion::matched(skewness, kurtosis),
        };
        let shape = format!("skewness {skewness:.2} and excess kurtosis {kurtosis:.2}");
        let mut warnings = vec![];
        if let Some(expansion) = expansion {
            let tail = 1.0 - setting.level;
            let value = Bent::new(&expansion, &|expansion| expansion.quantile(tail));
            let mean = Bent::new(&expansion, &|expansion| expansion.mean_below(tail));
            outcome.value_at_risk = value.loss(&profits);
            outcome.expected_shortfall = mean.loss(&profits);
            if setting.walk.is_some() {
                return Ok(outcome);
            }
            let participants: Vec<Participant> = (0..losses.len() as u32)
                .map(|scenario| {
                    let c = -losses[scenario as usize] - profits.mean;
                    // Weights are of losses.
                    let weight = |bent: &Bent| -bent.derivative(&profits, c) / profits.count;
                    Participant {
                        scenario,
                        value_at_risk: weight(&value),
                        expected_shortfall: weight(&mean),
                        loss: losses[scenario as usize],
                    }
                })
                .collect();
            outcome.contributions =
                Simulation::new(setting.book, &past.moves).contributions(participants, progress);
            let error = |bent: &Bent| bent.error(&profits, &losses, past.overlap());
            let reach = BAND_FACTOR * error(&value);
            outcome.standard_error =
                Some(StandardError { value_at_risk: error(&value), expected_shortfall: error(&mean) });
            outcome.band = Some(ConfidenceBand {
                low: Some(outcome.value_at_risk - reach),
                high: Some(outcome.value_at_risk + reach),
            });
            outcome.warnings.clear();
            // What is known beside the figures is the history's.
            outcome.details = Details::default();
            outcome.quantile = "VaR and ES are the quantile and the tail mean of the expansion, with the mean and the deviation of the past profits.".into();
            outcome.error = "Standard errors and the 95 % band of VaR are those of the four moments, by their influence functions.".into();
            outcome.contribution_rule =
                "Euler: a position's past profits times the derivative of the figure by each.".into();
            if !plain && self.parameters == ExpansionParameters::Moments {
                let message = format!(
                    "The past profits have {shape}, outside the domain of the expansion: its parameters were corrected to {:.2} and {:.2}, with which it has them.",
                    expansion.skew, expansion.kurtosis
                );
                warnings.push(Notice::new("expansionCorrected", message).at("method"));
            }
        } else if varies {
            let message = format!(
                "The past profits have {shape}, and no parameters of the expansion give them: these figures are those of the history itself."
            );
            warnings.push(Notice::new("expansionLeft", message).at("method"));
        }
        let shape = if varies { shape } else { "no shape, since nothing varies".into() };
        outcome.distribution = format!(
            "A normal bent to {shape}, those of the past profits of today's positions. The histogram shows these."
        );
        outcome.warnings.extend(warnings);
        past.tell(setting.level, &mut outcome);
        Ok(outcome)
    }
}
