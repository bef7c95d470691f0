//! An index weighted by market value, with a cap: w[i] = min(c, θ s[i] p[i]), θ such that they add up to 1.

use serde::{Deserialize, Serialize};

use super::{Seen, TargetRule};
use crate::error::Error;
use crate::market::ByAsset;
use crate::method::{Describe, Method, Parameter, Reference, Unit, Value};

/// An index by market value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct CapitalizationWeights {
    /// Coins or shares outstanding.
    pub supplies: ByAsset,
    /// Greatest weight.
    pub cap: f64,
}

impl Default for CapitalizationWeights {
    fn default() -> Self {
        Self { supplies: ByAsset::default(), cap: 1.0 }
    }
}

impl TargetRule for CapitalizationWeights {
    fn check(&self) -> Result<(), Error> {
        self.supplies.check(0.0..=1e18, "supplies", "A supply is not below zero.")?;
        if !(0.001..=1.0).contains(&self.cap) {
            return Err(Error::invalid("cap", "A cap lies between 0.001 and 1; 0.25 is 25 %."));
        }
        Ok(())
    }

    fn needs_history(&self) -> bool {
        false
    }

    fn exposures(&self, seen: &Seen) -> Option<Vec<(String, f64)>> {
        let supplies = self.supplies.of(seen.assets);
        let values: Vec<f64> =
            supplies.iter().zip(seen.prices).map(|(supply, price)| supply * price).collect();
        let weights = capped(&values, self.cap);
        Some(seen.assets.iter().cloned().zip(weights).filter(|(_, weight)| *weight > 0.0).collect())
    }
}

/// Parts in proportion to values, none above the cap: what one has too much is shared by the others. Where all are at
/// the cap the rest is cash.
pub(crate) fn capped(values: &[f64], cap: f64) -> Vec<f64> {
    let mut at_cap = vec![false; values.len()];
    loop {
        let free: f64 = values.iter().zip(&at_cap).filter(|(_, at)| !**at).map(|(value, _)| value).sum();
        let left = 1.0 - cap * at_cap.iter().filter(|at| **at).count() as f64;
        let part = |i: usize| match at_cap[i] {
            true => cap,
            false if free > 0.0 => left * values[i] / free,
            false => 0.0,
        };
        let weights: Vec<f64> = (0..values.len()).map(part).collect();
        let over: Vec<usize> = (0..values.len()).filter(|&i| !at_cap[i] && weights[i] > cap).collect();
        if over.is_empty() {
            return weights;
        }
        over.into_iter().for_each(|i| at_cap[i] = true);
    }
}

impl Describe for CapitalizationWeights {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Market value",
            summary: "Holds an index in proportion to market values, none above a cap.",
            formula: "w[i] = min(c, θ s[i] p[i]), θ such that Σ w = 1",
            conventions: &[
                "Supplies are the same throughout: market values move with prices alone.",
                "Where every asset is at the cap the rest is cash.",
            ],
            parameters: vec![
                Parameter {
                    name: "supplies",
                    label: "Supplies",
                    help: "Coins or shares outstanding, by asset; an asset that is left out is not in the index.",
                    value: Value::PerAsset {
                        unit: Unit::None,
                        min: Some(0.0),
                        max: Some(1e18),
                        default: Some(0.0),
                    },
                    advanced: false,
                },
                Parameter {
                    name: "cap",
                    label: "Cap",
                    help: "The greatest weight of an asset.",
                    value: Value::Number {
                        unit: Unit::Fraction,
                        min: Some(0.001),
                        max: Some(1.0),
                        default: Some(1.0),
                    },
                    advanced: false,
                },
            ],
            references: vec![Reference {
                text: "Sharpe, W. F. (1964). Capital asset prices. The Journal of Finance 19(3), 425-442.",
                url: Some("https://doi.org/10.1111/j.1540-6261.1964.tb02865.x"),
            }],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::capped;

    #[test]
    fn what_is_over_the_cap_is_shared_by_the_others() {
        // 60, 30 and 10 % with a cap of 40 %: the others share 60 % as 3 to 1 (45 and 15), and 45 is over it too.
        let weights = capped(&[60.0, 30.0, 10.0], 0.4);
        for (weight, by_hand) in weights.iter().zip([0.4, 0.4, 0.2]) {
            assert!((weight - by_hand).abs() < 1e-15, "{weights:?}");
        }
        assert_eq!(capped(&[1.0, 3.0], 1.0), [0.25, 0.75]);
        assert_eq!(capped(&[1.0, 1.0], 0.3), [0.3, 0.3], "what nobody may take is cash");
        assert_eq!(capped(&[0.0, 0.0], 0.3), [0.0, 0.0]);
    }
}
