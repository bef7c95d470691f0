//! Margin: published examples, what must hold of every account, and what is refused.

mod examples;
mod joint_move;
mod properties;
mod refusals;
mod staking;
mod venues;

use allotrope::Error;
use allotrope::margin::{MarginResponse, MeasureMargin};
use allotrope::operations::{Operation, read};
use serde_json::{Value, json};

fn run(request: &Value) -> Result<MarginResponse, Error> {
    MeasureMargin::run(&read::<MeasureMargin>(&request.to_string())?, &mut ())
}

fn quotes(spots: Value) -> Value {
    json!({"valuationTime": "2026-11-22T08:00:00Z", "spots": spots})
}

fn perpetual(asset: &str, settlement: &str) -> Value {
    json!({"kind": "perpetual", "asset": asset, "settlement": settlement})
}

/// A pack of one's own with these tiers.
fn pack(linear: &[[f64; 3]], inverse: &[[f64; 3]]) -> Value {
    let tiers = |rows: &[[f64; 3]]| -> Vec<Value> {
        rows.iter().map(|[f, m, i]| json!({"floor": f, "maintenance": m, "initial": i})).collect()
    };
    json!({
        "label": "own", "date": "2026-11-22", "otherHaircut": 0,
        "contracts": [
            {"settlement": "linear", "tiers": tiers(linear)},
            {"settlement": "inverse", "tiers": tiers(inverse)},
        ],
    })
}
