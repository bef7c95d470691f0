//! JSON to rows: an array of objects or of arrays, also one that sits in a field of an object
//! (`{"result":[…]}`), becomes a sheet whose first row holds the names.

use serde_json::{Map, Value};

use super::sheet::Sheet;
use crate::error::{Code, Error};
use crate::json;

/// Fields that wrap the rows in answers of exchanges and data services.
const WRAPPERS: [&str; 7] = ["result", "results", "data", "positions", "rows", "prices", "assets"];

/// The rows, and whether the first one holds names. `None` when the text is not JSON.
pub fn json_sheet(text: &str) -> Option<Result<(Sheet<'static>, bool), Error>> {
    let trimmed = text.trim_start();
    if !trimmed.starts_with(['[', '{']) {
        return None;
    }
    Some(match json::read_placed::<Value>(text) {
        Ok(value) => sheet_of(&value, text),
        // A text that merely begins with a bracket may still be a table.
        Err(error) if error.is_end() || trimmed.starts_with("[{") || trimmed.starts_with('{') => {
            let message = format!("The JSON text breaks off or has a fault: {error}.");
            Err(Error::new(Code::Unreadable, message))
        }
        Err(error) => {
            let message = format!("This begins like JSON and cannot be read: {error}.");
            Err(Error::new(Code::Unreadable, message))
        }
    })
}

fn sheet_of(value: &Value, text: &str) -> Result<(Sheet<'static>, bool), Error> {
    let unreadable = || {
        let message = "The JSON text holds no list of rows (objects with the same fields, or lists).";
        Error::new(Code::Unreadable, message)
    };
    let list = rows_of(value, 0).ok_or_else(unreadable)?;
    let lines = item_lines(text, list.len());
    if list.iter().all(Value::is_array) && !list.is_empty() {
        let cells =
            |item: &Value| item.as_array().map(|row| row.iter().map(cell).collect()).unwrap_or_default();
        return Ok((Sheet::from_rows(lines.into_iter().zip(list.iter().map(cells)))?, false));
    }
    let objects: Vec<&Map<String, Value>> = list.iter().filter_map(Value::as_object).collect();
    if objects.is_empty() || objects.len() != list.len() {
        return Err(unreadable());
    }
    let mut names: Vec<String> = Vec::new();
    for object in &objects {
        for name in object.keys() {
            if names.len() < 512 && !names.contains(name) {
                names.push(name.clone());
            }
        }
    }
    let body = objects
        .iter()
        .map(|object| names.iter().map(|name| object.get(name).map_or_else(String::new, cell)).collect());
    let header = std::iter::once((1, names.clone()));
    Ok((Sheet::from_rows(header.chain(lines.into_iter().zip(body)))?, true))
}

fn rows_of(value: &Value, depth: usize) -> Option<&Vec<Value>> {
    match value {
        Value::Array(list) => Some(list),
        Value::Object(fields) if depth < 3 => {
            WRAPPERS.iter().find_map(|name| rows_of(fields.get(*name)?, depth + 1))
        }
        _ => None,
    }
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The lines on which the items of the list of rows begin: the deepest level that has that many.
fn item_lines(text: &str, count: usize) -> Vec<usize> {
    let mut by_depth: Vec<Vec<usize>> = vec![Vec::new(); 5];
    let (mut depth, mut line, mut quoted, mut escaped) = (0_usize, 1, false, false);
    for byte in text.bytes() {
        match byte {
            b'\n' => line += 1,
            _ if quoted => {
                quoted = escaped || byte != b'"';
                escaped = byte == b'\\' && !escaped;
            }
            b'"' => quoted = true,
            b'[' | b'{' => {
                if let Some(lines) = by_depth.get_mut(depth) {
                    lines.push(line);
                }
                depth += 1;
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    by_depth.into_iter().skip(1).find(|lines| lines.len() == count).unwrap_or_else(|| (1..=count).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_become_rows_with_their_lines() {
        let text = "{\"result\":[\n {\"a\":\"x\",\"b\":1.5},\n {\"b\":null,\"c\":true}]}";
        let (sheet, header) = json_sheet(text).unwrap().unwrap();
        assert!(header);
        assert_eq!(sheet.cells(0), ["a", "b", "c"]);
        assert_eq!(sheet.cells(1), ["x", "1.5", ""]);
        assert_eq!(sheet.cells(2), ["", "", "true"]);
        assert_eq!((sheet.line(1), sheet.line(2)), (2, 3));
    }

    #[test]
    fn lists_become_rows_without_names() {
        let (sheet, header) = json_sheet("[[1,\"2\"],[3,\"4\"]]").unwrap().unwrap();
        assert!(!header);
        assert_eq!(sheet.cells(1), ["3", "4"]);
    }

    #[test]
    fn a_fault_is_said() {
        assert!(json_sheet("[{\"a\":1},").unwrap().unwrap_err().message.contains("breaks off"));
        assert!(json_sheet("{\"a\":1}").unwrap().unwrap_err().message.contains("no list"));
        assert!(json_sheet("a,b").is_none());
    }
}
