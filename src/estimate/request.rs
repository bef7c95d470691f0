//! The operation `estimate`: expected returns and covariances of a price history.

use serde::{Deserialize, Serialize};

use super::history::{Estimated, HistorySettings, PERIODS_PER_YEAR};
use super::moments::CARRY;
use super::{Conditioning, Covariance, HistoryUse, Mean, Repair};
use crate::SchemaVersion;
use crate::error::{Error, Notice};
use crate::market::{ByAsset, PriceTable, ReturnKind, ReturnSample};
use crate::method::{Choice, OperationDescription, Parameter, Unit, Value};
use crate::operations::Operation;
use crate::progress::Progress;

/// What to estimate from.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct EstimateRequest {
    /// Always 1.
    pub schema_version: Option<SchemaVersion>,
    /// Price history; a session may lend its own.
    pub prices: Option<PriceTable>,
    /// Which assets, in this order; all when left out.
    pub assets: Option<Vec<String>>,
    /// How expected returns are estimated.
    pub mean: Mean,
    /// What holding each asset brings or costs beside its price, per year; added to its expected return.
    pub carry: ByAsset,
    /// How covariances are estimated.
    pub covariance: Covariance,
    /// What is done where the estimated covariance is none.
    pub repair: Repair,
    /// Which part of unequal histories is used.
    pub history: HistoryUse,
    /// Simple or log returns.
    pub returns: ReturnKind,
    /// Instead of what the dates say.
    pub periods_per_year: Option<f64>,
    /// First date of the history that may be used.
    pub from: Option<String>,
    /// Last date of the history that may be used.
    pub to: Option<String>,
}

/// Moments per year; `assets`, `expectedReturns` and `covariance` are what `allocate` takes as
/// `moments`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct EstimateResponse {
    /// The assets, in the order of all numbers.
    pub assets: Vec<String>,
    /// Per year.
    pub expected_returns: Vec<f64>,
    /// Per year.
    pub volatilities: Vec<f64>,
    /// Row by row, per year.
    pub covariance: Vec<Vec<f64>>,
    /// How much of its target is in the covariance, where the estimator shrinks.
    pub shrinkage: Option<f64>,
    /// Greatest over smallest eigenvalue of the correlations, to about a tenth; null where they are
    /// singular.
    pub condition_number: Option<f64>,
    /// Smallest eigenvalue of the correlations, to about a tenth; 0 where they are singular.
    pub smallest_eigenvalue: f64,
    /// The history that was used.
    pub sample: ReturnSample,
    /// What to know about the answer.
    pub warnings: Vec<Notice>,
}

/// Runs the operation `estimate`.
pub fn run(request: &EstimateRequest, _progress: &mut dyn Progress) -> Result<EstimateResponse, Error> {
    let settings = HistorySettings {
        assets: request.assets.as_deref(),
        observed: &[],
        mean: &request.mean,
        covariance: &request.covariance,
        repair: request.repair,
        history: request.history,
        returns: request.returns,
        periods_per_year: request.periods_per_year,
        from: request.from.as_deref(),
        to: request.to.as_deref(),
    };
    let prices = request.prices.as_ref().ok_or_else(|| Error::invalid("prices", "There are no prices."))?;
    let Estimated { mut moments, known, sample, notices, .. } = settings.estimate(prices)?;
    moments.add_carry(&request.carry, &known)?;
    let conditioning = Conditioning::of(&moments.covariance);
    Ok(EstimateResponse {
        volatilities: moments.volatilities(),
        covariance: moments.covariance.row_iter().map(|row| row.iter().copied().collect()).collect(),
        assets: moments.assets,
        expected_returns: moments.mean,
        shrinkage: moments.shrinkage,
        condition_number: Some(conditioning.number()).filter(|number| number.is_finite()),
        smallest_eigenvalue: conditioning.smallest,
        sample,
        warnings: notices,
    })
}

/// The settings of an estimate, which `allocate` and `frontier` share.
pub fn settings() -> Vec<Parameter> {
    let [least, greatest] = PERIODS_PER_YEAR;
    let parameter = |name, label, help, value, advanced| Parameter { name, label, help, value, advanced };
    vec![
        parameter(
            "covariance",
            "Covariance",
            "How risks and correlations are estimated from the prices.",
            Value::Method { family: "covariance", default: Covariance::default().kind() },
            false,
        ),
        parameter(
            "repair",
            "Repair of the covariance",
            "What is done where the estimated correlations would give some portfolio a negative variance; it is said when it happens.",
            Value::Choice {
                choices: vec![
                    Choice { value: "nearestCorrelation", label: "Nearest correlations" },
                    Choice { value: "clipping", label: "Lift low eigenvalues" },
                ],
                default: "nearestCorrelation",
            },
            true,
        ),
        parameter(
            "mean",
            "Expected returns",
            "How expected returns are estimated from the prices.",
            Value::Method { family: "mean", default: Mean::default().kind() },
            true,
        ),
        parameter(
            "carry",
            "Carry",
            "What holding each asset brings or costs beside its price: staking, lending, funding, borrowing; added to its expected return.",
            Value::PerAsset {
                unit: Unit::PerYear,
                min: Some(*CARRY.start()),
                max: Some(*CARRY.end()),
                default: Some(0.0),
            },
            true,
        ),
        parameter(
            "history",
            "Unequal histories",
            "Whether only the dates are used that all assets have, or all dates: what a late asset lacks is then completed from those it moves with. With any gaps, the sample moments are those of greatest likelihood by expectation maximisation.",
            Value::Choice {
                choices: vec![
                    Choice { value: "common", label: "Common dates" },
                    Choice { value: "full", label: "All dates" },
                    Choice { value: "expectationMaximization", label: "All dates, with any gaps" },
                ],
                default: "common",
            },
            true,
        ),
        parameter(
            "returns",
            "Returns",
            "Simple returns add up across assets, log returns across time.",
            Value::Choice {
                choices: vec![
                    Choice { value: "simple", label: "Simple" },
                    Choice { value: "log", label: "Logarithmic" },
                ],
                default: "simple",
            },
            true,
        ),
        parameter(
            "periodsPerYear",
            "Periods per year",
            "How many bars make a year; left out, the dates tell.",
            Value::Number { unit: Unit::Count, min: Some(least), max: Some(greatest), default: None },
            true,
        ),
    ]
}

/// The operation `estimate`.
pub struct Estimate;

impl Operation for Estimate {
    type Request = EstimateRequest;
    type Response = EstimateResponse;

    fn describe() -> OperationDescription {
        OperationDescription {
            name: "estimate",
            book: "",
            label: "Estimate",
            summary: "Estimates expected returns and covariances per year from a price history.",
            parameters: settings(),
        }
    }

    fn run(request: &EstimateRequest, progress: &mut dyn Progress) -> Result<EstimateResponse, Error> {
        run(request, progress)
    }

    fn prices(request: &mut EstimateRequest) -> Option<&mut Option<PriceTable>> {
        Some(&mut request.prices)
    }
}
