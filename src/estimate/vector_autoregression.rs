//! Vector autoregression: what comes next follows from the last returns of all assets, and of further series.
//!
//! The mathematics are in [`autoregression`](super::autoregression).

use serde::{Deserialize, Serialize};

use super::autoregression::{Autoregression, LagCriterion};
use super::{MeanEstimate, MeanEstimator, MeanSource, predictors, series};
use crate::error::{Code, Error, Notice};
use crate::market::Observed;
use crate::method::{Choice, Describe, Method, Parameter, Reference, Unit, Value};

/// Most lags that a request may ask for.
const LAGS: u32 = 20;

/// Forecasts of returns by their own past and that of all others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct VectorAutoregression {
    /// So many lags at most.
    pub lags: u32,
    /// By what their number is chosen.
    pub criterion: LagCriterion,
    /// Series of the price table that move by returns.
    pub series: Vec<String>,
    /// Series of the price table that move by differences.
    pub levels: Vec<String>,
    /// The mean of so many bars is foretold.
    pub horizon: u32,
}

impl Default for VectorAutoregression {
    fn default() -> Self {
        Self { lags: 5, criterion: LagCriterion::Schwarz, series: vec![], levels: vec![], horizon: 20 }
    }
}

impl MeanEstimator for VectorAutoregression {
    fn check(&self) -> Result<(), Error> {
        if !(1..=LAGS).contains(&self.lags) {
            return Err(Error::invalid("lags", "An autoregression has 1 to 20 lags at most."));
        }
        predictors::check_ahead(self.horizon)?;
        series::check(&self.series, "series")?;
        series::check(&self.levels, "levels")
    }

    fn observes(&self) -> Vec<Observed> {
        Observed::list(&self.series, &self.levels)
    }

    fn estimate(&self, source: &MeanSource) -> Result<MeanEstimate, Error> {
        let returns = source.returns;
        let place = |k: usize| series::place(k, self.series.len());
        let further = series::moves(returns, &self.observes(), &place)?;
        let n = returns.assets().len();
        let columns: Vec<&[f64]> = (0..n)
            .map(|i| returns.column(i))
            .chain((0..further.assets().len()).map(|k| further.column(k)))
            .collect();
        let (width, rows) = (columns.len(), returns.observations());
        // Two periods for each coefficient of an equation.
        let most = (rows.saturating_sub(2) / (2 * width + 1)).min(self.lags as usize);
        if most == 0 {
            let message = format!(
                "An autoregression of {width} series needs {} returns; there are {rows}.",
                2 * width + 3
            );
            return Err(Error::new(Code::InsufficientHistory, message));
        }
        let fitted = Autoregression::fit(&columns, most, self.criterion).map_err(|k| {
            let name = returns.assets().get(k).or_else(|| further.assets().get(k - n));
            let name = name.map_or("a series", String::as_str);
            let message = format!(
                "{name} does not move, or follows from the others: an autoregression needs series that move by themselves."
            );
            Error::invalid("kind", message)
        })?;
        let mut mean = fitted.mean_ahead(&columns, source.ahead(self.horizon));
        mean.truncate(n);
        if mean.iter().any(|m| !m.is_finite()) {
            let message = "The fitted autoregression explodes: choose a shorter horizon or fewer lags.";
            return Err(Error::new(Code::NotConverged, message));
        }
        let message = match fitted.lags {
            0 => "The criterion chose no lags: these are the historical means.".to_owned(),
            1 => format!("The criterion chose 1 lag of at most {most}."),
            lags => format!("The criterion chose {lags} lags of at most {most}."),
        };
        Ok(MeanEstimate { notices: vec![Notice::new("lagsChosen", message)], ..MeanEstimate::of(mean) })
    }
}

impl Describe for VectorAutoregression {
    fn describe() -> Method {
        let mut parameters = vec![
            Parameter {
                name: "lags",
                label: "Most lags",
                help: "As many bars back as the criterion may choose.",
                value: Value::Integer {
                    unit: Unit::Periods,
                    min: Some(1),
                    max: Some(LAGS.into()),
                    default: Some(5),
                },
                advanced: false,
            },
            Parameter {
                name: "criterion",
                label: "Lags by",
                help: "What weighs the fit against the number of coefficients.",
                value: Value::Choice {
                    choices: vec![
                        Choice { value: "schwarz", label: "Schwarz (BIC)" },
                        Choice { value: "hannanQuinn", label: "Hannan and Quinn" },
                        Choice { value: "akaike", label: "Akaike (AIC)" },
                    ],
                    default: "schwarz",
                },
                advanced: false,
            },
        ];
        parameters.extend(series::parameters());
        parameters.push(predictors::horizon_parameter(20));
        Method {
            kind: String::new(),
            label: "Vector autoregression",
            summary: "Forecasts the coming mean return from the last returns of all assets, with as many lags as a criterion likes.",
            formula: "μ = p mean(ŷ[T+1], …, ŷ[T+h]), ŷ[t] = c + Σ_l A_l y[t−l] by least squares; lags with the least ln det Σ̃ + k · (2, ln n or 2 ln ln n) / n, k coefficients, n periods",
            conventions: &[
                "No lags is one of the choices: the forecast is then the historical mean.",
                "At most as many lags as leave two periods for each coefficient of an equation.",
                "A level moves by differences. A series counts from the date it bears: date what is published late by its publication.",
            ],
            parameters,
            references: vec![Reference {
                text: "H. Lütkepohl (2005), New introduction to multiple time series analysis, Springer, sections 3.2 and 4.3",
                url: Some("https://doi.org/10.1007/978-3-540-27752-1"),
            }],
        }
    }
}
