//! The rows of a request, whether they came as rows or as columns, and the venues that they name.

use super::read::Row;
use super::request::LiquidationMapRequest;
use crate::error::Error;
use crate::margin::VENUES;
use crate::portfolio::{ListedColumns, ListedPosition, ListedSide};

fn of(one: &ListedPosition) -> Row<'_> {
    Row {
        asset: &one.asset,
        short: one.side == ListedSide::Short,
        size: one.size,
        entry_price: one.entry_price,
        liquidation_price: one.liquidation_price,
        leverage: one.leverage,
        collateral: one.collateral,
        debt: one.debt,
        debt_asset: one.debt_asset.as_deref(),
        threshold: one.threshold,
        venue: one.venue.as_deref(),
    }
}

/// A value of a column that may be empty.
fn cell<T: Copy>(column: &[Option<T>], row: usize) -> Option<T> {
    column.get(row).copied().flatten()
}

fn columns(list: &ListedColumns) -> Result<Vec<Row<'_>>, Error> {
    let count = list.asset.len();
    let lengths = [
        (list.size.len(), "size", false),
        (list.short.len(), "short", true),
        (list.entry_price.len(), "entryPrice", true),
        (list.liquidation_price.len(), "liquidationPrice", true),
        (list.leverage.len(), "leverage", true),
        (list.collateral.len(), "collateral", true),
        (list.debt.len(), "debt", true),
        (list.debt_asset.len(), "debtAsset", true),
        (list.threshold.len(), "threshold", true),
        (list.venue.len(), "venue", true),
    ];
    if let Some((length, field, _)) =
        lengths.iter().find(|(length, _, optional)| *length != count && !(*optional && *length == 0))
    {
        let message = format!("The column has {length} values for {count} rows.");
        return Err(Error::invalid(format!("columns.{field}"), message));
    }
    let name = |place: usize, field: &str, row: usize| {
        list.names.get(place).map(String::as_str).ok_or_else(|| {
            let message = format!("There is no name of place {place}.");
            Error::invalid(format!("columns.{field}[{row}]"), message)
        })
    };
    let row = |i: usize| {
        Ok(Row {
            asset: name(list.asset[i], "asset", i)?,
            short: list.short.get(i).copied().unwrap_or(false),
            size: list.size[i],
            entry_price: cell(&list.entry_price, i),
            liquidation_price: cell(&list.liquidation_price, i),
            leverage: cell(&list.leverage, i),
            collateral: cell(&list.collateral, i),
            debt: cell(&list.debt, i),
            debt_asset: cell(&list.debt_asset, i).map(|place| name(place, "debtAsset", i)).transpose()?,
            threshold: cell(&list.threshold, i),
            venue: cell(&list.venue, i).map(|place| name(place, "venue", i)).transpose()?,
        })
    };
    (0..count).map(row).collect()
}

/// All rows of a request; those of columns stand after the others.
pub fn rows(request: &LiquidationMapRequest) -> Result<Vec<Row<'_>>, Error> {
    let mut rows: Vec<Row> = request.rows.iter().map(of).collect();
    if let Some(list) = &request.columns {
        rows.extend(columns(list)?);
    }
    Ok(rows)
}

/// Where an error of a row stands: `rows[17].size`, or `columns.size[17]`.
pub fn located(request: &LiquidationMapRequest, row: usize, error: Error) -> Error {
    match (row.checked_sub(request.rows.len()), &error.path) {
        (None, _) => error.inside(&format!("rows[{row}]")),
        (Some(row), Some(field)) => {
            let path = format!("columns.{field}[{row}]");
            error.at(path)
        }
        (Some(row), None) => error.at(format!("columns.asset[{row}]")),
    }
}

/// The name of the pack that a list means by a venue: its name, or the beginning of it.
pub fn pack_name(venue: &str) -> Option<&'static str> {
    let plain = |text: &str| -> String {
        text.chars().filter(|c| c.is_ascii_alphanumeric()).collect::<String>().to_ascii_lowercase()
    };
    let venue = plain(venue);
    let found = VENUES.iter().find(|(name, label)| {
        venue.len() >= 3 && (plain(name).starts_with(&venue) || plain(label).starts_with(&venue))
    });
    found.map(|(name, _)| *name)
}
