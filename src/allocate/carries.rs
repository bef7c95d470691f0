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
    /// On a measure of risk, of the weights or of what they differ from a benchmark.
    Risks,
    /// On sums of |w| or |w − w₀|: gross and short exposure, turnover.
    Deviations,
    /// No limit but the costs of trading, which reduce the expected return.
    Costs,
    /// On the choice of assets: how many are held, and how much of each at least.
    Selection,
}

impl LimitKind {
    /// What programs over convex limits carry.
    pub const CONVEX: &[Self] = &[Self::Rows, Self::Risks, Self::Deviations, Self::Selection];

    /// So, and with an expected return that costs reduce.
    pub const PRICED: &[Self] = &[Self::Rows, Self::Risks, Self::Deviations, Self::Selection, Self::Costs];

    /// What it is called, and an objective that can carry it.
    fn words(self) -> [&'static str; 2] {
        match self {
            Self::Rows => ["limit on a sum of weights", "minimum risk"],
            Self::Risks => ["limit on a risk", "minimum risk"],
            Self::Deviations => ["limit on exposure or turnover", "minimum risk"],
            Self::Costs => ["price of trading or borrowing", "maximum utility"],
            Self::Selection => ["limit on the choice of assets", "minimum risk"],
        }
    }
}

impl Limits {
    /// Every limit beyond budget and bounds: its kind, what messages call it, and its place.
    fn stated(&self) -> impl Iterator<Item = (LimitKind, &str, &str)> {
        let rows = self.rows.iter().map(|row| (LimitKind::Rows, row.name.as_str(), row.path.as_str()));
        let convex = self.convex.iter().map(|limit| (limit.kind, limit.name.as_str(), limit.path.as_str()));
        let costs = self.costs.iter().map(|cost| match cost.is_borrowing() {
            true => (LimitKind::Costs, "borrow", "borrow"),
            false => (LimitKind::Costs, "costs", "constraints.costs"),
        });
        let selection = &self.selection;
        let chosen = selection.is_stated().then(|| {
            let path = selection.path();
            (LimitKind::Selection, path.trim_start_matches("constraints."), path)
        });
        rows.chain(convex).chain(costs).chain(chosen)
    }

    /// Refuses the first limit that is of none of these kinds, for the method of this label.
    pub(super) fn carried(&self, kinds: &[LimitKind], label: &str) -> Result<(), Error> {
        match self.stated().find(|(kind, ..)| !kinds.contains(kind)) {
            Some((kind, name, path)) => {
                let [what, carrier] = kind.words();
                let message =
                    format!("{label:?} cannot carry the {what} ({name}). Remove it or choose {carrier}.");
                Err(Error::invalid(path, message))
            }
            None => Ok(()),
        }
    }
}
