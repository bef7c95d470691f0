//! A book to begin with: synthetic prices, and positions and quotes that go with them.

mod book;
mod prices;

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::market::{PriceTable, Quotes};
use crate::method::OperationDescription;
use crate::operations::Operation;
use crate::portfolio::Position;
use crate::progress::Progress;
use crate::seed::{check_seed, seed_parameter};

/// Under this seed the paths rise and fall about as much as their volatility would make one expect.
const DEFAULT_SEED: u64 = 1338;

/// Asks for the sample book.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct SampleRequest {
    /// Always 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schema_version: Option<crate::SchemaVersion>,
    /// Another seed gives other prices with the same ends; positions and quotes stay.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
}

/// A book with its market, ready for every other operation.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct SampleBook {
    /// Three years of daily prices.
    pub prices: PriceTable,
    /// What is held.
    pub positions: Vec<Position>,
    /// The market on the morning after the last price.
    pub quotes: Quotes,
    /// Those of the assets that hold their price. They are all that a least risk asks for, so what spreads this
    /// book bounds them.
    pub stablecoins: Vec<String>,
    /// Always true: nobody paid these prices.
    pub synthetic: bool,
    /// Under which the prices were drawn.
    pub seed: u64,
    /// What to say beside them.
    pub note: String,
}

/// The operation `sample`.
pub struct MakeSample;

impl Operation for MakeSample {
    type Request = SampleRequest;
    type Response = SampleBook;

    fn describe() -> OperationDescription {
        OperationDescription {
            name: "sample",
            book: "",
            label: "Sample book",
            summary: "Makes a book of coins, perpetuals and options with synthetic prices to try things on.",
            parameters: vec![seed_parameter(DEFAULT_SEED, "The same seed gives the same prices.")],
        }
    }

    fn run(request: &SampleRequest, _progress: &mut dyn Progress) -> Result<SampleBook, Error> {
        let seed = check_seed(request.seed.unwrap_or(DEFAULT_SEED))?;
        let prices = prices::synthetic(seed);
        let stablecoin_price = prices.prices.values.last().copied().unwrap_or(1.0);
        Ok(SampleBook {
            prices,
            positions: book::positions(),
            quotes: book::quotes(stablecoin_price),
            stablecoins: vec![prices::STABLECOIN.into()],
            synthetic: true,
            seed,
            note: "Sample, synthetic data: prices drawn from a model of heavy-tailed returns with clusters of volatility, at the levels usual for these coins.".into(),
        })
    }

    fn take_prices(response: &mut SampleBook) -> Option<PriceTable> {
        Some(std::mem::take(&mut response.prices))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portfolio::Portfolio;

    #[test]
    fn the_book_is_valid_and_worth_a_quarter_of_a_million() {
        let sample = MakeSample::run(&SampleRequest::default(), &mut ()).unwrap();
        let portfolio = Portfolio::check(&sample.positions).unwrap();
        let market = sample.quotes.check().unwrap();
        let value: f64 = portfolio
            .positions()
            .iter()
            .map(|position| position.contract.value(&market, &position.holding).unwrap().figures.value)
            .sum();
        assert!((240_000.0..260_000.0).contains(&value), "{value}");
    }

    #[test]
    fn spots_are_the_last_prices() {
        let sample =
            MakeSample::run(&SampleRequest { seed: Some(3), schema_version: None }, &mut ()).unwrap();
        let history = sample.prices.check().unwrap();
        for (asset, spot) in &sample.quotes.spots {
            assert_eq!(history.last(asset).unwrap().1, *spot);
        }
    }

    #[test]
    fn a_seed_that_json_would_round_is_refused() {
        let request = SampleRequest { seed: Some(crate::seed::LARGEST_SEED + 1), schema_version: None };
        assert_eq!(MakeSample::run(&request, &mut ()).unwrap_err().path.as_deref(), Some("seed"));
    }
}
