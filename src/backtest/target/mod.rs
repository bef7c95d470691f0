//! What a strategy wants to hold: an allocation over the past, given weights, or the market's own.

use crate::allocate::equal_weight::EqualWeight;
use crate::allocate::{AllocateRequest, Objective};
use crate::error::Error;

/// What a target may look at: nothing of the future.
pub struct Seen<'a> {
    /// The assets with a price and enough of a history.
    pub assets: &'a [String],
    /// Their last prices.
    pub prices: &'a [f64],
}

/// A rule by which exposures are wanted.
pub trait TargetRule {
    /// Whether its parameters can be used.
    fn check(&self) -> Result<(), Error> {
        Ok(())
    }

    /// Whether it wants nothing before there is a window of past returns.
    fn needs_history(&self) -> bool {
        true
    }

    /// The allocation that it asks for, or whose estimates policies look at.
    fn allocation(&self) -> AllocateRequest {
        let objective = Objective::EqualWeight(EqualWeight::default());
        AllocateRequest { objective, ..AllocateRequest::default() }
    }

    /// Whether the expected returns of that allocation are with the carry of what assets are held as.
    fn counts_carry(&self) -> bool {
        false
    }

    /// Exposures by the names of lines or assets, where they are not those of the allocation.
    fn exposures(&self, _seen: &Seen) -> Option<Vec<(String, f64)>> {
        None
    }
}

crate::methods! {
    /// What a strategy wants to hold.
    // A request holds six of them at most.
    #[allow(clippy::large_enum_variant)]
    pub enum Target as dyn TargetRule, family "target", label "Target" {
        allocation::Allocation,
        fixed_weights::FixedWeights,
        capitalization_weights::CapitalizationWeights,
    }
}
