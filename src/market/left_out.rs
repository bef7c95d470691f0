//! What of a history had to be left out, as a person reads it.

use super::{Timestamp, format_instant};
use crate::error::Notice;

/// Which assets shorten the common history at either end, and how many inner rows are incomplete.
pub(super) fn shortened(
    times: &[Timestamp],
    series: &[(&str, &[f64])],
    within: &[usize],
    rows: &[usize],
) -> Vec<Notice> {
    let date = |t: usize| format_instant(times[t]);
    let mut notices = Vec::new();
    for (name, values) in series {
        if !within.iter().any(|&t| values[t].is_finite()) {
            let message = format!("{name} has no price in the chosen time.");
            notices.push(Notice::new("noPrices", message));
        }
    }
    if let (Some(&first), Some(&last)) = (rows.first(), rows.last()) {
        // Who lacks a price next to the common history keeps it from reaching further.
        let mut end = |beyond: &mut dyn Iterator<Item = usize>, verb: &str, end: usize| {
            let beyond: Vec<usize> = beyond.collect();
            let Some(&next) = beyond.first() else { return };
            let (missing, others): (Vec<_>, Vec<_>) =
                series.iter().partition(|(_, values)| !values[next].is_finite());
            let without =
                beyond.iter().rev().find(|&&t| others.iter().all(|(_, values)| values[t].is_finite()));
            let (Some(&without), false) = (without, others.is_empty()) else { return };
            let names: Vec<&str> = missing.iter().map(|(name, _)| *name).collect();
            let message = format!(
                "The common history {verb}s on {}; without {} it would {verb} on {}.",
                date(end),
                listed(&names),
                date(without)
            );
            notices.push(Notice::new("historyShortened", message));
        };
        end(&mut within.iter().rev().copied().filter(|&t| t < first), "start", first);
        end(&mut within.iter().copied().filter(|&t| t > last), "end", last);
    }
    if let [first, .., last] = *rows {
        let between = within.iter().filter(|t| (first..=last).contains(*t)).count();
        let (left_out, one) = (between - rows.len(), between - rows.len() == 1);
        if left_out > 0 {
            let message = format!(
                "{left_out} row{} between {} and {} lack{} a price of some asset and {} left out.",
                if one { "" } else { "s" },
                date(first),
                date(last),
                if one { "s" } else { "" },
                if one { "is" } else { "are" },
            );
            notices.push(Notice::new("rowsLeftOut", message));
        }
    }
    notices
}

/// `A`, `A and B`, `A, B and C`, `14 assets`.
pub(super) fn listed(assets: &[&str]) -> String {
    match assets {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] if assets.len() <= 4 => format!("{} and {last}", first.join(", ")),
        _ => format!("the {} assets", assets.len()),
    }
}
