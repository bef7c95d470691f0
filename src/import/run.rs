//! The operation `import`: files in, positions or one price table out.

use super::asset_name;
use super::chain;
use super::choose::{Chosen, choose, other};
use super::decode;
use super::describe;
use super::forms::{Layout, PositionLayout, PriceColumns, PriceLayout};
use super::funding;
use super::holding_line::{MOST_LINES, read_lines};
use super::holding_rows;
use super::holdings::{Draft, settle};
use super::issues::{Issues, Severity};
use super::join::{Joined, join};
use super::json_rows::json_sheet;
use super::marks;
use super::overrides;
use super::refusals::unknown;
use super::request::{ImportFile, ImportOptions, ImportRequest, ImportTarget};
use super::response::{ImportChoice, ImportResponse, ImportedQuotes, ImportedTarget, Understood};
use super::series::{ReadPrices, Series, read_series, written_date};
use super::table::Table;
use super::volumes;
use crate::error::{Code, Error};
use crate::market::{FundingSeries, PriceTable, VolumeSeries};
use crate::method::OperationDescription;
use crate::operations::Operation;
use crate::progress::Progress;

/// The most files of one request.
const MOST_FILES: usize = 1_000;

/// The operation `import`.
pub struct Import;

impl Operation for Import {
    type Request = ImportRequest;
    type Response = ImportResponse;

    fn describe() -> OperationDescription {
        OperationDescription {
            name: "import",
            book: "",
            label: "Import",
            summary: "Reads holdings and price files, and says of every row that was not plainly used what became of it.",
            parameters: vec![],
        }
    }

    fn run(request: &ImportRequest, progress: &mut dyn Progress) -> Result<ImportResponse, Error> {
        run(request, progress)
    }

    fn prices(request: &mut ImportRequest) -> Option<&mut Option<PriceTable>> {
        Some(&mut request.prices)
    }

    fn take_prices(response: &mut ImportResponse) -> Option<PriceTable> {
        response.prices.take()
    }
}

/// What one file gave.
#[derive(Default)]
struct FileContent {
    series: Vec<Series>,
    drafts: Vec<Draft>,
    quotes: Option<ImportedQuotes>,
    funding: Vec<FundingSeries>,
    volumes: Vec<VolumeSeries>,
}

/// Reads the files.
pub fn run(request: &ImportRequest, progress: &mut dyn Progress) -> Result<ImportResponse, Error> {
    if request.files.is_empty() {
        return Err(Error::invalid("files", "There is no file to read."));
    }
    if request.files.len() > MOST_FILES {
        let message =
            format!("There are {} files; up to {MOST_FILES} are read at once.", request.files.len());
        return Err(Error::new(Code::TooLarge, message).at("files"));
    }
    let mut issues = Issues::default();
    let (mut understood, mut choices) = (Vec::new(), Vec::new());
    let mut series = Vec::new();
    let mut drafts = Vec::new();
    let mut quotes: Option<ImportedQuotes> = None;
    let (mut funding, mut volumes) = (Vec::new(), Vec::new());
    let mut rows_read = 0;
    for (i, file) in request.files.iter().enumerate() {
        let name = file_name(file, i, request.files.len());
        progress.report(i, request.files.len(), &name);
        issues.of_file(&name);
        match read_file(file, &name, request, &mut issues, &mut choices) {
            Ok((content, read)) => {
                rows_read += read.rows_read;
                understood.push(read);
                series.extend(content.series);
                drafts.extend(content.drafts);
                quotes = merged(quotes, content.quotes);
                funding.extend(content.funding);
                volumes.extend(content.volumes);
            }
            // One bad file among several does not lose the others.
            Err(error) if request.files.len() > 1 && error.code != Code::InvalidValue => {
                issues.add((1, None), Severity::Skipped, "unreadable", || error.message.clone());
                if understood.is_empty() && i + 1 == request.files.len() {
                    return Err(error.at(name));
                }
            }
            Err(error) if error.path.is_some() => return Err(error),
            Err(error) => return Err(error.at(name)),
        }
    }
    let (positions, pending_values) = settle(drafts, &request.spots, &mut issues);
    let existing = request.prices.as_ref().filter(|_| request.join);
    let existing = existing.filter(|_| !series.is_empty());
    let Joined { table: prices, common } = join(existing, series)?;
    for (asset, count) in common.into_iter().filter(|(_, count)| *count > 0) {
        issues.add((1, None), Severity::Note, "replaced", || {
            format!("{asset} stood in another source too; on {count} common dates the later price is used")
        });
    }
    let held = !positions.is_empty() || !pending_values.is_empty();
    let summary = issues.summary(rows_read);
    let (issues, issues_omitted) = issues.finish();
    Ok(ImportResponse {
        target: match (held, &prices, &quotes) {
            (true, ..) => ImportedTarget::Holdings,
            (false, None, Some(_)) => ImportedTarget::Quotes,
            (false, None, None) if !volumes.is_empty() => ImportedTarget::Volumes,
            _ => ImportedTarget::Prices,
        },
        understood,
        choices,
        issues,
        issues_omitted,
        summary,
        positions,
        pending_values,
        quotes,
        prices,
        funding,
        volumes,
    })
}

fn file_name(file: &ImportFile, i: usize, count: usize) -> String {
    match file.name.as_deref().map(str::trim) {
        Some(name) if !name.is_empty() => name.to_owned(),
        _ if count == 1 => "pasted text".to_owned(),
        _ => format!("file {}", i + 1),
    }
}

fn merged(first: Option<ImportedQuotes>, second: Option<ImportedQuotes>) -> Option<ImportedQuotes> {
    let (Some(mut first), Some(second)) = (first.clone(), second.clone()) else { return first.or(second) };
    first.valuation_time = first.valuation_time.or(second.valuation_time);
    for (asset, spot) in second.spots {
        first.spots.entry(asset).or_insert(spot);
    }
    first.forwards.extend(second.forwards);
    first.volatilities.extend(second.volatilities);
    Some(first)
}

fn read_file(
    file: &ImportFile,
    name: &str,
    request: &ImportRequest,
    issues: &mut Issues,
    choices: &mut Vec<ImportChoice>,
) -> Result<(FileContent, Understood), Error> {
    let options = file.options.clone().unwrap_or_default().over(&request.options);
    let text = match (&file.text, &file.base64) {
        (Some(text), None) => decode::decode_text(text)?,
        (None, Some(base64)) => decode::decode_bytes(&decode::decode_base64(base64)?)?.into(),
        _ => return Err(Error::invalid("files", "A file has either a text or base64.")),
    };
    let own_name = file.name.as_deref().unwrap_or("");
    let json = if options.delimiter.is_none() { json_sheet(&text).transpose()? } else { None };
    let is_json = json.is_some();
    let table = match json {
        Some((sheet, header)) => Table::of_sheet(own_name, sheet, options.header.or(Some(header))),
        None => Table::of_text(own_name, &text, options.delimiter, options.header)?,
    };
    let (form, claim) = choose(&table, request.target, &options, is_json)?;
    let layout = overrides::apply(&table, claim.layout, &options)?;
    let dated = match layout {
        Layout::Funding(_) => Dated::Rates,
        Layout::Volumes(_) => Dated::Volumes,
        _ => Dated::Prices,
    };
    match layout {
        Layout::Prices(layout) | Layout::Funding(layout) | Layout::Volumes(layout) => {
            read_dated(&table, &form, (&layout, dated), &options, (name, issues, choices))
        }
        Layout::Positions(layout) => {
            read_positions(&table, &form, &layout, &options, (name, issues, choices))
        }
        Layout::Lines => {
            read_free_lines(&text, &table, &form, &options, request.target, (name, issues, choices))
        }
        Layout::Chain(layout) => {
            let form = (form.0.kind(), form.1);
            let (quotes, read) = chain::read(&table, form, &layout, &options, (name, issues, choices))?;
            Ok((FileContent { quotes: Some(quotes), ..FileContent::default() }, read))
        }
        Layout::Other(what) => Err(other(&what)),
    }
}

/// What reads the rows of a table by date.
type Reader = for<'t> fn(
    &Table<'t>,
    &PriceLayout,
    &ImportOptions,
    (&str, Option<super::asset_name::Pair>),
    &mut Issues,
) -> Result<ReadPrices, Error>;

/// The file's name, and where to say things about it.
pub(super) type Reports<'r> = (&'r str, &'r mut Issues, &'r mut Vec<ImportChoice>);

/// What a table has by date.
#[derive(Clone, Copy, PartialEq)]
enum Dated {
    Prices,
    Rates,
    Volumes,
}

/// Prices, funding rates, or volumes, by date.
fn read_dated(
    table: &Table<'_>,
    form: &Chosen,
    (layout, dated): (&PriceLayout, Dated),
    options: &ImportOptions,
    (file, issues, choices): Reports<'_>,
) -> Result<(FileContent, Understood), Error> {
    let one_asset = matches!(layout.prices, PriceColumns::One { asset: None, .. });
    let naming = describe::Naming::of(table, options);
    let pair = naming.pair.clone().filter(|_| options.asset.is_none());
    let (read, what) = match dated {
        Dated::Prices => (read_series as Reader, "price"),
        Dated::Rates => (funding::read_rates as Reader, "rate"),
        Dated::Volumes => (volumes::read_volumes as Reader, "volume"),
    };
    // What prices have beside them is taken where it says what it counts; its odd cells are not worth a word.
    let beside = volumes::beside(table, &form.0.kind(), layout).filter(|_| dated == Dated::Prices);
    let beside = beside.map(|layout| {
        let name = (naming.asset.as_str(), pair.clone());
        volumes::read_volumes(table, &layout, options, name, &mut Issues::default())
    });
    let read = read(table, layout, options, (&naming.asset, pair), issues)?;
    if read.series.is_empty() {
        let first = issues.first_message().map_or_else(String::new, |message| format!(" ({message})"));
        return Err(Error::new(
            Code::Unreadable,
            format!("No row of the table holds a date and a {what}{first}."),
        ));
    }
    if one_asset {
        choices.push(naming.choice(file));
    }
    choices.extend(describe::price_choices(table, layout, &read, file));
    report_currency(table, &read, options, issues);
    let ReadPrices { series, rows_used, dates, mark, .. } = read;
    let keys =
        || series.iter().flat_map(|one| [one.prices.first(), one.prices.last()]).flatten().map(|p| p.0);
    let understood = Understood {
        file: file.to_owned(),
        format: form.0.kind(),
        label: form.1.to_owned(),
        delimiter: table.delimiter,
        decimal_mark: mark,
        date_order: dates.order,
        header: table.header.is_some(),
        columns: describe::price_columns(table, layout, dates.column),
        rows_read: table.body.len(),
        rows_used,
        asset: match &series[..] {
            [one] => Some(one.asset.clone()),
            _ => None,
        },
        first_date: keys().min().map(written_date),
        last_date: keys().max().map(written_date),
    };
    let mut content = FileContent::default();
    match dated {
        Dated::Prices => content.series = series,
        Dated::Rates => content.funding = funding::histories(series, file),
        Dated::Volumes => content.volumes = volumes::histories(series),
    }
    if let Some(Ok(beside)) = beside {
        content.volumes = volumes::histories(beside.series);
    }
    Ok((content, understood))
}

/// Says which series are not in the currency that prices are to be in.
fn report_currency(table: &Table<'_>, read: &ReadPrices, options: &ImportOptions, issues: &mut Issues) {
    let quote = options.quote();
    for one in &read.series {
        let Some(pair) = one.pair.as_ref().filter(|pair| asset_name::is_foreign(pair, &quote)) else {
            continue;
        };
        let currency = pair.quote.as_deref().unwrap_or_default();
        let line = (table.sheet.line(table.body.start), None);
        issues.add(line, Severity::Doubtful, "foreignCurrency", || {
            format!("the prices of {} are in {currency}, not in {quote}", one.asset)
        });
    }
}

fn read_positions(
    table: &Table<'_>,
    form: &Chosen,
    layout: &PositionLayout,
    options: &ImportOptions,
    (file, issues, choices): Reports<'_>,
) -> Result<(FileContent, Understood), Error> {
    let votes = holding_rows::vote(table, layout);
    let mark = options.decimal_mark.unwrap_or_else(|| votes.mark());
    let rows = holding_rows::read_rows(table, layout, mark, issues);
    if rows.is_empty() {
        let first = issues.first_message().map_or_else(String::new, |message| format!(" ({message})"));
        return Err(Error::new(Code::Unreadable, format!("No row of the table holds a position{first}.")));
    }
    let columns = [layout.quantity, layout.value, layout.entry_price];
    let texts = columns
        .into_iter()
        .flatten()
        .flat_map(|c| table.body.clone().map(move |row| table.sheet.cell(row, c)));
    choices.extend(describe::mark_choice(file, votes, mark, texts));
    choices.extend(describe::delimiter_choice(file, table));
    let time = options.valuation_time.as_deref();
    let quotes = marks::quotes_of(table, layout, mark, &rows, time, issues);
    let understood = Understood {
        file: file.to_owned(),
        format: form.0.kind(),
        label: form.1.to_owned(),
        delimiter: table.delimiter,
        decimal_mark: mark,
        date_order: None,
        header: table.header.is_some(),
        columns: describe::position_columns(table, layout),
        rows_read: table.body.len(),
        rows_used: rows.len(),
        asset: None,
        first_date: None,
        last_date: None,
    };
    let drafts = rows.into_iter().map(|(_, draft)| draft).collect();
    Ok((FileContent { drafts, quotes, ..FileContent::default() }, understood))
}

fn read_free_lines(
    text: &str,
    table: &Table<'_>,
    form: &Chosen,
    options: &ImportOptions,
    target: ImportTarget,
    (file, issues, choices): Reports<'_>,
) -> Result<(FileContent, Understood), Error> {
    // A table of no known form is not cut line by line, however long it is.
    if table.sheet.len() > MOST_LINES {
        return Err(unknown());
    }
    let mut own = Issues::default();
    own.of_file(file);
    let read = read_lines(text, (options.decimal_mark, options.delimiter), &mut own);
    // Where nothing says that these are holdings, half of the lines have to be.
    let enough = if target == ImportTarget::Holdings { 1 } else { read.lines.div_ceil(2).max(1) };
    if read.drafts.len() < enough {
        return Err(match own.first_message() {
            Some(first) if read.lines <= 3 || target == ImportTarget::Holdings => {
                let message = format!("No holding can be read: {first}. Write one a line, such as BTC 0.5.");
                Error::new(Code::Unreadable, message)
            }
            _ => unknown(),
        });
    }
    issues.take(own);
    let texts = text.lines().flat_map(str::split_whitespace).map(std::borrow::Cow::Borrowed);
    choices.extend(describe::mark_choice(file, read.votes, read.mark, texts));
    let understood = Understood {
        file: file.to_owned(),
        format: form.0.kind(),
        label: form.1.to_owned(),
        delimiter: Some(read.delimiter),
        decimal_mark: read.mark,
        date_order: None,
        header: table.header.is_some(),
        columns: vec![],
        rows_read: read.lines,
        rows_used: read.drafts.len(),
        asset: None,
        first_date: None,
        last_date: None,
    };
    Ok((FileContent { drafts: read.drafts, ..FileContent::default() }, understood))
}
