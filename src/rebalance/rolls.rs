//! Futures that expire soon, closed and opened again in the next expiry with a quoted forward.

use super::book::{Book, Terms};
use super::response::{OrderPurpose, RollCost, UnplacedOrder};
use crate::error::Error;
use crate::market::{Market, Timestamp, format_instant, parse_expiry};
use crate::pricing::basis::roll_yield;
use crate::pricing::instrument::{Instrument, future::Future};

/// The expiry of a future that has to be rolled.
fn expiry_of(instrument: &Instrument, market: &Market, terms: &Terms) -> Option<Timestamp> {
    let Instrument::Future(future) = instrument else { return None };
    let soon = 0.0..=terms.roll_days / 365.0;
    parse_expiry(&future.expiry).filter(|expiry| soon.contains(&market.years_to(*expiry)))
}

/// Whether it has to be rolled.
pub(super) fn expires(instrument: &Instrument, market: &Market, terms: &Terms) -> bool {
    expiry_of(instrument, market, terms).is_some()
}

/// Moves each future that expires within the days to the next expiry; one without a next stays, with a row.
pub(super) fn roll(
    book: &mut Book,
    market: &Market,
    terms: &Terms,
) -> Result<(Vec<RollCost>, Vec<UnplacedOrder>), Error> {
    let (mut rolls, mut unplaced) = (vec![], vec![]);
    for near in 0..book.lines.len() {
        let line = &book.lines[near];
        let (Some(expiry), Some(price)) = (expiry_of(&line.instrument, market, terms), line.tradable.price)
        else {
            continue;
        };
        let (label, asset, held) = (line.tradable.name.clone(), line.asset.clone(), line.held);
        let exposure = held * line.tradable.unit_exposure;
        let next = market.forwards(&asset).find(|(other, _)| *other > expiry);
        let (Some((next, _)), Instrument::Future(future)) = (next, &line.instrument) else {
            let explanation = format!("{label} expires soon, and no later forward of {asset} is quoted.");
            let (quantity, reason) = (Some(held), "noNextExpiry");
            unplaced.push(UnplacedOrder { label, asset, quantity, exposure, reason, explanation });
            continue;
        };
        let later = Future { expiry: format_instant(next), ..future.clone() };
        let far = book.line(&Instrument::Future(later), market, terms)?;
        let ratio = book.lines[near].tradable.unit_exposure / book.lines[far].tradable.unit_exposure;
        book.lines[near].moved = -held;
        book.lines[far].moved += held * ratio;
        for k in [near, far] {
            book.lines[k].purpose = OrderPurpose::Roll;
        }
        let far = &book.lines[far].tradable;
        let far_price = far.price.unwrap_or(price);
        let size = exposure.abs();
        let near = &book.lines[near].tradable;
        rolls.push(RollCost {
            from: label,
            to: far.name.clone(),
            exposure,
            spread: far_price - price,
            roll_yield: roll_yield((price, market.years_to(expiry)), (far_price, market.years_to(next))),
            trading_cost: size * (near.costs.rate(size, 1) + far.costs.rate(size, 1)),
        });
    }
    Ok((rolls, unplaced))
}
