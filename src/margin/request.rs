//! Accounts at venues, and what is asked of them.

use serde::{Deserialize, Serialize};

use super::joint_move::MarginMove;
use super::pack::VenuePack;
use super::staking::StakedCollateral;
use crate::SchemaVersion;
use crate::error::{Code, Error};
use crate::market::{ByAsset, Quotes};
use crate::pricing::instrument::Instrument;

/// The most accounts.
const MOST_ACCOUNTS: usize = 100;
/// The most positions of one account.
const MOST_POSITIONS: usize = 20_000;
/// The most points of a curve.
const MOST_POINTS: usize = 400;
/// The most kinds of staked coins of one account.
const MOST_STAKED: usize = 100;

/// Accounts, their market, and what is asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct MarginRequest {
    /// Always 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema_version: Option<SchemaVersion>,
    /// The accounts.
    pub accounts: Vec<MarginAccount>,
    /// The market.
    pub quotes: Quotes,
    /// The venue of accounts that name none.
    #[serde(default = "any_venue")]
    pub pack: String,
    /// Volatilities per year, for distances in daily standard deviations; those of the quotes where none is given.
    #[serde(default)]
    pub volatilities: ByAsset,
    /// How each coin moves when all move together; 1 where none is given.
    #[serde(default)]
    pub betas: ByAsset,
    /// A move, as a fraction, that every account is asked to survive both ways.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub survive: Option<f64>,
    /// A move whose consequences are asked for.
    #[serde(default, rename = "move", skip_serializing_if = "Option::is_none")]
    pub joint_move: Option<MarginMove>,
    /// The part of staked collateral that is slashed in a what-if.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slashing: Option<f64>,
    /// And the part of its price to the coin behind it that it loses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub depeg: Option<f64>,
    /// Liquidation prices at later times.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub curve: Option<MarginCurve>,
    /// What borrowed coins cost per year.
    #[serde(default)]
    pub interest: ByAsset,
    /// In what the totals are counted beside the quote currency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub numeraire: Option<String>,
}

fn any_venue() -> String {
    super::venues::ANY.to_owned()
}

/// One account at one venue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct MarginAccount {
    /// By which answers name it.
    pub name: String,
    /// The venue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pack: Option<String>,
    /// Rules of one's own, instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own_pack: Option<VenuePack>,
    /// Whether long and short positions in one contract are margined apart; else they net.
    #[serde(default)]
    pub hedge_mode: bool,
    /// What has been put in, by coin or currency, without the profit of open positions; below zero is borrowed.
    #[serde(default)]
    pub collateral: ByAsset,
    /// Staked coins that are collateral too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub staked: Vec<StakedCollateral>,
    /// Coins open in the venue's whole market, where its initial rates rise with them.
    #[serde(default, skip_serializing_if = "ByAsset::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub open_interest: ByAsset,
    /// What is held there.
    #[serde(default)]
    pub positions: Vec<MarginPosition>,
}

/// One position of an account.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct MarginPosition {
    /// By which answers name it.
    pub id: String,
    /// What it is.
    pub instrument: Instrument,
    /// As in a portfolio; negative is short.
    pub quantity: f64,
    /// The price at which a future or perpetual was entered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry_price: Option<f64>,
    /// What is set aside for it alone, in what it pays in; without it the account stands in for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub isolated_margin: Option<f64>,
    /// The leverage chosen, for the initial margin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leverage: Option<f64>,
}

/// Later times.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct MarginCurve {
    /// How far.
    pub days: f64,
    /// In how many equal steps.
    pub points: u32,
}

impl MarginRequest {
    /// Refuses what cannot be meant.
    pub(crate) fn check(&self) -> Result<(), Error> {
        for (count, most, field) in [
            (self.accounts.len(), MOST_ACCOUNTS, "accounts"),
            (self.curve.map_or(0, |curve| curve.points as usize), MOST_POINTS, "curve.points"),
        ] {
            if count > most {
                return Err(Error::new(Code::TooLarge, format!("{count} are more than {most}.")).at(field));
            }
        }
        if self.accounts.is_empty() {
            return Err(Error::invalid("accounts", "There is no account."));
        }
        self.volatilities.check(
            0.0..=10.0,
            "volatilities",
            "A volatility lies between 0 and 10 (0.65 is 65 % a year).",
        )?;
        self.betas.check(1e-3..=10.0, "betas", "A beta lies between 0.001 and 10.")?;
        self.interest.check(-1.0..=100.0, "interest", "Interest lies between -1 and 100 per year.")?;
        if let Some(survive) = self.survive
            && !(survive > 0.0 && survive < 1.0)
        {
            return Err(Error::invalid("survive", format!("{survive} does not lie between 0 and 1.")));
        }
        for (value, field) in [(self.slashing, "slashing"), (self.depeg, "depeg")] {
            let value = value.unwrap_or(0.0);
            if !(0.0..1.0).contains(&value) {
                return Err(Error::invalid(field, format!("{value} is no part from 0 to below 1.")));
            }
        }
        if let Some(MarginCurve { days, points }) = self.curve
            && !(days > 0.0 && days <= 3_650.0 && points > 0)
        {
            return Err(Error::invalid("curve", "A curve goes over 1 to 3650 days in at least one step."));
        }
        if let Some(asked) = &self.joint_move {
            asked.check().map_err(|error| error.inside("move"))?;
        }
        for (i, account) in self.accounts.iter().enumerate() {
            account.check().map_err(|error| error.inside(&format!("accounts[{i}]")))?;
        }
        Ok(())
    }
}

impl MarginAccount {
    pub(crate) fn check(&self) -> Result<(), Error> {
        if self.pack.is_some() && self.own_pack.is_some() {
            return Err(Error::invalid("ownPack", "An account has the pack of a venue or one of its own."));
        }
        if self.positions.len() > MOST_POSITIONS {
            let message =
                format!("There are {} positions; the limit is {MOST_POSITIONS}.", self.positions.len());
            return Err(Error::new(Code::TooLarge, message).at("positions"));
        }
        self.collateral.check(-1e18..=1e18, "collateral", "An amount lies within ±1e18.")?;
        self.open_interest.check(0.0..=1e18, "openInterest", "An open interest is a number of coins.")?;
        if self.staked.len() > MOST_STAKED {
            let message = format!("{} are more than {MOST_STAKED}.", self.staked.len());
            return Err(Error::new(Code::TooLarge, message).at("staked"));
        }
        for (k, staked) in self.staked.iter().enumerate() {
            staked.check().map_err(|error| error.inside(&format!("staked[{k}]")))?;
        }
        for (k, position) in self.positions.iter().enumerate() {
            position.check().map_err(|error| error.inside(&format!("positions[{k}]")))?;
        }
        Ok(())
    }
}

impl MarginPosition {
    fn check(&self) -> Result<(), Error> {
        if self.quantity == 0.0 {
            let message = format!("The position {:?} has size zero: leave it out.", self.id);
            return Err(Error::invalid("quantity", message));
        }
        if let Some(margin) = self.isolated_margin
            && !(margin > 0.0 && margin <= 1e18)
        {
            return Err(Error::invalid(
                "isolatedMargin",
                format!("The margin set aside is {margin}; it is above zero."),
            ));
        }
        if let Some(leverage) = self.leverage
            && !(leverage > 0.0 && leverage <= 1e4)
        {
            return Err(Error::invalid(
                "leverage",
                format!("A leverage of {leverage} is not between 0 and 10000."),
            ));
        }
        Ok(())
    }
}
