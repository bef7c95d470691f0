//! A series as it was collected to one in order of time, without what stands twice or is far off.
//!
//! Of two prices for one date the first in the file is used. Prices far off their neighbours (see
//! [`super::outliers`]) are left out, unless they are to be kept. Each is listed with its place.
//!
//! A price is above zero; what is not is left out. A series of which this cannot be said, because
//! several of its values are below zero, holds no prices: it is kept whole as a level.

use super::asset_name::Pair;
use super::issues::{Issues, Severity};
use super::outliers::{Oddity, oddities};
use super::series::{Series, written_date};
use super::table::Table;
use crate::market::is_level;
use crate::math::order;

/// One price with its place.
#[derive(Clone, Copy)]
pub struct Entry {
    /// The date.
    pub key: i64,
    /// Above zero, but in a level.
    pub price: f64,
    /// The row of the sheet.
    pub row: u32,
}

/// A series while it is collected.
pub struct Collected {
    /// The asset.
    pub asset: String,
    /// As in [`Series`].
    pub pair: Option<Pair>,
    /// The column of the prices.
    pub column: usize,
    /// In the order of the file.
    pub entries: Vec<Entry>,
}

/// Cleans the series of one file.
pub struct Cleaning<'t, 'i> {
    table: &'t Table<'t>,
    keep_outliers: bool,
    issues: &'i mut Issues,
    /// By row of the body.
    used: Vec<bool>,
    newest_first: bool,
    unsorted: bool,
}

impl<'t, 'i> Cleaning<'t, 'i> {
    /// Nothing is cleaned yet.
    pub fn new(table: &'t Table<'t>, keep_outliers: bool, issues: &'i mut Issues) -> Self {
        let used = vec![false; table.body.len()];
        Self { table, keep_outliers, issues, used, newest_first: false, unsorted: false }
    }

    /// The series; nothing if no price is left.
    pub fn clean(&mut self, mut one: Collected) -> Option<Series> {
        self.sort(&mut one.entries);
        let level = is_level(one.entries.iter().map(|entry| entry.price));
        if level {
            self.report_level(&one);
        } else {
            self.leave_out_what_is_no_price(&mut one);
        }
        let kept = self.without_repeats(&one);
        let off = if level { vec![false; kept.len()] } else { self.far_off(&kept, one.column) };
        let mut prices = Vec::with_capacity(kept.len());
        for (entry, off) in kept.iter().zip(off) {
            if !off {
                self.used[entry.row as usize - self.table.body.start] = true;
                prices.push((entry.key, entry.price));
            }
        }
        (!prices.is_empty()).then_some(Series { asset: one.asset, pair: one.pair, prices })
    }

    /// How many rows were used.
    pub fn finish(self) -> usize {
        let line = (self.table.sheet.line(self.table.body.start), None);
        if self.unsorted {
            let message = || "the rows are not in order of time; they were sorted".to_owned();
            self.issues.add(line, Severity::Note, "unsorted", message);
        } else if self.newest_first {
            let message = || "the newest row stands first; the rows were turned round".to_owned();
            self.issues.add(line, Severity::Note, "newestFirst", message);
        }
        self.used.iter().filter(|used| **used).count()
    }

    fn place(&self, entry: &Entry, column: usize) -> (usize, Option<usize>) {
        (self.table.sheet.line(entry.row as usize), Some(column + 1))
    }

    fn sort(&mut self, entries: &mut [Entry]) {
        if entries.windows(2).all(|pair| pair[0].key <= pair[1].key) {
            return;
        }
        let descending = entries.windows(2).all(|pair| pair[0].key >= pair[1].key);
        self.newest_first |= descending;
        self.unsorted |= !descending;
        order::sort(entries, &|a, b| (a.key, a.row).cmp(&(b.key, b.row)));
    }

    fn without_repeats(&mut self, one: &Collected) -> Vec<Entry> {
        let mut kept: Vec<Entry> = Vec::with_capacity(one.entries.len());
        for entry in &one.entries {
            let Some(first) = kept.last().filter(|first| first.key == entry.key) else {
                kept.push(*entry);
                continue;
            };
            let (line, date) = (self.table.sheet.line(first.row as usize), entry.key);
            let (old, new, place) = (first.price, entry.price, self.place(entry, one.column));
            if old == new {
                self.issues.add(place, Severity::Note, "repeatedRow", || {
                    format!("{} stands twice with the same price (also on line {line})", written_date(date))
                });
            } else {
                self.issues.add(place, Severity::Skipped, "duplicateDate", || {
                    format!("{} stands twice: {old} on line {line} is used, {new} is not", written_date(date))
                });
            }
        }
        kept
    }

    fn report_level(&mut self, one: &Collected) {
        let mut below = one.entries.iter().filter(|entry| entry.price <= 0.0);
        let Some(first) = below.next() else { return };
        let count = 1 + below.count();
        self.issues.add(self.place(first, one.column), Severity::Doubtful, "level", || {
            format!(
                "{} has {count} values of zero or below: it is kept as a level such as a rate, which may be a factor and is no price",
                one.asset
            )
        });
    }

    fn leave_out_what_is_no_price(&mut self, one: &mut Collected) {
        let column = one.column;
        one.entries.retain(|entry| {
            let (code, what) = match entry.price {
                price if price > 0.0 => return true,
                0.0 => ("zeroPrice", "zero"),
                _ => ("negativePrice", "below zero"),
            };
            let place = (self.table.sheet.line(entry.row as usize), Some(column + 1));
            self.issues.add(place, Severity::Skipped, code, || format!("the price is {what}"));
            false
        });
    }

    /// Which of the entries are left out.
    fn far_off(&mut self, kept: &[Entry], column: usize) -> Vec<bool> {
        let prices: Vec<f64> = kept.iter().map(|entry| entry.price).collect();
        let mut off = vec![false; kept.len()];
        for oddity in oddities(&prices) {
            match oddity {
                Oddity::Off(t, factor) => {
                    off[t] = !self.keep_outliers;
                    let (severity, done) = if self.keep_outliers {
                        (Severity::Doubtful, "it is used all the same")
                    } else {
                        (Severity::Skipped, "it is left out")
                    };
                    self.issues.add(self.place(&kept[t], column), severity, "outlier", || {
                        format!("the price {} is {} its neighbours; {done}", prices[t], times(factor))
                    });
                }
                Oddity::Jump(t, factor) => {
                    self.issues.add(self.place(&kept[t], column), Severity::Doubtful, "jump", || {
                        format!("from here on the price is {} what it was before", times(factor))
                    });
                }
            }
        }
        off
    }
}

/// `about 1,000 times`, `about 1/1,000 of`.
fn times(factor: f64) -> String {
    let rounded = |x: f64| {
        let size = 10_f64.powi(x.log10().floor() as i32 - 1);
        crate::error::grouped(((x / size).round() * size) as u64)
    };
    if factor >= 1.0 {
        format!("about {} times", rounded(factor))
    } else {
        format!("about 1/{} of", rounded(1.0 / factor))
    }
}
