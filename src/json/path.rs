//! The field that a place in a JSON text belongs to: `constraints.bounds[0].min`.
//!
//! A reader of JSON knows the place of what it could not take. Following the text up to there gives the
//! path, at no cost to texts that are in order.

use super::text::Text;

/// What is open around a place: an object with its latest key, or an array with its latest index.
enum Open {
    Object(String),
    Array(usize),
}

/// The path of the latest entry before a byte of the text, which is well-formed up to there. An object
/// that lacks a field is refused after its end, so that its own path comes out.
pub(super) fn path_at(json: &str, end: usize) -> Option<String> {
    let mut open: Vec<Open> = vec![];
    let mut key_comes = false;
    let mut characters = json[..end].char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '{' => {
                open.push(Open::Object(String::new()));
                key_comes = true;
            }
            '[' => open.push(Open::Array(0)),
            '}' | ']' => {
                open.pop();
                key_comes = false;
            }
            ':' => key_comes = false,
            ',' => match open.last_mut()? {
                Open::Object(_) => key_comes = true,
                Open::Array(index) => *index += 1,
            },
            '"' => {
                let mut escaped = false;
                let after = characters.find(|(_, next)| {
                    let ends = *next == '"' && !escaped;
                    escaped = *next == '\\' && !escaped;
                    ends
                });
                if key_comes && let (Some((close, _)), Some(Open::Object(key))) = (after, open.last_mut()) {
                    *key = Text::new(&json[at..=close]).string().ok()?.into_owned();
                }
            }
            _ => {}
        }
    }
    let mut path = String::new();
    for level in &open {
        match level {
            Open::Array(index) => path.push_str(&format!("[{index}]")),
            Open::Object(key) if key.is_empty() => {}
            Open::Object(key) if path.is_empty() => path.push_str(key),
            Open::Object(key) => path.push_str(&format!(".{key}")),
        }
    }
    (!path.is_empty()).then_some(path)
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use crate::json;

    #[derive(Debug, Deserialize)]
    #[serde(tag = "kind", rename_all = "camelCase", deny_unknown_fields)]
    #[allow(dead_code, reason = "only its reading is of interest")]
    enum Shape {
        Round { radius: f64 },
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code, reason = "only its reading is of interest")]
    struct Inner {
        a: f64,
        list: Vec<f64>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code, reason = "only its reading is of interest")]
    struct Outer {
        inner: Option<Inner>,
        rows: Option<Vec<Inner>>,
        shape: Option<Shape>,
    }

    fn place(json: &str) -> Option<String> {
        json::read::<Outer>(json).unwrap_err().1
    }

    #[test]
    fn an_unknown_field_is_named() {
        assert_eq!(place(r#"{"colour": 1}"#).as_deref(), Some("colour"));
        assert_eq!(place(r#"{"inner": {"a": 1, "list": [], "b": 2}}"#).as_deref(), Some("inner.b"));
        assert_eq!(place("{\"inner\": null,\n \"ro\\\"w,{\": 2}").as_deref(), Some("ro\"w,{"));
    }

    #[test]
    fn a_wrong_type_is_found_where_it_stands() {
        assert_eq!(place(r#"{"inner": {"a": "x", "list": []}}"#).as_deref(), Some("inner.a"));
        assert_eq!(place(r#"{"inner": {"list": [1, 2, "x"], "a": 1}}"#).as_deref(), Some("inner.list[2]"));
        let rows = r#"{"rows": [{"a": 1, "list": []}, {"a": 1, "list": [null]}]}"#;
        assert_eq!(place(rows).as_deref(), Some("rows[1].list[0]"));
        assert_eq!(place(r#"{"inner": "x"}"#).as_deref(), Some("inner"));
        assert_eq!(place(r#"{"inner": [1]}"#).as_deref(), Some("inner"));
    }

    #[test]
    fn a_missing_field_is_missing_from_its_object() {
        assert_eq!(place(r#"{"rows": [{"list": [1]}]}"#).as_deref(), Some("rows[0]"));
        assert_eq!(place(r#"{"rows": [{"a": 1}]}"#).as_deref(), Some("rows[0]"));
    }

    #[test]
    fn a_union_is_refused_at_its_kind_or_as_a_whole() {
        assert_eq!(place(r#"{"shape": {"kind": "square"}}"#).as_deref(), Some("shape.kind"));
        for shape in [r#"{"kind": "round", "radius": "x"}"#, r#"{"kind": "round", "edge": 1}"#] {
            assert_eq!(place(&format!(r#"{{"shape": {shape}, "inner": null}}"#)).as_deref(), Some("shape"));
        }
    }

    #[test]
    fn a_request_that_is_no_object_has_no_path() {
        for json in ["7", "null", "[]", "\"x\"", "", "{"] {
            assert_eq!(place(json), None, "{json}");
        }
    }
}
