//! Accounts that live through the same past, each by its own policy.
//!
//! A backtest's walk asks the same [`RebalancePolicy::decide`] and makes its orders by the same [`plan`]. What is left
//! of it is kept apart from this one, because the two are about other questions and come to other figures. Here the
//! first purchase is free, since it is the same for every policy; what a policy wants beyond the whole equity is
//! lent; prices are without gaps and begin at 1; and all of some forty accounts see one covariance, which is brought
//! up to date with each bar in n² steps. There every target is estimated anew with the estimator of its strategy, once
//! a period, for each strategy; holdings have funding, margin, expiries and an attribution. Shared code would be one
//! walk with a switch for each of these differences.

use nalgebra::DMatrix;

use crate::market::Day;
use crate::math::order_statistics::quantile_and_tail_mean;
use crate::progress::Progress;
use crate::rebalance::policy::{Decision, Moment, RebalancePolicy, gross};
use crate::rebalance::{Rules, Tradable, TradeCosts, plan};

/// Rows between two reports.
const BLOCK: usize = 32;

/// What all accounts meet alike.
pub struct Course<'a> {
    /// The day before the first return.
    pub started: Day,
    /// When each return ends.
    pub days: &'a [Day],
    /// Simple returns by asset.
    pub columns: &'a [&'a [f64]],
    /// How many of them make a year.
    pub per_year: f64,
    pub target: &'a [f64],
    pub groups: &'a [Vec<usize>],
    pub capital: f64,
    pub costs: &'a TradeCosts,
    /// Bars that covariances and value at risk are taken from.
    pub window: usize,
    /// Of the value at risk.
    pub level: f64,
}

/// What became of an account.
#[derive(Debug, Clone)]
pub struct Walked {
    /// At the start and after each return.
    pub equity: Vec<f64>,
    /// Days on which was traded.
    pub trades: usize,
    /// Σ of purchases and sales as parts of the equity of their days.
    pub turnover: f64,
    /// Σ of costs as parts of the equity of their days.
    pub cost: f64,
    pub last_trade: Option<Day>,
}

struct Account<'a> {
    policy: &'a RebalancePolicy,
    cash: f64,
    held: Vec<f64>,
    weights: Vec<f64>,
    peak: f64,
    traded: Option<Day>,
    walked: Walked,
}

/// Sums over the window that moves along: of returns, and of their products.
struct Window<'a> {
    course: &'a Course<'a>,
    sums: Vec<f64>,
    products: DMatrix<f64>,
    rows: std::ops::Range<usize>,
}

impl<'a> Window<'a> {
    fn new(course: &'a Course<'a>) -> Self {
        let n = course.columns.len();
        Self { course, sums: vec![0.0; n], products: DMatrix::zeros(n, n), rows: 0..0 }
    }

    fn count(&mut self, row: usize, sign: f64) {
        for (i, x) in self.course.columns.iter().enumerate() {
            self.sums[i] += sign * x[row];
            for (j, y) in self.course.columns.iter().enumerate().take(i + 1) {
                self.products[(i, j)] += sign * x[row] * y[row];
            }
        }
    }

    /// Takes in the return of a row, which follows the one before.
    fn pass(&mut self, row: usize) {
        self.count(row, 1.0);
        self.rows.end = row + 1;
        if self.rows.len() > self.course.window {
            self.count(self.rows.start, -1.0);
            self.rows.start += 1;
        }
    }

    fn full(&self) -> bool {
        self.rows.len() == self.course.window
    }

    /// Per year; none before the window is full.
    fn covariance(&self) -> Option<DMatrix<f64>> {
        let rows = self.rows.len() as f64;
        self.full().then(|| {
            DMatrix::from_fn(self.sums.len(), self.sums.len(), |i, j| {
                let products = self.products[(i.max(j), i.min(j))];
                (products - self.sums[i] * self.sums[j] / rows) / (rows - 1.0) * self.course.per_year
            })
        })
    }

    /// The loss that the bars of the window did not exceed at the level; a gain is below zero.
    fn value_at_risk(&self, exposures: &[f64]) -> Option<f64> {
        if !self.full() {
            return None;
        }
        let losses: Vec<f64> = (self.rows.clone())
            .map(|row| {
                -exposures.iter().zip(self.course.columns).map(|(x, column)| x * column[row]).sum::<f64>()
            })
            .collect();
        Some(quantile_and_tail_mean(&losses, self.course.level).0)
    }
}

/// Walks one account for each policy.
pub fn walk(course: &Course, policies: &[RebalancePolicy], progress: &mut dyn Progress) -> Vec<Walked> {
    let n = course.target.len();
    let mut lines: Vec<Tradable> =
        (0..n).map(|_| Tradable::paid(String::new(), 1.0, *course.costs)).collect();
    let mut window = Window::new(course);
    let mut accounts: Vec<Account> = policies.iter().map(|policy| Account::new(policy, course)).collect();
    for account in &mut accounts {
        account.begin(course, &window);
    }
    for (row, day) in course.days.iter().enumerate() {
        if row % BLOCK == 0 {
            progress.report(row, course.days.len(), "Trading through the past");
        }
        window.pass(row);
        for (line, column) in lines.iter_mut().zip(course.columns) {
            let price = line.unit_value * (1.0 + column[row]);
            (line.price, line.unit_value, line.close_value) = (Some(price), price, price);
            (line.unit_exposure, line.unit_notional) = (price, price);
        }
        let covariance = window.covariance();
        for account in &mut accounts {
            account.pass(course, (&window, covariance.as_ref()), &lines, *day);
        }
    }
    accounts.into_iter().map(|account| account.walked).collect()
}

impl<'a> Account<'a> {
    fn new(policy: &'a RebalancePolicy, course: &Course) -> Self {
        let nothing = vec![0.0; course.target.len()];
        Self {
            policy,
            cash: course.capital,
            held: nothing.clone(),
            weights: nothing,
            peak: course.capital,
            traded: None,
            walked: Walked {
                equity: vec![course.capital],
                trades: 0,
                turnover: 0.0,
                cost: 0.0,
                last_trade: None,
            },
        }
    }

    /// The first purchase, which is the same whatever follows, costs nothing here. Prices begin at 1.
    fn begin(&mut self, course: &Course, window: &Window) {
        if let Decision::TradeTo(wanted) = self.decide(course, (window, None), course.started, course.capital)
        {
            self.held = wanted.iter().map(|part| part * course.capital).collect();
            self.cash = course.capital - self.held.iter().sum::<f64>();
        }
        self.traded = Some(course.started);
    }

    fn decide(
        &self,
        course: &Course,
        (window, covariance): (&Window, Option<&DMatrix<f64>>),
        day: Day,
        equity: f64,
    ) -> Decision {
        let n = self.held.len();
        self.policy.decide(&Moment {
            day,
            started: course.started,
            traded: self.traded,
            weights: &self.weights,
            target: course.target,
            groups: course.groups,
            equity,
            started_equity: course.capital,
            peak: self.peak,
            cost_rates: &vec![course.costs.fee + course.costs.half_spread; n],
            covariance,
            margin_rates: &vec![1.0; n],
            value_at_risk: &|exposures| window.value_at_risk(exposures),
        })
    }

    /// Lives through a row and trades at its end.
    fn pass(
        &mut self,
        course: &Course,
        known: (&Window, Option<&DMatrix<f64>>),
        lines: &[Tradable],
        day: Day,
    ) {
        let worth: f64 = self.held.iter().zip(lines).map(|(held, line)| held * line.unit_value).sum();
        let equity = self.cash + worth;
        if equity.is_nan() || equity <= 0.0 {
            // Nothing is left to trade with.
            self.cash = 0.0;
            self.held.fill(0.0);
            self.walked.equity.push(0.0);
            return;
        }
        self.peak = self.peak.max(equity);
        for ((weight, held), line) in self.weights.iter_mut().zip(&self.held).zip(lines) {
            *weight = held * line.unit_value / equity;
        }
        let Decision::TradeTo(wanted) = self.decide(course, known, day, equity) else {
            self.walked.equity.push(equity);
            return;
        };
        // What is levered is bought with a loan; nothing else is.
        let size = gross(&wanted);
        let loan = if size > 1.0 { size * equity } else { 0.0 };
        let rules = Rules { loan, ..Rules::default() };
        let planned = plan(self.cash, 0.0, &self.held, &wanted, lines, &rules);
        self.traded = Some(day);
        if !planned.orders.is_empty() {
            self.walked.trades += 1;
            self.walked.last_trade = Some(day);
            self.walked.turnover += planned.orders.iter().map(|order| order.notional).sum::<f64>() / equity;
            self.walked.cost += planned.cost() / equity;
        }
        (self.cash, self.held) = (planned.cash, planned.held.clone());
        self.walked.equity.push(planned.equity_after);
    }
}
