//! Coins held outright: V = q S.

use serde::{Deserialize, Serialize};

use super::{Contract, Holding, Named, ReadName, SymbolWords, Terms, check_name, terms_asked};
use crate::error::Error;
use crate::market::{Market, QUOTE_CURRENCY, is_state_currency};
use crate::method::{Describe, Method};
use crate::pricing::revaluation::{Proportional, Unmoved};
use crate::pricing::{Figures, Revaluation, ScenarioFrame, Valuation};

/// A coin.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Spot {
    /// Its name.
    pub asset: String,
}

impl Describe for Spot {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Spot",
            summary: "Coins held outright.",
            formula: "V = q S, with q coins at the spot price S",
            conventions: &["The quantity counts coins; a negative one is borrowed and sold."],
            parameters: vec![terms_asked::asset()],
            references: vec![],
        }
    }
}

impl Terms for Spot {
    fn check(&self) -> Result<Box<dyn Contract>, Error> {
        check_name("asset", &self.asset)?;
        Ok(Box::new(self.clone()))
    }
    fn asset(&self) -> &str {
        &self.asset
    }
}

impl Named for Spot {
    fn named(symbol: &SymbolWords) -> ReadName<Self> {
        let alone = symbol.words.is_empty() && symbol.currency.is_none();
        (alone && !is_state_currency(symbol.asset)).then(|| Ok(Self { asset: symbol.asset.to_owned() }))
    }
}

impl Contract for Spot {
    fn asset(&self) -> &str {
        &self.asset
    }

    fn symbol(&self) -> String {
        self.asset.clone()
    }

    fn value(&self, market: &Market, holding: &Holding) -> Result<Valuation, Error> {
        value(&self.asset, market, holding)
    }

    fn revaluation(
        &self,
        market: &Market,
        holding: &Holding,
        frame: &ScenarioFrame,
    ) -> Result<Box<dyn Revaluation>, Error> {
        revaluation(&self.asset, market, holding, frame)
    }
}

/// Units of a coin or currency at its price; the quote currency has no price to move.
pub(super) fn value(asset: &str, market: &Market, holding: &Holding) -> Result<Valuation, Error> {
    let spot = market.spot(asset)?;
    let delta = if asset == QUOTE_CURRENCY { 0.0 } else { 1.0 };
    let figures = Figures { value: spot, delta, ..Figures::default() }.times(holding.quantity);
    Ok(Valuation { price: spot, figures, exposure: figures.delta * spot, ..Valuation::default() })
}

/// Units of a coin or currency in scenarios of its price.
pub(super) fn revaluation(
    asset: &str,
    market: &Market,
    holding: &Holding,
    frame: &ScenarioFrame,
) -> Result<Box<dyn Revaluation>, Error> {
    if asset == QUOTE_CURRENCY {
        return Ok(Box::new(Unmoved));
    }
    let slope = market.spot(asset)? * holding.quantity;
    Ok(Box::new(Proportional { asset: frame.position(asset)?, slope, drift: 0.0 }))
}
