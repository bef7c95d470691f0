//! Money on account: V = q S, with S = 1 for the quote currency.

use serde::{Deserialize, Serialize};

use super::terms_asked::required;
use super::{Contract, Holding, Named, ReadName, SymbolWords, Terms, check_name, spot};
use crate::error::Error;
use crate::market::{Market, is_state_currency};
use crate::method::{Describe, Method, Value};
use crate::pricing::{Revaluation, ScenarioFrame, Valuation};

/// An amount of a currency.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Cash {
    /// Its name.
    pub currency: String,
}

impl Describe for Cash {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Cash",
            summary: "Money in a state currency or a stablecoin.",
            formula: "V = q S, with S the price of the currency; 1 for the quote currency",
            conventions: &[
                "Cash in the quote currency has no delta; cash in another currency has the delta of its price.",
                "A stablecoin without a price is taken at 1, with a notice.",
            ],
            parameters: vec![required("currency", "Currency", "USD, USDC, EUR, …", Value::Name)],
            references: vec![],
        }
    }
}

impl Terms for Cash {
    fn check(&self) -> Result<Box<dyn Contract>, Error> {
        check_name("currency", &self.currency)?;
        Ok(Box::new(self.clone()))
    }
    fn asset(&self) -> &str {
        &self.currency
    }
}

impl Named for Cash {
    fn named(symbol: &SymbolWords) -> ReadName<Self> {
        let alone = symbol.words.is_empty() && symbol.currency.is_none();
        (alone && is_state_currency(symbol.asset)).then(|| Ok(Self { currency: symbol.asset.to_owned() }))
    }
}

impl Contract for Cash {
    fn asset(&self) -> &str {
        &self.currency
    }

    fn symbol(&self) -> String {
        self.currency.clone()
    }

    fn value(&self, market: &Market, holding: &Holding) -> Result<Valuation, Error> {
        spot::value(&self.currency, market, holding)
    }

    fn revaluation(
        &self,
        market: &Market,
        holding: &Holding,
        frame: &ScenarioFrame,
    ) -> Result<Box<dyn Revaluation>, Error> {
        spot::revaluation(&self.currency, market, holding, frame)
    }
}
