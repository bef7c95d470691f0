//! The check of a request's numbers.

use super::line::BacktestLine;
use super::request::{BacktestRequest, BacktestStrategy};
use crate::error::{Code, Error, within};
use crate::market::{Timestamp, no_instant, parse_instant};

/// Most strategies of one request.
pub(super) const MOST_STRATEGIES: usize = 6;
/// Returns of a window.
pub const WINDOWS: [u32; 2] = [2, 100_000];

impl BacktestRequest {
    /// Refuses what cannot be used.
    pub(super) fn check(&self) -> Result<(), Error> {
        let count = self.strategies.len();
        if count == 0 || count > MOST_STRATEGIES {
            let message =
                format!("A backtest compares one to {MOST_STRATEGIES} strategies; there are {count}.");
            return Err(Error::invalid("strategies", message));
        }
        within(self.capital, [1e-3, 1e15], "capital", "The capital lies between 0.001 and 10¹⁵.")?;
        if !(WINDOWS[0]..=WINDOWS[1]).contains(&self.window) {
            return Err(Error::invalid("window", "A window has from 2 to 100,000 returns."));
        }
        if self.delay > 1000 {
            return Err(Error::invalid("delay", "A delay has at most 1,000 bars."));
        }
        let cost = "A cost lies between 0 and 1; 0.001 is 0.1 % of what is traded.";
        within(self.fee, [0.0, 1.0], "fee", cost)?;
        within(self.spread, [0.0, 1.0], "spread", cost)?;
        within(self.liquidation_fee, [0.0, 1.0], "liquidationFee", cost)?;
        within(self.impact, [0.0, 100.0], "impact", "An impact lies between 0 and 100 daily volatilities.")?;
        if let Some(share) = self.share_of_volume {
            within(share, [0.0, 1.0], "shareOfVolume", "A share of the volume lies between 0 and 1.")?;
        }
        let rate = "A rate per year lies between −1 and 10; 0.04 is 4 %.";
        within(self.cash_rate, [-1.0, 10.0], "cashRate", rate)?;
        within(self.loan_rate, [-1.0, 10.0], "loanRate", rate)?;
        within(self.loan, [0.0, 100.0], "loan", "A loan lies between 0 and 100 times the equity.")?;
        let margin = "A margin lies between 0 and 1; 0.05 is 5 % of the exposure.";
        within(self.maintenance_margin, [0.0, 1.0], "maintenanceMargin", margin)?;
        within(self.unit, [0.0, 1e6], "unit", "A smallest unit of money lies between 0 and 1,000,000.")?;
        within(self.risk_level, [0.5, 0.9999], "riskLevel", "A level lies between 0.5 and 0.9999.")?;
        for (k, line) in self.lines.iter().enumerate() {
            line.check().map_err(|error| error.inside(&format!("lines[{k}]")))?;
        }
        for (k, strategy) in self.strategies.iter().enumerate() {
            strategy.check().map_err(|error| error.inside(&format!("strategies[{k}]")))?;
        }
        Ok(())
    }

    /// Flows by row of the walk, and how many lie outside of it.
    pub(super) fn flows(&self, times: &[Timestamp]) -> Result<(Vec<f64>, usize), Error> {
        let mut by_row = vec![0.0; times.len()];
        let mut outside = 0;
        for (k, flow) in self.flows.iter().enumerate() {
            let path = format!("flows[{k}]");
            let time =
                parse_instant(&flow.date).ok_or_else(|| no_instant(&flow.date, format!("{path}.date")))?;
            within(flow.amount, [-1e15, 1e15], &format!("{path}.amount"), "An amount lies within ±10¹⁵.")?;
            match times.partition_point(|row| *row < time) {
                0 if time < times[0] => outside += 1,
                row if row == times.len() => outside += 1,
                row => by_row[row] += flow.amount,
            }
        }
        Ok((by_row, outside))
    }
}

impl BacktestStrategy {
    /// Refuses what cannot be used.
    pub(super) fn check(&self) -> Result<(), Error> {
        self.target.method().check().map_err(|error| error.inside("target"))?;
        self.policy.check().map_err(|error| error.inside("policy"))?;
        within(self.leverage, [0.01, 100.0], "leverage", "A leverage lies between 0.01 and 100.")?;
        let rule = "A deviation of prices lies between 0 and 0.5; 0.01 is 1 % of their mean.";
        within(self.cash_like_below, [0.0, 0.5], "cashLikeBelow", rule)
    }
}

impl BacktestLine {
    fn check(&self) -> Result<(), Error> {
        if self.asset.trim().is_empty() {
            return Err(Error::new(Code::InvalidValue, "A line has no asset.").at("asset"));
        }
        within(
            self.contract_size,
            [1e-12, 1e12],
            "contractSize",
            "A contract size lies between 10⁻¹² and 10¹².",
        )?;
        let cost = "A cost lies between 0 and 1; 0.001 is 0.1 % of what is traded.";
        within(self.fee.unwrap_or(0.0), [0.0, 1.0], "fee", cost)?;
        within(self.spread.unwrap_or(0.0), [0.0, 1.0], "spread", cost)?;
        for (value, path) in [(self.gas, "gas"), (self.lot, "lot"), (self.least_notional, "leastNotional")] {
            within(value, [0.0, 1e12], path, "It is not below zero.")?;
        }
        let rate = "A rate per year lies between −1 and 10; 0.04 is 4 %.";
        for (value, path) in [(self.staking, "staking"), (self.borrow, "borrow"), (self.basis, "basis")] {
            within(value, [-1.0, 10.0], path, rate)?;
        }
        let margin = "A margin lies between 0 and 1; 0.05 is 5 % of the exposure.";
        within(self.initial_margin, [0.0, 1.0], "initialMargin", margin)?;
        within(self.maintenance_margin.unwrap_or(0.0), [0.0, 1.0], "maintenanceMargin", margin)
    }
}
