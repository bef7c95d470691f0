//! What scenarios are made from: the assets held, the market, the price history and its covariance.

use nalgebra::DMatrix;

use crate::error::{Code, Error, Notice};
use crate::estimate::{Covariance, Repair};
use crate::market::{
    Market, PriceHistory, PriceTable, QUOTE_CURRENCY, Quotes, ReturnKind, ReturnOptions, ReturnSample,
    Returns, Timestamp,
};
use crate::portfolio::{Portfolio, Position, beta};
use crate::risk::{Window, bars};

/// A covariance of fewer returns says little.
const FEWEST_RETURNS: usize = 20;
const DAY: i64 = 86_400_000;
/// A price of the history stands for a date that lies at most so many days after it.
const OLDEST: i64 = 4;

/// What scenarios are made from.
pub struct Background<'a> {
    /// What is held and has a price that moves.
    pub assets: &'a [String],
    /// Delta times spot of each, in quote currency.
    pub exposures: &'a [f64],
    /// Today's market.
    pub market: &'a Market,
    /// Past prices.
    pub history: Option<&'a PriceHistory>,
    /// Whether past events go by them.
    pub replays: bool,
    /// The part of them that the covariance is estimated from.
    pub window: Window,
    /// How.
    pub covariance: &'a Covariance,
    /// Days over which standard deviations are counted.
    pub horizon_days: u32,
}

/// What is held, its market and its past, as a request has them.
pub fn read(
    positions: &[Position],
    quotes: &Quotes,
    prices: Option<&PriceTable>,
) -> Result<(Portfolio, Market, Option<PriceHistory>), Error> {
    let portfolio = Portfolio::check(positions).map_err(|error| error.inside("positions"))?;
    let market = quotes.check().map_err(|error| error.inside("quotes"))?;
    let history = prices.map(PriceTable::check).transpose().map_err(|error| error.inside("prices"))?;
    Ok((portfolio, market, history))
}

/// Returns of several assets over the horizon.
pub struct Joint {
    /// Those that are held, then those that were named.
    pub assets: Vec<String>,
    /// Their covariance over the horizon.
    pub matrix: DMatrix<f64>,
    /// What it was estimated from.
    pub sample: ReturnSample,
    /// What to know about it.
    pub notices: Vec<Notice>,
}

impl Joint {
    /// The place of an asset.
    pub fn place(&self, asset: &str) -> Option<usize> {
        self.assets.iter().position(|name| name == asset)
    }

    /// Standard deviation of an asset.
    pub fn deviation(&self, place: usize) -> f64 {
        self.matrix[(place, place)].sqrt()
    }
}

impl Background<'_> {
    /// Whether an asset is held, quoted or in the history.
    pub fn knows(&self, asset: &str) -> bool {
        self.assets.iter().any(|name| name == asset)
            || self.market.assets().any(|name| name == asset)
            || self.history.is_some_and(|history| history.position(asset).is_some())
    }

    /// Refuses an asset that nothing is known of.
    pub fn check_known(&self, asset: &str) -> Result<(), Error> {
        if self.knows(asset) {
            return Ok(());
        }
        let message = format!("There is no asset {asset}: it is neither held nor quoted nor in the history.");
        Err(Error::new(Code::NotFound, message))
    }

    /// S'/S − 1 between the prices of two dates, where the history has both.
    pub fn change(&self, asset: &str, from: Timestamp, to: Timestamp) -> Option<f64> {
        let history = self.history?;
        let column = history.column(history.position(asset)?);
        let at = |date: Timestamp| {
            let (least, most) = (date.as_millisecond() - OLDEST * DAY, date.as_millisecond() + DAY);
            history.times().iter().zip(column).enumerate().rfind(|(_, (time, price))| {
                price.is_finite() && (least..most).contains(&time.as_millisecond())
            })
        };
        let ((first, (_, before)), (last, (_, after))) = (at(from)?, at(to)?);
        (last > first).then(|| after / before - 1.0)
    }

    /// The beta of an asset to another.
    pub fn beta(&self, asset: &str, reference: &str) -> Option<f64> {
        beta(self.history?, asset, reference)
    }

    /// The covariance over the horizon of what is held and of these, as far as their prices move.
    pub fn joint(&self, named: &[String]) -> Result<Joint, Error> {
        let missing = |message: &str| Error::new(Code::InsufficientHistory, message).at("prices");
        let Some(history) = self.history else {
            return Err(missing("Standard deviations and correlations need a price history."));
        };
        let mut assets: Vec<String> = vec![];
        for asset in self.assets.iter().chain(named) {
            let moves = |column: &[f64]| {
                let mut prices = history
                    .times()
                    .iter()
                    .zip(column)
                    .filter(|(time, price)| self.window.holds(time) && price.is_finite())
                    .map(|(_, price)| *price);
                let first = prices.next();
                prices.any(|price| Some(price) != first)
            };
            let found = history.position(asset).is_some_and(|i| moves(history.column(i)));
            if found && asset != QUOTE_CURRENCY && !assets.contains(asset) {
                assets.push(asset.clone());
            }
        }
        if assets.is_empty() {
            return Err(missing(
                "No price of what is held moves in the history used: it gives no covariance.",
            ));
        }
        let options = ReturnOptions {
            assets: Some(&assets),
            observed: &self.covariance.method().observes(),
            kind: ReturnKind::Simple,
            from: self.window.from,
            to: self.window.to,
            periods_per_year: None,
            at_least: FEWEST_RETURNS,
        };
        let (returns, mut notices) = Returns::new(history, &options)?;
        let estimate = self.covariance.estimate(&returns, Repair::default())?;
        notices.extend(estimate.notices);
        let bars = bars(self.horizon_days, returns.sample().periods_per_year);
        Ok(Joint { assets, matrix: estimate.matrix * bars, sample: returns.sample().clone(), notices })
    }
}
