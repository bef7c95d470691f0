//! The walls of the house: who may know whom, who knows JavaScript, how long a file is.

use std::fs;
use std::path::{Path, PathBuf};

/// Folders from the ground up; a folder knows those before it, and none after.
const FLOORS: &[&str] = &[
    "math",
    "market",
    "pricing",
    "portfolio",
    "import",
    "sample",
    "margin",
    "estimate",
    "allocate",
    "risk",
    "stress",
    "liquidation",
    "hedge",
    "rebalance",
    "backtest",
    "protocol",
];

/// Pairs on different floors that still must not meet: importing and inventing data come before any
/// estimate, so nothing that computes may lean on them.
const STRANGERS: &[(&str, &str)] = &[
    ("estimate", "import"),
    ("allocate", "import"),
    ("risk", "import"),
    ("stress", "import"),
    ("liquidation", "import"),
    ("hedge", "import"),
    ("rebalance", "import"),
    ("backtest", "import"),
    ("margin", "import"),
    ("protocol", "import"),
    ("sample", "import"),
];

/// Files that are long for a reason.
const LONG_FOR_A_REASON: &[(&str, &str)] = &[];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = vec![];
    let Ok(entries) = fs::read_dir(folder) else { return found };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            // The generated glue of the wasm build is nobody's prose.
            if !path.ends_with("www/engine/wasm") {
                found.extend(files(&path, ending));
            }
        } else if path.to_string_lossy().ends_with(ending) {
            found.push(path);
        }
    }
    found
}

fn folder_of(path: &Path) -> Option<String> {
    let inner = path.strip_prefix(root().join("src")).ok()?;
    inner
        .components()
        .next()
        .filter(|_| inner.components().count() > 1)
        .map(|c| c.as_os_str().to_string_lossy().into())
}

/// The folders that a source file names after `crate::`.
fn known(text: &str) -> Vec<(usize, String)> {
    let mut names = vec![];
    for (number, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("//") {
            continue;
        }
        for piece in line.split("crate::").skip(1) {
            let name: String = piece.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            names.push((number + 1, name));
        }
    }
    names
}

#[test]
fn folders_know_only_the_floors_below_them() {
    let floor = |name: &str| FLOORS.iter().position(|f| *f == name);
    let mut wrong = vec![];
    for path in files(&root().join("src"), ".rs") {
        let Some(folder) = folder_of(&path) else { continue };
        let Some(own) = floor(&folder) else { continue };
        for (line, name) in known(&fs::read_to_string(&path).unwrap()) {
            let above = floor(&name).is_some_and(|other| other > own);
            let stranger = STRANGERS.contains(&(folder.as_str(), name.as_str()));
            let crosses = above || stranger || name == "wasm" || name == "catalog";
            if crosses {
                wrong.push(format!("{}:{line} knows {name}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn only_the_wasm_folder_knows_javascript_and_it_knows_no_finance() {
    let mut wrong = vec![];
    for path in files(&root().join("src"), ".rs") {
        let text = fs::read_to_string(&path).unwrap();
        if folder_of(&path).as_deref() == Some("wasm") {
            for (line, name) in known(&text) {
                if FLOORS.contains(&name.as_str()) && name != "market" {
                    wrong.push(format!("{}:{line} knows {name}", path.display()));
                }
            }
        } else if ["js_sys", "wasm_bindgen", "web_sys"].iter().any(|name| text.contains(&format!("{name}::")))
        {
            wrong.push(format!("{} knows JavaScript", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_method_is_named_in_typescript() {
    let operations = allotrope::operations::NAMES;
    let kinds: Vec<String> = allotrope::catalog::families()
        .into_iter()
        // An instrument's kind is part of the shape of a position, not a method that is chosen.
        .filter(|family| family.name != "instrument")
        .flat_map(|family| family.methods)
        .map(|method| method.kind)
        .filter(|kind| !operations.contains(&kind.as_str()))
        .collect();
    assert!(kinds.len() > 5, "the catalog lists {} methods", kinds.len());
    let mut wrong = vec![];
    for path in files(&root().join("www"), ".ts") {
        let text = fs::read_to_string(&path).unwrap();
        for kind in &kinds {
            for quote in ['"', '\'', '`'] {
                if text.contains(&format!("{quote}{kind}{quote}")) {
                    wrong.push(format!("{} names {kind}", path.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn files_stay_small() {
    let mut wrong = vec![];
    for (folder, ending, most) in [("src", ".rs", 450), ("www", ".ts", 300)] {
        for path in files(&root().join(folder), ending) {
            let name = path.strip_prefix(root()).unwrap().to_string_lossy().into_owned();
            let lines = fs::read_to_string(&path).unwrap().lines().count();
            if lines > most && !LONG_FOR_A_REASON.iter().any(|(long, _)| *long == name) {
                wrong.push(format!("{name} has {lines} lines; {most} are allowed without a reason"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Every method says what it is, how it is computed and where it comes from; that its defaults are those of the
/// requests is tested in tests/descriptions.rs.
#[test]
fn descriptions_are_complete() {
    for family in allotrope::catalog::families() {
        for method in family.methods {
            let whole = !method.label.is_empty() && !method.summary.is_empty() && !method.formula.is_empty();
            assert!(whole, "{} {} is not described", family.name, method.kind);
            // What a coin or a file form is needs no source; a method does.
            let cited =
                !method.references.is_empty() || ["importFormat", "instrument"].contains(&family.name);
            assert!(cited, "{} cites nothing", method.kind);
            for parameter in &method.parameters {
                assert!(
                    !parameter.help.is_empty() && !parameter.label.is_empty(),
                    "{} {}",
                    method.kind,
                    parameter.name
                );
            }
        }
    }
}

/// Types that cross to JavaScript stand in one file of declarations: two of one name would break it.
#[test]
fn types_that_cross_have_names_of_their_own() {
    let mut seen = std::collections::BTreeMap::new();
    let mut twice = vec![];
    for path in files(&root().join("src"), "rs") {
        let text = fs::read_to_string(&path).unwrap();
        let mut crosses = false;
        for line in text.lines() {
            crosses |= line.contains("tsify::Tsify");
            let words: Vec<&str> = line.split(|c: char| !c.is_alphanumeric()).collect();
            if let ["pub", "struct" | "enum", name, ..] = words[..] {
                if crosses && let Some(first) = seen.insert(name.to_owned(), path.clone()) {
                    twice.push(format!("{name}: {} and {}", first.display(), path.display()));
                }
                crosses = false;
            }
        }
    }
    assert!(seen.len() > 50, "the declarations are looked for in the wrong way: {}", seen.len());
    assert!(twice.is_empty(), "{twice:#?}");
}
