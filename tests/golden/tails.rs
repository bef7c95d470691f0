//! Figures of tails: published ones, and those of every machine.

use serde_json::{Value, json};

use super::{Door, close, number, prices};

/// The risk of so many units of one asset at a price of 1,000 whose past has these simple returns.
fn measured(door: Door, returns: &[f64], level: f64, method: &Value) -> Value {
    let mut path = vec![1000.0];
    returns.iter().for_each(|r| path.push(path[path.len() - 1] * (1.0 + r)));
    door(
        "risk",
        &json!({
            "positions": [{"id": "1", "quantity": 1, "instrument": {"kind": "spot", "asset": "A"}}],
            "quotes": {"valuationTime": "2034-01-01T00:00:00Z", "spots": {"A": 1000}},
            "prices": prices(&[("A", &path)]),
            "level": level,
            "method": method,
            "seed": 7,
        }),
    )
}

/// McNeil (1997): the 109 of 2,167 Danish fire losses above 10 million, as losses of a position of 1,000 million. The
/// loss below them is raised to 10, so that the threshold is that of the paper.
pub fn danish_fire_losses(door: Door) {
    let mut losses: Vec<f64> =
        serde_json::from_str(include_str!("../fixtures/danish_fire_losses.json")).unwrap();
    // The file has those above five; the others are no part of the tail.
    losses.resize(2167, 1.5);
    let below = (0..losses.len()).filter(|&i| losses[i] <= 10.0);
    let next = below.reduce(|a, b| if losses[b] > losses[a] { b } else { a }).unwrap();
    losses[next] = 10.0;
    let returns: Vec<f64> = losses.iter().map(|loss| -loss / 1000.0).collect();
    let method = json!({"kind": "extremeValue", "tailShare": 109.5 / losses.len() as f64});
    for (level, value, shortfall) in [(0.99, 27.28999, 58.24010), (0.999, 94.33935, 191.53527)] {
        let risk = measured(door, &returns, level, &method);
        // Published with six decimals of shape and scale by a search that stopped at about that.
        close(&[number(&risk["valueAtRisk"]) / value], &[1.0], 3e-6, "value at risk");
        close(&[number(&risk["expectedShortfall"]) / shortfall], &[1.0], 1e-5, "expected shortfall");
        let chosen = &risk["tailFit"]["chosen"];
        close(&[number(&chosen["shape"])], &[0.496986], 2e-6, "shape");
        close(&[number(&chosen["scale"])], &[6.975468], 2e-5, "scale");
    }
}

/// Quantiles of Cornish and Fisher at 1 % for a skewness and an excess kurtosis, to six decimals as PerformanceAnalytics
/// has them, from four values that have just these moments with mean 0 and variance 1, so many times each in 400.
pub fn cornish_fisher(door: Door) {
    let many = [3, 97, 297, 3];
    for (counts, values, quantile) in [
        (many, [-3.307777268198902, -1.5628130183998379, 0.5002019360056862, 4.318739865230722], -3.067497),
        (
            [10, 190, 190, 10],
            [-3.985092345490754, -0.6233175846005493, 0.6861423907844556, 2.791421027996536],
            -3.854265,
        ),
        (many, [-4.836732222162358, -1.38381884355048, 0.44714276380674167, 5.313074546760448], -4.383374),
    ] {
        let returns: Vec<f64> = (0..4).flat_map(|i| vec![0.01 * values[i]; counts[i]]).collect();
        let risk = measured(door, &returns, 0.99, &json!({"kind": "cornishFisher"}));
        // Half of the last digit printed.
        close(
            &[number(&risk["valueAtRisk"]) / number(&risk["standardDeviation"])],
            &[-quantile],
            6e-7,
            "quantile",
        );
    }
}

/// Ways to draw, to the last bit: whoever changes the arithmetic on purpose changes these digits.
pub fn draws(door: Door) {
    // Whole numbers modulo a prime: no function that machines round in their own ways.
    let mut state = 12_345u64;
    let mut uniform = || {
        state = state * 48_271 % 2_147_483_647;
        state as f64 / 2_147_483_647.0
    };
    let returns: Vec<f64> =
        (0..300).map(|_| 0.05 * (uniform() + uniform() + uniform() + uniform() - 2.0)).collect();
    let mut found = vec![];
    for (settings, ..) in DRAWS {
        let mut method: Value = serde_json::from_str(settings).unwrap();
        method["kind"] = json!("monteCarlo");
        method["scenarios"] = json!(8192);
        let risk = measured(door, &returns, 0.99, &method);
        found.push((settings, number(&risk["valueAtRisk"]), number(&risk["expectedShortfall"])));
    }
    assert_eq!(found, DRAWS);
}

const DRAWS: [(&str, f64, f64); 6] = [
    ("{}", 61.620458396569376, 71.37922060262204),
    (r#"{"draws": "antithetic"}"#, 61.33186235304255, 70.58057608923237),
    (r#"{"draws": "quasiRandom"}"#, 63.6935457630452, 72.48426453675081),
    (r#"{"distribution": "studentT", "degreesOfFreedom": 5}"#, 66.93202301354073, 86.68829578893634),
    (
        r#"{"distribution": "fittedMargins", "draws": "quasiRandom", "degreesOfFreedom": 6}"#,
        63.4704880295659,
        73.2151371808606,
    ),
    (r#"{"distribution": "pastMargins", "degreesOfFreedom": 6}"#, 63.06351870517246, 70.70585752858426),
];
