//! A price table as it crosses the boundary, unchecked.

use std::fmt;

use serde::de::{DeserializeSeed, SeqAccess, Visitor};
use serde::ser::SerializeSeq;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{PriceHistory, no_instant, parse_instant};
use crate::error::{Code, Error};

/// The most prices one table may hold: 200 MB of numbers.
const MOST_PRICES: usize = 25_000_000;

/// Prices by date and asset: `{"dates":[…],"assets":[…],"prices":[[…],…]}`, `null` where an asset
/// has no price that day.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct PriceTable {
    /// ISO 8601 dates or instants, ascending.
    pub dates: Vec<String>,
    /// Names of the columns.
    pub assets: Vec<String>,
    /// `prices[t][i]`.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "(number | null)[][]"))]
    pub prices: PriceRows,
}

/// Rows of prices, kept flat: one allocation instead of one for each day.
#[derive(Debug, Clone, Default)]
pub struct PriceRows {
    /// Row after row; NaN where there is no price.
    pub values: Vec<f64>,
    /// Where each row ends in `values`.
    pub ends: Vec<usize>,
}

impl PriceRows {
    /// Rows of equal width from numbers in row-major order, NaN for missing.
    pub fn from_flat(values: Vec<f64>, width: usize) -> Self {
        let ends = (1..=values.len().checked_div(width).unwrap_or(0)).map(|row| row * width).collect();
        Self { values, ends }
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// One row.
    pub fn row(&self, t: usize) -> &[f64] {
        let start = if t == 0 { 0 } else { self.ends[t - 1] };
        &self.values[start..self.ends[t]]
    }
}

/// Equal where the numbers are equal and where both have none.
impl PartialEq for PriceRows {
    fn eq(&self, other: &Self) -> bool {
        self.ends == other.ends
            && self.values.iter().zip(&other.values).all(|(a, b)| a == b || (a.is_nan() && b.is_nan()))
    }
}

impl Serialize for PriceRows {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut rows = serializer.serialize_seq(Some(self.len()))?;
        for t in 0..self.len() {
            let row: Vec<Option<f64>> = self.row(t).iter().map(|p| p.is_finite().then_some(*p)).collect();
            rows.serialize_element(&row)?;
        }
        rows.end()
    }
}

impl<'de> Deserialize<'de> for PriceRows {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Rows;
        impl<'de> Visitor<'de> for Rows {
            type Value = PriceRows;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("rows of prices")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<PriceRows, A::Error> {
                let mut rows = PriceRows::default();
                while seq.next_element_seed(Row(&mut rows.values))?.is_some() {
                    rows.ends.push(rows.values.len());
                }
                Ok(rows)
            }
        }
        struct Row<'a>(&'a mut Vec<f64>);
        impl<'de> DeserializeSeed<'de> for Row<'_> {
            type Value = ();
            fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
                deserializer.deserialize_seq(self)
            }
        }
        impl<'de> Visitor<'de> for Row<'_> {
            type Value = ();
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a row of prices")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
                while let Some(price) = seq.next_element::<Option<f64>>()? {
                    self.0.push(price.unwrap_or(f64::NAN));
                }
                Ok(())
            }
        }
        deserializer.deserialize_seq(Rows)
    }
}

impl PriceTable {
    /// A table from `count` numbers in row-major order, NaN for missing, that `values` brings once
    /// their count is known to fit.
    pub fn from_shape(
        dates: Vec<String>,
        assets: Vec<String>,
        count: usize,
        values: impl FnOnce() -> Vec<f64>,
    ) -> Result<Self, Error> {
        let (rows, width) = (dates.len(), assets.len());
        if count > MOST_PRICES {
            let message = format!("The price table holds {count} prices; the limit is {MOST_PRICES}.");
            return Err(Error::new(Code::TooLarge, message));
        }
        if rows.checked_mul(width) != Some(count) {
            let message = format!("There are {count} prices for {rows} dates and {width} assets.");
            return Err(Error::invalid("values", message));
        }
        Ok(Self { dates, assets, prices: PriceRows::from_flat(values(), width) })
    }

    /// The valid history, or the first thing that is wrong with the table.
    pub fn check(&self) -> Result<PriceHistory, Error> {
        let (rows, width) = (self.dates.len(), self.assets.len());
        if rows == 0 || width == 0 {
            return Err(Error::new(Code::InsufficientHistory, "The price table is empty.").at("dates"));
        }
        if rows.saturating_mul(width) > MOST_PRICES {
            let message =
                format!("The price table holds {rows} × {width} prices; the limit is {MOST_PRICES}.");
            return Err(Error::new(Code::TooLarge, message));
        }
        if self.prices.len() != rows {
            let message = format!("There are {} rows of prices for {rows} dates.", self.prices.len());
            return Err(Error::invalid("prices", message));
        }
        for (i, asset) in self.assets.iter().enumerate() {
            if asset.trim().is_empty() {
                return Err(Error::invalid(format!("assets[{i}]"), "An asset has no name."));
            }
            if self.assets[..i].contains(asset) {
                return Err(Error::invalid(format!("assets[{i}]"), format!("{asset} stands twice.")));
            }
        }
        let mut times = Vec::with_capacity(rows);
        for (t, date) in self.dates.iter().enumerate() {
            let time = parse_instant(date).ok_or_else(|| no_instant(date, format!("dates[{t}]")))?;
            if times.last().is_some_and(|last| *last >= time) {
                let message = format!("{date} does not come after the date before it.");
                return Err(Error::invalid(format!("dates[{t}]"), message));
            }
            times.push(time);
        }
        let mut columns = vec![f64::NAN; rows * width];
        for t in 0..rows {
            let row = self.prices.row(t);
            if row.len() != width {
                let message = format!("The row has {} prices for {width} assets.", row.len());
                return Err(Error::invalid(format!("prices[{t}]"), message));
            }
            for (i, price) in row.iter().enumerate() {
                if price.is_infinite() {
                    let message = format!("{} has the price {price}; a price is a number.", self.assets[i]);
                    return Err(Error::invalid(format!("prices[{t}][{i}]"), message));
                }
                columns[i * rows + t] = *price;
            }
        }
        Ok(PriceHistory::new(times, self.assets.clone(), columns))
    }
}
