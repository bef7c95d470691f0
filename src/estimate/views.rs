//! What a person expects of portfolios: `{"assets": {"BTC": 1, "ETH": -1}, "value": 0.02}`; and what views of
//! all kinds share.

use nalgebra::DMatrix;
use serde::{Deserialize, Serialize};

use super::MeanSource;
use crate::error::Error;
use crate::market::ByAsset;
use crate::method::{Parameter, Unit, Value, ViewChoice};

/// Least and greatest value of a return per year that may be expected.
pub const RETURNS: [f64; 2] = [-10.0, 10.0];

/// What is said beyond.
pub const RETURN_RULE: &str = "The return of a view per year lies between −10 and 10; 0.1 is 10 %.";

/// Half-way between the market's word and the view's: ω = τ p'Σp.
const CONFIDENCE: f64 = 0.5;

/// The expected return of one portfolio: of an asset, or of one over another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct View {
    /// What the portfolio holds of each asset; negative is held short.
    pub assets: ByAsset,
    /// Its expected return per year.
    pub value: f64,
    /// How much it counts, in [0, 1]: 0 not at all, 1 as if it were known; ½ when left out.
    #[serde(default = "confidence")]
    pub confidence: f64,
}

fn confidence() -> f64 {
    CONFIDENCE
}

/// Refuses views that say nothing or too much; names are checked where they are known.
pub fn check(views: &[View]) -> Result<(), Error> {
    for (k, view) in views.iter().enumerate() {
        let path = format!("views[{k}]");
        check_one(&view.assets, view.value, RETURNS, RETURN_RULE, &path)?;
        check_confidence(view.confidence).map_err(|error| error.inside(&path))?;
    }
    Ok(())
}

/// Refuses a portfolio of nothing, and a value out of its range.
pub fn check_one(
    assets: &ByAsset,
    value: f64,
    [least, greatest]: [f64; 2],
    rule: &str,
    path: &str,
) -> Result<(), Error> {
    let holding = "What a view holds of an asset lies between −1e6 and 1e6.";
    assets.check(-1e6..=1e6, &format!("{path}.assets"), holding)?;
    if assets.0.values().all(|x| *x == 0.0) {
        return Err(Error::invalid(format!("{path}.assets"), "The view is on no asset."));
    }
    if (least..=greatest).contains(&value) {
        return Ok(());
    }
    Err(Error::invalid(format!("{path}.value"), rule))
}

/// Refuses what is no part of certainty.
pub fn check_confidence(confidence: f64) -> Result<(), Error> {
    if (0.0..=1.0).contains(&confidence) {
        return Ok(());
    }
    Err(Error::invalid("confidence", "A confidence lies between 0 and 1."))
}

/// What a view holds of each asset, all of which have to be chosen.
pub fn portfolio(held: &ByAsset, k: usize, source: &MeanSource) -> Result<Vec<f64>, Error> {
    let (path, assets) = (format!("views[{k}].assets"), source.returns.assets());
    held.check_names(source.known, &path)?;
    if let Some(asset) = held.0.keys().find(|asset| !assets.contains(asset)) {
        let message = format!("{asset} is not chosen: choose it, or take the view away.");
        return Err(Error::invalid(format!("{path}.{asset}"), message));
    }
    Ok(held.of(assets))
}

/// P: one row for each view, one column for each asset; all assets of a view have to be chosen.
pub fn portfolios(views: &[View], source: &MeanSource) -> Result<DMatrix<f64>, Error> {
    let rows = views.iter().enumerate().map(|(k, view)| portfolio(&view.assets, k, source));
    let rows = rows.collect::<Result<Vec<_>, _>>()?;
    Ok(DMatrix::from_fn(views.len(), source.returns.assets().len(), |k, i| rows[k][i]))
}

/// A view on a return.
pub fn returns() -> ViewChoice {
    let [min, max] = RETURNS;
    ViewChoice { value: "mean", label: "Return", unit: Unit::PerYear, min, max, pair: false }
}

/// Their place in a form.
pub fn parameter() -> Parameter {
    Parameter {
        name: "views",
        label: "Views",
        help: "What you expect of an asset, or of one over another, per year, and how sure you are.",
        value: Value::Views { of: vec![returns()], relations: vec![], confidence: Some(CONFIDENCE) },
        advanced: false,
    }
}
