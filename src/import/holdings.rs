//! Drafts of positions to positions: sides, values, sums, ids.

use std::collections::{BTreeMap, HashMap};

use super::instrument_name::{asset_of, held};
use super::issues::{Issues, Severity};
use super::response::PendingValue;
use crate::market::{QUOTE_CURRENCY, is_money, is_state_currency};
use crate::portfolio::{Portfolio, Position};
use crate::pricing::instrument::Instrument;

/// An amount of units or of money.
#[derive(Debug, Clone, PartialEq)]
pub enum Amount {
    /// Coins or contracts.
    Quantity(f64),
    /// Money, in the currency of that name.
    Value(f64, String),
}

/// A row that names an instrument and an amount of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// The instrument.
    pub instrument: Instrument,
    /// How much; negative is short.
    pub amount: Amount,
    /// The price it was entered at.
    pub entry_price: Option<f64>,
    /// Where it stands: the line, and the column of the amount.
    pub place: (usize, Option<usize>),
    /// Whether it is a position of its own even if another row names the same instrument.
    pub apart: bool,
}

/// Long, short, or closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Bought.
    Long,
    /// Sold.
    Short,
    /// Closed.
    Flat,
}

/// The side that a word says.
pub fn side_of(word: &str) -> Option<Side> {
    Some(match word.trim().to_lowercase().as_str() {
        "long" | "buy" | "bought" | "b" | "l" | "kauf" | "compra" | "achat" | "koop" | "acquisto" | "多"
        | "买入" | "買" => Side::Long,
        "short" | "sell" | "sold" | "s" | "verkauf" | "venta" | "venda" | "vente" | "verkoop" | "vendita"
        | "空" | "卖出" | "売" => Side::Short,
        "zero" | "flat" | "none" | "closed" => Side::Flat,
        _ => return None,
    })
}

/// A number with the sign of its side: `sell 0.3` and `sell -0.3` are both short.
pub fn signed(number: f64, side: Option<Side>) -> f64 {
    match side {
        Some(Side::Long) => number.abs(),
        Some(Side::Short) => -number.abs(),
        Some(Side::Flat) => 0.0,
        None => number,
    }
}

/// Sums the drafts of the same instrument, turns values into quantities where a price is known, and
/// numbers the positions, those whose value waits for a price among them.
pub fn settle(
    drafts: Vec<Draft>,
    spots: &BTreeMap<String, f64>,
    issues: &mut Issues,
) -> (Vec<Position>, Vec<PendingValue>) {
    let mut merged: Vec<Draft> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for draft in drafts {
        let Some(draft) = priced(draft, spots, issues) else { continue };
        let kind = if matches!(draft.amount, Amount::Quantity(_)) { "quantity" } else { "value" };
        let key = format!("{kind} {}", serde_json::to_string(&draft.instrument).unwrap_or_default());
        match places.get(&key).filter(|_| !draft.apart) {
            None => {
                places.insert(key, merged.len());
                merged.push(draft);
            }
            Some(place) => {
                let first = &mut merged[*place];
                let (line, name) = (first.place.0, asset_of(&first.instrument).to_owned());
                issues.add(draft.place, Severity::Note, "summed", || {
                    format!("the same instrument ({name}) also stands on line {line}; the two are summed")
                });
                add(first, &draft);
            }
        }
    }
    let (mut positions, mut pending): (Vec<Position>, Vec<PendingValue>) = (Vec::new(), Vec::new());
    for draft in merged {
        let Draft { instrument, amount, entry_price, place, .. } = draft;
        let id = (positions.len() + pending.len() + 1).to_string();
        let quantity = if let Amount::Quantity(quantity) = amount { quantity } else { 0.0 };
        let asset = asset_of(&instrument).to_owned();
        let position = Position { id: id.clone(), instrument, quantity, entry_price };
        // What no operation would take is said here, where its line is known.
        if let Err(error) = Portfolio::check(std::slice::from_ref(&position)) {
            let message = || error.message.trim_end_matches('.').to_owned();
            issues.add(place, Severity::Skipped, "unusable", message);
            continue;
        }
        if let Amount::Value(value, _) = amount {
            issues.add(place, Severity::Doubtful, "pendingValue", || {
                format!("the quantity of {asset} is open until there is a price of {asset}; it is worth {value} {QUOTE_CURRENCY}")
            });
            pending.push(PendingValue { id, asset, value });
        } else {
            positions.push(position);
        }
    }
    (positions, pending)
}

/// The draft with a quantity where its value and a price give one.
fn priced(mut draft: Draft, spots: &BTreeMap<String, f64>, issues: &mut Issues) -> Option<Draft> {
    let asset = asset_of(&draft.instrument).to_owned();
    let Amount::Value(value, currency) = &draft.amount else { return Some(draft) };
    let (value, currency) = (*value, currency.clone());
    if currency == asset {
        draft.amount = Amount::Quantity(value);
        return Some(draft);
    }
    if !matches!(draft.instrument, Instrument::Spot(_) | Instrument::Cash(_)) {
        let message = || "a value does not tell how many contracts are held; give the quantity".to_owned();
        issues.add(draft.place, Severity::Skipped, "valueOfContract", message);
        return None;
    }
    let spot = |name: &str| match spots.get(name) {
        Some(spot) if spot.is_finite() && *spot > 0.0 => Some(*spot),
        None if is_money(name) => Some(1.0),
        _ => None,
    };
    let Some(rate) = spot(&currency) else {
        let message = || {
            format!(
                "the value is in {currency}, and there is no price of {currency} to turn it into {QUOTE_CURRENCY}"
            )
        };
        issues.add(draft.place, Severity::Skipped, "foreignValue", message);
        return None;
    };
    draft.amount = match spot(&asset) {
        Some(price) => {
            let quantity = value * rate / price;
            issues.add(draft.place, Severity::Note, "quantityFromValue", || {
                format!("{value} {currency} of {asset} at {price} are {quantity} {asset}")
            });
            Amount::Quantity(quantity)
        }
        None => Amount::Value(value * rate, QUOTE_CURRENCY.to_owned()),
    };
    Some(draft)
}

/// Adds the second draft to the first; entry prices are weighted by quantity where both are on the
/// same side, and dropped where they are not.
fn add(first: &mut Draft, second: &Draft) {
    match (&mut first.amount, &second.amount) {
        (Amount::Quantity(a), Amount::Quantity(b)) => {
            first.entry_price = match (first.entry_price, second.entry_price) {
                (Some(p), Some(q)) if *a * *b > 0.0 => Some((p * *a + q * *b) / (*a + *b)),
                _ => None,
            };
            *a += *b;
        }
        (Amount::Value(a, _), Amount::Value(b, _)) => *a += *b,
        _ => {}
    }
}

/// The currency that a sign or a code of money means.
pub fn money(unit: &str) -> Option<String> {
    let unit = unit.trim();
    let unit = unit.strip_prefix("US").filter(|rest| *rest == "$").unwrap_or(unit);
    let mut letters = unit.chars();
    if let (Some(sign), None) = (letters.next(), letters.next()) {
        return super::number::CURRENCY_SIGNS
            .iter()
            .find(|(c, _)| *c == sign)
            .map(|(_, code)| (*code).to_owned());
    }
    let code = unit.to_uppercase();
    is_state_currency(&code).then_some(code)
}

/// Cash in a currency.
pub fn cash(currency: &str) -> Instrument {
    held(currency.to_owned())
}
