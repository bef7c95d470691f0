//! The operation `positionList`.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use super::fields::{FIELDS, columns};
use super::reader::Reader;
use crate::SchemaVersion;
use crate::error::{Code, Error};
use crate::import::decode;
use crate::import::issues::{Issue, Issues};
use crate::import::json_rows::json_sheet;
use crate::import::number::{DecimalMark, Votes};
use crate::import::request::ImportFile;
use crate::import::sheet::Delimiter;
use crate::import::table::Table;
use crate::method::OperationDescription;
use crate::operations::Operation;
use crate::portfolio::{ListedColumns, ListedPosition, ListedSide};
use crate::progress::Progress;

/// The most rows.
const MOST_ROWS: usize = 500_000;
/// Rows between reports.
const BLOCK: usize = 5_000;

/// Asks for a list of positions or loans to be read.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct PositionListRequest {
    /// Always 1.
    pub schema_version: Option<SchemaVersion>,
    /// The file; of its options the delimiter and the decimal mark are looked at.
    pub file: ImportFile,
    /// Prices of coins: rows in others are left out; where there are none all are kept.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Record<string, number>"))]
    pub spots: BTreeMap<String, f64>,
}

/// A column and what it was taken for.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct ListedColumn {
    /// Its heading.
    pub name: String,
    /// What it holds; none where it is not used.
    pub holds: Option<&'static str>,
}

/// What a list says.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct PositionListResponse {
    /// Its rows, as `liquidationMap` takes them.
    pub list: ListedColumns,
    /// How many are positions.
    pub positions: usize,
    /// How many are loans.
    pub loans: usize,
    /// The columns of the table.
    pub columns: Vec<ListedColumn>,
    /// What stands between cells; none for JSON.
    pub delimiter: Option<Delimiter>,
    /// The mark between whole and fraction.
    pub decimal_mark: DecimalMark,
    /// What was left out or is doubtful.
    pub issues: Vec<Issue>,
    /// How many more issues there are.
    pub issues_omitted: usize,
    /// One sentence.
    pub summary: String,
}

/// The operation `positionList`.
pub struct ReadPositionList;

impl Operation for ReadPositionList {
    type Request = PositionListRequest;
    type Response = PositionListResponse;

    fn describe() -> OperationDescription {
        OperationDescription {
            name: "positionList",
            book: "",
            label: "List of positions",
            summary: "Reads positions and loans of others from a table, and says of every row that was not plainly used what became of it.",
            parameters: vec![],
        }
    }

    fn run(
        request: &PositionListRequest,
        progress: &mut dyn Progress,
    ) -> Result<PositionListResponse, Error> {
        let file = &request.file;
        let options = file.options.clone().unwrap_or_default();
        let text = match (&file.text, &file.base64) {
            (Some(text), None) => decode::decode_text(text)?,
            (None, Some(base64)) => decode::decode_bytes(&decode::decode_base64(base64)?)?.into(),
            _ => return Err(Error::invalid("file", "A file has either a text or base64.")),
        };
        let name = file.name.as_deref().unwrap_or("pasted text");
        let table = match json_sheet(&text).transpose()? {
            Some((sheet, header)) => Table::of_sheet(name, sheet, Some(header)),
            None => Table::of_text(name, &text, options.delimiter, options.header)?,
        };
        read(&table, options.decimal_mark, request, progress)
    }
}

fn unreadable(message: String) -> Error {
    Error::new(Code::Unreadable, message).at("file")
}

fn read(
    table: &Table<'_>,
    mark: Option<DecimalMark>,
    request: &PositionListRequest,
    progress: &mut dyn Progress,
) -> Result<PositionListResponse, Error> {
    const FORM: &str = "such as asset, side, size, entry price, leverage, or collateral asset, collateral amount, debt asset, debt, liquidation threshold";
    if table.header.is_none() {
        return Err(unreadable(format!(
            "The list has no header: name its columns in the first line, {FORM}."
        )));
    }
    let found = columns(table);
    let holds = |at: usize| found.iter().position(|column| *column == Some(at)).map(|place| FIELDS[place].1);
    let named = (0..table.width).filter_map(holds).collect::<Vec<_>>();
    if !named.iter().any(|name| ["asset", "collateral asset"].contains(name)) {
        return Err(unreadable(format!("No column names a coin; name the columns, {FORM}.")));
    }
    if table.body.len() > MOST_ROWS {
        let message = format!("There are {} rows; the limit is {MOST_ROWS}.", table.body.len());
        return Err(Error::new(Code::TooLarge, message).at("file"));
    }
    let mut votes = Votes::default();
    for (place, column) in found.iter().enumerate() {
        let words = ["debt asset", "collateral asset", "venue", "side", "asset"];
        if let Some(column) = column.filter(|_| !words.contains(&FIELDS[place].1)) {
            table.sample(1_000).for_each(|row| votes.add(&table.sheet.cell(row, column)));
        }
    }
    let mark = mark.unwrap_or_else(|| votes.mark());
    let reader = Reader { table, columns: found, mark, spots: &request.spots };
    let mut issues = Issues::default();
    issues.of_file(table.name);
    let mut packed = Packed::default();
    for (i, row) in table.body.clone().enumerate() {
        if i % BLOCK == 0 {
            progress.report(i, table.body.len(), "Reading rows");
        }
        if let Some(position) = reader.row(row, &mut issues) {
            packed.add(position);
        }
    }
    if packed.list.asset.is_empty() {
        let first = issues.first_message().map_or_else(String::new, |message| format!(" ({message})"));
        return Err(unreadable(format!("No row of the list is a position or a loan{first}.")));
    }
    let columns =
        (0..table.width).map(|at| ListedColumn { name: table.column_name(at), holds: holds(at) }).collect();
    let summary = issues.summary(table.body.len());
    let (issues, issues_omitted) = issues.finish();
    Ok(PositionListResponse {
        positions: packed.list.asset.len() - packed.loans,
        loans: packed.loans,
        list: packed.list,
        columns,
        delimiter: table.delimiter,
        decimal_mark: mark,
        issues,
        issues_omitted,
        summary,
    })
}

/// Rows put into columns.
#[derive(Default)]
struct Packed {
    list: ListedColumns,
    places: HashMap<String, usize>,
    loans: usize,
}

impl Packed {
    fn name(&mut self, name: String) -> usize {
        let (names, next) = (&mut self.list.names, self.places.len());
        *self.places.entry(name).or_insert_with_key(|name| {
            names.push(name.clone());
            next
        })
    }

    fn add(&mut self, position: ListedPosition) {
        let asset = self.name(position.asset);
        let debt_asset = position.debt_asset.map(|name| self.name(name));
        let venue = position.venue.map(|name| self.name(name));
        self.loans += usize::from(debt_asset.is_some() || position.threshold.is_some());
        let list = &mut self.list;
        list.asset.push(asset);
        list.short.push(position.side == ListedSide::Short);
        list.size.push(position.size);
        list.entry_price.push(position.entry_price);
        list.liquidation_price.push(position.liquidation_price);
        list.leverage.push(position.leverage);
        list.collateral.push(position.collateral);
        list.debt.push(position.debt);
        list.debt_asset.push(debt_asset);
        list.threshold.push(position.threshold);
        list.venue.push(venue);
    }
}
