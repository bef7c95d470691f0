//! The most likely market move that loses a given amount.

mod nearest;
mod operation;
mod request;
mod search;

pub use nearest::{Metric, nearest};
pub use operation::{ReverseMove, ReverseStress, ReverseStressResponse, run};
pub use request::ReverseStressRequest;
pub use search::{Found, Search};
