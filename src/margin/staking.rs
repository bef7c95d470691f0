//! Staked coins as collateral: a ratio of their own to the coin behind them, a haircut, and what a slashing would leave.
//!
//! ```text
//! worth = q ρ P        counted = (1 − h) q ρ P        expected loss per year = Σ p l q ρ P
//! after a slashing of s and a depeg of d:  q ρ (1 − s) (1 − d) P
//! ```
//!
//! q staked coins, ρ coins that one of them is worth in the market, P the coin's price, h the haircut, p and l the yearly
//! probability of a slashing and the part that it takes.

use serde::{Deserialize, Serialize};

use super::operation::{assets, totals};
use super::pack::CheckedPack;
use super::request::{MarginAccount, MarginRequest};
use super::response::{AssetLiquidation, MarginTotals};
use super::state::{Setting, State};
use crate::error::Error;

/// Staked coins that an account has as collateral.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct StakedCollateral {
    /// The staked coin.
    pub asset: String,
    /// The coin behind it, whose price moves it.
    pub underlying: String,
    /// How many.
    pub quantity: f64,
    /// Coins that one is worth in the market.
    #[serde(default = "one")]
    pub ratio: f64,
    /// What the venue takes off; that of its pack where none is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub haircut: Option<f64>,
    /// Of a slashing, per year.
    #[serde(default)]
    pub slashing_probability: f64,
    /// The part that it takes.
    #[serde(default)]
    pub slashing_loss: f64,
}

fn one() -> f64 {
    1.0
}

impl StakedCollateral {
    pub(super) fn check(&self) -> Result<(), Error> {
        let within = |value: f64, [least, most]: [f64; 2], field: &str| {
            if (least..=most).contains(&value) {
                return Ok(());
            }
            Err(Error::invalid(field, format!("It is {value}; it lies between {least} and {most}.")))
        };
        within(self.quantity, [0.0, 1e18], "quantity")?;
        within(self.ratio, [1e-6, 1e6], "ratio")?;
        within(self.haircut.unwrap_or(0.0), [0.0, 1.0], "haircut")?;
        within(self.slashing_probability, [0.0, 1.0], "slashingProbability")?;
        within(self.slashing_loss, [0.0, 1.0], "slashingLoss")
    }
}

/// What a slashing and a depeg leave.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct MarginAfterSlashing {
    /// The part that is slashed.
    pub slashing: f64,
    /// The part of their price to the coin behind them that staked coins lose.
    pub depeg: f64,
    /// Equity and margin then.
    #[serde(flatten)]
    pub totals: MarginTotals,
    /// By pool, in their order, where each coin then ends it.
    pub pools: Vec<Vec<AssetLiquidation>>,
}

/// The staked coins of an account.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct MarginStaking {
    /// What they are worth, in quote currency.
    pub worth: f64,
    /// What of it counts.
    pub counted: f64,
    /// Of slashings, per year.
    pub expected_loss: f64,
    /// After the slashing and the depeg asked for.
    pub after: Option<MarginAfterSlashing>,
}

/// The same account with its staked coins slashed and off their price.
fn slashed(account: &MarginAccount, slashing: f64, depeg: f64) -> MarginAccount {
    let mut after = account.clone();
    for staked in &mut after.staked {
        staked.quantity *= 1.0 - slashing;
        staked.ratio *= 1.0 - depeg;
    }
    after
}

/// The staked coins, and what the slashing and the depeg asked for leave of the account.
pub(super) fn of_account(
    request: &MarginRequest,
    account: &MarginAccount,
    pack: &CheckedPack,
    state: &State,
    setting: &Setting,
) -> Result<Option<MarginStaking>, Error> {
    if account.staked.is_empty() {
        return Ok(None);
    }
    let books = || state.pools.iter().flat_map(|pool| &pool.books);
    let mut expected_loss = 0.0;
    for staked in &account.staked {
        let worth = staked.quantity * staked.ratio * setting.market.spot(&staked.underlying)?;
        expected_loss += staked.slashing_probability * staked.slashing_loss * worth;
    }
    let asked = request.slashing.is_some() || request.depeg.is_some();
    let (slashing, depeg) = (request.slashing.unwrap_or(0.0), request.depeg.unwrap_or(0.0));
    let after = if asked {
        let state = State::new(&slashed(account, slashing, depeg), pack, setting)?;
        Some(MarginAfterSlashing {
            slashing,
            depeg,
            totals: MarginTotals::sum(state.pools.iter().map(totals)),
            pools: state.pools.iter().map(|pool| assets(request, pool, setting.market)).collect(),
        })
    } else {
        None
    };
    Ok(Some(MarginStaking {
        worth: books().map(|book| book.staked[0]).sum(),
        counted: books().map(|book| book.staked[1]).sum(),
        expected_loss,
        after,
    }))
}
