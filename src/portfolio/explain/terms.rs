//! The parts of one position's profit.

use serde::Serialize;

use super::MarketMoves;
use crate::error::{Code, Error};
use crate::market::{Market, QUOTE_CURRENCY, Timestamp};
use crate::portfolio::HeldPosition;
use crate::portfolio::valued::Valued;
use crate::pricing::{ScenarioBlock, ScenarioFrame, SmileRule, Valuation};

/// Profit and loss in parts, in quote currency.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct ProfitTerms {
    /// All of it: value after less value before, and cash.
    pub profit: f64,
    /// By the price.
    pub delta: f64,
    /// By the square of its move.
    pub gamma: f64,
    /// By volatility.
    pub vega: f64,
    /// By time.
    pub theta: f64,
    /// By price and volatility together.
    pub vanna: f64,
    /// By the square of the move of volatility.
    pub volga: f64,
    /// By rates and carry.
    pub rho: f64,
    /// Money that came or went.
    pub cash: f64,
    /// What no part explains.
    pub rest: f64,
}

impl ProfitTerms {
    /// Adds the parts of another position.
    pub fn add(&mut self, other: &Self) {
        self.profit += other.profit;
        self.delta += other.delta;
        self.gamma += other.gamma;
        self.vega += other.vega;
        self.theta += other.theta;
        self.vanna += other.vanna;
        self.volga += other.volga;
        self.rho += other.rho;
        self.cash += other.cash;
        self.rest += other.rest;
    }
}

/// Where the first market went.
pub(super) enum Second {
    /// To another market, so many years later.
    Market(Market, f64),
    /// By these moves, until then.
    Moves(MarketMoves, Timestamp),
}

impl Second {
    /// The price of an asset there.
    pub(super) fn spot(&self, before: &Market, asset: &str) -> Result<f64, Error> {
        match self {
            Self::Market(after, _) => after.spot(asset),
            Self::Moves(moves, _) => {
                Ok(before.spot(asset)? * (1.0 + moves.prices.get(asset).copied().unwrap_or(0.0)))
            }
        }
    }
}

/// How far one position's market went.
struct Change {
    value: f64,
    volatility: f64,
    years: f64,
    /// By carry and rates.
    rho: f64,
    expired: bool,
}

/// The parts of a position's profit between two markets, and whether it expired on the way.
pub(super) fn between(
    one: &Valued,
    before: &Market,
    second: &Second,
    cash: f64,
) -> Result<(ProfitTerms, bool), Error> {
    let (position, first) = one;
    let greeks = &first.figures;
    let asset = position.contract.asset();
    let spot = before.spot(asset)?;
    let step = second.spot(before, asset)? - spot;
    let change = match second {
        Second::Market(after, years) => to_market(one, (before, after), *years, step / spot)?,
        Second::Moves(moves, to) => {
            let years = before.years_to(*to);
            let shift = first.implied_volatility.map_or(0.0, |now| moves.volatility.max(-now));
            Change {
                value: revalued(position, before, years, &[(step / spot, shift)])?[0],
                volatility: shift,
                years,
                rho: 0.0,
                expired: first.years_to_expiry.is_some_and(|left| left <= years),
            }
        }
    };
    let mut terms = ProfitTerms {
        profit: change.value + cash,
        delta: greeks.delta * step,
        gamma: 0.5 * greeks.gamma * step * step,
        vega: greeks.vega * change.volatility,
        theta: greeks.theta * change.years,
        vanna: greeks.higher.vanna * step * change.volatility,
        volga: 0.5 * greeks.higher.volga * change.volatility * change.volatility,
        rho: change.rho,
        cash,
        rest: 0.0,
    };
    let ProfitTerms { delta, gamma, vega, theta, vanna, volga, rho, .. } = terms;
    terms.rest = change.value - (delta + gamma + vega + theta + vanna + volga + rho);
    if terms.rest.is_finite() {
        return Ok((terms, change.expired));
    }
    Err(Error::new(Code::InvalidValue, "Its profit is too large for a number."))
}

/// The change to another market, by valuing anew.
fn to_market(
    (position, first): &Valued,
    (before, after): (&Market, &Market),
    years: f64,
    price_move: f64,
) -> Result<Change, Error> {
    let spot = before.spot(position.contract.asset())?;
    let second = position.contract.value(after, &position.holding)?;
    let value = if second.expired {
        revalued(position, before, years, &[(price_move, 0.0)])?[0]
    } else {
        second.figures.value - first.figures.value
    };
    let volatility = match (first.implied_volatility, second.implied_volatility) {
        (Some(first), Some(second)) => second - first,
        _ => 0.0,
    };
    let rise = |currency: &str| after.rate(currency) - before.rate(currency);
    let (rate, coin_rate) = (rise(QUOTE_CURRENCY), rise(position.contract.asset()));
    let greeks = &first.figures;
    // What settles in coin is discounted at the coin's rate and the carry together.
    let by_carry = if first.coin.is_some() { greeks.rho } else { -greeks.coin_rho };
    let carry = carry_change(first, &second, (spot, spot * (1.0 + price_move)));
    let rho = by_carry * carry.unwrap_or(rate - coin_rate)
        + (greeks.rho - by_carry) * rate
        + (greeks.coin_rho + by_carry) * coin_rate;
    Ok(Change { value, volatility, years, rho, expired: second.expired })
}

/// The change of b = ln(F/S)/T; none where there is no forward.
fn carry_change(first: &Valuation, second: &Valuation, (spot, spot_after): (f64, f64)) -> Option<f64> {
    let carry = |valuation: &Valuation, spot: f64| {
        let years = valuation.years_to_expiry.filter(|years| *years > 0.0)?;
        Some(libm::log(valuation.forward? / spot) / years)
    };
    Some(carry(second, spot_after)? - carry(first, spot)?)
}

/// The profit of a position after so many years at price moves and volatility shifts.
fn revalued(
    position: &HeldPosition,
    market: &Market,
    years: f64,
    points: &[(f64, f64)],
) -> Result<Vec<f64>, Error> {
    let asset = position.contract.asset().to_owned();
    let frame = ScenarioFrame { assets: vec![asset], horizon_years: years, smile: SmileRule::StickyStrike };
    let revaluation = position.contract.revaluation(market, &position.holding, &frame)?;
    let returns: Vec<f64> = points.iter().map(|(m, _)| libm::log1p(*m)).collect();
    let factors: Vec<f64> = points.iter().map(|(m, _)| 1.0 + m).collect();
    let shifts: Vec<f64> = points.iter().map(|(_, shift)| *shift).collect();
    let mut profits = vec![0.0; points.len()];
    revaluation.profit(&ScenarioBlock::new(points.len(), &returns, &factors, Some(&shifts)), &mut profits);
    Ok(profits)
}
