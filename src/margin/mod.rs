//! What kills an account: what it must hold, and at which prices it no longer does.

pub mod requirement;
pub mod tiers;

pub use requirement::Requirement;
pub use tiers::{Span, Tier, Tiers};
