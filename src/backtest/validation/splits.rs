//! Which rows of a history a strategy is fitted on, and which it is judged on.
//!
//! The history is cut into N groups of consecutive rows, ⌊T/N⌋ each and the last with what is left. Every choice of k
//! of them is a split: these are judged, the others fitted on, (N choose k) splits in all. Rows next to a judged
//! group are taken out of those that are fitted on: `purge` on either side, and `embargo` more after it, so that what
//! spills over from one row to the next cannot be learnt. Each group is judged in k/N of the splits; taken one from
//! each they make (N choose k) k/N whole paths.
//!
//! Source: López de Prado (2018), Advances in Financial Machine Learning, chapters 7 and 12.

use std::ops::Range;

/// Rows to fit on, ascending, and blocks of rows to judge on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// Rows that are fitted on.
    pub train: Vec<usize>,
    /// Blocks that are judged.
    pub test: Vec<Range<usize>>,
}

/// Consecutive groups of rows, as many as asked for.
pub fn groups(rows: usize, count: usize) -> Vec<Range<usize>> {
    let size = rows / count;
    (0..count).map(|g| g * size..if g + 1 == count { rows } else { (g + 1) * size }).collect()
}

/// All choices of k of n, each ascending, in their order.
pub fn choices(n: usize, k: usize) -> Vec<Vec<usize>> {
    let mut all = vec![];
    let mut chosen: Vec<usize> = (0..k).collect();
    loop {
        all.push(chosen.clone());
        // The last that can still move on, and those after it next to it.
        let Some(i) = (0..k).rev().find(|&i| chosen[i] < n - k + i) else { return all };
        chosen[i] += 1;
        for j in i + 1..k {
            chosen[j] = chosen[j - 1] + 1;
        }
    }
}

/// The splits of combinatorial purged cross-validation, in the order of [`choices`].
pub fn combinatorial(
    rows: usize,
    (count, judged): (usize, usize),
    (purge, embargo): (usize, usize),
) -> Vec<Split> {
    let groups = groups(rows, count);
    let of_choice = |chosen: Vec<usize>| {
        let mut fitted = vec![true; rows];
        for &g in &chosen {
            let Range { start, end } = groups[g];
            fitted[start.saturating_sub(purge)..(end + purge + embargo).min(rows)].fill(false);
        }
        Split {
            train: (0..rows).filter(|&t| fitted[t]).collect(),
            test: chosen.into_iter().map(|g| groups[g].clone()).collect(),
        }
    };
    choices(count, judged).into_iter().map(of_choice).collect()
}

/// Whole paths: for each path and group the split that judges it, and which of its blocks that is.
pub fn paths(count: usize, judged: usize) -> Vec<Vec<(usize, usize)>> {
    let choices = choices(count, judged);
    let of_group = |g: usize| -> Vec<(usize, usize)> {
        let place = |(split, chosen): (usize, &Vec<usize>)| {
            chosen.iter().position(|&other| other == g).map(|block| (split, block))
        };
        choices.iter().enumerate().filter_map(place).collect()
    };
    let by_group: Vec<Vec<(usize, usize)>> = (0..count).map(of_group).collect();
    (0..by_group[0].len()).map(|path| by_group.iter().map(|places| places[path]).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn indices(value: &serde_json::Value) -> Vec<usize> {
        value.as_array().unwrap().iter().map(|x| x.as_u64().unwrap() as usize).collect()
    }

    /// Rows and paths of skfolio: `tests/fixtures/peers/validation.py`.
    #[test]
    fn splits_of_an_independent_library() {
        let all: serde_json::Value =
            serde_json::from_str(include_str!("../../../tests/fixtures/peers/validation.json")).unwrap();
        let number = |value: &serde_json::Value| value.as_u64().unwrap() as usize;
        let same = |found: &[Split], expected: &serde_json::Value| {
            let expected = expected.as_array().unwrap();
            assert_eq!(found.len(), expected.len());
            for (split, row) in found.iter().zip(expected) {
                assert_eq!(split.train, indices(&row["train"]));
                let test: Vec<usize> = split.test.iter().cloned().flatten().collect();
                assert_eq!(test, indices(&row["test"]));
            }
        };
        let cases = all["combinatorial"].as_array().unwrap();
        assert!(cases.len() >= 3);
        for case in cases {
            let (count, judged) = (number(&case["groups"]), number(&case["judged"]));
            let gaps = (number(&case["purge"]), number(&case["embargo"]));
            same(&combinatorial(number(&case["rows"]), (count, judged), gaps), &case["splits"]);
            let expected = case["paths"].as_array().unwrap();
            for (g, row) in expected.iter().enumerate() {
                let found: Vec<usize> = paths(count, judged).iter().map(|path| path[g].0).collect();
                assert_eq!(found, indices(row));
            }
        }
    }

    /// López de Prado (2018), section 12.3: six groups, two judged, are 15 splits and 5 paths.
    #[test]
    fn counts_of_the_book() {
        assert_eq!(combinatorial(120, (6, 2), (0, 0)).len(), 15);
        assert_eq!(paths(6, 2).len(), 5);
        assert_eq!(choices(3, 2), [[0, 1], [0, 2], [1, 2]]);
    }
}
