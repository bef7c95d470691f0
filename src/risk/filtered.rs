//! Past returns over the volatility that a model expected of them, asset by asset, so that both can be told apart:
//! how large a move was for its day, and how large moves are today.

use super::measure::Setting;
use crate::error::{Error, Notice};
use crate::estimate::volatility::{Fitted, MOST, Specification, VolatilityModel};
use crate::market::Returns;
use crate::method::{Parameter, Value};

/// The models of all assets.
pub(super) struct Filtered {
    /// What they share.
    pub model: Specification,
    /// In the order of the returns; none for a price that never moves.
    pub assets: Vec<Option<Fitted>>,
}

impl Filtered {
    /// Fits the model to every asset.
    pub fn of(
        model: &VolatilityModel,
        setting: &Setting,
        returns: &Returns,
        notices: &mut Vec<Notice>,
    ) -> Result<Self, Error> {
        let specification = model.method().check()?;
        let (mut assets, mut at_bound) = (vec![], vec![]);
        for (i, name) in returns.assets().iter().enumerate() {
            let own = returns.column(i);
            if own.iter().all(|r| *r == own[0]) {
                assets.push(None);
                continue;
            }
            let found =
                setting.fitted(&format!("{name} {model:?}"), &|| Fitted::likeliest(&specification, own));
            let parameters =
                found.map_err(|error| Error { message: format!("{name}: {}", error.message), ..error })?;
            let persistence = specification.process.persistence(&parameters);
            if (MOST - 1e-5..1.0).contains(&persistence) {
                at_bound.push(name.as_str());
            }
            assets.push(Some(Fitted::given(&specification, parameters, own)));
        }
        if !at_bound.is_empty() {
            let message = format!(
                "{}: by the most likely model volatility returns to no level; its forecast stays near the latest.",
                at_bound.join(", ")
            );
            notices.push(Notice::new("volatilityWithoutLevel", message));
        }
        Ok(Self { model: specification, assets })
    }

    /// Its place in a form.
    pub fn parameter() -> Parameter {
        Parameter {
            name: "model",
            label: "Volatility",
            help: "The model that says how volatile each past day was, and how volatile the days ahead are.",
            value: Value::Method { family: "volatilityModel", default: VolatilityModel::default().kind() },
            advanced: false,
        }
    }
}
