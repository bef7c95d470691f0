//! Whole lots: with prices p, units held h and a capital C, the trades t that
//!
//! minimise d'Σd, d[i] = p[i] (h[i] + t[i]) / C − w[i],
//! over Σ p[i] (h[i] + t[i]) + Σ (f p[i] |t[i]| + g 1[t[i] ≠ 0]) ≤ C max(B, 1),
//!
//! where each t[i] is zero or a whole multiple of the lot with p[i] |t[i]| of at least the least notional,
//! and nothing is sold short that may not be. The root of d'Σd is the tracking error per year. A variance
//! below a millionth of the greatest counts as that much, since how much of a riskless asset is held would
//! be arbitrary.
//!
//! Source: Buchheim, Caprara & Lodi (2012) for the search; Bonami & Lejeune (2009) for lots in portfolios.

use serde::{Deserialize, Serialize};

use super::UnitMethod;
use super::account::{Account, Holding};
use crate::allocate::basis::{Checked, number};
use crate::error::{Code, Error};
use crate::market::{ByAsset, PriceTable};
use crate::method::{Choice, Describe, Method, Parameter, Reference, Unit, Value};

/// No amount of money or units is larger.
const LARGEST: f64 = 1e15;

/// A fee above half of what is traded is a slip of the decimal mark.
const GREATEST_RATE: f64 = 0.5;

/// What is made small.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum TargetDistance {
    /// The risk of the difference.
    #[default]
    Risk,
    /// The root of the sum of squared differences of the weights.
    Weights,
}

/// What is held, what it costs and how it can be traded.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct WholeLots {
    /// All there is, what is held and cash; without it the value of what is held.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capital: Option<f64>,
    /// Units held now.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    #[serde(skip_serializing_if = "ByAsset::is_empty")]
    pub held: ByAsset,
    /// What a unit costs; without it the last price of the table.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    #[serde(skip_serializing_if = "ByAsset::is_empty")]
    pub prices: ByAsset,
    /// Units that a trade is a multiple of, for every asset; 0 for any quantity.
    pub lot: f64,
    /// The same for some assets.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    #[serde(skip_serializing_if = "ByAsset::is_empty")]
    pub lots: ByAsset,
    /// Least value of a trade, for every asset.
    pub min_notional: f64,
    /// The same for some assets.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    #[serde(skip_serializing_if = "ByAsset::is_empty")]
    pub min_notionals: ByAsset,
    /// Part of what is bought or sold: 0.001 is 10 basis points.
    pub fee_rate: f64,
    /// Due for each trade, whatever its size.
    pub fee_per_trade: f64,
    /// What is made small.
    pub distance: TargetDistance,
    /// Most choices of units that are looked at to find the best; without it about a second's worth.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_nodes: Option<usize>,
}

impl UnitMethod for WholeLots {
    fn lots(&self) -> Option<&WholeLots> {
        Some(self)
    }
}

impl WholeLots {
    /// What it comes to for the assets of a problem, and for what is held beside them.
    pub(super) fn check(&self, checked: &Checked, table: Option<&PriceTable>) -> Result<Account, Error> {
        let known = &checked.problem.known;
        let rule = "It is zero or above.";
        let amounts = [
            ("lot", self.lot, "lots", &self.lots),
            ("minNotional", self.min_notional, "minNotionals", &self.min_notionals),
        ];
        for (name, every, names, some) in amounts {
            number(every, 0.0, LARGEST, name, rule)?;
            some.check(0.0..=LARGEST, names, rule)?;
            some.check_names(known, names)?;
        }
        let rule = "A fee is a part of what is traded and lies between 0 and 0.5; 0.001 is 10 basis points.";
        number(self.fee_rate, 0.0, GREATEST_RATE, "feeRate", rule)?;
        number(self.fee_per_trade, 0.0, LARGEST, "feePerTrade", "It is zero or above.")?;
        self.held.check(-LARGEST..=LARGEST, "held", "What is held is counted in units.")?;
        self.held.check_names(known, "held")?;
        self.prices.check(f64::MIN_POSITIVE..=LARGEST, "prices", "A price is above zero.")?;
        self.prices.check_names(known, "prices")?;
        let chosen = &checked.problem.assets[..checked.chosen];
        let others = self.held.0.iter().filter(|(asset, units)| **units != 0.0 && !chosen.contains(asset));
        let mut holdings = Vec::with_capacity(chosen.len());
        for asset in chosen.iter().chain(others.map(|(asset, _)| asset)) {
            let of = |some: &ByAsset, every: f64| some.0.get(asset).copied().unwrap_or(every);
            let Some(price) = self.prices.0.get(asset).copied().or_else(|| last_price(table?, asset)) else {
                let message = format!("There is no price of {asset}.");
                return Err(Error::new(Code::MissingQuote, message).at(format!("prices.{asset}")));
            };
            holdings.push(Holding {
                asset: asset.clone(),
                price,
                held: of(&self.held, 0.0),
                lot: of(&self.lots, self.lot),
                least: of(&self.min_notionals, self.min_notional),
            });
        }
        let value = holdings.iter().map(|holding| holding.price * holding.held).sum();
        let capital = self.capital.unwrap_or(value);
        if !(capital > 0.0 && capital <= LARGEST) {
            let message = match self.capital {
                Some(capital) => format!("The capital is {capital}; it lies above zero."),
                None => "Units are bought with money: there is neither a capital nor anything of value held."
                    .into(),
            };
            return Err(Error::invalid("capital", message));
        }
        Ok(Account {
            holdings,
            chosen: chosen.len(),
            capital,
            rate: self.fee_rate,
            per_trade: self.fee_per_trade,
            distance: self.distance,
            max_nodes: self.max_nodes,
        })
    }
}

/// The last price of an asset that a table has.
fn last_price(table: &PriceTable, asset: &str) -> Option<f64> {
    let column = table.assets.iter().position(|name| name == asset)?;
    let prices = (0..table.prices.len()).rev().map(|t| table.prices.row(t)[column]);
    prices.filter(|price| price.is_finite()).find(|price| *price > 0.0)
}

/// A field that takes an amount from zero on.
fn amount(name: &'static str, label: &'static str, help: &'static str, default: Option<f64>) -> Parameter {
    let value = Value::Number { unit: Unit::None, min: Some(0.0), max: Some(LARGEST), default };
    Parameter { name, label, help, value, advanced: false }
}

/// The same for some assets.
fn amounts(name: &'static str, label: &'static str, help: &'static str) -> Parameter {
    let value = Value::PerAsset { unit: Unit::None, min: Some(0.0), max: Some(LARGEST), default: None };
    Parameter { name, label, help, value, advanced: true }
}

impl Describe for WholeLots {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "In whole lots",
            summary: "Finds the trades in whole lots, fees included, whose portfolio is nearest to the weights.",
            formula: "min d'Σd, d[i] = p[i] (h[i] + t[i]) / C − w[i], over Σ p[i] (h[i] + t[i]) + Σ (f p[i] |t[i]| + g 1[t[i] ≠ 0]) ≤ C; t[i] zero or a multiple of the lot, p[i] |t[i]| ≥ m[i]",
            conventions: &[
                "The distance is √d'Σd per year, the tracking error against the weights; by weights it is √Σ d[i]².",
                "A variance below a millionth of the greatest counts as that much.",
                "Bounds and groups are obeyed by the weights; units miss them by parts of a lot. Nothing is sold short whose bounds do not allow it.",
                "What is held beside the chosen assets is sold, as far as its lots and least trades allow.",
            ],
            parameters: vec![
                amount("capital", "Capital", "What is held and cash together; without it the equity.", None),
                amount(
                    "lot",
                    "Lot",
                    "Units that a trade is a multiple of: 1 for whole shares, 0 for any quantity.",
                    Some(0.0),
                ),
                amounts("lots", "Lot by asset", "Where it differs from that of all, in units of the asset."),
                amount(
                    "minNotional",
                    "Least trade",
                    "A trade is worth at least this much in money, or is not made.",
                    Some(0.0),
                ),
                amounts(
                    "minNotionals",
                    "Least trade by asset",
                    "Where it differs from that of all, in money.",
                ),
                Parameter {
                    name: "feeRate",
                    label: "Fee",
                    help: "Part of what is bought or sold; 0.1 % is 10 basis points.",
                    value: Value::Number {
                        unit: Unit::Fraction,
                        min: Some(0.0),
                        max: Some(GREATEST_RATE),
                        default: Some(0.0),
                    },
                    advanced: false,
                },
                Parameter {
                    advanced: true,
                    ..amount(
                        "feePerTrade",
                        "Fee per trade",
                        "Due for each trade, whatever its size.",
                        Some(0.0),
                    )
                },
                Parameter {
                    name: "distance",
                    label: "Nearest by",
                    help: "What is made small between the units and the weights.",
                    value: Value::Choice {
                        choices: vec![
                            Choice { value: "risk", label: "risk of the difference" },
                            Choice { value: "weights", label: "difference of the weights" },
                        ],
                        default: "risk",
                    },
                    advanced: true,
                },
            ],
            references: vec![
                Reference {
                    text: "Bonami, P., Lejeune, M. A. (2009). An exact solution approach for portfolio optimization problems under stochastic and integer constraints. Operations Research 57(3).",
                    url: Some("https://doi.org/10.1287/opre.1080.0599"),
                },
                Reference {
                    text: "Buchheim, C., Caprara, A., Lodi, A. (2012). An effective branch-and-bound algorithm for convex quadratic integer programming. Mathematical Programming 135.",
                    url: Some("https://doi.org/10.1007/s10107-011-0475-x"),
                },
            ],
        }
    }
}
