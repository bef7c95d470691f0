//! What a venue does where the equity no longer covers the maintenance margin.

use super::account::Account;
use super::course::Course;
use super::request::BacktestRequest;
use super::response::BacktestOrder;
use super::venue::Venue;

/// A liquidation: what was left, what was asked for, and what was closed.
pub struct Called {
    /// Equity, as the venue counts it.
    pub equity: f64,
    /// Maintenance margin.
    pub needed: f64,
    /// At the prices of the day.
    pub orders: Vec<BacktestOrder>,
}

/// The liquidations of a day.
pub fn liquidate(account: &mut Account, course: &Course, request: &BacktestRequest) -> Vec<Called> {
    match &course.venue {
        Some(venue) => (0..venue.count).filter_map(|pool| by_venue(account, course, venue, pool)).collect(),
        None => by_rate(account, course, request).into_iter().collect(),
    }
}

/// Closes everything that binds margin, with the fee of liquidations; then coins are sold in proportion as far as a loan
/// asks for it.
fn by_rate(account: &mut Account, course: &Course, request: &BacktestRequest) -> Option<Called> {
    let (equity, needed) = (account.equity(), account.maintenance(course, request));
    if needed <= 0.0 || equity > needed {
        return None;
    }
    let (mut orders, fee) = (vec![], request.liquidation_fee);
    for (i, line) in course.lines.iter().enumerate() {
        if line.terms.held_as.is_margined() || account.units[i] < 0.0 {
            orders.extend(close(account, course, fee, i, 1.0));
        }
    }
    repay(account, course, fee, 0..course.lines.len(), &mut orders);
    Some(Called { equity, needed, orders })
}

/// By the rules of the venue, of one pool.
fn by_venue(account: &mut Account, course: &Course, venue: &Venue, pool: usize) -> Option<Called> {
    let lines = &course.lines;
    let [equity, needed] = venue.state(account, lines, pool, 0.0);
    if needed <= 0.0 || equity > needed {
        return None;
    }
    let mut orders = vec![];
    let bound = venue.bound(account, pool);
    let parts = venue.parts(account, lines, pool, &bound);
    for (&i, part) in bound.iter().zip(parts) {
        orders.extend(close(account, course, venue.fee, i, part));
    }
    let short = |account: &Account| {
        let [equity, needed] = venue.state(account, lines, pool, 0.0);
        needed > 0.0 && equity <= needed
    };
    if venue.goes_on() && short(account) {
        for &i in &bound {
            orders.extend(close(account, course, venue.fee, i, 1.0));
        }
    }
    if pool == 0 && short(account) {
        repay(account, course, venue.fee, venue.members(pool), &mut orders);
    }
    Some(Called { equity, needed, orders })
}

/// Sells coins in proportion as far as a loan asks for it.
fn repay(
    account: &mut Account,
    course: &Course,
    fee: f64,
    lines: impl Iterator<Item = usize>,
    orders: &mut Vec<BacktestOrder>,
) {
    let owed = account.money(-account.cash.min(0));
    let tradable: Vec<usize> = lines.filter(|&i| account.stale[i] == 0 && account.value[i] > 0).collect();
    let worth: f64 = tradable.iter().map(|&i| account.money(account.value[i])).sum();
    if owed > 0.0 && worth > 0.0 {
        let part = (owed / (worth * (1.0 - fee).max(f64::MIN_POSITIVE))).min(1.0);
        for i in tradable {
            orders.extend(close(account, course, fee, i, part));
        }
    }
}

fn close(account: &mut Account, course: &Course, rate: f64, i: usize, part: f64) -> Option<BacktestOrder> {
    let price = account.mark[i];
    if account.units[i] == 0.0 || account.stale[i] > 0 || price.is_nan() || price <= 0.0 {
        return None;
    }
    let notional = account.exposure(course, i).abs() * part;
    let fee = account.count(notional * rate);
    let quantity = -part * account.units[i];
    let paid = !course.lines[i].terms.held_as.is_margined();
    account.units[i] = if part < 1.0 { account.units[i] + quantity } else { 0.0 };
    if paid {
        let proceeds = account.count(-quantity * price);
        account.cash += proceeds;
        let moved = account.revalue(i);
        account.tally.by_line[i].price += moved + proceeds;
    }
    let wallet =
        course.lines[i].wallet.filter(|&wallet| course.venue.is_some() && account.mark[wallet] > 0.0);
    let cost = match wallet {
        // What pays in coin charges in coin at a venue.
        Some(wallet) => -account.add_coins(wallet, -account.money(fee) / account.mark[wallet]),
        None => {
            account.cash -= fee;
            fee
        }
    };
    account.tally.by_line[i].costs -= cost;
    Some(BacktestOrder {
        line: i,
        quantity,
        price,
        notional,
        fee: account.money(cost),
        spread: 0.0,
        impact: 0.0,
        gas: 0.0,
        slices: 1,
    })
}
