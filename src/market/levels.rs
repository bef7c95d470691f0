//! Series that are no prices: levels such as a rate or a spread, which can be factors and no assets.

use super::{Observed, PriceHistory};
use crate::error::{Code, Error, Notice};

/// The least share of values below zero that makes a level of a series, and their least number.
const BELOW_ZERO: (f64, usize) = (0.02, 3);

/// Whether these values are those of a level such as a rate: several are below zero, where a price never
/// is, and no single slip accounts for them.
pub fn is_level(values: impl Iterator<Item = f64> + Clone) -> bool {
    let below = values.clone().filter(|value| *value < 0.0).count();
    below >= BELOW_ZERO.1
        && below as f64 >= BELOW_ZERO.0 * values.filter(|value| !value.is_nan()).count() as f64
}

/// The series taken for assets: those asked for, or all that are prices.
pub(super) fn choose(history: &PriceHistory, assets: Option<&[String]>) -> Result<Vec<usize>, Error> {
    let Some(assets) = assets else {
        let all = 0..history.assets().len();
        let prices: Vec<usize> =
            all.clone().filter(|&i| !is_level(history.level(i).iter().copied())).collect();
        // A table of nothing else has to be refused with its place.
        let chosen = if prices.is_empty() { all.collect() } else { prices };
        chosen.iter().try_for_each(|&i| refuse_level(history, i))?;
        return Ok(chosen);
    };
    if assets.is_empty() {
        return Err(Error::invalid("assets", "No asset is chosen."));
    }
    let mut chosen = Vec::with_capacity(assets.len());
    for (k, asset) in assets.iter().enumerate() {
        let i = history.position(asset).ok_or_else(|| {
            Error::new(Code::NotFound, format!("There are no prices of {asset}.")).at(format!("assets[{k}]"))
        })?;
        if chosen.contains(&i) {
            return Err(Error::invalid(format!("assets[{k}]"), format!("{asset} stands twice.")));
        }
        refuse_level(history, i)?;
        chosen.push(i);
    }
    Ok(chosen)
}

/// Says which series were not taken for assets.
pub(super) fn levels_left_out(history: &PriceHistory, observed: &[Observed]) -> Vec<Notice> {
    let seen = |name: &String| observed.iter().any(|one| one.name == *name);
    let names = history
        .assets()
        .iter()
        .enumerate()
        .filter(|(i, name)| !seen(name) && is_level(history.level(*i).iter().copied()));
    let notice = |(_, name): (usize, &String)| {
        let message = format!(
            "{name} has values below zero: it is taken for a level such as a rate, which can be a factor and no asset."
        );
        Notice::new("levelLeftOut", message)
    };
    names.map(notice).collect()
}

/// Refuses returns of what is no price.
pub(super) fn refuse_level(history: &PriceHistory, i: usize) -> Result<(), Error> {
    match history.level(i).iter().position(|value| *value <= 0.0) {
        None => Ok(()),
        Some(t) => {
            let message = format!(
                "{} has the price {}; a price is above zero. A level such as a rate can only be a factor taken in differences.",
                history.assets()[i],
                history.level(i)[t]
            );
            Err(Error::invalid(format!("prices.prices[{t}][{i}]"), message))
        }
    }
}
