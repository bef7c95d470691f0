//! A share of a pool that holds x y = k: liquidity over all prices. The mathematics stands in
//! [`liquidity`](crate::pricing::liquidity).

use serde::{Deserialize, Serialize};

use super::pool_contract::{pool_contract, read_fee, reference};
use super::symbol_words::read_amounts;
use super::terms_asked::{positive, required};
use super::{Contract, Named, ReadName, SymbolWords, Terms, check_name, terms_asked};
use crate::error::Error;
use crate::method::{Describe, Method, Unit};
use crate::pricing::liquidity::{Range, check_amount};

/// Amounts in a pool, as requests write them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct ConstantProduct {
    /// The coin.
    pub asset: String,
    /// The second currency: a stablecoin, or the quote currency where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quote: Option<String>,
    /// Coins that were put in.
    pub asset_amount: f64,
    /// Of the second currency, put in beside them.
    pub quote_amount: f64,
    /// Fees per year, as a fraction of the value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fee_rate: Option<f64>,
}

impl Describe for ConstantProduct {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Constant-product liquidity",
            summary: "A share of a pool of a coin and a stablecoin that keeps the product of its amounts.",
            formula: "V = 2 √(k P), k = x y; delta = V/(2 P), gamma = −V/(4 P²); impermanent loss = V − x₀ P − y₀",
            conventions: &[
                "The amounts are those that were put in; the quantity counts how many times (1 is all of them).",
                "Their ratio is the price at entry, against which the impermanent loss is told.",
                "A fee rate is theta; without one fees are not expected.",
                "The second currency's price is held: its own delta is left out.",
            ],
            parameters: vec![
                terms_asked::asset(),
                terms_asked::second_currency(),
                required(
                    "assetAmount",
                    "Coins put in",
                    "The quantity counts how many times.",
                    positive(Unit::None),
                ),
                required("quoteAmount", "Second currency put in", "Beside the coins.", positive(Unit::None)),
                terms_asked::fee_rate(),
            ],
            references: vec![reference()],
        }
    }
}

impl Terms for ConstantProduct {
    fn check(&self) -> Result<Box<dyn Contract>, Error> {
        check_name("asset", &self.asset)?;
        let coins = check_amount("assetAmount", "The amount of coins", self.asset_amount)?;
        let quote = check_amount("quoteAmount", "The amount of the second currency", self.quote_amount)?;
        let liquidity = libm::sqrt(coins) * libm::sqrt(quote);
        let range = Range { liquidity, lower: 0.0, upper: f64::INFINITY };
        let of = (self.asset.as_str(), self.quote.as_deref());
        pool_contract(of, ("POOL", &[coins, quote]), self.fee_rate, (range, Some(quote / coins)))
    }

    fn asset(&self) -> &str {
        &self.asset
    }
}

/// `ETH_USDC-POOL-10-30000`, and behind it fees in per cent a year.
impl Named for ConstantProduct {
    fn named(symbol: &SymbolWords) -> ReadName<Self> {
        let ["POOL", coins, quote, rest @ ..] = symbol.words else { return None };
        let example = "ETH_USDC-POOL-10-30000-5";
        Some(read_amounts([*coins, *quote], example).and_then(|[asset_amount, quote_amount]| {
            let (asset, quote) = (symbol.asset.to_owned(), symbol.currency.map(str::to_owned));
            Ok(Self { asset, quote, asset_amount, quote_amount, fee_rate: read_fee(rest, example)? })
        }))
    }
}
