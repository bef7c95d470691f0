//! Liquidity between two prices. The mathematics stands in [`liquidity`](crate::pricing::liquidity).

use serde::{Deserialize, Serialize};

use super::pool_contract::{pool_contract, read_fee, reference};
use super::symbol_words::read_amounts;
use super::terms_asked::{positive, required};
use super::{Contract, Named, ReadName, SymbolWords, Terms, check_name, terms_asked};
use crate::error::Error;
use crate::method::{Describe, Method, Unit};
use crate::pricing::liquidity::{Range, check_amount};

/// Liquidity in a range, as requests write it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct ConcentratedLiquidity {
    /// The coin.
    pub asset: String,
    /// The second currency: a stablecoin, or the quote currency where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quote: Option<String>,
    /// The price below which only coins are held.
    pub lower_price: f64,
    /// The price above which only the second currency is held.
    pub upper_price: f64,
    /// L: with x coins at a price P in the range, x / (1/√P − 1/√upper).
    pub liquidity: f64,
    /// Fees per year while the price is in the range, as a fraction of the value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fee_rate: Option<f64>,
}

impl Describe for ConcentratedLiquidity {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Concentrated liquidity",
            summary: "Liquidity of a coin and a stablecoin between two prices.",
            formula: "a < P < b: V = L (2√P − P/√b − √a), delta = L (1/√P − 1/√b), gamma = −L/(2 P^{3/2}); below a coins only, above b none",
            conventions: &[
                "Prices are in the second currency; the quantity counts how many times the liquidity is held.",
                "The entry price of the position is that at which liquidity was put in; the impermanent loss is told against holding the amounts of that price.",
                "A fee rate is theta while the price is in the range; scenarios keep the rate of today.",
                "The second currency's price is held: its own delta is left out.",
            ],
            parameters: vec![
                terms_asked::asset(),
                terms_asked::second_currency(),
                required("lowerPrice", "Lower price", "Below it only coins are held.", positive(Unit::Money)),
                required("upperPrice", "Upper price", "Above it no coins are held.", positive(Unit::Money)),
                required(
                    "liquidity",
                    "Liquidity L",
                    "x / (1/√P − 1/√upper) for x coins at the price P.",
                    positive(Unit::None),
                ),
                terms_asked::fee_rate(),
            ],
            references: vec![reference()],
        }
    }
}

impl Terms for ConcentratedLiquidity {
    fn check(&self) -> Result<Box<dyn Contract>, Error> {
        check_name("asset", &self.asset)?;
        let lower = check_amount("lowerPrice", "The lower price", self.lower_price)?;
        let upper = check_amount("upperPrice", "The upper price", self.upper_price)?;
        if lower >= upper {
            let message = format!("The upper price is {upper}; it lies above the lower one, {lower}.");
            return Err(Error::invalid("upperPrice", message));
        }
        let liquidity = check_amount("liquidity", "The liquidity", self.liquidity)?;
        let range = Range { liquidity, lower, upper };
        let of = (self.asset.as_str(), self.quote.as_deref());
        pool_contract(of, ("RANGE", &[lower, upper, liquidity]), self.fee_rate, (range, None))
    }

    fn asset(&self) -> &str {
        &self.asset
    }
}

/// `ETH_USDC-RANGE-1500-2500-847D2`, and behind it fees in per cent a year.
impl Named for ConcentratedLiquidity {
    fn named(symbol: &SymbolWords) -> ReadName<Self> {
        let ["RANGE", lower, upper, liquidity, rest @ ..] = symbol.words else { return None };
        let example = "ETH_USDC-RANGE-1500-2500-847D2-8";
        let amounts = read_amounts([*lower, *upper, *liquidity], example);
        Some(amounts.and_then(|[lower_price, upper_price, liquidity]| {
            let (asset, quote) = (symbol.asset.to_owned(), symbol.currency.map(str::to_owned));
            let fee_rate = read_fee(rest, example)?;
            Ok(Self { asset, quote, lower_price, upper_price, liquidity, fee_rate })
        }))
    }
}
