//! Joint moves of the assets, by block.

/// Scenarios in one block: enough that the cost of a call is lost in them, few enough that their numbers
/// stay in the processor's cache.
pub const BLOCK: usize = 1024;

/// A numbered set of scenarios, the same whichever way it is gone through.
pub trait Scenarios {
    /// How many assets move.
    fn width(&self) -> usize;

    /// How many scenarios there are.
    fn count(&self) -> usize;

    /// Writes the log-returns over the horizon of block `block`, asset by asset: those of asset `i` stand
    /// at `i * len .. (i + 1) * len` with `len` the [`length`](Self::length) of the block.
    fn fill(&self, block: usize, log_returns: &mut [f64]);

    /// Appends σ' − σ of block `block`, whose log-returns are these and as they are laid out; nothing where volatilities
    /// stay.
    fn volatility_shifts(&self, _block: usize, _log_returns: &[f64], _shifts: &mut Vec<f64>) {}

    /// A person's name for a scenario.
    fn label(&self, scenario: usize) -> String;

    /// How much each scenario counts, where they do not count alike; together 1.
    fn weights(&self) -> Option<&[f64]> {
        None
    }

    /// How many blocks there are.
    fn blocks(&self) -> usize {
        self.count().div_ceil(BLOCK)
    }

    /// How many scenarios a block has: [`BLOCK`], or fewer in the last one.
    fn length(&self, block: usize) -> usize {
        BLOCK.min(self.count() - block * BLOCK)
    }
}
