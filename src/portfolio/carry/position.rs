//! What positions earn by the passage of time, prices held.

use super::{CarrySource, Known, PositionCarry};
use crate::error::Error;
use crate::portfolio::{Excluded, HeldPosition, Portfolio};
use crate::pricing::Settlement;
use crate::pricing::funding::NotionalPrice;

/// Expected carries, and the positions whose carry cannot be told.
pub(super) fn carries(known: &Known, portfolio: &Portfolio) -> (Vec<PositionCarry>, Vec<Excluded>) {
    let (mut carries, mut excluded) = (vec![], vec![]);
    for held in portfolio.positions() {
        match carry(known, held) {
            Ok(Some(carry)) if carry.per_year.is_finite() => carries.push(carry),
            Ok(Some(_)) => {
                let reason = "The quantity and the quotes are too large to be multiplied.".to_owned();
                excluded.push(Excluded { id: held.id.clone(), reason });
            }
            Ok(None) => {}
            Err(reason) => excluded.push(Excluded { id: held.id.clone(), reason }),
        }
    }
    (carries, excluded)
}

/// Nothing for what earns nothing by itself, and for options.
fn carry(known: &Known, held: &HeldPosition) -> Result<Option<PositionCarry>, String> {
    let earned = |notional: f64, per_year: f64, standard_error, source| PositionCarry {
        id: held.id.clone(),
        label: held.label.clone(),
        asset: held.contract.asset().to_owned(),
        notional,
        per_day: per_year / 365.0,
        per_year,
        standard_error,
        source,
    };
    if let Some((settlement, contract_size)) = held.contract.funded() {
        let notional = notional(known, held, settlement, contract_size).map_err(|error| error.message)?;
        let (rate, error, source) = funding(known, held.contract.asset(), settlement).ok_or_else(|| {
            format!(
                "There is neither a quoted funding rate nor a funding history of {}.",
                held.contract.asset()
            )
        })?;
        let error = error.map(|error| (notional * error).abs());
        return Ok(Some(earned(notional, -notional * rate + 0.0, error, source)));
    }
    if held.contract.needs().volatility.is_some() {
        return Ok(None);
    }
    let valuation = held.contract.value(&known.market, &held.holding).map_err(|error| error.message)?;
    let theta = valuation.figures.theta;
    // What a future carries is the basis of its notional; what a coin or a pool earns is on its value.
    let notional = if held.contract.margined() { valuation.exposure } else { valuation.figures.value };
    Ok((theta != 0.0).then(|| earned(notional, theta, None, CarrySource::Theta)))
}

/// What funding is paid on: coins at mark or index; the face value of what settles in coin.
fn notional(
    known: &Known,
    held: &HeldPosition,
    settlement: Settlement,
    contract_size: f64,
) -> Result<f64, Error> {
    let asset = held.contract.asset();
    let size = held.holding.quantity * contract_size;
    let spot = known.market.spot(asset)?;
    let mark = known.market.perpetual(asset, settlement).and_then(|quote| quote.mark).unwrap_or(spot);
    Ok(match (settlement, known.schedule.price) {
        (Settlement::Linear, NotionalPrice::Mark) => size * mark,
        (Settlement::Linear, NotionalPrice::Index) => size * spot,
        // Q/P coins at S.
        (Settlement::Inverse, _) => size * (spot / mark),
    })
}

/// The expected rate per year that longs pay, its error, and where it comes from.
fn funding(known: &Known, asset: &str, settlement: Settlement) -> Option<(f64, Option<f64>, CarrySource)> {
    if let Some(rate) = known.market.perpetual(asset, settlement).and_then(|quote| quote.funding) {
        return Some((rate, None, CarrySource::QuotedFunding));
    }
    let (mean, error) = known.histories_of(asset).find_map(|history| known.expected(history))?;
    Some((mean, error, CarrySource::FundingHistory))
}
