//! How today's holdings would have fared: returns of the past, drawdowns, and how they moved with a benchmark.
//!
//! ```text
//! quantities held:   V[t] = C + Σ N P[t],   r[t] = V[t]/V[t−1] − 1
//! weights held:      r[t] = Σ w R[t]
//! W[t] = Π (1 + r),  d[t] = 1 − W[t]/max(1, W[1], …, W[t])
//! ```
//!
//! N exposure in coins (delta for options, which the past does not quote), P prices, C what is left of today's value,
//! w exposures as parts of that value, R simple returns. The functionals of d and of the shortfall below the mean are
//! those by which portfolios are chosen ([`crate::allocate::measure`]); only d compounds here.

pub(crate) mod drawdowns;
mod operation;
mod request;
mod response;
pub(crate) mod statistics;

pub use operation::MeasureTrackRecord;
pub use request::{TrackHolding, TrackRecordRequest};
pub use response::{
    BenchmarkRecord, DatedReturn, DrawdownEpisode, RollingRecord, TrackConvention, TrackRecordResponse,
    TrackedAsset,
};
