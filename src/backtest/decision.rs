//! What a strategy wants on a day, from what was known then: the target, and what its policy makes of it.

use std::sync::Arc;

use nalgebra::DMatrix;

use super::account::Account;
use super::cash_like::is_cash_like;
use super::course::Course;
use super::line_carry::{borrow, carry};
use super::request::{BacktestRequest, BacktestStrategy};
use super::response::CashLikeAsset;
use super::target::Seen;
use crate::allocate::{AllocateRequest, CurrentWeight, Scenarios, of_groups};
use crate::error::{Code, Error, Notice};
use crate::market::{Day, counted_as_cash, is_money};
use crate::math::order_statistics::quantile_and_tail_mean;
use crate::rebalance::policy::{Decision, Moment};

/// An asset whose last price is older than this many rows has none.
const STALE: usize = 5;

/// A strategy on its way.
pub struct Leader<'a> {
    course: &'a Course,
    request: &'a BacktestRequest,
    strategy: &'a BacktestStrategy,
    allocation: AllocateRequest,
    /// The assets that can be chosen, with the row of their first price.
    assets: Vec<(String, usize)>,
    groups: Vec<Vec<usize>>,
    /// What of the target is cash, since it has no prices.
    pub cash: Vec<Notice>,
    fees: Vec<f64>,
    margins: Vec<f64>,
    /// Exposures by line; none before they were found for the first time.
    target: Option<Vec<f64>>,
    found: Option<Day>,
    /// How many times, and from which assets.
    decisions: u32,
    cash_like: Vec<CashLikeAsset>,
    /// Of the lines, per year.
    covariance: Option<DMatrix<f64>>,
    /// Returns per bar, and the column of each line.
    scenarios: Option<(Arc<Scenarios>, Vec<Option<usize>>)>,
}

/// How the account did so far.
pub struct Standing {
    /// First day of the walk.
    pub started: Day,
    /// Day of the last trade.
    pub traded: Option<Day>,
    /// Growth of 1.00 invested at first, deposits and withdrawals apart.
    pub growth: f64,
    /// The most it has been.
    pub peak: f64,
}

impl<'a> Leader<'a> {
    pub fn new(
        course: &'a Course,
        request: &'a BacktestRequest,
        strategy: &'a BacktestStrategy,
    ) -> Result<Self, Error> {
        let allocation = strategy.target.method().allocation();
        let first = |asset: &String| {
            let i = course.history.position(asset)?;
            course.history.column(i).iter().position(|price| price.is_finite())
        };
        let assets = course.assets().into_iter();
        let assets = assets.filter_map(|asset| first(&asset).map(|row| (asset, row))).collect();
        let lines = &course.lines;
        let mut leader = Self {
            course,
            request,
            strategy,
            allocation,
            assets,
            groups: vec![],
            cash: vec![],
            fees: lines.iter().map(|line| line.fee + line.half_spread).collect(),
            margins: (lines.iter())
                .map(|line| if line.terms.held_as.is_margined() { line.terms.initial_margin } else { 1.0 })
                .collect(),
            target: None,
            found: None,
            decisions: 0,
            cash_like: vec![],
            covariance: None,
            scenarios: None,
        };
        leader.groups = leader.groups_of_lines()?;
        let nothing = Seen { assets: &[], prices: &[] };
        for (name, _) in strategy.target.method().exposures(&nothing).unwrap_or_default() {
            match course.carrier(&name) {
                Some(_) => {}
                None if is_money(&name) => leader.cash.push(counted_as_cash(&name)),
                None => {
                    let message = format!("There is no asset and no line {name}.");
                    return Err(Error::new(Code::NotFound, message).at(format!("target.weights.{name}")));
                }
            }
        }
        Ok(leader)
    }

    /// The groups of the constraints, by the lines that carry their assets.
    fn groups_of_lines(&self) -> Result<Vec<Vec<usize>>, Error> {
        let known = self.course.history.assets().iter();
        let names = known.map(|name| (name.clone(), self.course.carrier(name).into_iter().collect()));
        let groups = self.allocation.constraints.groups.iter();
        let groups: Vec<_> = groups.map(|group| (group.name.as_str(), group.assets.as_slice())).collect();
        of_groups(&groups, names.collect()).map_err(|error| error.inside("target.constraints"))
    }

    /// Finds the target anew where a new period has begun; what went wrong is said.
    pub fn look(&mut self, account: &Account, row: usize) -> Result<Option<String>, Error> {
        let day = self.course.times[row].day();
        let every = self.strategy.every;
        if self.found.is_some_and(|found| every.number(found) == every.number(day)) {
            return Ok(None);
        }
        let rule = self.strategy.target.method();
        let Some(known) = row.checked_sub(self.request.delay as usize) else { return Ok(None) };
        let needs = rule.needs_history();
        let window = self.request.window as usize;
        let priced = self.with_price(known, if needs { window } else { 0 });
        let (cash_like, assets): (Vec<_>, Vec<_>) =
            priced.into_iter().partition(|asset| self.is_cash_like(asset, known));
        if assets.is_empty() && !cash_like.is_empty() {
            let message = "Every asset keeps its price and is taken for cash: what is held stays.";
            return Ok(Some(message.to_owned()));
        }
        if assets.is_empty() {
            let message = "No asset has a price and enough of a history: what is held stays.";
            return Ok(Some(message.to_owned()));
        }
        self.found = Some(day);
        let prices: Vec<f64> = assets.iter().filter_map(|asset| self.price(asset, known)).collect();
        let mut said = None;
        let estimated = if known >= window {
            let assets = if needs { assets.clone() } else { self.with_price(known, window) };
            self.estimate(account, known, assets)
        } else {
            Ok(None)
        };
        let found = match (estimated, rule.exposures(&Seen { assets: &assets, prices: &prices })) {
            (Ok(_), Some(given)) | (Err(_), Some(given)) if !needs => Some(given),
            (Err(error), _) if error.code == Code::InsufficientHistory => {
                said = Some(error.message);
                None
            }
            (Err(error), _) => return Err(error),
            (Ok(Some(Err(explanation))), _) => {
                said = Some(explanation);
                None
            }
            (Ok(Some(Ok(weights))), _) => Some(weights),
            (Ok(None), _) => None,
        };
        if let Some(weights) = found {
            self.target = Some(self.by_line(&weights));
            self.decisions += 1;
            let named = |asset: &String| weights.iter().any(|(name, _)| name == asset);
            self.count(assets.iter().map(|asset| (asset, 0)));
            self.count(cash_like.iter().map(|asset| (asset, u32::from(!named(asset)))));
        }
        Ok(said.map(|message| format!("No new weights were found, the last ones stay: {message}")))
    }

    /// Assets with a price not long before a row and so many rows of history.
    fn with_price(&self, row: usize, least: usize) -> Vec<String> {
        let usable =
            |(asset, first): &&(String, usize)| row >= first + least && self.price(asset, row).is_some();
        self.assets.iter().filter(usable).map(|(asset, _)| asset.clone()).collect()
    }

    /// Counts assets that could be chosen, and those of them that were taken for cash.
    fn count<'b>(&mut self, offered: impl Iterator<Item = (&'b String, u32)>) {
        for (asset, without) in offered {
            let place = self.cash_like.iter().position(|one| one.asset == *asset).unwrap_or_else(|| {
                self.cash_like.push(CashLikeAsset { asset: asset.clone(), decisions: 0, offered: 0 });
                self.cash_like.len() - 1
            });
            self.cash_like[place].decisions += without;
            self.cash_like[place].offered += 1;
        }
    }

    /// How many times the target was found, and without which assets that were taken for cash.
    pub fn found(self) -> (u32, Vec<CashLikeAsset>) {
        (self.decisions, self.cash_like.into_iter().filter(|one| one.decisions > 0).collect())
    }

    /// Whether an asset kept its price over the window that ends at a row.
    fn is_cash_like(&self, asset: &str, row: usize) -> bool {
        let from = row.saturating_sub(self.request.window as usize);
        (self.course.carrier(asset)).is_some_and(|i| {
            is_cash_like(&self.course.lines[i].spot[from..=row], self.strategy.cash_like_below)
        })
    }

    /// The last price at a row, unless the asset is worthless or has none for long.
    fn price(&self, asset: &str, row: usize) -> Option<f64> {
        let line = &self.course.lines[self.course.carrier(asset)?];
        let recent = &line.spot[row.saturating_sub(STALE)..=row];
        recent.iter().rev().copied().find(|price| price.is_finite()).filter(|price| *price > 0.0)
    }

    /// Weights by asset, or why there are none; and what policies look at.
    #[allow(clippy::type_complexity)]
    fn estimate(
        &mut self,
        account: &Account,
        known: usize,
        assets: Vec<String>,
    ) -> Result<Option<Result<Vec<(String, f64)>, String>>, Error> {
        if assets.is_empty() {
            return Ok(None);
        }
        let course = self.course;
        let from =
            (!self.request.expanding).then(|| course.dates[known - self.request.window as usize].clone());
        let equity = account.equity();
        let limits = &self.allocation.constraints;
        let current = (limits.turnover.is_some() || limits.costs.is_some()).then(|| {
            let held = |asset: &String| {
                let i = course.carrier(asset)?;
                Some(CurrentWeight { asset: asset.clone(), weight: account.exposure(course, i) / equity })
            };
            assets.iter().filter_map(held).collect::<Vec<_>>()
        });
        if self.strategy.target.method().counts_carry() {
            self.add_carry(known, &assets);
        }
        (self.allocation.from, self.allocation.to) = (from, Some(course.dates[known].clone()));
        (self.allocation.current, self.allocation.assets) = (current, Some(assets));
        let step = self.allocation.step(&course.history)?;
        let column = |i: usize| step.assets.iter().position(|asset| *asset == course.lines[i].terms.asset);
        let columns: Vec<Option<usize>> = (0..course.lines.len()).map(column).collect();
        let covariance = |i: usize, j: usize| match (columns[i], columns[j]) {
            (Some(i), Some(j)) => step.covariance[(i, j)],
            _ => 0.0,
        };
        self.covariance = Some(DMatrix::from_fn(columns.len(), columns.len(), covariance));
        self.scenarios = step.scenarios.map(|scenarios| (scenarios, columns));
        Ok(Some(step.weights.map(|weights| step.assets.into_iter().zip(weights).collect())))
    }

    /// The carry of the lines that hold the assets beside what is stated.
    fn add_carry(&mut self, known: usize, assets: &[String]) {
        let stated = self.strategy.target.method().allocation();
        (self.allocation.carry, self.allocation.borrow) = (stated.carry, stated.borrow);
        for asset in assets {
            let Some(i) = self.course.carrier(asset) else { continue };
            let brought = carry(self.course, i, known, self.request.window as usize);
            *self.allocation.carry.0.entry(asset.clone()).or_default() += brought;
            let charged = borrow(self.course, i);
            if charged > 0.0 {
                *self.allocation.borrow.0.entry(asset.clone()).or_default() += charged;
            }
        }
    }

    /// Money without prices of its own is cash, as what no line has.
    fn by_line(&self, weights: &[(String, f64)]) -> Vec<f64> {
        let mut target = vec![0.0; self.course.lines.len()];
        for (name, weight) in weights {
            if let Some(i) = self.course.carrier(name) {
                target[i] += self.strategy.leverage * weight;
            }
        }
        target
    }

    /// What the policy says; nothing before there is a target.
    pub fn decide(&self, account: &Account, row: usize, standing: &Standing) -> Decision {
        let (Some(target), equity) = (&self.target, account.equity()) else { return Decision::Wait };
        if equity <= 0.0 {
            return Decision::Wait;
        }
        let weights: Vec<f64> =
            (0..target.len()).map(|i| account.exposure(self.course, i) / equity).collect();
        self.strategy.policy.decide(&Moment {
            day: self.course.times[row].day(),
            started: standing.started,
            traded: standing.traded,
            weights: &weights,
            target,
            groups: &self.groups,
            equity: standing.growth,
            started_equity: 1.0,
            peak: standing.peak,
            cost_rates: &self.fees,
            covariance: self.covariance.as_ref(),
            margin_rates: &self.margins,
            value_at_risk: &|exposures| self.value_at_risk(exposures),
        })
    }

    /// The loss per bar that past bars did not exceed at the level, as a part of the equity.
    fn value_at_risk(&self, exposures: &[f64]) -> Option<f64> {
        let (scenarios, columns) = self.scenarios.as_ref()?;
        let mut weights = vec![0.0; scenarios.assets()];
        for (exposure, column) in exposures.iter().zip(columns) {
            if let Some(column) = column {
                weights[*column] += exposure;
            }
        }
        let losses: Vec<f64> = scenarios.portfolio(&weights).iter().map(|x| -x).collect();
        Some(quantile_and_tail_mean(&losses, self.request.risk_level).0)
    }
}
