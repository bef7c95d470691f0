//! m = B m_f (+ a): each asset earns what the factors earn, by how much it moves with them. B and the
//! intercepts a come from least squares, m_f are expected moves of the factors.
//!
//! Ross 1976 (arbitrage pricing: without arbitrage the intercepts of many assets are near zero).

use nalgebra::DVector;
use serde::{Deserialize, Serialize};

use super::{MeanEstimate, MeanEstimator, MeanSource, factors};
use crate::error::{Code, Error};
use crate::market::{ByAsset, Observed};
use crate::method::{Choice, Describe, Method, Parameter, Reference, Unit, Value};

/// What becomes of the returns that the factors do not explain.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum Intercept {
    /// Not expected again.
    #[default]
    Dropped,
    /// Expected again.
    Kept,
}

/// Expected returns by way of factors.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct FactorPremia {
    /// Series of the price table that move by returns; without any factor, the mean of the assets.
    pub factors: Vec<String>,
    /// Series of the price table that move by differences.
    pub levels: Vec<String>,
    /// The expected move of a factor per year; the mean of its history where none is given.
    pub premia: ByAsset,
    /// What becomes of the returns that the factors do not explain.
    pub intercept: Intercept,
}

impl MeanEstimator for FactorPremia {
    fn check(&self) -> Result<(), Error> {
        factors::check(&self.factors, &self.levels)?;
        let rule = "The expected move of a factor per year lies between −1e6 and 1e6; 0.1 is 10 %.";
        self.premia.check(-1e6..=1e6, "premia", rule)?;
        let named = |name: &&String| self.factors.contains(name) || self.levels.contains(name);
        match self.premia.0.keys().find(|name| !named(name)) {
            Some(name) => {
                let error = Error::new(Code::NotFound, format!("{name} is none of the factors."));
                Err(error.at(format!("premia.{name}")))
            }
            None => Ok(()),
        }
    }

    fn observes(&self) -> Vec<Observed> {
        Observed::list(&self.factors, &self.levels)
    }

    fn estimate(&self, source: &MeanSource) -> Result<MeanEstimate, Error> {
        let regression = factors::regression(source.returns, &self.factors, &self.levels)?;
        let (of_factors, periods) = (&regression.factors, source.returns.sample().periods_per_year);
        let past = DVector::from_vec(of_factors.means());
        let expected = DVector::from_iterator(
            past.len(),
            of_factors
                .assets()
                .iter()
                .zip(past.iter())
                .map(|(name, past)| self.premia.0.get(name).map_or(*past, |premium| premium / periods)),
        );
        let mean = match self.intercept {
            Intercept::Dropped => &regression.loadings * expected,
            // a = m − B m_f.
            Intercept::Kept => {
                DVector::from_vec(source.returns.means()) + &regression.loadings * (expected - past)
            }
        };
        Ok(MeanEstimate::of(mean.as_slice().to_vec()))
    }
}

impl Describe for FactorPremia {
    fn describe() -> Method {
        let mut parameters = factors::parameters();
        parameters.push(Parameter {
            name: "premia",
            label: "Expected moves of the factors",
            help: "What each factor is expected to return, or to change by, in a year; left out, as in its history.",
            value: Value::PerAsset { unit: Unit::PerYear, min: Some(-1e6), max: Some(1e6), default: None },
            advanced: false,
        });
        parameters.push(Parameter {
            name: "intercept",
            label: "Intercept",
            help: "Whether the return that the factors did not explain is expected again.",
            value: Value::Choice {
                choices: vec![
                    Choice { value: "dropped", label: "Dropped" },
                    Choice { value: "kept", label: "Kept" },
                ],
                default: "dropped",
            },
            advanced: true,
        });
        let mut references = factors::references();
        references.push(Reference {
            text: "S. Ross (1976), The arbitrage theory of capital asset pricing, Journal of Economic Theory 13(3), 341-360",
            url: Some("https://doi.org/10.1016/0022-0531(76)90046-6"),
        });
        Method {
            kind: String::new(),
            label: "Factor premia",
            summary: "Each asset is expected to earn what some factors earn, by how much it moves with them.",
            formula: "μ = p (B m_f + a), r[t] = a + B f[t] + e[t] by least squares, m_f the expected moves of the factors f; a = 0 where it is dropped",
            conventions: &[
                "A factor is a column of the price table; it moves by returns, or by differences x[t] − x[t−1] where it is a level such as a rate. The expected move of a level is its change per year, a decimal of its own unit.",
                "With the intercepts kept and the factors as in their history, μ is the historical mean.",
            ],
            parameters,
            references,
        }
    }
}
