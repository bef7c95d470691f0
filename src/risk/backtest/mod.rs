//! How well the figures of a method would have foretold losses.
//!
//! The book of today is walked through its history: at each step a method sees the returns of a window that ends the
//! day before, and its figures are set against what the book then earned. The positions keep today's exposures, and
//! options today's moneyness, volatility and time to expiry: what is tested is the method, not the trading. The
//! profit of a day is V(S exp(r)) − V(S) with today's prices S and the returns r of that day.

mod coverage;
mod operation;
mod report;
mod scores;
mod shortfall;
mod traffic_light;
mod trial;

pub use operation::{BacktestConvention, BacktestRisk, RiskBacktestRequest, RiskBacktestResponse};
pub use report::{BacktestScore, BacktestTest, MethodBacktest};
pub use traffic_light::TrafficLight;
pub use trial::MethodForecasts;
