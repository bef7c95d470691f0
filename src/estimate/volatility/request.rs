//! The operation `volatility`: a model of one asset's volatility, fitted to its price history.

use serde::{Deserialize, Serialize};

use super::fit::{FEWEST, Fitted};
use super::process::{FREEDOM, MEAN};
use super::{Innovations, VolatilityModel};
use crate::SchemaVersion;
use crate::error::{Error, Notice};
use crate::market::{
    PriceTable, ReturnKind, ReturnOptions, ReturnSample, Returns, format_instant, read_instant,
};
use crate::method::{OperationDescription, Parameter, Unit, Value};
use crate::operations::Operation;
use crate::progress::Progress;

/// Furthest forecast, in bars.
const FURTHEST: u32 = 1000;
/// A month of weekdays.
const DEFAULT_HORIZON: u32 = 21;

/// Asks for a volatility model.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct VolatilityRequest {
    /// Always 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schema_version: Option<SchemaVersion>,
    /// Price history; a session may lend its own.
    pub prices: Option<PriceTable>,
    /// Which asset; the first where it is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asset: Option<String>,
    /// The model.
    pub model: VolatilityModel,
    /// So many bars ahead are forecast; 21.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub horizon: Option<u32>,
    /// First date of the history that may be used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Last date of the history that may be used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

/// One parameter of a fitted model.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct VolatilityEstimate {
    /// As formulas write it.
    pub symbol: &'static str,
    /// Per bar.
    pub value: f64,
    /// From the Hessian of ln L; none for what is given, and at a bound.
    pub standard_error: Option<f64>,
    /// Robust to returns that are not distributed as the model has it.
    pub robust_standard_error: Option<f64>,
}

/// A fitted volatility model.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct VolatilityResponse {
    /// Whose volatility it is.
    pub asset: String,
    /// The mean μ first.
    pub parameters: Vec<VolatilityEstimate>,
    /// ln L of the returns as decimals.
    pub log_likelihood: f64,
    /// How much of a variance, or of its logarithm, is left after a bar; it returns to its level where this is below 1.
    pub persistence: f64,
    /// The level to which volatility returns, per year; none where there is none.
    pub unconditional_volatility: Option<f64>,
    /// Date of each return.
    pub dates: Vec<String>,
    /// The volatility of each return as the model expected it, per year.
    pub volatilities: Vec<f64>,
    /// The volatility that is expected of each bar ahead, per year: the root of the expected variance.
    pub forecast: Vec<f64>,
    /// The history that was used.
    pub sample: ReturnSample,
    /// What to know about the answer.
    pub warnings: Vec<Notice>,
}

/// Runs the operation `volatility`.
pub fn run(request: &VolatilityRequest) -> Result<VolatilityResponse, Error> {
    let horizon = request.horizon.unwrap_or(DEFAULT_HORIZON);
    if !(1..=FURTHEST).contains(&horizon) {
        return Err(Error::invalid("horizon", "The horizon lies between 1 and 1000 bars of the history."));
    }
    let model = request.model.method().check().map_err(|error| error.inside("model"))?;
    let prices = request.prices.as_ref().ok_or_else(|| Error::invalid("prices", "There are no prices."))?;
    let history = prices.check().map_err(|error| error.inside("prices"))?;
    let asset = request.asset.clone().or_else(|| history.assets().first().cloned()).unwrap_or_default();
    let options = ReturnOptions {
        assets: Some(std::slice::from_ref(&asset)),
        kind: ReturnKind::Log,
        from: read_instant(request.from.as_deref(), "from")?,
        to: read_instant(request.to.as_deref(), "to")?,
        at_least: FEWEST,
        ..ReturnOptions::default()
    };
    let (returns, mut warnings) = Returns::new(&history, &options)?;
    let fitted = Fitted::of(&model, returns.column(0))?;
    if fitted.at_bound() {
        let message = "The likelihood is greatest at a bound of the parameters, as where volatility returns to no level: no standard errors can be told.";
        warnings.push(Notice::new("volatilityAtBound", message));
    }
    let periods = returns.sample().periods_per_year;
    let yearly = |variance: &f64| (variance * periods).sqrt();
    let own = model.process.symbols().iter().copied();
    let freedom = (model.innovations == Innovations::Student).then_some((FREEDOM, "ν"));
    let parameter = |(place, symbol): (usize, &'static str)| {
        // What is not estimated has no error.
        let error =
            |errors: Option<[f64; 6]>| errors.map(|errors| errors[place]).filter(|error| *error > 0.0);
        VolatilityEstimate {
            symbol,
            value: fitted.parameters[place],
            standard_error: error(fitted.errors),
            robust_standard_error: error(fitted.robust_errors),
        }
    };
    Ok(VolatilityResponse {
        asset,
        parameters: std::iter::once((MEAN, "μ")).chain(own).chain(freedom).map(parameter).collect(),
        log_likelihood: fitted.log_likelihood,
        persistence: model.process.persistence(&fitted.parameters),
        unconditional_volatility: model
            .process
            .unconditional(&fitted.parameters, &fitted.news)
            .as_ref()
            .map(yearly),
        dates: returns.times().iter().map(|time| format_instant(*time)).collect(),
        volatilities: fitted.variances.iter().map(yearly).collect(),
        forecast: fitted.forecast(&model, horizon as usize).iter().map(yearly).collect(),
        sample: returns.sample().clone(),
        warnings,
    })
}

/// The operation `volatility`.
pub struct FitVolatility;

impl Operation for FitVolatility {
    type Request = VolatilityRequest;
    type Response = VolatilityResponse;

    fn describe() -> OperationDescription {
        OperationDescription {
            name: "volatility",
            book: "",
            label: "Volatility",
            summary: "Fits a volatility model to one asset's returns: parameters with their errors, past volatility, forecast.",
            parameters: vec![
                Parameter {
                    name: "model",
                    label: "Model",
                    help: "How volatility moves.",
                    value: Value::Method {
                        family: "volatilityModel",
                        default: VolatilityModel::default().kind(),
                    },
                    advanced: false,
                },
                Parameter {
                    name: "horizon",
                    label: "Horizon",
                    help: "So many bars ahead are forecast.",
                    value: Value::Integer {
                        unit: Unit::Periods,
                        min: Some(1),
                        max: Some(FURTHEST.into()),
                        default: Some(DEFAULT_HORIZON.into()),
                    },
                    advanced: false,
                },
            ],
        }
    }

    fn run(request: &VolatilityRequest, _progress: &mut dyn Progress) -> Result<VolatilityResponse, Error> {
        run(request)
    }

    fn prices(request: &mut VolatilityRequest) -> Option<&mut Option<PriceTable>> {
        Some(&mut request.prices)
    }
}
