//! Reading JSON.
//!
//! The types of requests say by serde what they hold, and could be read by any of its readers. This one
//! asks of each type only what requests need (an object is read by its names, never as a list; a name
//! is a text, never bytes or a number), so that the compiler leaves out the rest for each of them. It
//! reads a union at its `kind` wherever that stands, without a copy of what stands before it, and knows at
//! which field it was refused.

mod deserializer;
mod fault;
mod path;
mod text;

use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Deserializer};

pub use fault::Fault;
use text::Text;

/// Reads a value; the fault comes with the path of the field that it was found at.
pub fn read<T: DeserializeOwned>(json: &str) -> Result<T, (Fault, Option<String>)> {
    let mut text = Text::new(json);
    read_all(&mut text).map_err(|fault| (fault, path::path_at(json, text.place())))
}

/// Reads a value; the fault comes with line and column.
pub fn read_placed<T: DeserializeOwned>(json: &str) -> Result<T, Fault> {
    let mut text = Text::new(json);
    read_all(&mut text).map_err(|fault| fault.placed(json, text.place()))
}

fn read_all<T: DeserializeOwned>(text: &mut Text<'_>) -> Result<T, Fault> {
    let value = T::deserialize(&mut *text)?;
    text.end()?;
    Ok(value)
}

/// Reads a union that is written as `{"kind": ..., ...}` into an enum of structs. The reader of this
/// folder takes it as it stands; any other hands over the whole object first.
pub fn union<'de, T: DeserializeOwned, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    if deserializer.is_human_readable() {
        let value = serde_json::Value::deserialize(deserializer)?;
        return read(&value.to_string()).map_err(|(fault, _)| D::Error::custom(fault));
    }
    T::deserialize(deserializer)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;
    use crate::allocate::Objective;

    /// Any value, to some depth.
    fn values() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_filter_map("JSON has no infinity", |x| x.is_finite().then(|| x.into())),
            any::<String>().prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 40, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                prop::collection::btree_map(any::<String>(), inner, 0..6)
                    .prop_map(|fields| Value::Object(fields.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn reads_what_was_written(value in values()) {
            prop_assert_eq!(read::<Value>(&value.to_string()).unwrap(), value.clone());
            prop_assert_eq!(read::<Value>(&serde_json::to_string_pretty(&value).unwrap()).unwrap(), value);
        }

        #[test]
        fn agrees_with_serde_json_on_any_text(text in "[\\[\\]{},:\" 0-9eE+.a-c\\\\u-]{0,12}|-?[0-9.eE+-]{0,8}|\"[\\\\uDd8-9cC0-3\"n/é€]{0,14}\"?") {
            prop_assert_eq!(read::<Value>(&text).ok(), serde_json::from_str(&text).ok(), "{}", text);
        }
    }

    #[test]
    fn texts_that_are_no_json() {
        let deep = "[".repeat(200);
        for text in [
            "",
            "{",
            "[1,]",
            "{\"a\":1,}",
            "01",
            "1.",
            "1e",
            "-",
            "1e999",
            "nul",
            "\"\\x\"",
            "\"\n\"",
            "1 2",
            "\"\\ud800\"",
            &deep,
        ] {
            assert!(read::<Value>(text).is_err(), "{text}");
            assert!(serde_json::from_str::<Value>(text).is_err(), "{text}");
        }
        let fault = read_placed::<Value>("[1,\n 2 3]").unwrap_err();
        assert_eq!(
            (fault.to_string().as_str(), fault.is_end()),
            ("expected `,` or `]` at line 2 column 4", false)
        );
        assert!(read_placed::<Value>("[1, 2").unwrap_err().is_end());
    }

    #[test]
    fn a_union_is_read_wherever_its_kind_stands() {
        let plain = json!({"kind": "minimumRisk", "minimumReturn": 0.1});
        let objective: Objective = serde_json::from_value(plain).unwrap();
        for text in [
            r#"{"kind": "minimumRisk", "minimumReturn": 0.1}"#,
            r#"{"minimumReturn": 0.1, "kind": "minimumRisk"}"#,
            r#"{"measure": {"kind": "variance"}, "kind": "minimumRisk", "minimumReturn": 0.1}"#,
        ] {
            assert_eq!(read::<Objective>(text).unwrap(), objective, "{text}");
        }
        for (text, message, path) in [
            (r#"{"minimumReturn": 0.1}"#, "missing field `kind`", None),
            (r#"{"kind": "minimumRisk", "maximum": 1}"#, "unknown field `maximum`", Some("maximum")),
            (r#"{"kind": "least"}"#, "unknown variant `least`", Some("kind")),
            ("7", "invalid type: integer `7`, expected an object with its kind", None),
            (r#""minimumRisk""#, "invalid type: unit variant, expected an object with its kind", None),
        ] {
            let (fault, at) = read::<Objective>(text).unwrap_err();
            assert!(fault.to_string().starts_with(message), "{fault}");
            assert_eq!(at.as_deref(), path, "{text}");
        }
    }
}
