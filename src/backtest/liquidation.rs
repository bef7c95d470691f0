//! What a venue does where the equity no longer covers the maintenance margin.

use super::account::Account;
use super::course::Course;
use super::request::BacktestRequest;
use super::response::BacktestOrder;

/// Closes everything that binds margin at the prices of the day, with the fee of liquidations; then coins are sold
/// in proportion as far as a loan asks for it.
pub fn liquidate(account: &mut Account, course: &Course, request: &BacktestRequest) -> Vec<BacktestOrder> {
    let mut orders = vec![];
    for (i, line) in course.lines.iter().enumerate() {
        if line.terms.held_as.is_margined() || account.units[i] < 0.0 {
            orders.extend(close(account, course, request, i, 1.0));
        }
    }
    let owed = account.money(-account.cash.min(0));
    let tradable = |account: &Account, i: usize| account.stale[i] == 0 && account.value[i] > 0;
    let worth: f64 = (0..course.lines.len())
        .filter(|&i| tradable(account, i))
        .map(|i| account.money(account.value[i]))
        .sum();
    if owed > 0.0 && worth > 0.0 {
        let part = (owed / (worth * (1.0 - request.liquidation_fee).max(f64::MIN_POSITIVE))).min(1.0);
        for i in 0..course.lines.len() {
            if tradable(account, i) {
                orders.extend(close(account, course, request, i, part));
            }
        }
    }
    orders
}

fn close(
    account: &mut Account,
    course: &Course,
    request: &BacktestRequest,
    i: usize,
    part: f64,
) -> Option<BacktestOrder> {
    let price = account.mark[i];
    if account.units[i] == 0.0 || account.stale[i] > 0 || price.is_nan() || price <= 0.0 {
        return None;
    }
    let notional = account.exposure(course, i).abs() * part;
    let fee = account.count(notional * request.liquidation_fee);
    let quantity = -part * account.units[i];
    let paid = !course.lines[i].terms.held_as.is_margined();
    account.units[i] = if part < 1.0 { account.units[i] + quantity } else { 0.0 };
    if paid {
        let proceeds = account.count(-quantity * price);
        account.cash += proceeds;
        let moved = account.revalue(i);
        account.tally.by_line[i].price += moved + proceeds;
    }
    account.cash -= fee;
    account.tally.by_line[i].costs -= fee;
    Some(BacktestOrder {
        line: i,
        quantity,
        price,
        notional,
        fee: account.money(fee),
        spread: 0.0,
        impact: 0.0,
        gas: 0.0,
        slices: 1,
    })
}
