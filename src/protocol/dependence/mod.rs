//! How failures come together. A new law is one file and one line in the list below.

use crate::error::Error;
use crate::math::random::BlockStream;

/// A law of dependence, unchecked.
pub trait Dependence {
    /// Whether its parameters can be used.
    fn check(&self) -> Result<(), Error>;

    /// Draws failures with these probabilities. `causes` are those that some share, by number.
    fn law(&self, probabilities: &[f64], causes: &[Option<usize>]) -> Box<dyn FailureLaw>;
}

/// Draws who fails.
pub trait FailureLaw {
    /// The set of those that fail, as bits; `market` is the standard normal score of the market's loss.
    fn draw(&self, stream: &mut BlockStream, market: f64) -> u128;
}

crate::methods! {
    /// How failures depend on each other beside the graph.
    pub enum FailureDependence as dyn Dependence, family "failureDependence", label "Dependence" {
        one_factor::OneFactor,
        shared_cause::SharedCause,
    }
}

/// A share within [0, `most`].
fn check_share(name: &str, value: f64, most: f64) -> Result<(), Error> {
    if (0.0..=most).contains(&value) {
        return Ok(());
    }
    Err(Error::invalid(name, format!("It is {value}; it lies between 0 and {most}.")))
}
