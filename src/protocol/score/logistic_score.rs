//! Logistic score: log-odds that are linear in the factors.
//!
//! ```text
//! s = a + b₁ min(audits, 4) + b₂ ln(1 + years) + b₃ log₁₀(1 + value/10⁶) + b₄ max(−change, 0)
//!       + b₅ incidents + keys + oracle + verification,      p = 1/(1 + exp(−s))
//! ```
//!
//! An amount that is not known counts as 0, a word that is not known as [`LogisticScore::unknown`]. The form is that of
//! models of bankruptcy (Ohlson 1980) and of closures of exchanges (Moore, Christin and Szurdi 2018); the coefficients
//! are a judgement, and made to be changed: no sample of failures is long enough to fit them.

use serde::{Deserialize, Serialize};

use super::{BridgeVerification, PriceOracle, Score, ScoreFactors, ScoreTerm, UpgradeKeys};
use crate::error::Error;
use crate::method::{Describe, Method, Parameter, Reference, Unit, Value};
use crate::protocol::graph::DependencyKind;

/// Coefficients beyond these are a slip of the decimal mark.
const COEFFICIENTS: (f64, f64) = (-20.0, 20.0);
/// Further audits add nothing.
const MOST_AUDITS: f64 = 4.0;
/// Value that counts as hardly any.
const LITTLE: f64 = 1e6;

/// Log-odds linear in the factors.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct LogisticScore {
    /// Log-odds of what is new, small, unaudited and otherwise harmless.
    pub intercept: f64,
    /// For each audit, up to four.
    pub audit: f64,
    /// For ln(1 + years).
    pub age: f64,
    /// For log₁₀(1 + value/10⁶).
    pub value_locked: f64,
    /// For the part of the value that left in 90 days.
    pub outflow: f64,
    /// For each past loss.
    pub incident: f64,
    /// Keys behind a delay.
    pub timelock: f64,
    /// Keys of several.
    pub multisig: f64,
    /// One key.
    pub single_key: f64,
    /// Prices of many.
    pub aggregated_oracle: f64,
    /// Prices of one.
    pub single_oracle: f64,
    /// Prices of a pool.
    pub pool_oracle: f64,
    /// Bridge with a light client.
    pub light_client: f64,
    /// Bridge that can be objected to.
    pub optimistic: f64,
    /// Bridge of outside validators.
    pub validators: f64,
    /// Bridge of a few keys.
    pub bridge_multisig: f64,
    /// For keys, oracle and verification that are not known.
    pub unknown: f64,
}

impl Default for LogisticScore {
    fn default() -> Self {
        Self {
            intercept: -2.0,
            audit: -0.3,
            age: -0.6,
            value_locked: -0.2,
            outflow: 1.5,
            incident: 0.5,
            timelock: 0.2,
            multisig: 0.5,
            single_key: 1.5,
            aggregated_oracle: 0.1,
            single_oracle: 0.8,
            pool_oracle: 1.5,
            light_client: 0.2,
            optimistic: 0.4,
            validators: 1.0,
            bridge_multisig: 1.5,
            unknown: 0.5,
        }
    }
}

impl LogisticScore {
    /// Name, label and help of each coefficient with its value, in the order of the form.
    fn coefficients(&self) -> [(&'static str, &'static str, &'static str, f64); 17] {
        [
            (
                "intercept",
                "Base",
                "Log-odds of what is new, small and unaudited, with nothing against it.",
                self.intercept,
            ),
            ("audit", "Each audit", "Up to four.", self.audit),
            ("age", "Age", "For ln(1 + years).", self.age),
            ("valueLocked", "Value locked", "For log10(1 + value / 1,000,000).", self.value_locked),
            ("outflow", "Outflow", "For the part of the value that left in 90 days.", self.outflow),
            ("incident", "Each incident", "For each time it has lost money.", self.incident),
            ("timelock", "Keys: timelock", "Changes after a delay.", self.timelock),
            ("multisig", "Keys: several", "Changes at once by several keys.", self.multisig),
            ("singleKey", "Keys: one", "Changes at once by one key.", self.single_key),
            ("aggregatedOracle", "Oracle: many", "Prices of many reporters.", self.aggregated_oracle),
            ("singleOracle", "Oracle: one", "Prices of one reporter.", self.single_oracle),
            ("poolOracle", "Oracle: pool", "Spot prices of a pool.", self.pool_oracle),
            ("lightClient", "Bridge: light client", "Verified by a light client.", self.light_client),
            ("optimistic", "Bridge: optimistic", "Verified unless someone objects.", self.optimistic),
            ("validators", "Bridge: validators", "Signed by outside validators.", self.validators),
            ("bridgeMultisig", "Bridge: few keys", "Signed by a few keys.", self.bridge_multisig),
            ("unknown", "Unknown", "For keys, oracle and verification that are not known.", self.unknown),
        ]
    }
}

impl Describe for LogisticScore {
    fn describe() -> Method {
        let parameter = |(name, label, help, default)| Parameter {
            name,
            label,
            help,
            value: Value::Number {
                unit: Unit::None,
                min: Some(COEFFICIENTS.0),
                max: Some(COEFFICIENTS.1),
                default: Some(default),
            },
            advanced: !matches!(name, "intercept" | "audit" | "age"),
        };
        Method {
            kind: String::new(),
            label: "Logistic",
            summary: "The log-odds of a failure within a year are a sum over the stated factors.",
            formula: "p = 1/(1 + exp(−s)), s = base + Σ coefficient × factor",
            conventions: &[
                "The coefficients are a judgement, not an estimate: change them, and see what follows.",
                "An amount that is not known counts as 0, a word that is not known as the coefficient \"Unknown\": what is not known never looks safe.",
                "Audits count up to four, age as ln(1 + years), value locked as log10(1 + value/1,000,000), of changes in value only outflows.",
            ],
            parameters: Self::default().coefficients().into_iter().map(parameter).collect(),
            references: vec![
                Reference {
                    text: "J. A. Ohlson (1980), Financial ratios and the probabilistic prediction of bankruptcy, Journal of Accounting Research 18(1), 109-131",
                    url: Some("https://doi.org/10.2307/2490395"),
                },
                Reference {
                    text: "T. Moore, N. Christin, J. Szurdi (2018), Revisiting the risks of bitcoin currency exchange closure, ACM Transactions on Internet Technology 18(4), 50",
                    url: Some("https://doi.org/10.1145/3155808"),
                },
            ],
        }
    }
}

impl Score for LogisticScore {
    fn check(&self) -> Result<(), Error> {
        for (name, _, _, value) in self.coefficients() {
            if !(COEFFICIENTS.0..=COEFFICIENTS.1).contains(&value) {
                let message = format!(
                    "The coefficient is {value}; it lies between {} and {}.",
                    COEFFICIENTS.0, COEFFICIENTS.1
                );
                return Err(Error::invalid(name, message));
            }
        }
        Ok(())
    }

    fn terms(&self, kind: DependencyKind, factors: &ScoreFactors) -> Vec<ScoreTerm> {
        let amount = |factor, given: Option<f64>, adds: &dyn Fn(f64) -> f64| ScoreTerm {
            factor,
            adds: given.map_or(0.0, adds),
            known: given.is_some(),
        };
        let word = |factor, given: Option<f64>| ScoreTerm {
            factor,
            adds: given.unwrap_or(self.unknown),
            known: given.is_some(),
        };
        let keys = factors.upgrade_keys.map(|keys| match keys {
            UpgradeKeys::Immutable => 0.0,
            UpgradeKeys::Timelock => self.timelock,
            UpgradeKeys::Multisig => self.multisig,
            UpgradeKeys::Single => self.single_key,
        });
        let oracle = factors.oracle.map(|oracle| match oracle {
            PriceOracle::None => 0.0,
            PriceOracle::Aggregated => self.aggregated_oracle,
            PriceOracle::Single => self.single_oracle,
            PriceOracle::Pool => self.pool_oracle,
        });
        let verification = factors.verification.map(|verification| match verification {
            BridgeVerification::Native => 0.0,
            BridgeVerification::LightClient => self.light_client,
            BridgeVerification::Optimistic => self.optimistic,
            BridgeVerification::Validators => self.validators,
            BridgeVerification::Multisig => self.bridge_multisig,
        });
        let mut terms = vec![
            ScoreTerm { factor: "base", adds: self.intercept, known: true },
            amount("audits", factors.audits, &|audits| self.audit * audits.min(MOST_AUDITS)),
            amount("ageYears", factors.age_years, &|years| self.age * libm::log1p(years)),
            amount("valueLocked", factors.value_locked, &|value| {
                self.value_locked * libm::log10(1.0 + value / LITTLE)
            }),
            amount("valueChange", factors.value_change, &|change| self.outflow * (-change).max(0.0)),
            amount("incidents", factors.incidents, &|incidents| self.incident * incidents),
            word("upgradeKeys", keys),
            word("oracle", oracle),
        ];
        if kind == DependencyKind::Bridge {
            terms.push(word("verification", verification));
        }
        terms
    }
}

#[cfg(test)]
mod tests {
    use super::super::probability;
    use super::*;

    /// −2 − 0.3·4 − 0.6 ln 5 − 0.2·log₁₀(1001) + 1.5·0.1 + 0.5 + 0.2 + 0.1 = −3.8157288…
    #[test]
    fn a_score_by_hand() {
        let factors = ScoreFactors {
            audits: Some(6.0),
            age_years: Some(4.0),
            value_locked: Some(1e9),
            value_change: Some(-0.1),
            upgrade_keys: Some(UpgradeKeys::Timelock),
            oracle: Some(PriceOracle::Aggregated),
            verification: None,
            incidents: Some(1.0),
        };
        let terms = LogisticScore::default().terms(DependencyKind::Protocol, &factors);
        let score: f64 = terms.iter().map(|term| term.adds).sum();
        let by_hand = -2.0 - 1.2 - 0.6 * 1.609_437_912_434_100_4 - 0.2 * 3.000_434_077_479_319 + 0.95;
        assert!((score - by_hand).abs() < 1e-14);
        assert!((probability(&terms) - 1.0 / (1.0 + 1.0 / by_hand.exp())).abs() < 1e-16);
        assert!(terms.iter().all(|term| term.known));
    }

    #[test]
    fn what_is_not_known_never_looks_safe() {
        let score = LogisticScore::default();
        let unknown = probability(&score.terms(DependencyKind::Bridge, &ScoreFactors::default()));
        let stated = |factors: ScoreFactors| probability(&score.terms(DependencyKind::Bridge, &factors));
        let audited = stated(ScoreFactors { audits: Some(2.0), ..ScoreFactors::default() });
        let native = stated(ScoreFactors {
            verification: Some(BridgeVerification::Native),
            ..ScoreFactors::default()
        });
        assert!(audited < unknown && native < unknown, "{unknown} {audited} {native}");
    }
}
