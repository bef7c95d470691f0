//! Sorting without a copy of the sort for every type.
//!
//! The standard library compiles its sort, some five kilobytes, for each type and each comparison.
//! Here one sort of places serves all of them; it is for lists that are not sorted in an inner loop.

use std::cmp::Ordering;

/// The places 0..count in the order of the comparison; equal ones stay as they were.
pub fn places(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..count).collect();
    places.sort_by(|&a, &b| compare(a, b));
    places
}

/// The places of numbers, greatest first; equal ones stay as they were.
pub fn falling(numbers: &[f64]) -> Vec<usize> {
    places(numbers.len(), &|a, b| numbers[b].total_cmp(&numbers[a]))
}

/// Sorts a list; equal items stay as they were.
pub fn sort<T>(items: &mut [T], compare: &dyn Fn(&T, &T) -> Ordering) {
    let mut from = places(items.len(), &|a, b| compare(&items[a], &items[b]));
    // Each cycle of the permutation once: an item that is in its place comes from there.
    for start in 0..items.len() {
        let mut place = start;
        loop {
            let source = std::mem::replace(&mut from[place], place);
            if source == start || source == place {
                break;
            }
            items.swap(place, source);
            place = source;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn sorts_as_the_standard_library_does(numbers in prop::collection::vec(-4i32..4, 0..40)) {
            let mut ours: Vec<(i32, usize)> = numbers.iter().copied().zip(0..).collect();
            let mut theirs = ours.clone();
            sort(&mut ours, &|a, b| a.0.cmp(&b.0));
            theirs.sort_by_key(|item| item.0);
            prop_assert_eq!(ours, theirs);
        }

        #[test]
        fn the_greatest_stands_first(numbers in prop::collection::vec(-4i32..4, 0..40)) {
            let numbers: Vec<f64> = numbers.into_iter().map(f64::from).collect();
            let mut theirs: Vec<usize> = (0..numbers.len()).collect();
            theirs.sort_by(|&a, &b| numbers[b].total_cmp(&numbers[a]));
            prop_assert_eq!(falling(&numbers), theirs);
        }
    }
}
