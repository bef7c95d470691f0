//! Dated futures: the profit since entry, at the forward price.

use serde::{Deserialize, Serialize};

use super::{
    Contract, Holding, Named, Needs, ReadName, SymbolWords, Terms, check_contract_size, check_expiry,
    check_name, symbol_date, symbol_root, symbol_words::read_expiry, terms_asked,
};
use crate::error::Error;
use crate::market::{Market, Timestamp};
use crate::method::{Describe, Method};
use crate::pricing::carry::Carry;
use crate::pricing::margined::{Margined, Mark};
use crate::pricing::revaluation::Unmoved;
use crate::pricing::{Revaluation, ScenarioFrame, Settlement, Valuation};

/// A future, as requests write it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Future {
    /// The coin.
    pub asset: String,
    /// In what it pays.
    pub settlement: Settlement,
    /// Quote currency per contract, for an inverse one; 1 where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contract_size: Option<f64>,
    /// When it is delivered, ISO 8601.
    pub expiry: String,
}

impl Describe for Future {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Future",
            summary: "A future with an expiry, linear or settled in coin.",
            formula: "linear: V = q (F − E); inverse: v = Q (1/E − 1/F) in coin, V = v S",
            conventions: &[
                "The value is the profit since entry; without an entry price it is 0.",
                "The mark F is the quoted forward of that expiry, else S exp((r − r_coin) T).",
                "Delta holds the ratio of forward to spot; theta and scenarios hold the carry ln(F/S)/T, so that the future meets the spot at expiry.",
                "Linear quantities count coins; inverse ones count contracts, Q = quantity × contract size.",
            ],
            parameters: vec![
                terms_asked::asset(),
                terms_asked::expiry(),
                terms_asked::settlement(),
                terms_asked::contract_size(),
            ],
            references: vec![],
        }
    }
}

/// A future with valid terms.
#[derive(Debug)]
struct CheckedFuture {
    asset: String,
    settlement: Settlement,
    contract_size: f64,
    expiry: Timestamp,
}

impl Terms for Future {
    fn check(&self) -> Result<Box<dyn Contract>, Error> {
        check_name("asset", &self.asset)?;
        Ok(Box::new(CheckedFuture {
            contract_size: check_contract_size(self.settlement, self.contract_size)?,
            expiry: check_expiry(&self.expiry)?,
            asset: self.asset.clone(),
            settlement: self.settlement,
        }))
    }
    fn asset(&self) -> &str {
        &self.asset
    }
}

impl Named for Future {
    fn named(symbol: &SymbolWords) -> ReadName<Self> {
        let [date] = symbol.words else { return None };
        Some(read_expiry(date).map(|expiry| Self {
            asset: symbol.asset.to_owned(),
            settlement: symbol.settlement(),
            contract_size: symbol.contract_size(),
            expiry,
        }))
    }
}

impl CheckedFuture {
    fn position(&self, carry: &Carry, holding: &Holding) -> (Margined, Mark) {
        let position = Margined {
            settlement: self.settlement,
            size: holding.quantity * self.contract_size,
            entry: holding.entry_price.unwrap_or(carry.forward),
        };
        let Carry { spot, forward, carry, years, .. } = *carry;
        (position, Mark { spot, price: forward, carry, years })
    }

    fn carry(&self, market: &Market) -> Result<Option<Carry>, Error> {
        Carry::new(market, &self.asset, self.expiry, self.settlement)
    }
}

impl Contract for CheckedFuture {
    fn asset(&self) -> &str {
        &self.asset
    }

    fn symbol(&self) -> String {
        format!("{}-{}", symbol_root(&self.asset, self.settlement), symbol_date(self.expiry))
    }

    fn needs(&self) -> Needs {
        Needs { forward: Some(self.expiry), volatility: None }
    }

    fn margined(&self) -> bool {
        true
    }

    fn value(&self, market: &Market, holding: &Holding) -> Result<Valuation, Error> {
        let years = Some(market.years_to(self.expiry));
        let Some(carry) = self.carry(market)? else {
            return Ok(Valuation { expired: true, years_to_expiry: years, ..Valuation::default() });
        };
        let (position, mark) = self.position(&carry, holding);
        let valuation = position.value(&self.asset, &mark);
        Ok(Valuation { forward: Some(carry.forward), years_to_expiry: years, ..valuation })
    }

    fn revaluation(
        &self,
        market: &Market,
        holding: &Holding,
        frame: &ScenarioFrame,
    ) -> Result<Box<dyn Revaluation>, Error> {
        let Some(carry) = self.carry(market)? else { return Ok(Box::new(Unmoved)) };
        let (position, mark) = self.position(&carry, holding);
        let (ratio, _) = carry.after(frame.horizon_years);
        Ok(position.revaluation(frame.position(&self.asset)?, &mark, ratio, 0.0))
    }
}
