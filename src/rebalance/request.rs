//! What is held, what is wanted, and how it may be traded.

use serde::{Deserialize, Serialize};

use super::rules::{FlowUse, Rules, TradeDirection};
use super::tax_lots::LotChoice;
use super::tradable::margin_rate;
use crate::SchemaVersion;
use crate::error::{Code, Error};
use crate::hedge::{HedgeBand, HedgeInstrument, HedgeWithin, Numeraire};
use crate::market::{ByAsset, PriceTable, Quotes, VolumeSeries};
use crate::portfolio::Position;
use crate::risk::RiskGroup;

pub(super) const TAKER: f64 = 0.001;
pub(super) const MAKER: f64 = 0.0005;
pub(super) const HALF_SPREAD: f64 = 0.0005;
pub(super) const IMPACT: f64 = 1.0;
pub(super) const SHARE: f64 = 0.1;
pub(super) const SLICES: u32 = 10;
pub(super) const MARGIN: f64 = 0.1;
pub(super) const MARGINS: [f64; 2] = [1e-3, 1.0];
pub(super) const HORIZON: u32 = 30;
pub(super) const ROLL: u32 = 7;
pub(super) const LONG_TERM: u32 = 365;
pub(super) const AVERAGE: u32 = 30;
/// No amount of money is larger.
pub(super) const LARGEST: f64 = 1e15;
/// Weights beyond this are a slip of the decimal mark.
const GREATEST_WEIGHT: f64 = 100.0;
/// The most assets of a target.
const MOST_ASSETS: usize = 2_000;

/// What a target says of one asset.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct TargetShare {
    /// The coin or currency.
    pub asset: String,
    /// Its exposure as a part of the equity.
    pub weight: f64,
}

/// Fees from some volume of the last 30 days on.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct FeeTier {
    /// Traded in the last 30 days, in quote currency.
    pub from: f64,
    /// Fee of orders that wait, as a part of the notional.
    pub maker: f64,
    /// Fee of orders that are filled at once.
    pub taker: f64,
}

/// Coins that were bought together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct TaxLot {
    /// The coin.
    pub asset: String,
    /// Coins.
    pub quantity: f64,
    /// What one of them cost, in quote currency.
    pub cost: f64,
    /// When, ISO 8601.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
}

/// How orders are placed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum OrderStyle {
    /// Filled at once, across the spread.
    #[default]
    Taker,
    /// Waiting at the best price: no spread, and no certainty to be filled.
    Maker,
}

/// How an exposure is reached.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum ReachedBy {
    /// With coins.
    #[default]
    Coins,
    /// With the linear perpetual.
    Perpetuals,
    /// With the linear future that expires first after the horizon, of those with a quoted forward.
    DatedFutures,
    /// With what costs least over the horizon.
    LeastCost,
}

/// What becomes of coins that the target does not name.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum UnnamedAssets {
    /// They stay; the weights are of the equity without them.
    #[default]
    Stay,
    /// They are sold.
    AreSold,
}

/// The hedge of what stays: options, pools and coins that the target does not name.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, default)]
pub struct PlannedHedge {
    /// As in `hedge`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub within: Option<HedgeWithin>,
    /// As in `hedge`.
    pub bands: Vec<HedgeBand>,
    /// As in `hedge`.
    pub instruments: Vec<HedgeInstrument>,
    /// As in `hedge`.
    pub numeraire: Numeraire,
}

/// Asks for the orders from holdings to a target.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct RebalanceRequest {
    /// Always 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema_version: Option<SchemaVersion>,
    /// What is held; cash in the quote currency and stablecoins that the target does not name is what is paid from.
    pub positions: Vec<Position>,
    /// The market.
    pub quotes: Quotes,
    /// Exposures as parts of the equity.
    pub target: Vec<TargetShare>,
    /// From which the volatility of the impact is taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prices: Option<PriceTable>,
    /// What the market trades of each asset; one without volumes is traded without impact.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub volumes: Vec<VolumeSeries>,
    /// Assets whose drift is added up.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub groups: Vec<RiskGroup>,
    /// Cost bases; without any of an asset, its positions with an entry price, in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub lots: Vec<TaxLot>,
    /// Fees by volume, rising; goes before `takerFee` and `makerFee`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub tiers: Vec<FeeTier>,
    /// The hedge of what stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hedge: Option<PlannedHedge>,
    /// Orders by hand: units by the name of an instrument in the plan, in place of what the target asks.
    #[serde(default, skip_serializing_if = "ByAsset::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub by_hand: ByAsset,
    /// Deposit, or withdrawal below zero, in quote currency.
    #[serde(default)]
    pub flow: f64,
    /// What a flow does.
    #[serde(default)]
    pub flow_use: FlowUse,
    /// Which way may be traded.
    #[serde(default)]
    pub direction: TradeDirection,
    /// What becomes of coins that the target does not name.
    #[serde(default)]
    pub unnamed: UnnamedAssets,
    /// How exposures are reached.
    #[serde(default)]
    pub reached_by: ReachedBy,
    /// Gaps up to this part of the equity stay.
    #[serde(default)]
    pub tolerance: f64,
    /// How orders are placed.
    #[serde(default)]
    pub style: OrderStyle,
    /// Fee of a taker, a part of the notional; 0.001.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taker_fee: Option<f64>,
    /// Fee of a maker; 0.0005.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maker_fee: Option<f64>,
    /// Traded in the last 30 days, which decides the tier.
    #[serde(default)]
    pub traded: f64,
    /// Half of the spread, a part of the price; 0.0005 for assets that are left out.
    #[serde(default, skip_serializing_if = "ByAsset::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub half_spreads: ByAsset,
    /// Factor of the impact; 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub impact: Option<f64>,
    /// Greatest share of a day's volume that a slice may be; 0.1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share_of_volume: Option<f64>,
    /// Greatest cost of an order as a part of its notional.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most_cost: Option<f64>,
    /// Most slices of an order, one a day; 10.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most_slices: Option<u32>,
    /// Gas of one slice in quote currency, of assets traded on a chain.
    #[serde(default, skip_serializing_if = "ByAsset::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub gas: ByAsset,
    /// Units that orders are multiples of.
    #[serde(default, skip_serializing_if = "ByAsset::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub lot_sizes: ByAsset,
    /// Prices are multiples of it.
    #[serde(default, skip_serializing_if = "ByAsset::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub ticks: ByAsset,
    /// No order is worth less.
    #[serde(default)]
    pub least_order: f64,
    /// Cash that stays.
    #[serde(default)]
    pub reserve: f64,
    /// How far the cash may go below zero.
    #[serde(default)]
    pub loan: f64,
    /// Initial margin of perpetuals and futures, a part of the exposure; 0.1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub margin_rate: Option<f64>,
    /// The same of some contracts, by their exchange-style names or by asset; a name goes before its asset.
    #[serde(default, skip_serializing_if = "ByAsset::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub margin_rates: ByAsset,
    /// Days over which ways to reach an exposure are compared; 30.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub horizon_days: Option<u32>,
    /// Futures that expire within so many days are rolled; 7.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roll_days: Option<u32>,
    /// Which coins are sold first.
    #[serde(default)]
    pub lot_choice: LotChoice,
    /// Gains on coins held for longer than so many days are of long term; 365.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub long_term_days: Option<u32>,
}

impl RebalanceRequest {
    /// The limits of the plan, or the first thing that is wrong.
    pub(super) fn rules(&self) -> Result<Rules, Error> {
        let within = |value: f64, [least, most]: [f64; 2], path: &str| {
            if (least..=most).contains(&value) {
                return Ok(value);
            }
            Err(Error::invalid(path, format!("{value} does not lie between {least} and {most}.")))
        };
        if self.target.len() > MOST_ASSETS {
            let message =
                format!("The target names {} assets; the limit is {MOST_ASSETS}.", self.target.len());
            return Err(Error::new(Code::TooLarge, message).at("target"));
        }
        for (i, TargetShare { asset, weight }) in self.target.iter().enumerate() {
            within(*weight, [-GREATEST_WEIGHT, GREATEST_WEIGHT], &format!("target[{i}].weight"))?;
            if self.target[..i].iter().any(|other| other.asset == *asset) {
                return Err(Error::invalid(format!("target[{i}].asset"), format!("{asset} is named twice.")));
            }
        }
        for (i, tier) in self.tiers.iter().enumerate() {
            let path = |field: &str| format!("tiers[{i}].{field}");
            let least = if i == 0 { 0.0 } else { self.tiers[i - 1].from };
            within(tier.from, [least, LARGEST], &path("from"))?;
            within(tier.maker, [0.0, 1.0], &path("maker"))?;
            within(tier.taker, [0.0, 1.0], &path("taker"))?;
        }
        for (i, lot) in self.lots.iter().enumerate() {
            within(lot.quantity, [0.0, LARGEST], &format!("lots[{i}].quantity"))?;
            within(lot.cost, [0.0, LARGEST], &format!("lots[{i}].cost"))?;
        }
        let part = "It is a part of what is traded, from 0 to 1; 0.001 is 0.1 %.";
        self.half_spreads.check(0.0..=1.0, "halfSpreads", part)?;
        for (name, amounts) in [("gas", &self.gas), ("lotSizes", &self.lot_sizes), ("ticks", &self.ticks)] {
            amounts.check(0.0..=LARGEST, name, "It is zero or above.")?;
        }
        self.by_hand.check(-LARGEST..=LARGEST, "byHand", "An order is a number of units.")?;
        within(self.taker_fee.unwrap_or(TAKER), [0.0, 1.0], "takerFee")?;
        within(self.maker_fee.unwrap_or(MAKER), [0.0, 1.0], "makerFee")?;
        within(self.traded, [0.0, LARGEST], "traded")?;
        within(self.impact.unwrap_or(IMPACT), [0.0, 10.0], "impact")?;
        within(self.margin_rate.unwrap_or(MARGIN), MARGINS, "marginRate")?;
        let margin = "An initial margin lies between 0.001 and 1; 0.1 is 10 % of the exposure.";
        self.margin_rates.check(MARGINS[0]..=MARGINS[1], "marginRates", margin)?;
        within(self.flow, [-LARGEST, LARGEST], "flow")?;
        for (days, path) in [
            (self.horizon_days, "horizonDays"),
            (self.roll_days, "rollDays"),
            (self.long_term_days, "longTermDays"),
        ] {
            within(f64::from(days.unwrap_or(1)), [0.0, 3650.0], path)?;
        }
        Ok(Rules {
            direction: self.direction,
            flows: self.flow_use,
            tolerance: within(self.tolerance, [0.0, 1.0], "tolerance")?,
            share_of_volume: Some(within(
                self.share_of_volume.unwrap_or(SHARE),
                [1e-4, 1.0],
                "shareOfVolume",
            )?),
            most_cost: self.most_cost.map(|most| within(most, [0.0, 1.0], "mostCost")).transpose()?,
            most_slices: within(f64::from(self.most_slices.unwrap_or(SLICES)), [1.0, 365.0], "mostSlices")?
                as u32,
            least_notional: within(self.least_order, [0.0, LARGEST], "leastOrder")?,
            reserve: within(self.reserve, [0.0, LARGEST], "reserve")?,
            loan: within(self.loan, [0.0, LARGEST], "loan")?,
            beside: 0.0,
            unit: 0.01,
        })
    }

    /// The initial margin of a contract.
    pub(super) fn margin(&self, contract: &str, asset: &str) -> f64 {
        margin_rate(&self.margin_rates, contract, asset, self.margin_rate.unwrap_or(MARGIN))
    }

    /// The fee of the tier and the style, as a part of the notional. A rebate counts as no fee.
    pub(super) fn fee(&self) -> f64 {
        let tier = self.tiers.iter().rev().find(|tier| tier.from <= self.traded).or(self.tiers.first());
        match self.style {
            OrderStyle::Taker => tier.map_or(self.taker_fee.unwrap_or(TAKER), |tier| tier.taker),
            OrderStyle::Maker => tier.map_or(self.maker_fee.unwrap_or(MAKER), |tier| tier.maker),
        }
    }
}
