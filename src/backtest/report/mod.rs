//! What paths of returns say of the strategies behind them: figures with intervals, drawdowns, months, rolling
//! windows, and how much of it luck and search explain.
//!
//! Returns come from [`backtest`](super), from an account, or from a file; each path is measured by [`figures`], its
//! intervals are drawn by [`bands`], its Sharpe ratio is held against chance by
//! [`sharpe_ratio`](super::validation::sharpe_ratio) and the choice among paths by
//! [`overfitting`](super::validation::overfitting).

pub mod bands;
pub mod figures;
mod months;
mod operation;
mod request;
mod response;

pub use operation::ReportBacktest;
pub use request::{BacktestReportRequest, ReturnPath};
pub use response::{
    BacktestReportResponse, FigureKind, OverfittingReport, PathFigure, PathReport, ReportConvention,
    SharpeDifference, SharpeEvidence, YearOfReturns,
};
