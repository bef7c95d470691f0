//! What holding a line brings or costs a year beside the price of its coin, as far as it is known in a row.
//!
//! ```text
//! coin        y, its staking reward; short it costs its rate of borrowing
//! perpetual   −Σ f / T, funding of the window, T its years
//! future      −b, the basis at which the next ones are priced
//! ```

use super::course::Course;
use super::line::HeldAs;

/// The carry of a long position.
pub fn carry(course: &Course, i: usize, known: usize, window: usize) -> f64 {
    let line = &course.lines[i];
    let rows = known.saturating_sub(window) + 1..known + 1;
    let years: f64 = course.years[rows.clone()].iter().sum();
    let funding: f64 = line.funding.get(rows).map_or(0.0, |rates| rates.iter().sum());
    match line.terms.held_as {
        HeldAs::Spot => line.terms.staking,
        held_as if held_as.is_perpetual() => -funding / years.max(f64::MIN_POSITIVE),
        _ => -line.terms.basis,
    }
}

/// What a short position in the coin costs to borrow.
pub fn borrow(course: &Course, i: usize) -> f64 {
    let terms = &course.lines[i].terms;
    if terms.held_as == HeldAs::Spot { terms.borrow.max(0.0) } else { 0.0 }
}
