//! Prices hour by hour: a path that is given, or the quantile of moves.

use super::request::{IntradayNeedRequest, Terms};
use super::response::NeedDirection;
use crate::error::Error;
use crate::market::{HOURS_PER_YEAR, Market, Timestamp, is_currency};
use crate::math::normal_quantile::normal_quantile;

/// The horizon of the volatility that is asked of the quotes.
const MONTH_MILLISECONDS: i64 = 30 * 24 * 3_600_000;

/// Factors of prices by coin and hour; money stands still.
pub struct Path {
    /// In what direction.
    pub direction: NeedDirection,
    /// The coins that move.
    pub assets: Vec<String>,
    factors: Vec<Vec<f64>>,
}

impl Path {
    /// The paths that are asked for: the one given, else a fall and a rise.
    pub fn all(
        request: &IntradayNeedRequest,
        terms: &Terms,
        market: &Market,
        assets: &[String],
    ) -> Result<Vec<Self>, Error> {
        let assets: Vec<String> = assets.iter().filter(|asset| !is_currency(asset)).cloned().collect();
        if !request.path.is_empty() {
            let factors = assets.iter().map(|asset| given(request, asset, terms.hours)).collect();
            return Ok(vec![Self { direction: NeedDirection::Path, assets, factors }]);
        }
        let deviations: Vec<f64> =
            assets.iter().map(|asset| volatility(request, market, asset)).collect::<Result<_, _>>()?;
        let quantile = normal_quantile(terms.level);
        let toward = |direction, sign: f64| {
            let factor = |deviation: &f64, hour: usize| {
                libm::exp(sign * quantile * deviation * (hour as f64 / HOURS_PER_YEAR).sqrt())
            };
            let factors = deviations
                .iter()
                .map(|deviation| (0..=terms.hours).map(|hour| factor(deviation, hour)).collect())
                .collect();
            Self { direction, assets: assets.clone(), factors }
        };
        Ok(vec![toward(NeedDirection::Fall, -1.0), toward(NeedDirection::Rise, 1.0)])
    }

    /// By hour from now on.
    pub fn of(&self, asset: &str) -> Option<&[f64]> {
        self.assets.iter().position(|name| name == asset).map(|place| &self.factors[place][..])
    }

    /// At one hour.
    pub fn at(&self, asset: &str, hour: usize) -> f64 {
        self.of(asset).map_or(1.0, |factors| factors[hour])
    }

    /// Price over today's, less 1, of all coins.
    pub fn changes(&self, hour: usize) -> Vec<f64> {
        self.factors.iter().map(|factors| factors[hour] - 1.0).collect()
    }
}

/// The given changes of a coin, in equal parts of the logarithm between; the last one stays.
fn given(request: &IntradayNeedRequest, asset: &str, hours: usize) -> Vec<f64> {
    let mut factors = vec![1.0];
    let (mut last_hour, mut last) = (0, 0.0);
    for step in &request.path {
        let target = libm::log1p(step.changes.0.get(asset).copied().unwrap_or_else(|| libm::expm1(last)));
        let width = f64::from(step.hour) - last_hour as f64;
        for hour in last_hour + 1..=step.hour as usize {
            let part = (hour as f64 - last_hour as f64) / width;
            factors.push(libm::exp(last + part * (target - last)));
        }
        (last_hour, last) = (step.hour as usize, target);
    }
    factors.resize((hours + 1).max(factors.len()), libm::exp(last));
    factors.truncate(hours + 1);
    factors
}

/// Per year, given or quoted.
pub fn volatility(request: &IntradayNeedRequest, market: &Market, asset: &str) -> Result<f64, Error> {
    if let Some(volatility) = request.margin.volatilities.0.get(asset) {
        return Ok(*volatility);
    }
    let month = Timestamp::from_millisecond(market.valuation_time().as_millisecond() + MONTH_MILLISECONDS);
    let quoted = month.and_then(|month| market.volatility(asset, month, market.spot(asset).ok()?).ok());
    quoted.ok_or_else(|| {
        let message = format!("There is no volatility of {asset}: give one, or a path of prices.");
        Error::invalid(format!("margin.volatilities.{asset}"), message)
    })
}
