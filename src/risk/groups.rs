//! Positions taken together where contributions are told: by asset, and by kind, expiry or names.

use serde::{Deserialize, Serialize};

use super::book::Book;
use crate::allocate::of_groups;
use crate::error::{Error, Notice};
use crate::market::format_instant;
use crate::pricing::instrument::Instrument;

/// What the rest is called where groups are named.
const OTHERS: &str = "Others";

/// What positions are put together by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum RiskGrouping {
    /// The kind of instrument.
    #[default]
    Kind,
    /// The date on which they expire.
    Expiry,
    /// The `groups` of the request.
    Named,
}

/// A group of positions with a name.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct RiskGroup {
    /// What it is called.
    pub name: String,
    /// Assets, names of instruments, patterns as `BTC*`, or `group:` with the name of a group before it.
    pub assets: Vec<String>,
}

/// Positions of a book under one name.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// The name.
    pub name: String,
    /// Places among the positions.
    pub members: Vec<usize>,
}

/// The places of the members of groups among what is called so; a later group may name an earlier one.
pub fn places(groups: &[RiskGroup], names: Vec<(String, Vec<usize>)>) -> Result<Vec<Vec<usize>>, Error> {
    let groups: Vec<_> = groups.iter().map(|group| (group.name.as_str(), group.assets.as_slice())).collect();
    of_groups(&groups, names)
}

/// One group for each name that a position has, in the order in which they come.
fn by_name(book: &Book, name: &dyn Fn(usize) -> String) -> Vec<Group> {
    let mut groups: Vec<Group> = vec![];
    for place in 0..book.held.len() {
        let name = name(place);
        match groups.iter_mut().find(|group| group.name == name) {
            Some(group) => group.members.push(place),
            None => groups.push(Group { name, members: vec![place] }),
        }
    }
    groups
}

/// A group for each asset.
pub fn by_asset(book: &Book) -> Vec<Group> {
    by_name(book, &|place| book.held[place].asset.clone())
}

/// The groups that are asked for, and what a reader should know of them.
pub fn chosen(
    book: &Book,
    grouping: RiskGrouping,
    named: &[RiskGroup],
    known: &[String],
) -> Result<(Vec<Group>, Vec<Notice>), Error> {
    match grouping {
        RiskGrouping::Kind => {
            let kinds = Instrument::family().methods;
            let label = |place: usize| {
                let kind = &book.held[place].kind;
                kinds.iter().find(|method| method.kind == *kind).map_or(kind.as_str(), |m| m.label).to_owned()
            };
            Ok((by_name(book, &label), vec![]))
        }
        RiskGrouping::Expiry => {
            let date = |place: usize| match book.held[place].expiry {
                Some(expiry) => format_instant(expiry).chars().take(10).collect(),
                None => "No expiry".to_owned(),
            };
            let mut groups = by_name(book, &date);
            // ISO dates stand in their own order, before the word.
            crate::math::order::sort(&mut groups, &|a, b| a.name.cmp(&b.name));
            Ok((groups, vec![]))
        }
        RiskGrouping::Named => of_names(book, named, known),
    }
}

fn of_names(book: &Book, named: &[RiskGroup], known: &[String]) -> Result<(Vec<Group>, Vec<Notice>), Error> {
    if named.is_empty() {
        return Err(Error::invalid(
            "groups",
            "There are no groups to put the positions into: give each a name and its assets.",
        ));
    }
    // Of two that are called the same the later one counts: an asset goes before the coin of its name.
    let mut names: Vec<(String, Vec<usize>)> = known.iter().map(|asset| (asset.clone(), vec![])).collect();
    names.extend(book.held.iter().enumerate().map(|(place, held)| (held.label.clone(), vec![place])));
    names.extend(by_asset(book).into_iter().map(|group| (group.name, group.members)));
    if let Some(g) = named.iter().position(|group| group.name.trim().is_empty()) {
        return Err(Error::invalid(format!("groups[{g}].name"), "A group has no name."));
    }
    let members = places(named, names)?;
    let group = |(named, members): (&RiskGroup, Vec<usize>)| Group { name: named.name.clone(), members };
    let mut groups: Vec<Group> = named.iter().zip(members).map(group).collect();
    let times = |place: usize| groups.iter().filter(|group| group.members.contains(&place)).count();
    let overlap = (0..book.held.len()).any(|place| times(place) > 1);
    let rest: Vec<usize> = (0..book.held.len()).filter(|place| times(*place) == 0).collect();
    if !rest.is_empty() {
        groups.push(Group { name: OTHERS.to_owned(), members: rest });
    }
    let notice = overlap.then(|| {
        let message =
            "Some positions stand in several groups: the parts of the groups do not add up to the whole.";
        Notice::new("groupsOverlap", message).at("groups")
    });
    Ok((groups, notice.into_iter().collect()))
}
