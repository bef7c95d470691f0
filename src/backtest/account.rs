//! What is held, and what a day does to it: prices, funding, interest, staking, borrowing.
//!
//! ```text
//! spot        value  q p
//! linear      pays   q c (p − p')                          in quote currency, c coins of a unit
//! inverse     pays   q c (1/p' − 1/p)                      in coin, c face value of a unit
//! funding     pays   −q e(p') Σ f, e exposure of a unit     of an inverse contract in coin, at p'
//! cash        earns  C r dt, a loan costs −C r' dt; staking q y dt in coin; borrowing |q p'| b dt
//! ```
//!
//! p' is the price before, dt years of 365 days. What is paid in coin goes to the coins held, where there is a line
//! of them, else it is sold at the price of the day. Everything is settled as it arises: a contract has no value of
//! its own.

use super::course::Course;
use super::line::HeldAs;
use super::request::BacktestRequest;
use super::tally::Tally;
use crate::rebalance::Ledger;

/// The state of one account.
pub struct Account {
    pub ledger: Ledger,
    /// In the smallest unit.
    pub cash: i64,
    /// By line.
    pub units: Vec<f64>,
    /// Of coins paid in full, in the smallest unit.
    pub value: Vec<i64>,
    /// The last price of the coin or the future that is held; NaN before there is one.
    pub mark: Vec<f64>,
    /// Which future is held.
    pub contract: Vec<usize>,
    /// Rows since the last price.
    pub stale: Vec<u32>,
    pub tally: Tally,
}

impl Account {
    /// All in cash.
    pub fn new(lines: usize, capital: f64, ledger: Ledger) -> Self {
        let cash = ledger.units(capital) as i64;
        Self {
            ledger,
            cash,
            units: vec![0.0; lines],
            value: vec![0; lines],
            mark: vec![f64::NAN; lines],
            contract: vec![0; lines],
            stale: vec![0; lines],
            tally: Tally::new(lines, cash),
        }
    }

    /// Whole units of an amount of money.
    pub fn count(&self, money: f64) -> i64 {
        self.ledger.units(money) as i64
    }

    /// Money of whole units.
    pub fn money(&self, units: i64) -> f64 {
        self.ledger.money(units as f64)
    }

    /// What the account is worth, in the smallest unit.
    pub fn equity_units(&self) -> i64 {
        self.cash + self.value.iter().sum::<i64>()
    }

    /// What the account is worth.
    pub fn equity(&self) -> f64 {
        self.money(self.equity_units())
    }

    /// Money that a line moves with.
    pub fn exposure(&self, course: &Course, i: usize) -> f64 {
        if self.units[i] == 0.0 {
            return 0.0;
        }
        let line = &course.lines[i];
        match line.terms.held_as {
            HeldAs::Spot => self.money(self.value[i]),
            _ => self.units[i] * line.unit_exposure(self.mark[i]),
        }
    }

    /// From the row before to this one.
    pub fn pass(&mut self, course: &Course, request: &BacktestRequest, row: usize) {
        let before = self.cash;
        let marks = self.mark.clone();
        let values = self.value.clone();
        // Coins first: what contracts pay in coin is counted at their new price.
        for margined in [false, true] {
            for (i, line) in course.lines.iter().enumerate() {
                if line.terms.held_as.is_margined() == margined {
                    self.mark_line(course, i, row);
                }
            }
        }
        for (i, line) in course.lines.iter().enumerate() {
            let rate = line.funding.get(row).copied().unwrap_or(0.0);
            if rate != 0.0 && self.units[i] != 0.0 {
                self.pay_funding(course, i, marks[i], rate);
            }
        }
        let years = course.years[row];
        let rate = if before < 0 { request.loan_rate } else { request.cash_rate };
        let interest = self.count(self.money(before) * rate * years);
        self.cash += interest;
        self.tally.cash().carry += interest;
        for (i, line) in course.lines.iter().enumerate() {
            let units = self.units[i];
            let paid = if units > 0.0 && line.terms.staking != 0.0 && !line.terms.held_as.is_margined() {
                self.add_coins(i, units * line.terms.staking * years)
            } else if units < 0.0 && line.terms.borrow != 0.0 && !line.terms.held_as.is_margined() {
                let fee = self.count(self.money(values[i]) * line.terms.borrow * years);
                self.cash += fee;
                fee
            } else {
                0
            };
            self.tally.by_line[i].carry += paid;
        }
    }

    /// Takes over the price of the row, where there is one.
    fn mark_line(&mut self, course: &Course, i: usize, row: usize) {
        let line = &course.lines[i];
        let price = line.price(self.contract[i], row);
        // A contract in a worthless coin would pay without end.
        if !price.is_finite() || (price == 0.0 && line.terms.held_as.is_inverse()) {
            self.stale[i] += 1;
            return;
        }
        self.stale[i] = 0;
        let before = std::mem::replace(&mut self.mark[i], price);
        if self.units[i] == 0.0 {
            return;
        }
        let size = self.units[i] * line.terms.contract_size;
        let gain = match line.terms.held_as {
            HeldAs::Spot => self.revalue(i),
            HeldAs::LinearPerpetual | HeldAs::LinearFuture => {
                let paid = self.count(size * (price - before));
                self.cash += paid;
                paid
            }
            HeldAs::InversePerpetual | HeldAs::InverseFuture => {
                self.pay_coins(course, i, size * (1.0 / before - 1.0 / price))
            }
        };
        self.tally.by_line[i].price += gain;
    }

    fn pay_funding(&mut self, course: &Course, i: usize, before: f64, rate: f64) {
        let line = &course.lines[i];
        let notional = self.units[i] * line.unit_exposure(before);
        let paid = if line.terms.held_as.is_inverse() {
            self.pay_coins(course, i, -notional * rate / before)
        } else {
            let paid = self.count(-notional * rate);
            self.cash += paid;
            paid
        };
        self.tally.by_line[i].funding += paid;
    }

    /// Coins that a contract pays, and what they are worth.
    fn pay_coins(&mut self, course: &Course, i: usize, coins: f64) -> i64 {
        match course.lines[i].wallet {
            Some(wallet) if self.mark[wallet] > 0.0 => self.add_coins(wallet, coins),
            _ => {
                let worth = self.count(coins * self.mark[i]);
                self.cash += worth;
                worth
            }
        }
    }

    /// More coins of a line, and by how much that raises its value.
    pub fn add_coins(&mut self, i: usize, coins: f64) -> i64 {
        self.units[i] += coins;
        self.revalue(i)
    }

    /// Brings the value of a line to its units and price, and says by how much it rose.
    pub fn revalue(&mut self, i: usize) -> i64 {
        let worth = if self.units[i] == 0.0 { 0 } else { self.count(self.units[i] * self.mark[i]) };
        let rise = worth - self.value[i];
        self.value[i] = worth;
        rise
    }

    /// What is left of a line is worth nothing from now on.
    pub fn write_off(&mut self, i: usize) {
        self.tally.by_line[i].price -= self.value[i];
        self.value[i] = 0;
        self.units[i] = 0.0;
    }

    /// Equity that what is held needs so as not to be liquidated.
    pub fn maintenance(&self, course: &Course, request: &BacktestRequest) -> f64 {
        let loan = self.money(-self.cash.min(0)) * request.maintenance_margin;
        (course.lines.iter().enumerate()).fold(loan, |sum, (i, line)| {
            let binds = line.terms.held_as.is_margined() || self.units[i] < 0.0;
            sum + if binds { self.exposure(course, i).abs() * line.maintenance } else { 0.0 }
        })
    }
}
