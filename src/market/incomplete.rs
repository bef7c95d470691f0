//! Returns of assets of which some lack a part of the history.
//!
//! With late starts, an asset has to have a price in every row that is used from the date of its first price
//! on, and the rows end where the first asset ends: the table lacks nothing but the heads of its columns. With
//! any gaps, every row counts in which some asset has a price.
//!
//! One calendar throughout: where an asset rests at weekends, the others rest too, and their move over the
//! weekend is one return.

use super::returns::{Gaps, ReturnOptions, Returns};
use super::{Observed, PriceHistory};
use crate::error::{Error, Notice};

/// Returns over the longest history, NaN where there is none.
#[derive(Debug, Clone)]
pub struct Incomplete {
    returns: Returns,
    /// What of it is only looked at: its last columns.
    observed: Vec<Observed>,
}

impl Incomplete {
    /// The returns from the first date of any asset on, and what had to be left out. The returns that
    /// all assets have are at least as many as the options ask for.
    pub fn late_starts(
        history: &PriceHistory,
        options: &ReturnOptions,
    ) -> Result<(Self, Vec<Notice>), Error> {
        Self::read(history, options, Gaps::Heads)
    }

    /// The returns of all dates.
    pub fn any_gaps(history: &PriceHistory, options: &ReturnOptions) -> Result<(Self, Vec<Notice>), Error> {
        Self::read(history, options, Gaps::Any)
    }

    fn read(
        history: &PriceHistory,
        options: &ReturnOptions,
        gaps: Gaps,
    ) -> Result<(Self, Vec<Notice>), Error> {
        let (mut returns, notices) = Returns::read(history, options, gaps)?;
        let observed = returns.unite();
        Ok((Self { returns, observed }, notices))
    }

    /// The table with its gaps of NaN; what is only looked at stands among the assets, at their end.
    pub fn returns(&self) -> &Returns {
        &self.returns
    }

    /// How many of the columns are of assets to hold.
    pub fn held(&self) -> usize {
        self.returns.assets().len() - self.observed.len()
    }

    /// How many returns each column lacks at its head.
    pub fn starts(&self) -> Vec<usize> {
        let begun = |i| self.returns.column(i).iter().position(|r| r.is_finite()).unwrap_or(0);
        (0..self.returns.assets().len()).map(begun).collect()
    }

    /// The table with these columns, one after the other, in the place of its own.
    pub fn completed(self, columns: Vec<f64>) -> Returns {
        debug_assert_eq!(columns.len(), self.returns.columns().len());
        self.returns.divided(self.observed, columns)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::market::{PriceRows, PriceTable, Timestamp, parse_instant};

    /// A coin with a price every day for six weeks from a Monday on, and a second asset from the fourth
    /// week on, that has prices on the days that `rests` leaves it, and none in row `hole`.
    fn joined(rests: fn(usize) -> bool, hole: usize) -> PriceHistory {
        let start = parse_instant("2024-01-01").unwrap().as_millisecond();
        let rows: Vec<f64> = (0..42)
            .flat_map(|t| {
                let second = if t < 21 || rests(t) || t == hole { f64::NAN } else { 1.0 };
                [2_f64.powi(t as i32), second]
            })
            .collect();
        let at = |t: i64| Timestamp::from_millisecond(start + t * 86_400_000).unwrap();
        let table = PriceTable {
            dates: (0..42).map(|t| crate::market::format_instant(at(t))).collect(),
            assets: vec!["COIN".into(), "STOCK".into()],
            prices: PriceRows::from_flat(rows, 2),
        };
        table.check().unwrap()
    }

    fn weekend(t: usize) -> bool {
        t % 7 >= 5
    }

    const NEVER: fn(usize) -> bool = |_| false;

    /// Where a stock joins, the coin rests at weekends even in the weeks before it joins: its Mondays have the
    /// move of three days, and 252 periods make a year.
    #[test]
    fn a_calendar_of_five_days_joins_one_of_seven() {
        for read in [Incomplete::late_starts, Incomplete::any_gaps] {
            let (table, _) = read(&joined(weekend, 99), &ReturnOptions::default()).unwrap();
            let returns = table.returns();
            assert_eq!(returns.sample().periods_per_year, 252.0);
            // Six weeks of five days have 29 returns between them.
            assert_eq!((returns.observations(), table.starts()), (29, vec![0, 15]));
            for (t, r) in returns.column(0).iter().enumerate() {
                assert_eq!(*r, if t % 5 == 4 { 7.0 } else { 1.0 }, "return {t}");
            }
            assert!(returns.column(1)[15..].iter().all(|r| *r == 0.0));
        }
    }

    #[test]
    fn calendars_of_seven_days_keep_their_weekends() {
        for read in [Incomplete::late_starts, Incomplete::any_gaps] {
            let (table, notices) = read(&joined(NEVER, 99), &ReturnOptions::default()).unwrap();
            assert_eq!(table.returns().sample().periods_per_year, 365.0);
            assert_eq!((table.returns().observations(), table.starts()), (41, vec![0, 21]));
            assert!(table.returns().column(0).iter().all(|r| *r == 1.0));
            assert!(notices.is_empty());
        }
    }

    /// A hole within a history leaves out its row, or the two returns that it touches.
    #[test]
    fn a_hole_costs_a_row_or_two_returns() {
        let (late, notices) = Incomplete::late_starts(&joined(NEVER, 30), &ReturnOptions::default()).unwrap();
        assert_eq!((late.returns().observations(), notices[0].code), (40, "rowsLeftOut"));
        let (any, notices) = Incomplete::any_gaps(&joined(NEVER, 30), &ReturnOptions::default()).unwrap();
        assert!(notices.is_empty());
        assert_eq!(any.returns().observations(), 41);
        let missing: Vec<usize> = (21..41).filter(|&t| any.returns().column(1)[t].is_nan()).collect();
        assert_eq!(missing, [29, 30]);
    }
}
