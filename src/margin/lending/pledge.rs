//! Staked coins as collateral of derivatives: what counts, and which fall or slashing uses it up.
//!
//! ```text
//! counted = q P (1 − h)     P* = M / (q (1 − h))     greatest slashing = 1 − M / (q P (1 − h))
//! ```
//!
//! q coins, P price, h haircut, M maintenance margin. A slashed stake has fewer coins at the same price.

use super::account::price;
use super::request::{Spots, StakedPledge, within};
use super::response::PledgeHealth;
use crate::error::Error;

/// The figures of one pledge.
pub(super) fn measure(pledge: &StakedPledge, spots: &Spots, slashing: f64) -> Result<PledgeHealth, Error> {
    within("amount", pledge.amount, 1e-12, 1e15)?;
    within("haircut", pledge.haircut, 0.0, 0.999)?;
    within("requirement", pledge.requirement, 1e-9, 1e15)?;
    let earned = pledge.yield_rate.unwrap_or(0.0);
    within("yieldRate", earned, -1.0, 10.0)?;
    let price = price(spots, &pledge.asset, pledge.price, None)?;
    let value = pledge.amount * price;
    let counted = value * (1.0 - pledge.haircut);
    let edge = pledge.requirement / counted;
    Ok(PledgeHealth {
        asset: pledge.asset.clone(),
        price,
        value,
        counted,
        surplus: counted - pledge.requirement,
        health: counted / pledge.requirement,
        liquidation_price: price * edge,
        change: edge - 1.0,
        surplus_slashed: counted * (1.0 - slashing) - pledge.requirement,
        greatest_slashing: 1.0 - edge,
        income: value * earned,
    })
}
