//! Which kinds of limits an objective can carry. Budget and bounds by asset all of them obey; what an
//! objective does not declare beyond those ([`Allocator::carries`](super::Allocator::carries)) is refused
//! here, so that no limit is ever ignored in silence.

use super::constraints::Limits;
use crate::error::Error;

/// A kind of limit beyond the budget and the bounds by asset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LimitKind {
    /// On a weighted sum of weights: groups, rules.
    Rows,
    /// On a measure of risk.
    Risks,
}

impl LimitKind {
    /// What the limit is on, and an objective that can carry it.
    fn words(self) -> [&'static str; 2] {
        match self {
            Self::Rows => ["a sum of weights", "minimum risk"],
            Self::Risks => ["a risk", "minimum risk"],
        }
    }
}

impl Limits {
    /// Every limit beyond budget and bounds: its kind, what messages call it, and its place.
    fn stated(&self) -> impl Iterator<Item = (LimitKind, &str, &str)> {
        let rows = self.rows.iter().map(|row| (LimitKind::Rows, row.name.as_str(), row.path.as_str()));
        let risks = self.risks.iter().map(|limit| (LimitKind::Risks, "risk", limit.path.as_str()));
        rows.chain(risks)
    }

    /// Refuses the first limit that is of none of these kinds, for the method of this label.
    pub(super) fn carried(&self, kinds: &[LimitKind], label: &str) -> Result<(), Error> {
        match self.stated().find(|(kind, ..)| !kinds.contains(kind)) {
            Some((kind, name, path)) => {
                let [on, carrier] = kind.words();
                let message = format!(
                    "The limit {name:?} on {on} cannot be carried by {label:?}. Remove the limit or choose {carrier}."
                );
                Err(Error::invalid(path, message))
            }
            None => Ok(()),
        }
    }
}
