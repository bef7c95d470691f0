//! Liquidity spirals: whether forced selling is followed, and how.

mod path;

pub use path::{Layer, Path, SpiralRound, Spiralling, run};

use crate::error::Error;
use leverage_spiral::LeverageSpiral;

/// Whether a spiral is followed.
pub trait SpiralMethod {
    /// The spiral; none where none is asked for.
    fn spiral(&self) -> Option<&LeverageSpiral> {
        None
    }

    /// Whether its parameters can be used.
    fn check(&self) -> Result<(), Error> {
        Ok(())
    }
}

crate::methods! {
    /// How forced selling is followed.
    pub enum Spiral as dyn SpiralMethod, family "spiral", label "Liquidity spiral" {
        no_spiral::NoSpiral,
        leverage_spiral::LeverageSpiral,
    }
}
