//! Looped lending: what is borrowed is bought into more collateral.

mod figures;
mod rounds;

pub use figures::{StakingLoopDepeg, StakingLoopRate, StakingLoopResponse, StakingLoopRound};
pub use rounds::{Looped, Rounds};

use crate::error::Error;

/// Whether a loop is worked out.
pub trait LoopMethod {
    /// Its figures; none where none is asked for.
    fn run(&self) -> Result<Option<StakingLoopResponse>, Error>;
}

crate::methods! {
    /// Whether what is borrowed buys more collateral.
    // One of them stands in a request.
    #[allow(clippy::large_enum_variant)]
    pub enum LendingLoop as dyn LoopMethod, family "lendingLoop", label "Looped staking" {
        no_loop::NoLoop,
        staking_loop::StakingLoop,
    }
}
