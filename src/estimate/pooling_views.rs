//! What a person expects of the distribution of returns:
//! `{"of": "volatility", "assets": {"BTC": 1}, "relation": "atMost", "value": 0.5}`.

use serde::{Deserialize, Serialize};

use super::views;
use crate::error::Error;
use crate::market::ByAsset;
use crate::method::{Choice, Parameter, Unit, Value, ViewChoice};

/// What a view is on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum ViewQuantity {
    /// Expected return per year.
    #[default]
    Mean,
    /// Volatility per year.
    Volatility,
    /// Correlation of two assets.
    Correlation,
    /// Mean of the worst losses per period, at the level of the method.
    ConditionalValueAtRisk,
}

/// How it stands to the value.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum ViewRelation {
    /// It is the value.
    #[default]
    Equal,
    /// It is the value or more.
    AtLeast,
    /// It is the value or less.
    AtMost,
}

/// A view on one portfolio, or on the correlation of two assets.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct PoolingView {
    /// What it is on.
    #[serde(default)]
    pub of: ViewQuantity,
    /// What the portfolio holds of each asset, negative where short; for a correlation the two assets, whose
    /// numbers do not count.
    pub assets: ByAsset,
    /// How it stands to the value.
    #[serde(default)]
    pub relation: ViewRelation,
    /// Per year; a CVaR per period, a loss being positive.
    pub value: f64,
}

/// Least and greatest value of each quantity, and what to say beyond.
fn range(of: ViewQuantity) -> ([f64; 2], &'static str) {
    match of {
        ViewQuantity::Mean => (views::RETURNS, views::RETURN_RULE),
        ViewQuantity::Volatility => {
            ([0.0, 10.0], "The volatility of a view per year lies between 0 and 10; 0.6 is 60 %.")
        }
        ViewQuantity::Correlation => ([-1.0, 1.0], "A correlation lies between −1 and 1."),
        ViewQuantity::ConditionalValueAtRisk => {
            ([0.0, 1.0], "The CVaR of a view is a loss per period between 0 and 1; 0.05 is 5 %.")
        }
    }
}

/// Refuses views that say nothing or too much; names are checked where they are known.
pub fn check(views: &[PoolingView]) -> Result<(), Error> {
    for (k, view) in views.iter().enumerate() {
        let path = format!("views[{k}]");
        let (range, rule) = range(view.of);
        views::check_one(&view.assets, view.value, range, rule, &path)?;
        let held = view.assets.0.values().filter(|x| **x != 0.0).count();
        if view.of == ViewQuantity::Correlation && held != 2 {
            return Err(Error::invalid(format!("{path}.assets"), "A correlation is of two assets."));
        }
    }
    Ok(())
}

/// Their place in a form.
pub fn parameter() -> Parameter {
    let choice = |of, value, label, unit| {
        let [min, max] = range(of).0;
        ViewChoice { value, label, unit, min, max, pair: of == ViewQuantity::Correlation }
    };
    Parameter {
        name: "views",
        label: "Views",
        help: "What you expect of an asset, or of one held over another: its return or volatility per year, its CVaR per period; or the correlation of two.",
        value: Value::Views {
            of: vec![
                views::returns(),
                choice(ViewQuantity::Volatility, "volatility", "Volatility", Unit::PerYear),
                choice(ViewQuantity::Correlation, "correlation", "Correlation", Unit::None),
                choice(
                    ViewQuantity::ConditionalValueAtRisk,
                    "conditionalValueAtRisk",
                    "CVaR per period",
                    Unit::Fraction,
                ),
            ],
            relations: vec![
                Choice { value: "equal", label: "=" },
                Choice { value: "atLeast", label: "≥" },
                Choice { value: "atMost", label: "≤" },
            ],
            confidence: None,
        },
        advanced: false,
    }
}
