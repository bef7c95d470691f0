//! Joint moves and chances as sentences.

use super::response::LiquidationMove;

/// How many coins a sentence names.
const NAMED: usize = 3;

fn signed(value: f64, digits: usize) -> String {
    format!("{}{:.digits$}", if value < 0.0 { "−" } else { "+" }, value.abs())
}

/// A chance in per cent, with as many digits as it takes to tell it from nothing.
pub fn chance(probability: f64) -> String {
    match 100.0 * probability {
        percent if percent >= 10.0 => format!("{percent:.0} %"),
        percent if percent >= 0.1 => format!("{percent:.1} %"),
        percent if percent >= 1e-4 => format!("{percent:.4} %"),
        _ => "less than 0.0001 %".to_owned(),
    }
}

/// "1 day", "30 days".
pub fn span(days: f64) -> String {
    if days == 1.0 { "1 day".to_owned() } else { format!("{} days", (days * 100.0).round() / 100.0) }
}

/// "BTC −18 % with ETH −24 % and volatilities of BTC +35 points", the coins that matter most first; `weights` is what
/// each coin's move costs.
pub fn joint(moves: &[LiquidationMove], weights: &[f64]) -> String {
    let mut order: Vec<usize> = (0..moves.len()).filter(|i| moves[*i].change.abs() >= 5e-4).collect();
    order.sort_by(|a, b| weights[*b].total_cmp(&weights[*a]));
    let one = |i: &usize| {
        let LiquidationMove { asset, change, .. } = &moves[*i];
        let digits = usize::from(change.abs() < 0.1);
        format!("{asset} {} %", signed(100.0 * change, digits))
    };
    let mut named: Vec<String> = order.iter().take(NAMED).map(one).collect();
    match order.len().saturating_sub(NAMED) {
        0 => {}
        1 => named.push("1 other coin".to_owned()),
        more => named.push(format!("{more} other coins")),
    }
    let turned = |one: &LiquidationMove| one.volatility.map_or(0.0, f64::abs);
    let farthest = moves.iter().max_by(|a, b| turned(a).total_cmp(&turned(b)));
    if let Some((farthest, points)) = farthest.and_then(|one| Some((one, one.volatility?)))
        && points.abs() >= 5e-4
    {
        let digits = usize::from(points.abs() < 0.1);
        named.push(format!("volatilities of {} {} points", farthest.asset, signed(100.0 * points, digits)));
    }
    match named.split_first() {
        None => "Prices as they are".to_owned(),
        Some((first, [])) => first.clone(),
        Some((first, rest)) => format!("{first} with {}", rest.join(" and ")),
    }
}
