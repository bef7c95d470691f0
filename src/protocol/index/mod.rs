//! An index of a role or a cluster: who is in it by screens, with which weights, when it is traded, and its level.
//!
//! ```text
//! in:      role, cluster, s p ≥ least value, mean volume ≥ least volume, the n largest of these
//! weights: w = min(c, θ (s p)^γ), Σ w = 1        on the first bar, and on the first of each new period
//! level:   I[t] = I[r] (Σ w p[t]/p[r] + 1 − Σ w),     I[r] ← I[r] (1 − fee Σ |w − w₋|)
//! ```
//!
//! s supply, p price, c cap, γ 1 by market value, ½ by its root, 0 for equal weights; r the last rebalancing, w₋ the
//! weights just before it. The means are those of the bars up to the day itself, so that nothing of the future is used.

mod operation;
mod request;
mod response;

pub use operation::MakeIndex;
pub use request::{IndexMember, IndexRequest, IndexWeighting};
pub use response::{IndexLeftOut, IndexRebalancing, IndexResponse, IndexWeight};
