//! A column of dates: which column of several, which order of day and month, days or instants.
//!
//! The order is the one under which most texts are dates; where two explain all of them, the one with
//! the smaller steps between rows, and else the custom of the marks (`/` month first, `.` day first),
//! is taken and reported as ambiguous.

use super::date::{DAY, DateOrder, Instant, Written, read_date, read_serial_day};
use super::table::Table;
use crate::math::order;

/// The dates of the rows, with how they were read.
pub struct DateColumn {
    /// The column.
    pub column: usize,
    /// One entry for each row of the body.
    pub written: Vec<Written>,
    /// The order taken; none where no text leaves it open.
    pub order: Option<DateOrder>,
    /// Other orders under which every text that is a date remains one.
    pub others: Vec<DateOrder>,
    /// Why a preferred column was passed over.
    pub passed_over: Option<(usize, String)>,
}

/// Reads the first of the columns whose texts are dates.
pub fn read_dates(table: &Table<'_>, columns: &[usize], asked: Option<DateOrder>) -> Option<DateColumn> {
    let mut passed_over = None;
    let mut fallback: Option<DateColumn> = None;
    for column in columns {
        let read = read_column(table, *column, asked);
        let good = read.written.iter().filter(|w| !matches!(w, Written::Nothing | Written::Damaged)).count();
        if good * 2 >= read.written.len() && good > 0 {
            return Some(DateColumn { passed_over, ..read });
        }
        if read.written.contains(&Written::Damaged) && passed_over.is_none() {
            let name = table.column_name(*column);
            let message = format!("{name} has lost its last digits in a spreadsheet and is not used");
            passed_over = Some((*column, message));
        }
        fallback = fallback.or(Some(read));
    }
    fallback.map(|read| DateColumn { passed_over, ..read })
}

fn read_column(table: &Table<'_>, column: usize, asked: Option<DateOrder>) -> DateColumn {
    let texts = || table.body.clone().map(|row| table.sheet.cell(row, column));
    let mut written: Vec<Written> = texts().map(|text| read_date(&text)).collect();
    if written.iter().all(|w| *w == Written::Nothing) {
        written = texts().map(|text| read_serial_day(&text)).collect();
    }
    let explained = |order: DateOrder| written.iter().filter(|w| w.under(order).is_some()).count();
    let open = written.iter().any(|w| matches!(w, Written::Open { .. }));
    if !open {
        return DateColumn { column, written, order: None, others: vec![], passed_over: None };
    }
    let slashed = texts().find(|text| !text.is_empty()).is_some_and(|text| text.contains('/'));
    let custom = if slashed { [DateOrder::Mdy, DateOrder::Dmy] } else { [DateOrder::Dmy, DateOrder::Mdy] };
    let orders = [custom[0], custom[1], DateOrder::Ymd];
    let most = orders.iter().map(|order| explained(*order)).max().unwrap_or(0);
    let mut able: Vec<DateOrder> = orders.into_iter().filter(|order| explained(*order) == most).collect();
    // A stable sort: equal steps leave the custom in front.
    order::sort(&mut able, &|a, b| typical_step(&written, *a).cmp(&typical_step(&written, *b)));
    let order = asked.unwrap_or(able[0]);
    let others = able.into_iter().filter(|other| *other != order).collect();
    DateColumn { column, written, order: Some(order), others, passed_over: None }
}

/// The median distance between neighbouring rows, in days.
fn typical_step(written: &[Written], order: DateOrder) -> i64 {
    let days: Vec<i64> =
        written.iter().take(1_000).filter_map(|w| Some(w.under(order)?.local / DAY)).collect();
    let mut steps: Vec<i64> = days.windows(2).map(|pair| (pair[1] - pair[0]).abs()).collect();
    steps.sort_unstable();
    steps.get(steps.len() / 2).copied().unwrap_or(0)
}

/// Whether rows are a day or more apart, so that their day says all: every time is midnight, or no day
/// has two different times. Instants are read in order of time.
pub fn are_days(instants: impl Iterator<Item = Instant>) -> bool {
    let mut locals: Vec<i64> = instants.map(|instant| instant.local).collect();
    if locals.iter().all(|local| local.rem_euclid(DAY) == 0) {
        return true;
    }
    locals.sort_unstable();
    locals.dedup();
    // Twenty hours: a clock that is put forward shortens a day, and a row may come a little early.
    let apart = |pair: &[i64]| {
        pair[1] - pair[0] >= 20 * 3_600_000 && pair[1].div_euclid(DAY) > pair[0].div_euclid(DAY)
    };
    locals.windows(2).all(apart)
}

/// The key of a row: the day as written, or the instant in UTC.
pub fn key(instant: Instant, days: bool) -> i64 {
    if days { instant.local.div_euclid(DAY) * DAY } else { instant.local - instant.ahead }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (DateOrder, Vec<DateOrder>) {
        let text = format!("date,price\n{}", text.replace(' ', ",1\n") + ",1\n");
        let table = Table::of_text("", &text, None, None).unwrap();
        let dates = read_dates(&table, &[0], None).unwrap();
        (dates.order.unwrap(), dates.others)
    }

    #[test]
    fn the_whole_column_decides_the_order() {
        assert_eq!(read("01/02/2024 13/02/2024"), (DateOrder::Dmy, vec![]));
        assert_eq!(read("01/02/2024 02/13/2024"), (DateOrder::Mdy, vec![]));
        assert_eq!(read("24.05.26 25.05.26").0, DateOrder::Dmy);
        assert_eq!(read("01/02/2024 01/02/2024"), (DateOrder::Mdy, vec![DateOrder::Dmy]));
        // Daily steps under one order, monthly ones under the other.
        assert_eq!(read("01/02/2024 02/02/2024 03/02/2024"), (DateOrder::Dmy, vec![DateOrder::Mdy]));
    }

    #[test]
    fn days_are_told_from_instants() {
        let instants =
            |locals: &[i64]| are_days(locals.iter().map(|local| Instant { local: *local, ahead: 0 }));
        let hour = 3_600_000;
        assert!(instants(&[0, DAY, 2 * DAY]));
        assert!(instants(&[17 * hour, DAY + 17 * hour, 9 * DAY + 16 * hour]));
        assert!(!instants(&[0, hour, 2 * hour]));
        assert!(!instants(&[23 * hour, 24 * hour]));
    }
}
