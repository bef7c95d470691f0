//! Looped staking: its net yield, what a lost peg does, and what leaving costs.
//!
//! ```text
//! carry = (S y − B r) / K                     net over d days = carry − 365 (entry + exit) / (K d)
//! entry = c (K + B),  exit = e S               left at a peg lower by δ = S (1 − δ)(1 − e) − B
//! depeg to liquidation δ* = 1 − B / (S T)      rate of no carry r_0 = S y / B
//! ```
//!
//! y staking yield, r borrow rate, both simple per year; S, B as in [`rounds`](super::rounds), T the threshold.

use serde::{Deserialize, Serialize};

use super::LoopMethod;
use super::figures::{StakingLoopDepeg, StakingLoopRate, StakingLoopResponse, StakingLoopRound};
use super::rounds::{Looped, Rounds};
use crate::error::Error;
use crate::margin::lending::market::LendingMarket;
use crate::margin::lending::request::within;
use crate::method::{Choice, Describe, Method, Parameter, Reference, Unit, Value};

const ASSET: &str = "wstETH";
const BORROWED: &str = "WETH";
const DAYS_PER_YEAR: f64 = 365.0;
const MOST_LISTED: u32 = 12;
const DEPEGS: [f64; 9] = [0.0, 0.005, 0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.2];

/// What the lending market takes for the staked coin's price.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum StakedOracle {
    /// The price it trades at: a lost peg lowers health.
    #[default]
    Market,
    /// What the staking contract redeems it for: a lost peg costs only on leaving.
    Redemption,
}

/// Borrowing against a staked coin to stake more of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct StakingLoop {
    /// Where it is borrowed.
    pub market: LendingMarket,
    /// The staked coin; wstETH where it is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asset: Option<String>,
    /// The coin that is borrowed; WETH where it is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub borrowed: Option<String>,
    /// One's own money, in the borrowed coin.
    pub capital: f64,
    /// Part of each deposit that is borrowed.
    pub loan_to_value: f64,
    /// How often is borrowed; without end where it is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rounds: Option<u32>,
    /// What the staked coin earns per year.
    pub staking_yield: f64,
    /// Part of the borrowed coin's pool that is lent out.
    pub utilization: f64,
    /// What borrowing costs per year; by the market's curve where it is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub borrow_rate: Option<f64>,
    /// Cost of buying the staked coin, as a part of what is paid.
    pub swap_cost: f64,
    /// Cost of selling it, as a part of what is sold.
    pub exit_cost: f64,
    /// Days that it is held.
    pub days: u32,
    /// What the market takes for the staked coin's price.
    pub oracle: StakedOracle,
}

impl Default for StakingLoop {
    fn default() -> Self {
        Self {
            market: LendingMarket::default(),
            asset: None,
            borrowed: None,
            capital: 100.0,
            loan_to_value: 0.7,
            rounds: None,
            staking_yield: 0.03,
            utilization: 0.8,
            borrow_rate: None,
            swap_cost: 0.0005,
            exit_cost: 0.001,
            days: 365,
            oracle: StakedOracle::Market,
        }
    }
}

/// What describes looped lending.
pub(super) fn source() -> Reference {
    Reference {
        text: "SODAX documentation, Leverage yield: effective APR as the limit of the recursive loop",
        url: Some(
            "https://docs.sodax.com/developers/packages/foundation/sdk/functional-modules/leverage_yield_apr",
        ),
    }
}

impl Describe for StakingLoop {
    fn describe() -> Method {
        let standard = Self::default();
        let number = |name, label, help, unit, (min, max), default, advanced| Parameter {
            name,
            label,
            help,
            value: Value::Number { unit, min: Some(min), max: Some(max), default },
            advanced,
        };
        let part = (0.0, 0.99);
        let name = |name, label, help| Parameter { name, label, help, value: Value::Name, advanced: false };
        Method {
            kind: String::new(),
            label: "Looped staking",
            summary: "A staked coin is collateral for more of itself: leverage, net yield, what a lost peg does and what leaving costs.",
            formula: "S = K (1 − c)(1 − ρ^(N+1)) / (1 − ρ);  carry = (S y − B r) / K",
            conventions: &[
                "ρ = ℓ (1 − c); S collateral, B debt, K capital, all in the borrowed coin; ℓ loan to value, c cost of buying.",
                "Rates are simple per year. Leaving sells all collateral; the price of the staked coin is 1 at its peg.",
                "Health of debts that grow against collateral that grows compounds continuously.",
            ],
            parameters: vec![
                Parameter {
                    name: "market",
                    label: "Market",
                    help: "Its threshold and its interest curve hold.",
                    value: Value::Method { family: "lendingMarket", default: standard.market.kind() },
                    advanced: false,
                },
                name("asset", "Staked coin", "Left out, wstETH."),
                name("borrowed", "Borrowed coin", "Left out, WETH."),
                number(
                    "capital",
                    "Capital",
                    "In the borrowed coin.",
                    Unit::Count,
                    (1e-9, 1e15),
                    Some(standard.capital),
                    false,
                ),
                number(
                    "loanToValue",
                    "Loan to value",
                    "Part of each deposit that is borrowed.",
                    Unit::Fraction,
                    part,
                    Some(standard.loan_to_value),
                    false,
                ),
                Parameter {
                    name: "rounds",
                    label: "Rounds",
                    help: "How often is borrowed; left out, without end.",
                    value: Value::Integer {
                        unit: Unit::Count,
                        min: Some(0),
                        max: Some(1_000),
                        default: None,
                    },
                    advanced: false,
                },
                number(
                    "stakingYield",
                    "Staking yield",
                    "With what the market pays on deposits.",
                    Unit::PerYear,
                    (-0.5, 2.0),
                    Some(standard.staking_yield),
                    false,
                ),
                number(
                    "utilization",
                    "Utilisation",
                    "Part of the borrowed coin's pool that is lent out.",
                    Unit::Fraction,
                    (0.0, 1.0),
                    Some(standard.utilization),
                    false,
                ),
                number(
                    "borrowRate",
                    "Borrow rate",
                    "Left out, by the market's curve.",
                    Unit::PerYear,
                    (0.0, 10.0),
                    None,
                    false,
                ),
                number(
                    "swapCost",
                    "Cost of buying",
                    "Of the staked coin, with fees and slippage.",
                    Unit::Fraction,
                    (0.0, 0.5),
                    Some(standard.swap_cost),
                    true,
                ),
                number(
                    "exitCost",
                    "Cost of selling",
                    "Of the staked coin, with fees and slippage.",
                    Unit::Fraction,
                    (0.0, 0.5),
                    Some(standard.exit_cost),
                    true,
                ),
                Parameter {
                    name: "days",
                    label: "Days held",
                    help: "Over which the costs are spread.",
                    value: Value::Integer {
                        unit: Unit::Days,
                        min: Some(1),
                        max: Some(36_500),
                        default: Some(i64::from(standard.days)),
                    },
                    advanced: true,
                },
                Parameter {
                    name: "oracle",
                    label: "Price of the staked coin",
                    help: "What the market takes for it.",
                    value: Value::Choice {
                        choices: vec![
                            Choice { value: "market", label: "As traded" },
                            Choice { value: "redemption", label: "As redeemed" },
                        ],
                        default: "market",
                    },
                    advanced: true,
                },
            ],
            references: vec![source()],
        }
    }
}

impl StakingLoop {
    fn check(&self) -> Result<(), Error> {
        for (field, value, least, most) in [
            ("capital", self.capital, 1e-9, 1e15),
            ("loanToValue", self.loan_to_value, 0.0, 0.99),
            ("stakingYield", self.staking_yield, -0.5, 2.0),
            ("utilization", self.utilization, 0.0, 1.0),
            ("borrowRate", self.borrow_rate.unwrap_or(0.0), 0.0, 10.0),
            ("swapCost", self.swap_cost, 0.0, 0.5),
            ("exitCost", self.exit_cost, 0.0, 0.5),
            ("days", f64::from(self.days), 1.0, 36_500.0),
            ("rounds", f64::from(self.rounds.unwrap_or(0)), 0.0, 1_000.0),
        ] {
            within(field, value, least, most)?;
        }
        Ok(())
    }

    fn figures(&self) -> Result<StakingLoopResponse, Error> {
        self.check()?;
        let rules = self.market.method();
        rules.check().map_err(|error| error.inside("market"))?;
        let pack = rules.pack()?;
        let asset = self.asset.as_deref().unwrap_or(ASSET);
        let borrowed = self.borrowed.as_deref().unwrap_or(BORROWED);
        let terms = pack.reserve(asset).and_then(|reserve| rules.terms(&pack, reserve));
        let terms = terms.ok_or_else(|| {
            Error::invalid(
                "asset",
                format!(
                    "{asset} is no collateral in {}. There are: {}.",
                    pack.name,
                    pack.collaterals().join(", ")
                ),
            )
        })?;
        if self.loan_to_value > terms.loan_to_value {
            let message =
                format!("At most {} of {asset} can be borrowed in {}.", terms.loan_to_value, pack.name);
            return Err(Error::invalid("loanToValue", message));
        }
        let rates = pack.reserve(borrowed).and_then(|reserve| reserve.rates.as_ref());
        let rates = rates.ok_or_else(|| {
            Error::invalid(
                "borrowed",
                format!("{borrowed} is not lent in {}. There are: {}.", pack.name, pack.lent().join(", ")),
            )
        })?;
        let curve = rules.curve(rates);
        let rate = self.borrow_rate.unwrap_or_else(|| curve.rate(self.utilization));

        let rounds =
            Rounds { capital: self.capital, loan_to_value: self.loan_to_value, cost: self.swap_cost };
        let whole = rounds.after(self.rounds);
        let health =
            |looped: &Looped| (looped.debt > 0.0).then(|| looped.collateral * terms.threshold / looped.debt);
        let carry = |rate: f64| whole.carry(self.staking_yield, rate, self.capital);
        let (entry, exit) = self.costs(&whole);
        let costs = (entry + exit) / self.capital;
        let per_rate = -whole.debt / self.capital;
        let no_carry = (whole.debt > 0.0).then(|| whole.collateral * self.staking_yield / whole.debt);
        let listed = self.rounds.unwrap_or(MOST_LISTED).min(MOST_LISTED);
        let edge = |value: f64| value.is_finite().then_some(value);
        let outgrows = rate - self.staking_yield;
        Ok(StakingLoopResponse {
            asset: asset.to_owned(),
            borrowed: borrowed.to_owned(),
            collateral: whole.collateral,
            debt: whole.debt,
            leverage: whole.collateral / self.capital,
            health: health(&whole),
            threshold: terms.threshold,
            utilization: self.borrow_rate.is_none().then_some(self.utilization),
            borrow_rate: rate,
            carry: carry(rate),
            net: self.net(&whole, rate),
            entry_cost: entry,
            exit_cost: exit,
            days_to_pay: (carry(rate) > 0.0).then(|| DAYS_PER_YEAR * costs / carry(rate)),
            per_rate,
            per_utilization: self.borrow_rate.is_none().then(|| per_rate * curve.slope(self.utilization)),
            rate_of_no_carry: no_carry,
            utilization_of_no_carry: no_carry.and_then(|rate| curve.utilization(rate)),
            depeg_to_liquidation: self.depeg(&whole, terms.threshold),
            depeg_to_nothing: whole.depeg_to_nothing(self.exit_cost),
            years_to_liquidation: health(&whole)
                .filter(|health| outgrows > 0.0 && *health >= 1.0)
                .and_then(|health| edge(libm::log(health) / outgrows)),
            rounds: (0..=listed)
                .map(|round| {
                    let looped = rounds.after(Some(round));
                    StakingLoopRound {
                        round,
                        collateral: looped.collateral,
                        debt: looped.debt,
                        leverage: looped.collateral / self.capital,
                        health: health(&looped),
                        carry: looped.carry(self.staking_yield, rate, self.capital),
                        net: self.net(&looped, rate),
                        depeg_to_liquidation: self.depeg(&looped, terms.threshold),
                        exit_cost: self.costs(&looped).1,
                    }
                })
                .collect(),
            depegs: DEPEGS.iter().map(|depeg| self.depegged(&whole, *depeg, health(&whole))).collect(),
            rates: match self.borrow_rate {
                Some(_) => vec![],
                None => (0..=20)
                    .map(|i| f64::from(i) / 20.0)
                    .map(|utilization| {
                        let rate = curve.rate(utilization);
                        StakingLoopRate { utilization, rate, carry: carry(rate) }
                    })
                    .collect(),
            },
        })
    }

    /// Of buying and of selling all, in the borrowed coin.
    fn costs(&self, looped: &Looped) -> (f64, f64) {
        (self.swap_cost * (self.capital + looped.debt), self.exit_cost * looped.collateral)
    }

    /// Carry with the costs over the days held.
    fn net(&self, looped: &Looped, rate: f64) -> f64 {
        let (entry, exit) = self.costs(looped);
        let costs = (entry + exit) / self.capital;
        looped.carry(self.staking_yield, rate, self.capital) - costs * DAYS_PER_YEAR / f64::from(self.days)
    }

    fn depeg(&self, looped: &Looped, threshold: f64) -> Option<f64> {
        match self.oracle {
            StakedOracle::Market => looped.depeg_to_edge(threshold),
            StakedOracle::Redemption => None,
        }
    }

    fn depegged(&self, whole: &Looped, depeg: f64, health: Option<f64>) -> StakingLoopDepeg {
        let left = whole.collateral * (1.0 - depeg) * (1.0 - self.exit_cost) - whole.debt;
        let seen = if self.oracle == StakedOracle::Market { 1.0 - depeg } else { 1.0 };
        StakingLoopDepeg {
            depeg,
            health: health.map(|health| health * seen),
            left,
            change: left / self.capital - 1.0,
        }
    }
}

impl LoopMethod for StakingLoop {
    fn run(&self) -> Result<Option<StakingLoopResponse>, Error> {
        self.figures().map(Some)
    }
}
