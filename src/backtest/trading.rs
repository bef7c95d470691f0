//! From exposures wanted to trades of the account: the one plan of today and of every step.

use super::account::Account;
use super::course::Course;
use super::request::BacktestRequest;
use super::response::{BacktestOrder, BacktestRebalance, BacktestUnplaced, TradeCause};
use crate::rebalance::{Flows, Plan, Reason, Rules, Tradable, TradeCosts, plan};

/// What a line costs to trade in a row.
fn costs(course: &Course, request: &BacktestRequest, i: usize, row: usize) -> TradeCosts {
    let line = &course.lines[i];
    let volume = line.volume(row);
    let impact = request.impact * line.volatility(row);
    TradeCosts { fee: line.fee, half_spread: line.half_spread, impact, volume, gas: line.terms.gas }
}

/// A line as the plan sees it, at the price of the row: that of the future `contract`, where it is dated.
pub fn tradable(
    course: &Course,
    request: &BacktestRequest,
    i: usize,
    contract: usize,
    row: usize,
) -> Tradable {
    let line = &course.lines[i];
    let price = line.price(contract, row);
    let costs = costs(course, request, i, row);
    let terms = &line.terms;
    let base = if terms.held_as.is_margined() {
        Tradable::margined(terms.name(), price, line.unit_exposure(price), terms.initial_margin, costs)
    } else {
        Tradable::paid(terms.name(), price, costs)
    };
    let price = (price > 0.0).then_some(price);
    Tradable { price, lot: terms.lot, least_notional: terms.least_notional, ..base }
}

/// The rules of every step.
fn rules(account: &Account, request: &BacktestRequest, flows: Flows, beside: f64) -> Rules {
    Rules {
        flows,
        share_of_volume: request.share_of_volume,
        loan: request.loan * account.equity().max(0.0),
        beside,
        unit: account.ledger.money(1.0),
        ..Rules::default()
    }
}

/// Trades to exposures, after a deposit or a withdrawal; with `Flows::Only` for nothing but it.
pub fn trade(
    account: &mut Account,
    course: &Course,
    request: &BacktestRequest,
    row: usize,
    target: &[f64],
    flow: f64,
    flows: Flows,
) -> (Plan, BacktestRebalance) {
    let contract = |i: usize| {
        let line = &course.lines[i];
        if account.units[i] == 0.0 {
            course.front(line, row).unwrap_or(line.contracts.len())
        } else {
            account.contract[i]
        }
    };
    let contracts: Vec<usize> = (0..course.lines.len()).map(contract).collect();
    let lines: Vec<Tradable> = (0..course.lines.len())
        .map(|i| usable(course, tradable(course, request, i, contracts[i], row), i, contracts[i]))
        .collect();
    let beside: i64 = (0..lines.len()).filter(|&i| lines[i].price.is_none()).map(|i| account.value[i]).sum();
    let rules = rules(account, request, flows, account.money(beside));
    let planned = plan(account.money(account.cash), flow, &account.units, target, &lines, &rules);
    let paid = account.count(planned.account.flow);
    account.cash += paid;
    account.tally.flows += paid;
    for (i, contract) in contracts.into_iter().enumerate() {
        if account.units[i] == 0.0 && contract < course.lines[i].contracts.len() {
            account.contract[i] = contract;
        }
    }
    apply(account, course, &planned);
    let cause = if flows == Flows::Only { TradeCause::Flow } else { TradeCause::Policy };
    let record = record(&planned, row - course.first, cause, target);
    (planned, record)
}

/// A dated line without a future in front of it has no price to trade at.
fn usable(course: &Course, line: Tradable, i: usize, contract: usize) -> Tradable {
    let without = course.lines[i].terms.held_as.is_dated() && contract >= course.lines[i].contracts.len();
    if without { Tradable { price: None, ..line } } else { line }
}

fn apply(account: &mut Account, course: &Course, planned: &Plan) {
    for order in &planned.orders {
        let i = order.line;
        let cash = account.count(order.cash);
        let cost: i64 =
            [order.fee, order.spread, order.impact, order.gas].map(|cost| account.count(cost)).iter().sum();
        account.cash += cash - cost;
        account.units[i] = planned.held[i];
        account.mark[i] = order.price;
        account.tally.by_line[i].costs -= cost;
        if !course.lines[i].terms.held_as.is_margined() {
            let moved = account.revalue(i);
            account.tally.by_line[i].price += moved + cash;
        }
    }
}

fn record(planned: &Plan, at: usize, cause: TradeCause, target: &[f64]) -> BacktestRebalance {
    let traded: f64 = planned.orders.iter().map(|order| order.notional).sum();
    let orders = planned.orders.iter().map(|order| BacktestOrder {
        line: order.line,
        quantity: order.quantity,
        price: order.price,
        notional: order.notional,
        fee: order.fee,
        spread: order.spread,
        impact: order.impact,
        gas: order.gas,
        slices: order.slices,
    });
    let unplaced = planned.unplaced.iter().map(|row| BacktestUnplaced {
        line: row.line,
        exposure: row.exposure,
        reason: word(row.reason),
    });
    let equity = planned.equity_before;
    BacktestRebalance {
        at,
        cause,
        target: target.to_vec(),
        equity,
        turnover: if equity > 0.0 { traded / equity } else { 0.0 },
        orders: orders.collect(),
        unplaced: unplaced.collect(),
    }
}

/// What has expired: settled at its last price, for nothing.
fn settled(course: &Course, account: &Account, i: usize) -> Tradable {
    let (line, price) = (&course.lines[i], account.mark[i]);
    let exposure = line.unit_exposure(price);
    Tradable::margined(line.terms.name(), price, exposure, 0.0, TradeCosts::default())
}

/// Futures that are about to expire, or have, give way to the next for the same exposure.
pub fn roll(
    account: &mut Account,
    course: &Course,
    request: &BacktestRequest,
    row: usize,
) -> Option<BacktestRebalance> {
    let mut rolled: Option<BacktestRebalance> = None;
    for (i, line) in course.lines.iter().enumerate() {
        let held = account.contract[i];
        let Some(next) = course.front(line, row).filter(|next| *next != held && account.units[i] != 0.0)
        else {
            continue;
        };
        let out = match course.expired(line, held, row) {
            true => settled(course, account, i),
            false => tradable(course, request, i, held, row),
        };
        let pair = [out, tradable(course, request, i, next, row)];
        if pair.iter().any(|line| line.price.is_none()) {
            continue;
        }
        // Coins stay coins, face value stays face value; margin goes from the one to the other.
        let [units, equity] = [account.units[i], account.equity()];
        let moved =
            |line: Tradable, extra: f64, aside: f64| Tradable { margin_rate: 0.0, extra, aside, ..line };
        let [out, into] = pair;
        let pair = [moved(out, -units, units), moved(into, units, 0.0)];
        let rules = Rules { loan: f64::INFINITY, unit: account.ledger.money(1.0), ..Rules::default() };
        let planned = plan(equity, 0.0, &[units, 0.0], &[0.0, 0.0], &pair, &rules);
        let [out, into] = planned.orders.as_slice() else { continue };
        let cost: i64 = [out, into]
            .iter()
            .flat_map(|order| [order.fee, order.spread, order.impact, order.gas])
            .map(|cost| account.count(cost))
            .sum();
        account.cash -= cost;
        account.tally.by_line[i].costs -= cost;
        account.contract[i] = next;
        account.mark[i] = into.price;
        let mut one = record(&planned, row - course.first, TradeCause::Roll, &[]);
        one.orders.iter_mut().for_each(|order| order.line = i);
        match &mut rolled {
            Some(rolled) => {
                rolled.turnover += one.turnover;
                rolled.orders.append(&mut one.orders);
            }
            None => rolled = Some(one),
        }
    }
    rolled
}

fn word(reason: Reason) -> &'static str {
    match reason {
        Reason::NoPrice => "noPrice",
        Reason::Tolerance => "tolerance",
        Reason::Direction => "direction",
        Reason::NoVolume => "noVolume",
        Reason::ShareOfVolume => "shareOfVolume",
        Reason::Costs => "costs",
        Reason::Lot => "lot",
        Reason::LeastNotional => "leastNotional",
        Reason::Cash => "cash",
        Reason::Margin => "margin",
    }
}
