//! Published portfolios and estimates, asked for through whichever door is handed over: the native engine's
//! in `tests/allocation`, the wasm engine's in `tests/browser.rs`. The fixtures say where each figure is from.

mod backtests;
mod tails;

use serde_json::{Value, json};

/// The response of an operation; a request that is refused fails the test.
pub type Door = fn(&str, &Value) -> Value;

/// All of them.
pub const GOLDENS: [fn(Door); 9] = [
    portfolios,
    corner_portfolios,
    shrunk_covariances,
    views,
    backtests::exceptions,
    risk_figures,
    tails::danish_fire_losses,
    tails::cornish_fisher,
    tails::draws,
];

/// The weights of a response, which has to be solved and verified.
pub fn solved(response: &Value) -> Vec<f64> {
    assert_eq!(response["status"], "solved", "{response}");
    assert_eq!(response["verification"]["passed"], true, "{response}");
    response["weights"].as_array().unwrap().iter().map(|weight| number(&weight["weight"])).collect()
}

/// A price table from columns of prices on successive days.
pub fn prices(columns: &[(&str, &[f64])]) -> Value {
    let start: jiff::civil::Date = "2024-01-01".parse().unwrap();
    let days = columns[0].1.len();
    let dates: Vec<String> =
        (0..days).map(|t| (start + jiff::SignedDuration::from_hours(24 * t as i64)).to_string()).collect();
    let rows: Vec<Vec<Option<f64>>> = (0..days)
        .map(|t| columns.iter().map(|(_, prices)| Some(prices[t]).filter(|p| p.is_finite())).collect())
        .collect();
    json!({"dates": dates, "assets": columns.iter().map(|(name, _)| name).collect::<Vec<_>>(), "prices": rows})
}

/// The price table that returns make, of assets `A1`, `A2`, …
fn prices_of(returns: &[Vec<f64>], grow: fn(f64, f64) -> f64) -> Value {
    let names: Vec<String> = (1..=returns.len()).map(|i| format!("A{i}")).collect();
    let path = |returns: &Vec<f64>| {
        let steps = returns.iter().scan(1.0, |price, r| {
            *price = grow(*price, *r);
            Some(*price)
        });
        std::iter::once(1.0).chain(steps).collect()
    };
    let columns: Vec<Vec<f64>> = returns.iter().map(path).collect();
    let table: Vec<(&str, &[f64])> =
        names.iter().map(String::as_str).zip(columns.iter().map(Vec::as_slice)).collect();
    prices(&table)
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

fn vector(numbers: &Value) -> Vec<f64> {
    numbers.as_array().unwrap().iter().map(number).collect()
}

fn rows(rows: &Value) -> Vec<Vec<f64>> {
    rows.as_array().unwrap().iter().map(vector).collect()
}

fn close(found: &[f64], expected: &[f64], tolerance: f64, name: &str) {
    assert_eq!(found.len(), expected.len(), "{name}");
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() <= tolerance, "{name}: {found} instead of {expected}");
    }
}

fn fixture() -> Value {
    serde_json::from_str(include_str!("../fixtures/allocation.json")).unwrap()
}

fn portfolios(door: Door) {
    for scenario in fixture()["allocations"].as_array().unwrap() {
        let name = scenario["name"].as_str().unwrap();
        let mut request = scenario["request"].clone();
        if let Some(returns) = scenario.get("returns") {
            request["prices"] = prices_of(&rows(returns), |price, r| price * (1.0 + r));
        }
        let response = door("allocate", &request);
        // Half a digit of what the source prints.
        close(&solved(&response), &vector(&scenario["weights"]), number(&scenario["tolerance"]), name);
        for figure in ["volatility", "sharpeRatio", "diversificationRatio"] {
            if let Some(expected) = scenario[figure].as_f64() {
                let off = number(&response[figure]) / expected - 1.0;
                // The digits that the source gives.
                let digits = scenario.get("figureDigits").map_or(1e-8, number);
                assert!(off.abs() < digits, "{name}: {figure} {} instead of {expected}", response[figure]);
            }
        }
        if let Some(expected) = scenario.get("risk") {
            let found = number(&response["risk"]["value"]);
            close(&[found], &[number(expected)], number(&scenario["riskTolerance"]), name);
        }
    }
}

/// The corners that the frontier shows, from the least variance up; and, since other ways lead there, the
/// portfolio of least risk that earns what each corner earns.
fn corner_portfolios(door: Door) {
    for scenario in fixture()["frontiers"].as_array().unwrap() {
        let name = scenario["name"].as_str().unwrap();
        let means = vector(&scenario["request"]["moments"]["expectedReturns"]);
        let mut request = scenario["request"].clone();
        let frontier = door("frontier", &request);
        let found = frontier["corners"].as_array().unwrap();
        let published = scenario["corners"].as_array().unwrap();
        assert_eq!(found.len(), published.len(), "{name}: {found:?}");
        for (found, corner) in found.iter().rev().zip(published) {
            let (expected, lambda) = (vector(&corner["weights"]), number(&corner["lambda"]));
            // Given to fifteen digits, with λ the quotient of small differences; equal returns are told
            // apart by 1e-11 of the range of all.
            let tolerance = scenario.get("tolerance").map_or(1e-12, number);
            close(&vector(&found["point"]["weights"]), &expected, tolerance, name);
            close(&[number(&found["lambda"])], &[lambda], 10.0 * tolerance * lambda.max(1.0), name);
            let earned: f64 = expected.iter().zip(&means).map(|(w, mean)| w * mean).sum();
            close(&[number(&found["point"]["expectedReturn"])], &[earned], 1e-12, name);
            request["objective"] = json!({"kind": "minimumRisk", "minimumReturn": earned});
            // The returns of the corners are rounded once.
            close(&solved(&door("allocate", &request)), &expected, 1e-9, name);
        }
    }
}

/// The examples in scikit-learn's documentation, which prints six digits; the draws stand in the fixtures
/// rounded to as many.
fn shrunk_covariances(door: Door) {
    let fixture: Value = serde_json::from_str(include_str!("../fixtures/oracle_approximating.json")).unwrap();
    let ledoit_wolf: Value = serde_json::from_str(include_str!("../fixtures/ledoit_wolf.json")).unwrap();
    for (kind, returns, covariance, shrinkage) in [
        ("ledoitWolf", &ledoit_wolf[0]["returns"], [0.440673, 0.161616, 0.161616, 0.802263], 0.230254),
        ("oracleApproximating", &fixture["returns"], [0.753372, 0.276349, 0.276349, 0.396448], 0.0195758),
    ] {
        let days = rows(returns);
        let columns: Vec<Vec<f64>> = (0..2).map(|i| days.iter().map(|day| day[i]).collect()).collect();
        // Log returns: normal draws below −1 are no simple ones.
        let request = json!({
            "prices": prices_of(&columns, |price, r| price * r.exp()),
            "covariance": {"kind": kind},
            "returns": "log",
            "periodsPerYear": 1,
        });
        let response = door("estimate", &request);
        close(&rows(&response["covariance"]).concat(), &covariance, 1e-6, kind);
        close(&[number(&response["shrinkage"])], &[shrinkage], 1e-6, kind);
    }
}

/// Prices whose log returns have, with no degree of freedom lost, exactly the given covariance: plus and
/// minus √N times each column of its Cholesky factor.
fn prices_with_covariance(assets: &Value, covariance: &[Vec<f64>]) -> Value {
    let n = covariance.len();
    let matrix = nalgebra::DMatrix::from_fn(n, n, |i, j| covariance[i][j]);
    let lower = matrix.cholesky().unwrap().unpack() * (n as f64).sqrt();
    // Up and down in turn, so that no price runs away.
    let columns: Vec<Vec<f64>> = (0..n)
        .map(|i| (0..=2 * n).map(|t| if t % 2 == 0 { 1.0 } else { lower[(i, t / 2)].exp() }).collect())
        .collect();
    let names = assets.as_array().unwrap().iter().map(|asset| asset.as_str().unwrap());
    let table: Vec<(&str, &[f64])> = names.zip(columns.iter().map(Vec::as_slice)).collect();
    prices(&table)
}

/// He & Litterman and Idzorek: the posterior means, and the portfolio that maximises
/// μ'x − ½ δ x'Σx without limits.
fn views(door: Door) {
    let scenarios: Value = serde_json::from_str(include_str!("../fixtures/black_litterman.json")).unwrap();
    for scenario in scenarios.as_array().unwrap() {
        let name = scenario["name"].as_str().unwrap();
        let covariance = rows(&scenario["covariance"]);
        let request = json!({
            "prices": prices_with_covariance(&scenario["assets"], &covariance),
            "covariance": {"kind": "sample", "ddof": 0},
            "mean": scenario["mean"],
            "returns": "log",
            "periodsPerYear": 1,
        });
        let response = door("estimate", &request);
        let found = vector(&response["expectedReturns"]);
        // Given to eight decimals; the view of the first paper to nine digits of its weights.
        close(&found, &vector(&scenario["expected"]), 1e-8, name);
        let Some(portfolio) = scenario.get("portfolio") else { continue };
        let n = found.len();
        // Idzorek stays with the prior covariance.
        let sigma = match scenario["priorCovariance"].as_bool() {
            Some(true) => covariance.concat(),
            _ => rows(&response["covariance"]).concat(),
        };
        let sigma =
            nalgebra::DMatrix::from_row_slice(n, n, &sigma) * number(&scenario["mean"]["riskAversion"]);
        let weights = sigma.lu().solve(&nalgebra::DVector::from_vec(found)).unwrap();
        // Eight decimals again; the inverse of the smallest eigenvalue turns the rounding of the view's
        // weights into that of the seventh.
        close(weights.as_slice(), &vector(portfolio), 1e-7, name);
    }
}

/// Factors of the normal and of the unit-variance t with four degrees, and Hull's linear book: 10 million and 5
/// million dollars with daily volatilities of 2 % and 1 % and a correlation of 0.3.
fn risk_figures(door: Door) {
    // Four orthogonal moves with that covariance of simple returns (denominator 3).
    let (x, y) = ([1.0, 1.0, -1.0, -1.0], [1.0, -1.0, 1.0, -1.0]);
    let (mut first, mut second) = (vec![100.0], vec![100.0]);
    for t in 0..4 {
        let z = 0.3 * x[t] + 0.91f64.sqrt() * y[t];
        first.push(first[t] * (1.0 + 0.02 * 0.75f64.sqrt() * x[t]));
        second.push(second[t] * (1.0 + 0.01 * 0.75f64.sqrt() * z));
    }
    let position = |asset: &str, quantity: f64| json!({"id": asset, "instrument": {"kind": "spot", "asset": asset}, "quantity": quantity});
    let ask = |level: f64, method: Value| {
        let request = json!({
            "positions": [position("A", 1e5), position("B", 5e4)],
            "quotes": {"valuationTime": "2024-01-05T00:00:00Z", "spots": {"A": 100.0, "B": 100.0}},
            "prices": prices(&[("A", &first), ("B", &second)]),
            "level": level,
            "method": method,
        });
        let risk = door("risk", &request);
        ["standardDeviation", "valueAtRisk", "expectedShortfall"].map(|figure| number(&risk[figure]))
    };
    for (level, normal, student) in [
        (0.95, [1.644854, 2.062713], [1.507443, 2.264771]),
        (0.975, [1.959964, 2.337803], [1.963243, 2.823871]),
        (0.99, [2.326348, 2.665214], [2.649492, 3.691510]),
    ] {
        for (method, factors) in [
            (json!({"kind": "parametricNormal"}), normal),
            (json!({"kind": "deltaGammaVega"}), normal),
            (json!({"kind": "parametricStudentT", "degreesOfFreedom": 4}), student),
        ] {
            let [deviation, value, shortfall] = ask(level, method.clone());
            // Printed in whole dollars, and six decimals.
            close(&[deviation], &[220_227.0], 0.6, "Hull");
            close(&[value / deviation, shortfall / deviation], &factors, 6e-7, &method.to_string());
        }
    }
}
