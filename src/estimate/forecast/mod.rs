//! The operation `forecast`: how well estimators of the mean would have foretold returns, out of sample, against the
//! historical mean; and which series lead which.
//!
//! [`walk`] refits every estimator at every step on what was known then, [`score`] judges the forecasts, [`lead_lag`]
//! tests for each pair whether the past of one tells of the other.

mod lead_lag;
mod request;
mod response;
mod score;
mod walk;

pub use lead_lag::{LeadLag, TestCorrection};
pub use request::{ForecastRequest, JudgeForecasts};
pub use response::{AssetForecast, ForecastConvention, ForecastResponse, MethodForecast};
pub use score::ForecastScore;

/// Returns as they stand in columns of one length.
#[cfg(test)]
pub(super) fn returns_of(columns: &[Vec<f64>]) -> crate::market::Returns {
    let table = prices_of(columns);
    let options = crate::market::ReturnOptions { kind: crate::market::ReturnKind::Log, ..Default::default() };
    crate::market::Returns::new(&table.check().unwrap(), &options).unwrap().0
}

/// Daily prices with these log-returns.
#[cfg(test)]
pub(super) fn prices_of(columns: &[Vec<f64>]) -> crate::market::PriceTable {
    use crate::market::{Day, PriceRows, PriceTable};
    let rows = columns[0].len();
    let mut logs = vec![0.0; columns.len()];
    let mut values = vec![1.0; columns.len()];
    for t in 0..rows {
        for (log, column) in logs.iter_mut().zip(columns) {
            *log += column[t];
            values.push(libm::exp(*log));
        }
    }
    PriceTable {
        dates: (0..=rows as i64).map(|t| Day::from_number(18_000 + t).to_string()).collect(),
        assets: (0..columns.len()).map(|i| format!("A{i}")).collect(),
        prices: PriceRows::from_flat(values, columns.len()),
    }
}
