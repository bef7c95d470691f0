//! Which assets a list of names means: names, patterns with `*` for any characters (`BTC*`, `*-PERP`), and
//! `group:` with the name of a group.

use std::collections::BTreeSet;

use super::rule::Name;
use crate::error::{Code, Error};

/// The positions of the assets that `patterns` mean, out of `names`: all assets that are known, of which those
/// left out stand for nothing, and the groups that have been read.
pub(crate) fn members(patterns: &[String], names: &[Name]) -> Result<BTreeSet<usize>, Error> {
    let mut members = BTreeSet::new();
    for (k, pattern) in patterns.iter().enumerate() {
        match matching(pattern, names) {
            Some(found) => members.extend(found),
            None => {
                let message = match pattern.strip_prefix("group:") {
                    Some(group) => format!("There is no group {group} here."),
                    None if pattern.contains('*') => format!("No asset matches {pattern}."),
                    None => format!("There is no asset {pattern}."),
                };
                return Err(Error::new(Code::NotFound, message).at(format!("assets[{k}]")));
            }
        }
    }
    Ok(members)
}

/// The positions of the members of groups, each a name with its patterns; a later group may name an earlier one.
pub(crate) fn of_groups(
    groups: &[(&str, &[String])],
    mut names: Vec<Name>,
) -> Result<Vec<Vec<usize>>, Error> {
    let mut found = Vec::with_capacity(groups.len());
    for (g, (name, patterns)) in groups.iter().enumerate() {
        let own = members(patterns, &names).map_err(|error| error.inside(&format!("groups[{g}]")))?;
        let own: Vec<usize> = own.into_iter().collect();
        names.push((format!("group:{name}"), own.clone()));
        found.push(own);
    }
    Ok(found)
}

/// The positions that a name or a pattern stands for; none where nothing is called so.
pub(super) fn matching(pattern: &str, names: &[Name]) -> Option<Vec<usize>> {
    // Of two that are called the same the later one counts: an asset that is chosen, a group.
    if let Some((_, own)) = names.iter().rev().find(|(name, _)| name == pattern) {
        return Some(own.clone());
    }
    let assets = names.iter().filter(|(name, _)| !name.starts_with("group:"));
    let found: Vec<&Name> =
        assets.filter(|(name, _)| pattern.contains('*') && matches(pattern, name)).collect();
    if found.is_empty() && pattern != "*" {
        return None;
    }
    let mut positions: Vec<usize> = found.into_iter().flat_map(|(_, own)| own.iter().copied()).collect();
    positions.sort_unstable();
    positions.dedup();
    Some(positions)
}

/// Whether `*` stands for the rest of the name.
fn matches(pattern: &str, name: &str) -> bool {
    let (first, rest) = pattern.split_once('*').unwrap_or((pattern, ""));
    let Some(mut left) = name.strip_prefix(first) else { return false };
    let (inner, last) = rest.rsplit_once('*').unwrap_or(("", rest));
    for part in inner.split('*') {
        match left.find(part) {
            Some(at) => left = &left[at + part.len()..],
            None => return false,
        }
    }
    left.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stand_for_any_characters() {
        for (pattern, name) in [
            ("BTC*", "BTC"),
            ("BTC*", "BTC-PERP"),
            ("*-PERP", "ETH-PERP"),
            ("*T*P*", "ETH-PERP"),
            ("*", ""),
            ("a**b", "ab"),
        ] {
            assert!(matches(pattern, name), "{pattern} {name}");
        }
        for (pattern, name) in
            [("BTC*", "WBTC"), ("*-PERP", "PERP"), ("A*A", "A"), ("*P*T*", "ETH-PERP"), ("a*bc*c", "abc")]
        {
            assert!(!matches(pattern, name), "{pattern} {name}");
        }
    }

    #[test]
    fn names_patterns_and_groups() {
        let name = |name: &str, own: &[usize]| (name.to_owned(), own.to_vec());
        let names = [
            name("A1", &[]),
            name("A2", &[]),
            name("OUT", &[]),
            name("A1", &[0]),
            name("A2", &[1]),
            name("group:both", &[0, 1]),
        ];
        let of = |patterns: &[&str]| {
            let patterns: Vec<String> = patterns.iter().map(|pattern| (*pattern).to_owned()).collect();
            members(&patterns, &names).map(|found| found.into_iter().collect::<Vec<_>>())
        };
        assert_eq!(of(&["A2"]).unwrap(), [1]);
        assert_eq!(of(&["A*"]).unwrap(), [0, 1]);
        assert_eq!(of(&["group:both"]).unwrap(), [0, 1]);
        // Known, and left out this time.
        assert!(of(&["OUT", "O*"]).unwrap().is_empty());
        let said = |patterns: &[&str]| of(patterns).unwrap_err().to_string();
        assert_eq!(said(&["A1", "B*"]), "assets[1]: No asset matches B*.");
        assert_eq!(said(&["group:x"]), "assets[0]: There is no group x here.");
        assert_eq!(said(&["B"]), "assets[0]: There is no asset B.");
        assert_eq!(said(&["group:*"]), "assets[0]: There is no group * here.");
    }
}
