//! Which form a file has: the surest claim that fits what is asked for.

use super::forms::{Certainty, Claim, FileForm, Layout};
use super::refusals::{unknown, unknown_columns};
use super::request::{ImportOptions, ImportTarget};
use super::table::Table;
use crate::error::{Code, Error};
use crate::math::order;

/// A form with its name for people.
pub(super) type Chosen = (FileForm, &'static str);

/// Refuses what says neither what is held nor a history.
pub(super) fn other(what: &str) -> Error {
    let message = format!(
        "This is {what}, which says neither what is held now nor a history of prices; give balances or prices instead."
    );
    Error::new(Code::Unreadable, message)
}

/// The surest claim that fits what is asked for.
pub(super) fn choose(
    table: &Table<'_>,
    target: ImportTarget,
    options: &ImportOptions,
    json: bool,
) -> Result<(Chosen, Claim), Error> {
    if table.body.is_empty() && table.sheet.len() <= 1 && table.header.is_some() {
        let name = table.names.join(", ");
        let words = if name.chars().count() > 60 {
            format!("{}…", name.chars().take(60).collect::<String>())
        } else {
            name
        };
        let message =
            format!("There is only one line without numbers ({words:?}); a header needs rows below it.");
        return Err(Error::new(Code::Unreadable, message));
    }
    let forms = FileForm::all();
    if let Some(wanted) = &options.format {
        let known = || forms.iter().map(|(form, _)| form.kind()).collect::<Vec<_>>().join(", ");
        let form = forms.iter().find(|(form, _)| form.kind() == *wanted).ok_or_else(|| {
            Error::invalid("options.format", format!("There is no form {wanted:?}. There are: {}.", known()))
        })?;
        let claim = form.0.method().recognise(table).ok_or_else(|| {
            Error::new(Code::Unreadable, format!("The columns are not those of the form {wanted:?}."))
        })?;
        return Ok((form.clone(), claim));
    }
    let recognise = |form: Chosen| form.0.method().recognise(table).map(|claim| (form, claim));
    let mut claims: Vec<(Chosen, Claim)> = forms.into_iter().filter_map(recognise).collect();
    // Lines are cut from the text itself, and JSON has none.
    claims.retain(|(_, claim)| !(json && claim.layout == Layout::Lines));
    // The sort is stable: the first in the list of forms stays first among equals.
    order::sort(&mut claims, &|a, b| b.1.certainty.cmp(&a.1.certainty));
    let fits = |layout: &Layout| match target {
        ImportTarget::Auto => true,
        ImportTarget::Prices => matches!(layout, Layout::Prices(_) | Layout::Funding(_)),
        ImportTarget::Volumes => matches!(layout, Layout::Volumes(_)),
        ImportTarget::Holdings => matches!(layout, Layout::Positions(_) | Layout::Lines | Layout::Funding(_)),
    };
    let surest = claims.first().map(|(form, claim)| (form.clone(), claim.clone()));
    let fitting = claims.into_iter().find(|(_, claim)| fits(&claim.layout));
    match (surest, fitting) {
        (Some((_, Claim { layout: Layout::Other(what), certainty })), _)
            if certainty >= Certainty::Likely =>
        {
            Err(other(&what))
        }
        (Some((form, surest)), Some((_, fitting)))
            if fitting.certainty < surest.certainty
                && surest.certainty == Certainty::Certain
                && !matches!(surest.layout, Layout::Volumes(_)) =>
        {
            Err(mistaken(&form, &surest.layout, target))
        }
        // Words over columns that no form knows: not lines as people write them.
        (_, Some((_, Claim { layout: Layout::Lines, .. })))
            if target == ImportTarget::Auto && table.is_headed() =>
        {
            Err(unknown_columns(table))
        }
        (_, Some(fitting)) => Ok(fitting),
        (Some((form, Claim { certainty: Certainty::Certain | Certainty::Likely, layout })), None) => {
            Err(mistaken(&form, &layout, target))
        }
        _ => Err(unknown()),
    }
}

fn mistaken((_, label): &Chosen, layout: &Layout, target: ImportTarget) -> Error {
    let is = match layout {
        Layout::Prices(_) => "a price file",
        Layout::Chain(_) => "a file of option quotes",
        Layout::Volumes(_) => "a table of volumes",
        _ => "a list of holdings",
    };
    let wanted = match target {
        ImportTarget::Holdings => "a list of holdings",
        ImportTarget::Volumes => "a table of volumes, with a column for each asset",
        _ => "a price file",
    };
    Error::new(Code::Unreadable, format!("This is {is} ({label}), not {wanted}."))
}
