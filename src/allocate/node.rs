//! A node of the search: what is decided of each asset, and what it leaves to the weights.

use super::cardinality::Selection;
use super::constraints::Limits;

/// Sums that differ by less are the same.
const ROUNDING: f64 = 1e-9;

/// What is decided of an asset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum State {
    /// Nothing.
    Open,
    /// It is not held.
    Out,
    /// It is held, long or short.
    In,
    /// It is held long.
    Long,
    /// It is held short.
    Short,
}

/// What a weight may be.
#[derive(Debug, Clone, Copy)]
pub(super) struct Domain {
    /// Intervals, if it is held.
    pub pieces: [Option<(f64, f64)>; 2],
    /// Whether it may be zero whatever the intervals.
    pub optional: bool,
}

impl Domain {
    /// What the state leaves of the bounds; none where that is nothing.
    pub fn of(state: State, (lower, upper): (f64, f64), least: f64) -> Option<Self> {
        let (long, short) = ((lower.max(least), upper), (lower, upper.min(-least)));
        let is = |(low, high): &(f64, f64)| low <= high;
        let pieces = match state {
            State::Out => return (lower <= 0.0 && upper >= 0.0).then_some(Self::NOTHING),
            State::Long => [Some(long).filter(is), None],
            State::Short => [Some(short).filter(is), None],
            _ if least == 0.0 => [Some((lower, upper)), None],
            State::In | State::Open => [Some(long).filter(is), Some(short).filter(is)],
        };
        let optional = state == State::Open && lower <= 0.0 && upper >= 0.0;
        (optional || pieces.iter().any(Option::is_some)).then_some(Self { pieces, optional })
    }

    const NOTHING: Self = Self { pieces: [None, None], optional: true };

    /// From the least to the greatest weight if it is held.
    pub fn span(&self) -> (f64, f64) {
        let ends = self.pieces.iter().flatten();
        let (low, high) =
            ends.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), (low, high)| (a.min(*low), b.max(*high)));
        if low <= high { (low, high) } else { (0.0, 0.0) }
    }

    /// From the least to the greatest weight.
    pub fn hull(&self) -> (f64, f64) {
        let (low, high) = self.span();
        if self.optional { (low.min(0.0), high.max(0.0)) } else { (low, high) }
    }

    /// Whether nothing but zero is left.
    pub fn is_nothing(&self) -> bool {
        self.hull() == (0.0, 0.0)
    }
}

/// What is decided of all assets, with what follows from it.
#[derive(Debug, Clone)]
pub(super) struct Node {
    /// By asset.
    pub states: Vec<State>,
    /// By asset.
    pub domains: Vec<Domain>,
    /// How many of the open assets may still be held.
    pub room: usize,
}

impl Node {
    /// What the decisions leave under the limits; none where no weights are left.
    pub fn of(states: Vec<State>, limits: &Limits, selection: &Selection) -> Option<Self> {
        let node = Self::decided(states, limits, selection)?;
        let [least, greatest] = node.reach();
        (least <= limits.budget + ROUNDING && greatest >= limits.budget - ROUNDING).then_some(node)
    }

    /// The same, whatever the budget.
    pub fn decided(mut states: Vec<State>, limits: &Limits, selection: &Selection) -> Option<Self> {
        let most = selection.max_assets.unwrap_or(usize::MAX);
        let bounds = |i: usize| (limits.lower[i], limits.upper[i]);
        let mut domains = Vec::with_capacity(states.len());
        for (i, state) in states.iter_mut().enumerate() {
            let domain = Domain::of(*state, bounds(i), selection.min_position)?;
            if *state == State::Open && !domain.optional {
                *state = State::In;
            }
            if *state == State::Open && domain.is_nothing() {
                *state = State::Out;
            }
            domains.push(domain);
        }
        let held = states.iter().filter(|state| !matches!(state, State::Open | State::Out)).count();
        let room = most.checked_sub(held)?;
        if room == 0 {
            for (state, domain) in states.iter_mut().zip(&mut domains) {
                if *state == State::Open {
                    (*state, *domain) = (State::Out, Domain::NOTHING);
                }
            }
        }
        Some(Self { states, domains, room })
    }

    /// The least and the greatest sum of weights, with no more assets held than there is room for.
    pub fn reach(&self) -> [f64; 2] {
        let (mut least, mut greatest) = (0.0, 0.0);
        let (mut falls, mut rises) = (vec![], vec![]);
        for (domain, state) in self.domains.iter().zip(&self.states) {
            let (low, high) = domain.hull();
            if *state == State::Open {
                falls.push(low);
                rises.push(high);
            } else {
                least += low;
                greatest += high;
            }
        }
        falls.sort_by(f64::total_cmp);
        rises.sort_by(|a, b| b.total_cmp(a));
        least += falls.iter().take(self.room).sum::<f64>();
        greatest += rises.iter().take(self.room).sum::<f64>();
        [least, greatest]
    }

    /// Whether nothing is left to decide.
    pub fn is_leaf(&self) -> bool {
        !self.states.contains(&State::Open)
    }

    /// The limits of the convex relaxation.
    pub fn relaxed(&self, limits: &Limits) -> Limits {
        let mut relaxed = limits.clone();
        relaxed.selection = Selection::default();
        for (i, domain) in self.domains.iter().enumerate() {
            (relaxed.lower[i], relaxed.upper[i]) = domain.hull();
        }
        relaxed
    }

    /// The decisions that an open asset leaves.
    pub fn children(&self, i: usize, limits: &Limits, selection: &Selection) -> Vec<Self> {
        let both = self.domains[i].pieces[1].is_some() && self.domains[i].pieces[0].is_some();
        let held: &[State] = if both { &[State::Long, State::Short] } else { &[State::In] };
        let child = |state: &State| {
            let mut states = self.states.clone();
            states[i] = *state;
            Self::of(states, limits, selection)
        };
        held.iter().chain(&[State::Out]).filter_map(child).collect()
    }
}
