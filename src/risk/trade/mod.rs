//! What a trade would do to the risk: the figures before and after it, per unit, and along its quantity.
//!
//! ```text
//! L(q)[t] = L[t] + q l[t]        marginal:     d VaR/dq, d ES/dq at q = 0
//!                                incremental:  VaR(q) − VaR(0), ES(q) − ES(0)
//! ```
//!
//! L[t] loss of the book in scenario t, l[t] that of one unit. Both are revalued once, in the same scenarios:
//! every quantity of the curve costs one sum and one ordering, and what the scenarios have in common cancels from
//! the difference. Where a method has no scenarios it is asked anew for each quantity.
//!
//! Source: Garman (1996), Improving on VaR, Risk 9(5) (marginal and incremental VaR).

mod operation;
mod paired;
mod request;
mod response;

pub use operation::MeasureTrade;
pub use paired::{Proposed, Traded};
pub use request::{IncrementalRiskRequest, ProposedTrade};
pub use response::{IncrementalRiskResponse, RiskFigures, TradeCurve, TradePoint};

pub(super) use paired::measure;
