//! Series of several files, and perhaps a table that is already there, to one table by date.
//!
//! The dates of the table are all dates of any series; an asset has no price on the others. Where an
//! asset stands in two sources, the later one goes before the earlier on their common dates.

use std::collections::HashMap;

use super::series::{Series, written_date};
use crate::error::{Code, Error};
use crate::market::{PriceRows, PriceTable, no_instant, parse_instant};
use crate::math::order;

/// The most prices of a joined table, missing ones included: what a price table may hold.
const MOST_PRICES: usize = 25_000_000;

/// What came of joining.
pub struct Joined {
    /// The table; none if there was no series.
    pub table: Option<PriceTable>,
    /// Assets that stood in several sources, and on how many dates.
    pub common: Vec<(String, usize)>,
}

/// Joins series, and perhaps a table that is already there.
pub fn join(existing: Option<&PriceTable>, series: Vec<Series>) -> Result<Joined, Error> {
    let mut all: Vec<Series> = existing.map(series_of).transpose()?.unwrap_or_default();
    let mut places: HashMap<String, usize> =
        all.iter().enumerate().map(|(i, one)| (one.asset.clone(), i)).collect();
    let mut common = Vec::new();
    for one in series {
        match places.get(&one.asset) {
            Some(place) => {
                let (merged, count) = merge(&all[*place].prices, &one.prices);
                common.push((one.asset, count));
                all[*place].prices = merged;
            }
            None => {
                places.insert(one.asset.clone(), all.len());
                all.push(one);
            }
        }
    }
    if all.is_empty() {
        return Ok(Joined { table: None, common });
    }
    let mut keys: Vec<i64> = all.iter().flat_map(|one| one.prices.iter().map(|(key, _)| *key)).collect();
    keys.sort_unstable();
    keys.dedup();
    let width = all.len();
    if keys.len().saturating_mul(width) > MOST_PRICES {
        let (rows, limit) = (keys.len(), MOST_PRICES / 1_000_000);
        let message = format!(
            "The table would have {rows} dates × {width} assets; the limit is {limit} million prices."
        );
        return Err(Error::new(Code::TooLarge, message));
    }
    let mut values = vec![f64::NAN; keys.len() * width];
    for (i, one) in all.iter().enumerate() {
        let mut t = 0;
        for (key, price) in &one.prices {
            while keys[t] < *key {
                t += 1;
            }
            values[t * width + i] = *price;
        }
    }
    let table = PriceTable {
        dates: keys.into_iter().map(written_date).collect(),
        assets: all.into_iter().map(|one| one.asset).collect(),
        prices: PriceRows::from_flat(values, width),
    };
    Ok(Joined { table: Some(table), common })
}

/// Both, the second going before the first; and how many keys they share.
fn merge(first: &[(i64, f64)], second: &[(i64, f64)]) -> (Vec<(i64, f64)>, usize) {
    let mut merged = Vec::with_capacity(first.len() + second.len());
    let (mut a, mut b, mut common) = (0, 0, 0);
    while a < first.len() || b < second.len() {
        let take_second = b < second.len() && (a >= first.len() || second[b].0 <= first[a].0);
        if take_second {
            if a < first.len() && first[a].0 == second[b].0 {
                common += 1;
                a += 1;
            }
            merged.push(second[b]);
            b += 1;
        } else {
            merged.push(first[a]);
            a += 1;
        }
    }
    (merged, common)
}

fn series_of(table: &PriceTable) -> Result<Vec<Series>, Error> {
    let mut series: Vec<Series> = table
        .assets
        .iter()
        .map(|asset| Series { asset: asset.clone(), pair: None, prices: Vec::new() })
        .collect();
    for (t, date) in table.dates.iter().enumerate().take(table.prices.len()) {
        let instant = parse_instant(date).ok_or_else(|| no_instant(date, format!("prices.dates[{t}]")))?;
        for (one, price) in series.iter_mut().zip(table.prices.row(t)) {
            if price.is_finite() {
                one.prices.push((instant.as_millisecond(), *price));
            }
        }
    }
    for one in &mut series {
        order::sort(&mut one.prices, &|a, b| a.0.cmp(&b.0));
        one.prices.dedup_by_key(|(key, _)| *key);
    }
    Ok(series)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(asset: &str, prices: &[(i64, f64)]) -> Series {
        let prices = prices.iter().map(|(day, price)| (day * super::super::date::DAY, *price)).collect();
        Series { asset: asset.to_owned(), pair: None, prices }
    }

    #[test]
    fn joins_by_date_and_lets_the_later_source_go_first() {
        let Joined { table, .. } =
            join(None, vec![one("A", &[(0, 1.0), (1, 2.0)]), one("B", &[(1, 5.0)])]).unwrap();
        let table = table.unwrap();
        assert_eq!(table.dates, ["1970-01-01", "1970-01-02"]);
        assert_eq!(table.prices.row(1), [2.0, 5.0]);
        assert!(table.prices.row(0)[1].is_nan());
        let Joined { table: joined, common } =
            join(Some(&table), vec![one("A", &[(1, 3.0), (2, 4.0)])]).unwrap();
        let joined = joined.unwrap();
        assert_eq!(common, [("A".to_owned(), 1)]);
        assert_eq!(joined.prices.values.iter().filter(|p| p.is_finite()).count(), 4);
        assert_eq!(joined.prices.row(1), [3.0, 5.0]);
        assert_eq!(joined.dates.len(), 3);
    }
}
