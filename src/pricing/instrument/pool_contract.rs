//! What both kinds of liquidity share: contract, name and source.

use super::symbol_words::{read_amounts, write_number};
use super::{Contract, Holding};
use crate::error::Error;
use crate::market::Market;
use crate::method::Reference;
use crate::pricing::liquidity::{Pool, Range, check_fee_rate, check_quote};
use crate::pricing::{Revaluation, ScenarioFrame, Valuation};

/// The whitepaper of both kinds of liquidity.
pub(super) fn reference() -> Reference {
    Reference {
        text: "H. Adams, N. Zinsmeister, M. Salem, R. Keefer, D. Robinson (2021), Uniswap v3 Core",
        url: Some("https://uniswap.org/whitepaper-v3.pdf"),
    }
}

/// The last word of the name of liquidity, if there is one: fees in per cent a year.
pub(super) fn read_fee(words: &[&str], example: &str) -> Result<Option<f64>, String> {
    match words {
        [] => Ok(None),
        [fee] => read_amounts([*fee], example).map(|[percent]| Some(percent / 100.0)),
        _ => Err(format!("such a name looks like {example}")),
    }
}

/// The name of liquidity: coin and second currency, the kind, its amounts and its fees.
fn liquidity_symbol(
    asset: &str,
    quote: Option<&str>,
    kind: &str,
    amounts: &[f64],
    fee: Option<f64>,
) -> String {
    let mut name = asset.to_owned();
    for (mark, part) in [("_", quote), ("-", Some(kind))] {
        if let Some(part) = part {
            name = name + mark + part;
        }
    }
    // In per cent, without the tail of binary hundredths.
    let percent = fee.map(|fee| libm::round(fee * 1e14) / 1e12);
    for amount in amounts.iter().copied().chain(percent) {
        name = name + "-" + &write_number(amount);
    }
    name
}

/// Liquidity of a coin and a second currency, under the kind and the amounts of its name, within a range, with the
/// price at which it was put in where its terms say so.
pub(super) fn pool_contract(
    (asset, quote): (&str, Option<&str>),
    (kind, amounts): (&str, &[f64]),
    fee_rate: Option<f64>,
    (range, entry): (Range, Option<f64>),
) -> Result<Box<dyn Contract>, Error> {
    let symbol = liquidity_symbol(asset, quote, kind, amounts, fee_rate);
    let (fee_rate, quote) = (check_fee_rate(fee_rate)?, check_quote(asset, quote)?);
    let pool = Pool { asset: asset.to_owned(), quote, range, entry, fee_rate };
    Ok(Box::new(PoolContract { symbol, pool }))
}

#[derive(Debug)]
struct PoolContract {
    symbol: String,
    pool: Pool,
}

impl Contract for PoolContract {
    fn asset(&self) -> &str {
        &self.pool.asset
    }

    fn symbol(&self) -> String {
        self.symbol.clone()
    }

    fn value(&self, market: &Market, holding: &Holding) -> Result<Valuation, Error> {
        self.pool.value(market, holding)
    }

    fn revaluation(
        &self,
        market: &Market,
        holding: &Holding,
        frame: &ScenarioFrame,
    ) -> Result<Box<dyn Revaluation>, Error> {
        self.pool.revaluation(market, holding, frame)
    }
}
