//! How the prices of accounts move together: their covariance by day, from a history, or as it is stated.
//!
//! ```text
//! x = (μ − σ²/2) d + √d L z        L L' = Σ per day        v = β x + δ √d ε
//! ```
//!
//! x log-returns over d days, μ expected growth, v what is added to implied volatilities, z and ε standard normal.

use nalgebra::DMatrix;

use super::request::{LiquidationRiskRequest, Settings};
use crate::error::{Code, Error, Notice};
use crate::estimate::{Repair, correlation};
use crate::market::{
    Market, PriceHistory, QUOTE_CURRENCY, ReturnKind, ReturnOptions, Returns, Timestamp, is_currency,
};
use crate::risk::{Window, bars};

/// A covariance of fewer returns says little.
const FEWEST_RETURNS: usize = 20;
const YEAR_DAYS: f64 = 365.0;
/// The horizon of the volatility that is asked of the quotes.
const MONTH_MILLISECONDS: i64 = 30 * 24 * 3_600_000;

/// How prices move together.
pub struct Law {
    /// Whose prices move.
    pub assets: Vec<String>,
    /// Their prices now.
    pub spots: Vec<f64>,
    /// Of log-returns, per day.
    pub covariance: DMatrix<f64>,
    /// Mean log-return per day.
    pub drift: Vec<f64>,
    /// β: what a log-return of 1 adds to volatilities.
    pub slope: f64,
    /// δ: standard deviation of what a day adds to volatilities beside that.
    pub deviation: f64,
    /// How the covariance was come by.
    pub source: String,
    /// What to know about it.
    pub notices: Vec<Notice>,
}

/// The assets that the history tells of, with their covariance per day.
struct Estimated {
    assets: Vec<String>,
    matrix: DMatrix<f64>,
    word: String,
    notices: Vec<Notice>,
}

impl Law {
    /// Of the assets that accounts hold.
    pub fn new(
        request: &LiquidationRiskRequest,
        settings: &Settings,
        held: &[String],
        market: &Market,
    ) -> Result<Self, Error> {
        let history = match &request.prices {
            Some(table) => Some(table.check().map_err(|error| error.inside("prices"))?),
            None => None,
        };
        let estimated = estimated(request, held, history.as_ref())?;
        let mut law = Self {
            assets: vec![],
            spots: vec![],
            covariance: DMatrix::zeros(0, 0),
            drift: vec![],
            slope: settings.slope,
            deviation: settings.deviation,
            source: estimated.word,
            notices: estimated.notices,
        };
        let mut daily = vec![];
        for asset in held.iter().filter(|asset| *asset != QUOTE_CURRENCY) {
            let place = estimated.assets.iter().position(|name| name == asset);
            let stated = request.volatilities.0.get(asset).map(|annual| annual / YEAR_DAYS.sqrt());
            let own = place.map(|i| estimated.matrix[(i, i)].sqrt());
            let of_quotes = || if is_currency(asset) { None } else { quoted(market, asset) };
            match stated.or(own).or_else(of_quotes) {
                Some(0.0) => {}
                Some(deviation) => {
                    law.assets.push(asset.clone());
                    law.spots.push(market.spot(asset)?);
                    daily.push((deviation, place));
                }
                None if is_currency(asset) => {
                    let message = format!("{asset} has no price history and no volatility: it stands still.");
                    law.notices.push(Notice::new("standsStill", message));
                }
                None => {
                    let message =
                        format!("Nothing tells how {asset} moves: give past prices or a volatility of it.");
                    return Err(
                        Error::new(Code::InsufficientHistory, message).at(format!("volatilities.{asset}"))
                    );
                }
            }
        }
        let n = law.assets.len();
        let known = correlation(&estimated.matrix);
        let among = |i: usize, j: usize| match (daily[i].1, daily[j].1) {
            _ if i == j => 1.0,
            (Some(a), Some(b)) => known[(a, b)],
            _ if is_currency(&law.assets[i]) || is_currency(&law.assets[j]) => 0.0,
            _ => settings.other_correlation,
        };
        let mut matrix = DMatrix::from_fn(n, n, among);
        for (k, pair) in request.correlations.iter().enumerate() {
            if !(-1.0..=1.0).contains(&pair.correlation) {
                let message = format!("The correlation is {}; it lies between -1 and 1.", pair.correlation);
                return Err(Error::invalid(format!("correlations[{k}].correlation"), message));
            }
            let place = |asset: &str| law.assets.iter().position(|name| name == asset);
            if let (Some(i), Some(j)) = (place(&pair.first), place(&pair.second))
                && i != j
            {
                (matrix[(i, j)], matrix[(j, i)]) = (pair.correlation, pair.correlation);
            }
        }
        if let Some((repaired, notice)) = Repair::default().apply(&matrix)? {
            matrix = repaired;
            law.notices.push(notice);
        }
        law.covariance = DMatrix::from_fn(n, n, |i, j| matrix[(i, j)] * daily[i].0 * daily[j].0);
        let growth = |(i, asset): (usize, &String)| {
            request.expected_returns.0.get(asset).copied().unwrap_or(0.0) / YEAR_DAYS
                - 0.5 * law.covariance[(i, i)]
        };
        law.drift = law.assets.iter().enumerate().map(growth).collect();
        Ok(law)
    }

    /// The place of an asset among those that move.
    pub fn place(&self, asset: &str) -> Option<usize> {
        self.assets.iter().position(|name| name == asset)
    }

    /// Covariance over so many days of the log-returns of some assets, and behind them of the shifts of the
    /// volatilities of those among them (by their place in the list) that `volatile` names.
    pub fn joint(&self, places: &[usize], volatile: &[usize], days: f64) -> DMatrix<f64> {
        let n = places.len();
        DMatrix::from_fn(n + volatile.len(), n + volatile.len(), |i, j| {
            let of = |k: usize| if k < n { (places[k], 1.0) } else { (places[volatile[k - n]], self.slope) };
            let ((a, p), (b, q)) = (of(i), of(j));
            let own = if i == j && i >= n { self.deviation * self.deviation } else { 0.0 };
            days * (p * q * self.covariance[(a, b)] + own)
        })
    }
}

/// The deviation of a day by the quotes.
fn quoted(market: &Market, asset: &str) -> Option<f64> {
    let month = Timestamp::from_millisecond(market.valuation_time().as_millisecond() + MONTH_MILLISECONDS)?;
    Some(market.volatility(asset, month, market.spot(asset).ok()?).ok()? / YEAR_DAYS.sqrt())
}

fn estimated(
    request: &LiquidationRiskRequest,
    held: &[String],
    history: Option<&PriceHistory>,
) -> Result<Estimated, Error> {
    let window = Window::between(request.from.as_deref(), request.to.as_deref())?;
    let mut found = Estimated {
        assets: vec![],
        matrix: DMatrix::zeros(0, 0),
        word: "Volatilities and correlations as they are stated or quoted.".to_owned(),
        notices: vec![],
    };
    let Some(history) = history else { return Ok(found) };
    let told = |asset: &&String| {
        let Some(place) = history.position(asset) else { return false };
        let rows = history.times().iter().zip(history.column(place));
        let mut prices =
            rows.filter(|(time, price)| window.holds(time) && price.is_finite()).map(|row| row.1);
        let first = prices.next();
        let (mut count, mut moves) = (0, false);
        for price in prices {
            (count, moves) = (count + 1, moves || Some(price) != first);
        }
        moves && count >= FEWEST_RETURNS && *asset != QUOTE_CURRENCY
    };
    found.assets = held.iter().filter(told).cloned().collect();
    if found.assets.is_empty() {
        return Ok(found);
    }
    let options = ReturnOptions {
        assets: Some(&found.assets),
        observed: &request.covariance.method().observes(),
        kind: ReturnKind::Log,
        from: window.from,
        to: window.to,
        periods_per_year: None,
        at_least: FEWEST_RETURNS,
    };
    let (returns, notices) = Returns::new(history, &options)?;
    let estimate = request.covariance.estimate(&returns, Repair::default())?;
    let sample = returns.sample();
    found.matrix = estimate.matrix * bars(1, sample.periods_per_year);
    found.word = format!("Covariance of {} log-returns, per day.", sample.observations);
    found.notices = notices;
    found.notices.extend(estimate.notices);
    Ok(found)
}
