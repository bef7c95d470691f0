//! Twenty stocks over 28 years, where that history lies beside the project: the figures that
//! PyPortfolioOpt's tests publish for it, recomputed with its version 1.6.0.

use std::path::Path;

use serde_json::{Value, json};

use super::{prices, run, solved};

/// Trading days of a year, as the publisher counts.
const DAYS: f64 = 252.0;

struct Stocks {
    dates: Vec<String>,
    names: Vec<String>,
    /// By stock; none before its first day.
    prices: Vec<Vec<Option<f64>>>,
}

impl Stocks {
    fn read() -> Option<Self> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/prices-stocks-pypfopt.csv");
        let Ok(text) = std::fs::read_to_string(&path) else {
            println!("skipped: there is no {}", path.display());
            return None;
        };
        let mut lines = text.lines();
        let names: Vec<String> = lines.next()?.split(',').skip(1).map(str::to_owned).collect();
        let (mut dates, mut prices) = (vec![], vec![vec![]; names.len()]);
        for line in lines {
            let mut cells = line.split(',');
            dates.push(cells.next()?.to_owned());
            prices.iter_mut().zip(cells).for_each(|(prices, cell)| prices.push(cell.parse().ok()));
        }
        Some(Self { dates, names, prices })
    }

    fn table(&self) -> Value {
        let row = |t: usize| self.prices.iter().map(|prices| prices[t]).collect::<Vec<_>>();
        let rows: Vec<_> = (0..self.dates.len()).map(row).collect();
        json!({"dates": self.dates, "assets": self.names, "prices": rows})
    }

    /// Returns from the first day of each stock on; only heads are missing.
    fn returns(&self) -> Vec<Vec<f64>> {
        let own = |prices: &Vec<Option<f64>>| {
            let prices: Vec<f64> = prices.iter().flatten().copied().collect();
            prices.windows(2).map(|pair| pair[1] / pair[0] - 1.0).collect()
        };
        self.prices.iter().map(own).collect()
    }

    /// The constant growth per year of each stock over its own history.
    fn growth(&self) -> Vec<f64> {
        let growth = |returns: &Vec<f64>| {
            let product: f64 = returns.iter().map(|r| 1.0 + r).product();
            product.powf(DAYS / returns.len() as f64) - 1.0
        };
        self.returns().iter().map(growth).collect()
    }

    /// Moments with each covariance over the days that both stocks have.
    fn moments(&self, expected_returns: Vec<f64>) -> Value {
        let returns = self.returns();
        let covariance = |a: &Vec<f64>, b: &Vec<f64>| {
            let n = a.len().min(b.len());
            let (a, b) = (&a[a.len() - n..], &b[b.len() - n..]);
            let mean = |x: &[f64]| x.iter().sum::<f64>() / n as f64;
            let (ma, mb) = (mean(a), mean(b));
            DAYS * a.iter().zip(b).map(|(x, y)| (x - ma) * (y - mb)).sum::<f64>() / (n - 1) as f64
        };
        let matrix: Vec<Vec<f64>> =
            returns.iter().map(|a| returns.iter().map(|b| covariance(a, b)).collect()).collect();
        json!({"assets": self.names, "expectedReturns": expected_returns, "covariance": matrix})
    }
}

/// Eight decimals are published, of a solver that stops at about 1e-7.
fn close(found: &Value, expected: f64, digits: f64) {
    let found = found.as_f64().unwrap();
    assert!((found - expected).abs() <= digits, "{found} instead of {expected}");
}

#[test]
fn mean_variance() {
    let Some(stocks) = Stocks::read() else { return };
    let moments = stocks.moments(stocks.growth());
    for (kind, rate, earned, volatility) in
        [("minimumRisk", 0.0, 0.15056821, 0.15915085), ("maximumRatio", 0.02, 0.30477687, 0.22165567)]
    {
        let request = json!({"moments": moments, "objective": {"kind": kind}, "riskFreeRate": rate});
        let response = run("allocate", &request);
        solved(&response);
        close(&response["expectedReturn"], earned, 2e-6);
        close(&response["volatility"], volatility, 2e-6);
        if kind == "maximumRatio" {
            close(&response["sharpeRatio"], 1.28477141, 1e-8);
        }
    }
}

/// On the 895 returns that all stocks have.
#[test]
fn measures_on_scenarios() {
    let Some(stocks) = Stocks::read() else { return };
    let growth = stocks.growth();
    let allocate = |measure: Value, least: Option<f64>| {
        let response = run(
            "allocate",
            &json!({
                "prices": stocks.table(),
                "mean": {"kind": "historical", "averaging": "geometric"},
                "periodsPerYear": DAYS,
                "objective": {"kind": "minimumRisk", "measure": measure, "minimumReturn": least},
            }),
        );
        assert_eq!(response["sample"]["observations"], 895);
        (solved(&response), response)
    };
    // Values are published to eight and six decimals; returns move with weights whose risk is flat.
    let (weights, response) = allocate(json!({"kind": "conditionalValueAtRisk"}), None);
    close(&response["risk"]["value"], 0.01704950, 6e-9);
    let earned: f64 = weights.iter().zip(&growth).map(|(w, g)| w * g).sum();
    close(&json!(earned), 0.17745746, 1e-5);
    let (_, response) = allocate(json!({"kind": "conditionalDrawdownAtRisk"}), None);
    close(&response["risk"]["value"], 0.056433, 6e-7);
    close(&response["expectedReturn"], 0.14798, 1e-5);
    let (_, response) = allocate(json!({"kind": "semivariance", "target": 0.0}), Some(0.2));
    let value = response["risk"]["value"].as_f64().unwrap() * DAYS.sqrt();
    // The publisher prints .091287: its solver stops at 1e-8 of a square. At 1e-13 it finds this.
    close(&json!(value), 0.09127562, 6e-9);
}

/// The publisher counts days without a price as returns of zero. The shrinkage of returns that are zero in
/// truth is the same; on successive days, since we take no return across the week of September 2001.
#[test]
fn shrinkage() {
    let Some(stocks) = Stocks::read() else { return };
    let filled = |prices: &Vec<Option<f64>>| {
        let first = prices.iter().flatten().next().copied();
        prices.iter().map(|price| price.or(first).unwrap()).collect::<Vec<f64>>()
    };
    let columns: Vec<Vec<f64>> = stocks.prices.iter().map(filled).collect();
    let names = stocks.names.iter().map(String::as_str);
    let table = prices(&names.zip(columns.iter().map(Vec::as_slice)).collect::<Vec<_>>());
    // Its third target mixes covariances of pairs of days into sums over these: no returns have its .01795506.
    for (target, expected) in [("identity", 0.00625610), ("singleFactor", 0.01850689)] {
        let covariance = json!({"kind": "ledoitWolf", "target": target});
        let response = run("estimate", &json!({"prices": table, "covariance": covariance}));
        assert_eq!(response["sample"]["observations"], 7125);
        close(&response["shrinkage"], expected, 6e-9);
    }
}
