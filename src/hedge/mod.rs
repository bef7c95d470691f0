//! Trades in chosen instruments that bring delta, and if asked gamma and vega, inside bands at least cost.
//!
//! ```text
//! min  Σ c_j |q_j|   over q_j = lot_j · k_j, k_j whole, |q_j| ≤ most_j
//! s.t. least_b ≤ X_b + Σ e_bj q_j ≤ greatest_b        for each band b
//! ```
//!
//! q_j trade in instrument j, negative sold; c_j its cost, fee × notional + half the spread × price, per
//! unit; X_b what the positions have of the band's Greek in the band's asset, e_bj what one unit adds. A
//! linear program at each node of a branch and bound over the whole numbers; without lots, one alone.
//! What bands cannot be reached are missed by the least sum of their distances.

mod operation;
mod program;
mod request;
mod response;

pub use operation::{HedgePositions, run};
pub use request::{Band, HedgeBand, HedgeInstrument, HedgeRequest, HedgeWithin, Numeraire};
pub use response::{
    HedgeOffer, HedgePayment, HedgeResponse, HedgeStatus, HedgeTrade, HedgedAsset, HedgedGreek,
};
