//! The positions that can be valued, and the others with the reason.

use super::{Excluded, HeldPosition, Portfolio};
use crate::market::Market;
use crate::pricing::Valuation;

/// A position with what it is worth now.
pub type Valued<'a> = (&'a HeldPosition, Valuation);

/// Values all positions of a portfolio; one that lacks a quote or has expired is left out.
pub fn valued<'a>(portfolio: &'a Portfolio, market: &Market) -> (Vec<Valued<'a>>, Vec<Excluded>) {
    let mut excluded = vec![];
    let positions = portfolio.positions().iter();
    let held = positions.filter_map(|held| {
        let reason = match held.contract.value(market, &held.holding) {
            Ok(valuation) if valuation.expired => "It has expired.".to_owned(),
            Ok(valuation) if valuation.is_finite() => return Some((held, valuation)),
            Ok(_) => "Its value is too large for a number.".to_owned(),
            Err(error) => error.message,
        };
        excluded.push(Excluded { id: held.id.clone(), reason });
        None
    });
    (held.collect(), excluded)
}
