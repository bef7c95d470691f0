//! How much ends at which price, and where most of it stands together.
//!
//! A level below today's price has the lines from it up to the next level, those above the lines from the next lower
//! level up to it; a line at a level belongs to it. Added up from today's price outward they are what a move to the
//! level ends.

use super::crowd::Amounts;

/// Where one position, loan or account ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mark {
    /// The move at which it does, as a factor; none where no move does.
    pub x: Option<f64>,
    /// Whether a fall ends it.
    pub falls: bool,
    /// The place of its venue.
    pub venue: usize,
    /// Whether it is the person's own.
    pub own: bool,
    /// What goes with it.
    pub amounts: Amounts,
}

/// One level.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Level {
    /// Its lines.
    pub at: Amounts,
    /// Of them, the person's own notional.
    pub own: f64,
    /// Notional by venue.
    pub by_venue: Vec<f64>,
    /// All lines from today's price up to here.
    pub cumulated: Amounts,
}

/// All that was marked, by where it is.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Sums {
    /// Everything.
    pub all: Amounts,
    /// Beyond the lowest level.
    pub below: Amounts,
    /// Beyond the highest level.
    pub above: Amounts,
    /// What no move ends.
    pub never: Amounts,
    /// What has met its line already.
    pub already: Amounts,
}

/// Whether a line has been met at today's prices.
pub fn is_met(x: f64, falls: bool) -> bool {
    if falls { x >= 1.0 } else { x <= 1.0 }
}

/// The levels of these moves, which rise.
pub fn levels(moves: &[f64], marks: &[Mark], venues: usize) -> (Vec<Level>, Sums) {
    let mut levels = vec![Level { by_venue: vec![0.0; venues], ..Level::default() }; moves.len()];
    let mut sums = Sums::default();
    for mark in marks {
        sums.all += mark.amounts;
        let Some(x) = mark.x else {
            sums.never += mark.amounts;
            continue;
        };
        if is_met(x, mark.falls) {
            sums.already += mark.amounts;
            continue;
        }
        let place = if mark.falls {
            moves.partition_point(|m| 1.0 + m <= x).checked_sub(1)
        } else {
            Some(moves.partition_point(|m| 1.0 + m < x)).filter(|k| *k < moves.len())
        };
        let Some(k) = place else {
            *(if mark.falls { &mut sums.below } else { &mut sums.above }) += mark.amounts;
            continue;
        };
        let level = &mut levels[k];
        level.at += mark.amounts;
        level.by_venue[mark.venue] += mark.amounts.notional;
        if mark.own {
            level.own += mark.amounts.notional;
        }
    }
    let today = moves.partition_point(|m| *m < 0.0);
    let mut sum = Amounts::default();
    for level in levels[..today].iter_mut().rev() {
        sum += level.at;
        level.cumulated = sum;
    }
    sum = Amounts::default();
    for level in &mut levels[today..] {
        sum += level.at;
        level.cumulated = sum;
    }
    (levels, sums)
}

/// The moves between which the lines of a level lie, the nearer to today first.
pub fn edges(moves: &[f64], k: usize) -> (f64, f64) {
    let inner = if moves[k] < 0.0 {
        moves.get(k + 1).map_or(0.0, |next| next.min(0.0))
    } else {
        k.checked_sub(1).map_or(0.0, |before| moves[before].max(0.0))
    };
    (inner, moves[k])
}

/// The places of the levels with the greatest notional, the greatest first.
pub fn clusters(levels: &[Level], most: usize) -> Vec<usize> {
    let mut places: Vec<usize> = (0..levels.len()).filter(|k| levels[*k].at.notional > 0.0).collect();
    let notional = |k: usize| levels[k].at.notional;
    places.sort_unstable_by(|a, b| notional(*b).total_cmp(&notional(*a)).then(a.cmp(b)));
    places.truncate(most);
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(x: Option<f64>, falls: bool, notional: f64) -> Mark {
        let amounts = Amounts { count: 1.0, notional, collateral: notional / 10.0, debt: 0.0 };
        Mark { x, falls, venue: 0, own: false, amounts }
    }

    #[test]
    fn lines_stand_at_the_level_that_meets_them() {
        let moves = [-0.5, -0.25, 0.0, 0.25, 0.5];
        let marks = [
            mark(Some(0.75), true, 1.0),
            mark(Some(0.76), true, 2.0),
            mark(Some(0.74), true, 4.0),
            mark(Some(0.4), true, 8.0),
            mark(Some(1.25), false, 16.0),
            mark(Some(1.26), false, 32.0),
            mark(Some(2.0), false, 64.0),
            mark(None, true, 128.0),
            mark(Some(1.1), true, 256.0),
        ];
        let (levels, sums) = levels(&moves, &marks, 1);
        assert_eq!(
            levels.iter().map(|level| level.at.notional).collect::<Vec<_>>(),
            [4.0, 3.0, 0.0, 16.0, 32.0]
        );
        assert_eq!(
            levels.iter().map(|level| level.cumulated.notional).collect::<Vec<_>>(),
            [7.0, 3.0, 0.0, 16.0, 48.0]
        );
        let rest = [sums.below, sums.above, sums.never, sums.already].map(|amounts| amounts.notional);
        assert_eq!((rest, sums.all.notional), ([8.0, 64.0, 128.0, 256.0], 511.0));
        assert_eq!(clusters(&levels, 2), [4, 3]);
        assert_eq!(
            (edges(&moves, 0), edges(&moves, 1), edges(&moves, 3)),
            ((-0.25, -0.5), (0.0, -0.25), (0.0, 0.25))
        );
    }
}
