//! Text to positions and price tables, with a word on every row that was not plainly used.
//!
//! ```text
//! bytes -> text      decode      byte-order marks, UTF-16, what is no text at all
//! text -> cells      sheet       delimiter, quotes, lines; JSON by json_rows
//! cells -> table     table       lines above the table, header, body
//! table -> layout    forms       which form of file it is: one file each, listed there
//! layout -> rows     series      prices by date     (dates, number, cleaning, outliers)
//!                    holding_rows, holding_line     positions     (instrument_name, holdings, marks)
//! rows -> answer     join        several files by date
//! ```
//!
//! Delimiter, decimal mark and order of dates are found by the evidence of whole columns; where the
//! text allows two readings, one is taken and the other offered. Nothing is left out silently.
//!
//! Limits: 50 MB and 20 million cells a file, 1,000 files, 20,000 lines of holdings without a header,
//! 25 million prices in the joined table; the first 500 issues are listed and the others counted. Time
//! and memory grow linearly with the text.

mod asset_name;
mod chain;
mod chain_terms;
mod choose;
mod cleaning;
mod date;
mod dates;
mod decode;
mod describe;
pub mod forms;
mod funding;
mod holding_line;
mod holding_rows;
mod holdings;
mod instrument_name;
mod issues;
mod join;
mod json_rows;
mod line_tokens;
mod marks;
mod number;
mod outliers;
mod overrides;
pub mod position_list;
mod refusals;
mod request;
mod response;
mod role;
mod run;
mod series;
mod sheet;
mod table;
mod volumes;

pub use date::DateOrder;
pub use decode::{MOST_BYTES, decode_bytes};
pub use forms::FileForm;
pub use issues::{Issue, MOST_ISSUES, Severity};
pub use number::DecimalMark;
pub use request::{ImportFile, ImportOptions, ImportRequest, ImportTarget};
pub use response::{
    Alternative, ImportChoice, ImportColumn, ImportResponse, ImportedQuotes, ImportedTarget, PendingValue,
    Understood,
};
pub use role::Role;
pub use run::{Import, run};
pub use sheet::Delimiter;
