//! A series of the price table that is only looked at: a factor, an index, a macroeconomic level.

/// Which series, and what its moves are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observed {
    /// As the table names it.
    pub name: String,
    /// Whether its moves are differences, x[t] − x[t−1], as those of a level that can be zero or below;
    /// else they are returns as those of the assets.
    pub differences: bool,
}

impl Observed {
    /// Series whose moves are returns, then series whose moves are differences.
    pub fn list(returns: &[String], differences: &[String]) -> Vec<Self> {
        let named = |names: &[String], differences: bool| {
            names.iter().map(move |name| Self { name: name.clone(), differences }).collect::<Vec<_>>()
        };
        [named(returns, false), named(differences, true)].concat()
    }
}
