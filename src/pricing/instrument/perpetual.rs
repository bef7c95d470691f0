//! Perpetual swaps: the profit since entry, at the mark that is quoted, else at the spot price.
//!
//! ```text
//! theta = −φ N        φ expected funding per year, N notional: q P (linear), Q S/P (inverse)
//! ```

use serde::{Deserialize, Serialize};

use super::{
    Contract, Holding, Named, ReadName, SymbolWords, Terms, check_contract_size, check_name, symbol_root,
    terms_asked,
};
use crate::error::Error;
use crate::market::Market;
use crate::method::{Describe, Method};
use crate::pricing::margined::{Margined, Mark};
use crate::pricing::{Revaluation, ScenarioFrame, Settlement, Valuation};

/// A perpetual, as requests write it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Perpetual {
    /// The coin.
    pub asset: String,
    /// In what it pays.
    pub settlement: Settlement,
    /// Quote currency per contract, for an inverse one; 1 where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contract_size: Option<f64>,
}

impl Describe for Perpetual {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Perpetual",
            summary: "A future without expiry, linear or settled in coin.",
            formula: "linear: V = q (P − E); inverse: v = Q (1/E − 1/P) in coin, V = v S",
            conventions: &[
                "The value is the profit since entry; without an entry price it is 0.",
                "The mark P is the quoted one, else the spot price S; delta and scenarios hold P/S.",
                "Funding to come is not in the value. Where a funding rate is quoted, theta and scenarios expect it; else none.",
                "Linear quantities count coins; inverse ones count contracts, Q = quantity × contract size.",
                "In quote currency an inverse position has the delta Q/E and no gamma.",
            ],
            parameters: vec![terms_asked::asset(), terms_asked::settlement(), terms_asked::contract_size()],
            references: vec![],
        }
    }
}

/// A perpetual with valid terms.
#[derive(Debug)]
struct CheckedPerpetual {
    asset: String,
    settlement: Settlement,
    contract_size: f64,
}

impl Terms for Perpetual {
    fn check(&self) -> Result<Box<dyn Contract>, Error> {
        check_name("asset", &self.asset)?;
        let contract_size = check_contract_size(self.settlement, self.contract_size)?;
        let (asset, settlement) = (self.asset.clone(), self.settlement);
        Ok(Box::new(CheckedPerpetual { asset, settlement, contract_size }))
    }
    fn asset(&self) -> &str {
        &self.asset
    }
}

impl Named for Perpetual {
    fn named(symbol: &SymbolWords) -> ReadName<Self> {
        let (asset, settlement) = (symbol.asset.to_owned(), symbol.settlement());
        let contract_size = symbol.contract_size();
        matches!(symbol.words, ["PERPETUAL" | "PERP"]).then_some(Ok(Self {
            asset,
            settlement,
            contract_size,
        }))
    }
}

impl CheckedPerpetual {
    fn position(&self, market: &Market, holding: &Holding) -> Result<(Margined, Mark), Error> {
        let spot = market.spot(&self.asset)?;
        let quoted = market.perpetual(&self.asset, self.settlement);
        let price = quoted.and_then(|quote| quote.mark).unwrap_or(spot);
        let position = Margined {
            settlement: self.settlement,
            size: holding.quantity * self.contract_size,
            entry: holding.entry_price.unwrap_or(price),
        };
        Ok((
            position,
            Mark { spot, price, carry: quoted.and_then(|quote| quote.funding).unwrap_or(0.0), years: 0.0 },
        ))
    }
}

impl Contract for CheckedPerpetual {
    fn asset(&self) -> &str {
        &self.asset
    }

    fn symbol(&self) -> String {
        format!("{}-PERPETUAL", symbol_root(&self.asset, self.settlement))
    }

    fn margined(&self) -> bool {
        true
    }

    fn funded(&self) -> Option<(Settlement, f64)> {
        Some((self.settlement, self.contract_size))
    }

    fn value(&self, market: &Market, holding: &Holding) -> Result<Valuation, Error> {
        let (position, mark) = self.position(market, holding)?;
        Ok(position.value(&self.asset, &mark))
    }

    fn revaluation(
        &self,
        market: &Market,
        holding: &Holding,
        frame: &ScenarioFrame,
    ) -> Result<Box<dyn Revaluation>, Error> {
        let (position, mark) = self.position(market, holding)?;
        let funding = position.value(&self.asset, &mark).figures.theta * frame.horizon_years;
        Ok(position.revaluation(frame.position(&self.asset)?, &mark, mark.price / mark.spot, funding))
    }
}
