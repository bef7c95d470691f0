//! What a person expects of portfolios: `{"assets": {"BTC": 1, "ETH": -1}, "value": 0.02}`.

use nalgebra::DMatrix;
use serde::{Deserialize, Serialize};

use super::MeanSource;
use crate::error::Error;
use crate::market::ByAsset;
use crate::method::{Parameter, Value};

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
        let holding = "What a view holds of an asset lies between −1e6 and 1e6.";
        view.assets.check(-1e6..=1e6, &format!("{path}.assets"), holding)?;
        if view.assets.0.values().all(|x| *x == 0.0) {
            return Err(Error::invalid(format!("{path}.assets"), "The view is on no asset."));
        }
        if !(-10.0..=10.0).contains(&view.value) {
            let message = "The return of a view per year lies between −10 and 10; 0.1 is 10 %.";
            return Err(Error::invalid(format!("{path}.value"), message));
        }
        if !(0.0..=1.0).contains(&view.confidence) {
            return Err(Error::invalid(format!("{path}.confidence"), "A confidence lies between 0 and 1."));
        }
    }
    Ok(())
}

/// P: one row for each view, one column for each asset; all assets of a view have to be chosen.
pub fn portfolios(views: &[View], source: &MeanSource) -> Result<DMatrix<f64>, Error> {
    let assets = source.returns.assets();
    for (k, view) in views.iter().enumerate() {
        let path = format!("views[{k}].assets");
        view.assets.check_names(source.known, &path)?;
        if let Some(asset) = view.assets.0.keys().find(|asset| !assets.contains(asset)) {
            let message = format!("{asset} is not chosen: choose it, or take the view away.");
            return Err(Error::invalid(format!("{path}.{asset}"), message));
        }
    }
    let rows: Vec<Vec<f64>> = views.iter().map(|view| view.assets.of(assets)).collect();
    Ok(DMatrix::from_fn(views.len(), assets.len(), |k, i| rows[k][i]))
}

/// Their place in a form.
pub fn parameter() -> Parameter {
    Parameter {
        name: "views",
        label: "Views",
        help: "What you expect of an asset, or of one over another, per year, and how sure you are.",
        value: Value::Views,
        advanced: false,
    }
}
