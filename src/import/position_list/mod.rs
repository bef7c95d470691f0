//! Lists of positions and loans of others: a table with a header, each row one of them, every row that is left out or
//! doubtful with its place.

mod fields;
mod operation;
mod reader;

pub use operation::ReadPositionList;
pub use operation::{ListedColumn, PositionListRequest, PositionListResponse};
