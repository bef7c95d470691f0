//! Published statistics of back-tests, from exceptions placed by hand.

use serde_json::{Value, json};

use super::{Door, number, prices};

/// A response on so many steps with so many exceptions, far apart, of figures that are given.
fn backtest(door: Door, exceptions: usize, steps: usize, level: f64) -> Value {
    const WINDOW: usize = 20;
    let mut path = vec![100.0];
    for t in 0..WINDOW + steps {
        let step = t.checked_sub(WINDOW);
        // Every so often a fall by a tenth, which the figure of 5 does not cover, and back up.
        let apart = steps / exceptions.max(1);
        let falls = step.is_some_and(|step| step % apart == 0 && step / apart < exceptions);
        path.push(path[t] * if falls { 0.9 } else { 1.001 });
    }
    let answer = door(
        "riskBacktest",
        &json!({
            "positions": [{"id": "1", "quantity": 1, "instrument": {"kind": "spot", "asset": "BTC"}}],
            "quotes": {"valuationTime": "2028-01-01T00:00:00Z", "spots": {"BTC": 100}},
            "prices": prices(&[("BTC", &path)]),
            "window": WINDOW,
            "level": level,
            "methods": [],
            "given": [{
                "method": {"kind": "historical"},
                "valueAtRisk": vec![5.0; steps],
                "expectedShortfall": vec![10.0; steps],
            }],
        }),
    );
    let method = answer["methods"][0].clone();
    assert_eq!(method["exceptions"].as_array().unwrap().len(), exceptions);
    method
}

/// Kupiec's ratio of MathWorks' examples, to the last digit printed, and the traffic light of the Basel Committee.
pub fn exceptions(door: Door) {
    for (exceptions, steps, level, ratio, p) in [
        (57, 1043, 0.95, 0.46147, Some(0.49694)),
        (17, 1043, 0.99, 3.5118, Some(0.060933)),
        (3, 250, 0.95, 10.812, None),
        (3, 250, 0.99, 0.09494, None),
    ] {
        let kupiec = &backtest(door, exceptions, steps, level)["tests"][0];
        // Five digits are printed: half of the last one.
        let agrees = |found: &Value, printed: f64| {
            let unit = 10_f64.powf(printed.log10().floor() - 4.0);
            (number(found) - printed).abs() <= 0.5001 * unit.max(1e-5 * printed)
        };
        assert!(agrees(&kupiec["statistic"], ratio), "{kupiec}");
        assert!(p.is_none_or(|p| agrees(&kupiec["pValue"], p)), "{kupiec}");
    }
    let printed = [8.11, 28.58, 54.32, 75.81, 89.22, 95.88, 98.63, 99.60, 99.89, 99.97];
    for (exceptions, printed) in printed.into_iter().enumerate() {
        let method = backtest(door, exceptions, 250, 0.99);
        assert!(
            (100.0 * number(&method["cumulative"]) - printed).abs() <= 0.0051,
            "{}",
            method["cumulative"]
        );
        assert_eq!(method["light"], if exceptions <= 4 { "green" } else { "yellow" });
    }
    assert_eq!(backtest(door, 10, 250, 0.99)["light"], "red");
}
