//! A venue's rules as data: what its contracts ask for, what it takes as collateral, from when and from where.

use serde::{Deserialize, Serialize};

use super::collateral::Haircuts;
use super::option_rule::OptionRule;
use super::rule::{Basis, CountedAt, Rule};
use super::tiers::{Span, Tiers};
use crate::error::{Code, Error};
use crate::market::{ByAsset, Settlement, is_currency, parse_instant};

/// The rules of one venue at one date; one's own has the same form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct VenuePack {
    /// As a person reads it.
    pub label: String,
    /// From when the figures are, ISO 8601; a pack without it is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// Which formula the venue used then, in words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub formula: String,
    /// Where the figures are from.
    #[serde(default)]
    pub sources: Vec<String>,
    /// Which positions share their collateral.
    #[serde(default)]
    pub pools: PackPools,
    /// What its futures and perpetuals ask for; the first that fits counts.
    #[serde(default)]
    pub contracts: Vec<PackContract>,
    /// What short options ask for; without it there can be none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub options: Option<PackOptions>,
    /// What is taken off collateral, by coin.
    #[serde(default)]
    pub haircuts: ByAsset,
    /// What is taken off coins where it rises with their number.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub collateral_tiers: Vec<PackCollateral>,
    /// And off other coins; without it they are no collateral. Stablecoins and money have none unless it is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other_haircut: Option<f64>,
    /// What borrowed coins ask for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub debts: Option<PackDebts>,
    /// What trading and liquidation cost.
    #[serde(default)]
    pub fees: PackFees,
    /// How much of an account it closes.
    #[serde(default)]
    pub liquidation: PackLiquidation,
    /// How it pays funding, with its caps, in words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub funding: String,
    /// How the venue liquidates, in words.
    #[serde(default)]
    pub rules: Vec<String>,
}

/// Which positions of a cross account share their collateral.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum PackPools {
    /// All of them.
    #[default]
    One,
    /// Those that pay in the same currency.
    ByCurrency,
}

/// What decides the tier of a contract.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum PackBasis {
    /// The notional: quote currency for what is linear, coin for what is inverse.
    #[default]
    Notional,
    /// The size: coins for what is linear, quote currency for what is inverse.
    Size,
}

/// For what part of a position the rate of a tier holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum PackSpan {
    /// For what exceeds the floor.
    #[default]
    Marginal,
    /// For all of it.
    Whole,
}

/// At which price maintenance is counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum PackPrice {
    /// At the mark.
    #[default]
    Mark,
    /// At the entry, once and for all.
    Entry,
}

/// What futures and perpetuals on some coins ask for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct PackContract {
    /// The coins; any where none is named.
    #[serde(default)]
    pub assets: Vec<String>,
    /// In what they pay.
    pub settlement: Settlement,
    /// What decides the tier.
    #[serde(default)]
    pub basis: PackBasis,
    /// For what part of the position its rate holds.
    #[serde(default)]
    pub span: PackSpan,
    /// At which price maintenance is counted.
    #[serde(default)]
    pub price: PackPrice,
    /// What both rates rise by per coin of size.
    #[serde(default)]
    pub per_coin: f64,
    /// The fee of closing, where maintenance includes it.
    #[serde(default)]
    pub fee: f64,
    /// How far the tiers are known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cap: Option<f64>,
    /// Where the initial rate rises with the open interest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open_interest: Option<PackOpenInterest>,
    /// From the lowest; deductions follow from them.
    pub tiers: Vec<PackTier>,
}

/// One tier.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct PackTier {
    /// Where it begins; the first at 0.
    pub floor: f64,
    /// The maintenance rate.
    pub maintenance: f64,
    /// The least initial rate: one over the greatest leverage.
    pub initial: f64,
}

/// The open interest of a whole market between which the initial rate rises to 1, in quote currency.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct PackOpenInterest {
    /// Up to here the rate is that of the tier.
    pub lower: f64,
    /// From here on it is 1.
    pub upper: f64,
}

/// What is taken off some coins, slice by slice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct PackCollateral {
    /// The coins.
    pub assets: Vec<String>,
    /// From the first slice on.
    pub tiers: Vec<PackCollateralTier>,
}

/// One slice of coins.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct PackCollateralTier {
    /// Where it begins, in coins; the first at 0.
    pub floor: f64,
    /// What is taken off the coins above it.
    pub haircut: f64,
}

/// What short options ask for, as parts of the coin's price.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct PackOptions {
    /// Initial, less how far it is out of the money.
    pub initial: f64,
    /// Initial at least.
    pub least_initial: f64,
    /// Maintenance.
    pub maintenance: f64,
}

/// What borrowed coins ask for: (1 + rate) (1 + fee) − 1 of their value.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct PackDebts {
    /// The maintenance rate.
    pub maintenance: f64,
    /// The fee of buying them back.
    pub fee: f64,
}

/// Fees as fractions of the notional.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, default)]
pub struct PackFees {
    /// Of an order that rests.
    pub maker: Option<f64>,
    /// Of an order that takes.
    pub taker: Option<f64>,
    /// Of a liquidation.
    pub liquidation: Option<f64>,
}

/// How much of an account a venue closes at once.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, default)]
pub struct PackLiquidation {
    /// What.
    pub closes: PackCloses,
    /// The part that is closed first.
    pub part: f64,
    /// Of positions above this notional; smaller ones are closed whole.
    pub above: f64,
}

impl Default for PackLiquidation {
    fn default() -> Self {
        Self { closes: PackCloses::All, part: 1.0, above: 0.0 }
    }
}

/// What a venue closes where equity meets maintenance.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum PackCloses {
    /// Everything that binds margin.
    #[default]
    All,
    /// A part first, and the rest where that was not enough.
    Part,
    /// As much as it takes for equity to exceed maintenance.
    UntilCovered,
}

/// A pack that can be used.
#[derive(Debug)]
pub struct CheckedPack<'a> {
    /// As it was written.
    pub pack: &'a VenuePack,
    /// Its date.
    pub date: &'a str,
    rules: Vec<Rule>,
    slices: Vec<Haircuts>,
    debt_rate: f64,
}

impl VenuePack {
    /// The pack, or the first thing that is wrong with it.
    pub fn check(&self) -> Result<CheckedPack<'_>, Error> {
        let Some(date) = self.date.as_deref() else {
            let message = format!(
                "The pack {:?} has no date: margin rules change, so say from when they are.",
                self.label
            );
            return Err(Error::invalid("date", message));
        };
        if parse_instant(date).is_none() {
            return Err(Error::invalid("date", format!("{date:?} is not an ISO 8601 date.")));
        }
        let rule = "A haircut lies between 0 and 1 (0.05 takes off 5 %).";
        self.haircuts.check(0.0..=1.0, "haircuts", rule)?;
        let fraction = |value: f64, path: &str| {
            let message = || format!("{value} is no fraction between 0 and 1.");
            if (0.0..=1.0).contains(&value) { Ok(value) } else { Err(Error::invalid(path, message())) }
        };
        fraction(self.other_haircut.unwrap_or(0.0), "otherHaircut")?;
        for (value, path) in [(self.fees.taker, "fees.taker"), (self.fees.liquidation, "fees.liquidation")] {
            fraction(value.unwrap_or(0.0), path)?;
        }
        fraction(self.liquidation.part, "liquidation.part")?;
        if self.liquidation.above.is_nan() || self.liquidation.above < 0.0 {
            return Err(Error::invalid("liquidation.above", "A notional is zero or more."));
        }
        if let Some(options) = self.options {
            fraction(options.initial, "options.initial")?;
            fraction(options.least_initial, "options.leastInitial")?;
            fraction(options.maintenance, "options.maintenance")?;
        }
        let debt_rate = match self.debts {
            Some(debts) => {
                let rate = 1.0 + fraction(debts.maintenance, "debts.maintenance")?;
                rate * (1.0 + fraction(debts.fee, "debts.fee")?) - 1.0
            }
            None => 0.0,
        };
        let mut rules = Vec::with_capacity(self.contracts.len());
        for (i, contract) in self.contracts.iter().enumerate() {
            rules.push(contract.check().map_err(|error| error.inside(&format!("contracts[{i}]")))?);
        }
        let mut slices = Vec::with_capacity(self.collateral_tiers.len());
        for (i, collateral) in self.collateral_tiers.iter().enumerate() {
            let rows: Vec<[f64; 2]> =
                collateral.tiers.iter().map(|tier| [tier.floor, tier.haircut]).collect();
            let inside = |error: Error| error.inside(&format!("collateralTiers[{i}].tiers"));
            slices.push(Haircuts::check(&rows).map_err(inside)?);
        }
        Ok(CheckedPack { pack: self, date, rules, slices, debt_rate })
    }
}

impl PackContract {
    fn check(&self) -> Result<Rule, Error> {
        for (value, field) in [(self.per_coin, "perCoin"), (self.fee, "fee")] {
            if !(0.0..=1.0).contains(&value) {
                return Err(Error::invalid(field, format!("{value} is no fraction between 0 and 1.")));
            }
        }
        let rows: Vec<[f64; 3]> =
            self.tiers.iter().map(|tier| [tier.floor, tier.maintenance, tier.initial]).collect();
        let span = match self.span {
            PackSpan::Marginal => Span::Marginal,
            PackSpan::Whole => Span::Whole,
        };
        let basis = match self.basis {
            PackBasis::Notional => Basis::Notional,
            PackBasis::Size => Basis::Size,
        };
        let at = match self.price {
            PackPrice::Mark => CountedAt::Mark,
            PackPrice::Entry => CountedAt::Entry,
        };
        if let Some(PackOpenInterest { lower, upper }) = self.open_interest
            && !(lower >= 0.0 && upper > lower && upper <= 1e18)
        {
            let message = format!("Open interest from {lower} to {upper}: the first is below the second.");
            return Err(Error::invalid("openInterest", message));
        }
        if basis == Basis::Size && span == Span::Marginal && rows.len() > 1 {
            let message = "Tiers by size hold for the whole position: their deductions would have no unit.";
            return Err(Error::invalid("span", message));
        }
        let tiers = Tiers::check(&rows, span).map_err(|error| error.inside("tiers"))?;
        let moves = basis == Basis::Notional && at == CountedAt::Mark && tiers.all().len() > 1;
        let continuous = span == Span::Marginal || !moves;
        Ok(Rule {
            tiers,
            basis,
            at,
            per_coin: self.per_coin,
            fee: self.fee,
            cap: self.cap,
            open_interest: self.open_interest.map(|PackOpenInterest { lower, upper }| [lower, upper]),
            continuous,
        })
    }
}

impl CheckedPack<'_> {
    /// The rule of a contract.
    pub fn rule(&self, asset: &str, settlement: Settlement) -> Result<&Rule, Error> {
        let fits = |contract: &PackContract| {
            contract.settlement == settlement
                && (contract.assets.is_empty() || contract.assets.iter().any(|name| name == asset))
        };
        let found = self.pack.contracts.iter().position(fits);
        found.map(|place| &self.rules[place]).ok_or_else(|| {
            let kind = if settlement == Settlement::Linear { "linear" } else { "inverse" };
            let message = format!(
                "{} of {} holds no margin rates of {kind} contracts on {asset}: give a pack of your own with them.",
                self.pack.label, self.date
            );
            Error::new(Code::NotFound, message)
        })
    }

    /// The rule of short options.
    pub fn options(&self) -> Result<OptionRule, Error> {
        let PackOptions { initial, least_initial, maintenance } = self.pack.options.ok_or_else(|| {
            let message = format!("{} holds no margin rates of short options.", self.pack.label);
            Error::new(Code::NotFound, message)
        })?;
        Ok(OptionRule { initial, least_initial, maintenance })
    }

    /// What is taken off a coin as collateral.
    pub fn haircuts(&self, asset: &str) -> Result<Haircuts, Error> {
        if let Some(place) = self.tiered(asset) {
            return Ok(self.slices[place].clone());
        }
        let other = self.pack.other_haircut.or(is_currency(asset).then_some(0.0));
        let flat = self.pack.haircuts.0.get(asset).copied().or(other).ok_or_else(|| {
            let message = format!("{} takes no {asset} as collateral, by its pack.", self.pack.label);
            Error::new(Code::NotFound, message)
        })?;
        Ok(Haircuts::flat(flat))
    }

    fn tiered(&self, asset: &str) -> Option<usize> {
        self.pack.collateral_tiers.iter().position(|one| one.assets.iter().any(|name| name == asset))
    }

    /// Whether a coin is collateral for others at its full value for want of a ratio of its own.
    pub fn counts_in_full(&self, asset: &str) -> bool {
        let listed =
            self.pack.haircuts.0.contains_key(asset) || self.tiered(asset).is_some() || is_currency(asset);
        self.pack.pools == PackPools::One && !listed && self.pack.other_haircut == Some(0.0)
    }

    /// The maintenance margin of what is borrowed, as a part of its value.
    pub fn debt_rate(&self) -> f64 {
        self.debt_rate
    }
}
