//! One strategy's way through the history.

use super::account::Account;
use super::course::Course;
use super::decision::{Leader, Standing};
use super::liquidation::{Called, liquidate};
use super::request::{BacktestRequest, BacktestStrategy};
use super::response::{BacktestRebalance, StrategyEvent, StrategyWalk, TradeCause, WeightPath};
use super::trading::{roll, trade};
use crate::error::Error;
use crate::rebalance::policy::Decision;
use crate::rebalance::{Flows, Ledger};

impl BacktestRebalance {
    /// Whether both could place nothing, and for the same reasons.
    fn is_stuck_as(&self, other: &Self) -> bool {
        let reasons = |rebalance: &Self| -> Vec<(usize, &'static str)> {
            rebalance.unplaced.iter().map(|row| (row.line, row.reason)).collect()
        };
        self.orders.is_empty() && other.orders.is_empty() && reasons(self) == reasons(other)
    }
}

/// Dates of a picture of the weights.
const MOST_POINTS: usize = 250;
/// Bars from one report to the next.
const BLOCK: usize = 32;
/// How many times the capital is counted with the same smallest unit.
const GROWTH: f64 = 1024.0;

/// Walks it.
pub fn walk(
    course: &Course,
    request: &BacktestRequest,
    strategy: &BacktestStrategy,
    flows: &[f64],
    report: &mut dyn FnMut(usize),
) -> Result<StrategyWalk, Error> {
    let ledger = Ledger::new(request.unit, GROWTH * request.capital);
    let account = Account::new(course.lines.len(), request.capital, ledger);
    let leader = Leader::new(course, request, strategy)?;
    let bars = course.last + 1 - course.first;
    let mut walker = Walker {
        course,
        request,
        account,
        leader,
        standing: Standing {
            started: course.times[course.first].day(),
            traded: None,
            growth: 1.0,
            peak: 1.0,
        },
        traded_to: None,
        stride: bars.div_ceil(MOST_POINTS),
        before: request.capital,
        walk: StrategyWalk {
            name: strategy.name(),
            equity: Vec::with_capacity(bars),
            returns: Vec::with_capacity(bars),
            cost_rates: Vec::with_capacity(bars),
            weights: WeightPath::default(),
            rebalances: vec![],
            turnover: 0.0,
            attribution: vec![],
            reconciliation: Default::default(),
            least_cash: f64::INFINITY,
            decisions: 0,
            cash_like: vec![],
            events: vec![],
        },
    };
    for notice in std::mem::take(&mut walker.leader.cash) {
        walker.event(course.first, notice.code, notice.message);
    }
    for (k, row) in (course.first..=course.last).enumerate() {
        if k % BLOCK == 0 {
            report(k);
        }
        walker.bar(row, flows[row])?;
    }
    Ok(walker.end())
}

impl BacktestStrategy {
    /// As a person calls it.
    fn name(&self) -> String {
        self.name.clone().unwrap_or_else(|| self.target.kind())
    }
}

struct Walker<'a> {
    course: &'a Course,
    request: &'a BacktestRequest,
    account: Account,
    leader: Leader<'a>,
    standing: Standing,
    /// Exposures of the last trade by the policy.
    traded_to: Option<Vec<f64>>,
    stride: usize,
    /// Equity after the bar before.
    before: f64,
    walk: StrategyWalk,
}

impl Walker<'_> {
    fn bar(&mut self, row: usize, flow: f64) -> Result<(), Error> {
        let worth: Vec<i64> = self.account.value.clone();
        self.account.pass(self.course, self.request, row);
        self.lost(row, &worth);
        let costs_before: i64 = self.costs();
        let flows_before = self.account.tally.flows;
        self.margin(row);
        if let Some(rolled) = roll(&mut self.account, self.course, self.request, row) {
            self.walk.rebalances.push(rolled);
        }
        self.settle_expired(row);
        if let Some(message) = self.leader.look(&self.account, row)? {
            self.event(row, "notSolved", message);
        }
        let solvent = self.account.equity() + flow.max(0.0) > 0.0;
        match self.leader.decide(&self.account, row, &self.standing) {
            Decision::TradeTo(target) if solvent => {
                if self.trade(row, &target, flow, Flows::First) {
                    self.standing.traded = Some(self.course.times[row].day());
                }
                self.traded_to = Some(target);
            }
            _ if flow != 0.0 => {
                let target = self.traded_to.clone().unwrap_or_else(|| vec![0.0; self.course.lines.len()]);
                self.trade(row, &target, flow, Flows::Only);
            }
            _ => {}
        }
        self.record(row, costs_before, flows_before);
        Ok(())
    }

    /// Trades, and says whether anything was: what could not be placed at all is tried again on the next bar.
    fn trade(&mut self, row: usize, target: &[f64], flow: f64, flows: Flows) -> bool {
        let (planned, rebalance) =
            trade(&mut self.account, self.course, self.request, row, target, flow, flows);
        if planned.unpaid > 0.0 {
            let message = format!("A withdrawal of {} could be paid but for {}.", -flow, planned.unpaid);
            self.event(row, "withdrawalCut", message);
        }
        let (traded, complete) = (!rebalance.orders.is_empty(), rebalance.unplaced.is_empty());
        let again = self.walk.rebalances.last().is_some_and(|last| last.is_stuck_as(&rebalance));
        if (traded || !complete) && !again {
            self.walk.rebalances.push(rebalance);
        }
        traded || complete
    }

    /// Says what became worthless, and writes off what has had no price for too long.
    fn lost(&mut self, row: usize, worth: &[i64]) {
        for (i, line) in self.course.lines.iter().enumerate() {
            let name = line.terms.name();
            if worth[i] > 0 && self.account.mark[i] == 0.0 {
                self.event(
                    row,
                    "worthless",
                    format!("{name} has a price of zero: what is held of it is lost."),
                );
            }
            let old = self.request.write_off_after.is_some_and(|most| self.account.stale[i] > most);
            if old && self.account.units[i] != 0.0 {
                self.account.write_off(i);
                let message =
                    format!("{name} has had no price for {} bars: it is written off.", self.account.stale[i]);
                self.event(row, "writtenOff", message);
            }
        }
    }

    fn margin(&mut self, row: usize) {
        for Called { equity, needed, orders } in liquidate(&mut self.account, self.course, self.request) {
            if orders.is_empty() {
                continue;
            }
            let fees: f64 = orders.iter().map(|order| order.fee).sum();
            let left = self.account.equity();
            let ended = if left > 0.0 {
                format!("{left:.2} is left after liquidation")
            } else {
                format!("liquidation left a debt of {:.2}", -left)
            };
            let message = format!(
                "Equity of {equity:.2} met the maintenance margin of {needed:.2}: {ended}; fees took {fees:.2}."
            );
            self.event(row, "liquidated", message);
            let traded: f64 = orders.iter().map(|order| order.notional).sum();
            self.walk.rebalances.push(BacktestRebalance {
                at: row - self.course.first,
                cause: TradeCause::Liquidation,
                target: vec![],
                equity,
                turnover: if equity > 0.0 { traded / equity } else { 0.0 },
                orders,
                unplaced: vec![],
            });
        }
    }

    /// A future that nothing has replaced is settled at its last price.
    fn settle_expired(&mut self, row: usize) {
        for (i, line) in self.course.lines.iter().enumerate() {
            if self.account.units[i] != 0.0 && self.course.expired(line, self.account.contract[i], row) {
                self.account.units[i] = 0.0;
                let name = line.terms.name();
                let message = match self.course.front(line, row) {
                    Some(_) => format!("A future of {name} was settled, and the next one has no price."),
                    None => format!("The last future of {name} expired and was settled."),
                };
                self.event(row, "expired", message);
            }
        }
    }

    fn event(&mut self, row: usize, code: &'static str, message: String) {
        if self.walk.events.last().is_some_and(|last| last.code == code && last.message == message) {
            return;
        }
        self.walk.events.push(StrategyEvent { at: row - self.course.first, code, message });
    }

    fn costs(&self) -> i64 {
        self.account.tally.by_line.iter().map(|sources| sources.costs).sum()
    }

    fn record(&mut self, row: usize, costs_before: i64, flows_before: i64) {
        let account = &self.account;
        let equity = account.equity();
        let paid = account.money(account.tally.flows - flows_before);
        let costs = account.money(costs_before - self.costs());
        let earned = if self.before > 0.0 { (equity - paid) / self.before - 1.0 } else { 0.0 };
        self.standing.growth *= 1.0 + earned;
        self.standing.peak = self.standing.peak.max(self.standing.growth);
        let gross = equity + costs;
        self.before = equity;
        self.walk.least_cash = self.walk.least_cash.min(account.money(account.cash));
        self.walk.equity.push(equity);
        self.walk.returns.push(earned);
        self.walk.cost_rates.push(if gross > 0.0 { costs / gross } else { 0.0 });
        let at = row - self.course.first;
        if equity > 0.0 && (at.is_multiple_of(self.stride) || row == self.course.last) {
            let exposure = |i: usize| self.account.exposure(self.course, i) / equity;
            self.walk.weights.at.push(at);
            self.walk.weights.exposures.push((0..self.course.lines.len()).map(exposure).collect());
            self.walk.weights.cash.push(self.account.money(self.account.cash) / equity);
        }
    }

    fn end(mut self) -> StrategyWalk {
        let row = self.course.last;
        for (i, line) in self.course.lines.iter().enumerate() {
            if self.account.stale[i] > 0 && self.account.units[i] != 0.0 {
                let message = format!(
                    "{} has had no price for {} bars: it counts at its last price.",
                    line.terms.name(),
                    self.account.stale[i]
                );
                self.event(row, "noPrice", message);
            }
        }
        let Self { account, course, mut walk, leader, .. } = self;
        (walk.decisions, walk.cash_like) = leader.found();
        let years: f64 = course.years[course.first + 1..=course.last].iter().sum();
        let traded: f64 = walk.rebalances.iter().map(|rebalance| rebalance.turnover).sum();
        walk.turnover = if years > 0.0 { traded / years } else { 0.0 };
        let names = course.lines.iter().map(|line| line.terms.name().to_owned());
        walk.attribution =
            account.tally.attribution(names.chain(std::iter::once("cash".to_owned())), account.ledger);
        walk.reconciliation = account.tally.reconciliation(account.equity_units(), account.ledger);
        walk
    }
}
