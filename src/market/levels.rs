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

/// Values that stand until the next, where a series that is only looked at is known on less than half of the dates since
/// its first: a monthly figure among daily prices. None stands longer than the longest time between two of them.
pub(super) fn standing(values: &[f64]) -> Option<Vec<f64>> {
    let known: Vec<usize> = (0..values.len()).filter(|&t| values[t].is_finite()).collect();
    if 2 * known.len() >= values.len() - known.first()? {
        return None;
    }
    let longest = known.windows(2).map(|pair| pair[1] - pair[0]).max()?;
    let mut filled = values.to_vec();
    for (k, &t) in known.iter().enumerate() {
        let next = known.get(k + 1).copied().unwrap_or(values.len()).min(t + longest);
        filled[t..next].fill(values[t]);
    }
    Some(filled)
}

/// Says of which series values stand.
pub(super) fn value_stands(name: &str) -> Notice {
    let message = format!("{name} is known on few of the dates: each value stands until the next.");
    Notice::new("valueStands", message)
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

#[cfg(test)]
mod tests {
    use super::super::{Observed, PriceRows, PriceTable, ReturnOptions, Returns};
    use super::*;

    /// Known on the third, seventh and eleventh of fifteen days: none stands for more than four, so that the last day is
    /// left out.
    #[test]
    fn a_figure_of_the_month_stands_until_the_next() {
        let figure = |day: usize| match day {
            3 => 1.0,
            7 => 1.5,
            11 => -0.5,
            _ => f64::NAN,
        };
        let rows: Vec<f64> = (1..=15).flat_map(|day| [100.0 + day as f64, figure(day)]).collect();
        let table = PriceTable {
            dates: (1..=15).map(|day| format!("2024-01-{day:02}")).collect(),
            assets: vec!["A".into(), "RATE".into()],
            prices: PriceRows::from_flat(rows, 2),
        };
        let assets = ["A".to_owned()];
        let observed = Observed::list(&[], &["RATE".into()]);
        let options = ReturnOptions { assets: Some(&assets), observed: &observed, ..Default::default() };
        let (returns, notices) = Returns::new(&table.check().unwrap(), &options).unwrap();
        // From the third to the fourteenth.
        assert_eq!(returns.observations(), 11);
        let moves = returns.looked_at(&observed).unwrap();
        let expected = [0.0, 0.0, 0.0, 0.5, 0.0, 0.0, 0.0, -2.0, 0.0, 0.0, 0.0];
        assert_eq!(moves.column(0), expected);
        assert!(notices.iter().any(|notice| notice.code == "valueStands"), "{notices:?}");
        assert!(
            standing(&[1.0, f64::NAN, 1.0, f64::NAN]).is_none(),
            "what is known every other day has gaps"
        );
    }
}
