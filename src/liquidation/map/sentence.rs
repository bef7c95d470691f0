//! What the map says in words.

use super::crowd::Amounts;
use super::response::LiquidationCluster;
use crate::error::grouped;

fn per_cent(change: f64) -> String {
    format!("{:+.1} %", 100.0 * change).replace('-', "−")
}

/// Four digits are enough to find a price on a chart.
fn price(value: f64) -> String {
    if value >= 1_000.0 {
        return grouped(value.round() as u64);
    }
    let digits = (3 - libm::floor(libm::log10(value.max(1e-12))) as i32).clamp(0, 12) as usize;
    format!("{value:.digits$}")
}

/// A level with much, in words; `edges` are the moves between which it lies, the nearer to today first.
pub fn cluster(
    (inner, outer): (f64, f64),
    amounts: Amounts,
    all: f64,
    asset: Option<&str>,
    spot: Option<f64>,
) -> LiquidationCluster {
    let (from, to) = if inner < outer { (inner, outer) } else { (outer, inner) };
    let share = amounts.notional / all;
    let side = if outer < 0.0 { "longs that a fall ends" } else { "shorts that a rise ends" };
    let what = asset.map_or("all notional".to_owned(), |asset| format!("the notional in {asset}"));
    let between = match spot {
        Some(spot) => {
            let [low, high] = [from, to].map(|change| price(spot * (1.0 + change)));
            format!("{low} and {high} ({} to {})", per_cent(from), per_cent(to))
        }
        None => format!("{} and {}", per_cent(from), per_cent(to)),
    };
    let sentence = format!("{:.1} % of {what} stands between {between}: {side}.", 100.0 * share);
    LiquidationCluster { from, to, amounts: amounts.into(), share, sentence }
}

/// How many have met their lines.
pub fn already(count: f64) -> String {
    let (rows, have) = if count == 1.0 { ("position", "has") } else { ("positions", "have") };
    format!(
        "{} {rows} {have} met the line at today's prices and {} left out of levels and cascades: the list may be older than the prices.",
        grouped(count as u64),
        if count == 1.0 { "is" } else { "are" }
    )
}
