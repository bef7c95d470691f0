//! Option chains in the units that the exchange displays, repriced row by row.

use std::collections::BTreeMap;
use std::path::Path;

use allotrope::market::{Forward, Quotes, VolatilityQuote};
use allotrope::portfolio::{Position, parse_symbol};
use allotrope::price::{PriceRequest, PricedPosition, run};

/// One row: its columns by name.
type Row = BTreeMap<String, String>;

fn read(path: &Path) -> Vec<Row> {
    let text = std::fs::read_to_string(path).unwrap();
    csv::Reader::from_reader(text.as_bytes()).deserialize().map(|row| row.unwrap()).collect()
}

fn number(row: &Row, column: &str) -> f64 {
    row[column].parse().unwrap()
}

/// The row's option at the row's moment, forward and volatility.
fn reprice(row: &Row) -> PricedPosition {
    let instrument = parse_symbol(&row["instrument_name"]).unwrap();
    let asset = row["instrument_name"].split(['-', '_']).next().unwrap().to_owned();
    let forward = number(row, "underlying_price");
    let spot = row.get("index_price").map_or(forward, |spot| spot.parse().unwrap());
    let quotes = Quotes {
        valuation_time: row["timestamp_utc"].clone(),
        spots: BTreeMap::from([(asset.clone(), spot)]),
        rates: BTreeMap::new(),
        forwards: vec![Forward { asset: asset.clone(), expiry: row["expiry_utc"].clone(), price: forward }],
        volatilities: vec![VolatilityQuote::Flat { asset, volatility: number(row, "mark_iv") / 100.0 }],
        perpetuals: vec![],
    };
    let position = Position { id: "1".into(), instrument, quantity: 1.0, entry_price: None };
    let answer =
        run(&PriceRequest { schema_version: None, positions: vec![position], quotes, numeraire: None })
            .unwrap();
    assert!(answer.warnings.is_empty() && answer.excluded.is_empty());
    answer.positions.into_iter().next().unwrap()
}

/// The displayed figures: column, and ours.
fn displayed(priced: &PricedPosition) -> [(&'static str, f64); 7] {
    let exchange = priced.valuation.exchange.unwrap();
    let mark = priced.valuation.coin.as_ref().map_or(priced.valuation.price, |coin| coin.value);
    [
        ("mark_price", mark),
        ("delta", exchange.delta),
        ("gamma", exchange.gamma),
        ("vega", exchange.vega),
        ("theta", exchange.theta),
        ("rho", exchange.rho),
        ("net_delta", exchange.net_delta),
    ]
}

/// Our own chain, computed with mpmath at 30 digits from the formulas of `exchange_units`: puts and
/// calls, coin-settled and linear, an hour to months, with theta capped by the life and by the value
/// that are left. Each figure agrees to half a unit of its last digit.
#[test]
fn our_chain_to_the_last_digit() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/option-chain.csv");
    let rows = read(&path);
    assert_eq!(rows.len(), 12);
    for row in &rows {
        let priced = reprice(row);
        assert_eq!(priced.label, row["instrument_name"]);
        for (column, actual) in displayed(&priced) {
            let digits = row[column].split('.').nth(1).unwrap().len() as i32;
            let error = (actual - number(row, column)).abs();
            let half = 0.5 * 10_f64.powi(-digits);
            assert!(error <= half * 1.000001, "{} {column}: {actual}", row["instrument_name"]);
        }
    }
}

/// The exchange's own chain of 14 May 2020, where it is at hand. It rounds forward, volatility and
/// Greeks, and quotes price and volatility a moment apart. The bounds (median, 95 in 100, largest) are
/// the errors that are known of these data, to the one or two digits that they are stated with.
#[test]
fn the_chain_of_the_exchange() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/data/deribit-chain-btc-greeks-20200514T0541Z.csv");
    if !path.exists() {
        println!("skipped: {} is not there", path.display());
        return;
    }
    let rows = read(&path);
    assert_eq!(rows.len(), 310);
    let mut errors: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for row in &rows {
        let priced = reprice(row);
        assert_eq!(priced.label, row["instrument_name"]);
        let forward = number(row, "underlying_price");
        let own_mark = displayed(&priced)[0].1;
        for (column, mut actual) in displayed(&priced).into_iter().take(6) {
            // Theta is capped by the exchange's mark, whose distance from ours is counted already.
            if column == "theta" {
                let uncapped = -actual < own_mark * forward * (1.0 - 1e-12);
                let cap = -number(row, "mark_price") * forward;
                actual = if uncapped { actual.max(cap) } else { cap };
            }
            errors.entry(column).or_default().push((actual - number(row, column)).abs());
        }
    }
    for (column, [median, most, largest]) in [
        ("mark_price", [4e-6, 5e-5, 1.1e-3]),
        ("delta", [4e-6, 3e-5, 2.8e-4]),
        ("gamma", [3e-6, 5e-6, 5e-6]),
        ("vega", [1e-4, 7e-4, 1.8e-3]),
        ("theta", [4e-4, 4e-3, 0.04]),
        ("rho", [3e-5, 4e-4, 9e-4]),
    ] {
        let errors = errors.get_mut(column).unwrap();
        errors.sort_by(f64::total_cmp);
        let at = |share: f64| errors[((errors.len() - 1) as f64 * share) as usize];
        println!("{column}: median {:.2e}, 95 % {:.2e}, largest {:.2e}", at(0.5), at(0.95), at(1.0));
        for (share, bound) in [(0.5, median), (0.95, most), (1.0, largest)] {
            assert!(at(share) <= bound * 1.1, "{column}");
        }
    }
}

/// The later chains: all BTC and ETH options at three moments, coin-settled. Marks, volatilities and forwards
/// come from one answer of the exchange, delta and vega from later ones, option after option within minutes.
/// Every row agrees within what display and delay make of it:
///
/// ```text
/// mark    half a digit shown (8 digits BTC, 6 ETH) + vega · 0.005 points (the volatility has two digits)
///         + |delta − mark| · 2·10⁻⁴: the forward shown may be a moment older than the mark's
/// delta   half of 5 digits + |∂delta/∂σ| · 0.5 points + ∂delta/∂ln F · 0.004
/// vega    half of 5 digits + |∂vega/∂σ| · 0.5 points + |∂vega/∂ln F| · 0.004 + ½ |∂²vega/∂ln F²| · 0.004²
/// ```
///
/// 0.4 % and half a point are how far forward and volatility may have moved meanwhile; the index moved by up to
/// 0.16 % while delta and vega were read alone. The file's years have 365.25 days, the exchange's 365.
#[test]
fn every_row_of_the_later_chains() {
    const SHOWN: f64 = 5e-5;
    const LATER: f64 = 5e-3;
    const MOVED: f64 = 0.004;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    // Rows; and the median errors of mark (in coin), delta and vega (of itself), to two digits.
    for (moment, count, medians) in [
        ("20251230T173115Z", 1304, [4.1e-6, 7.5e-5, 4.2e-4]),
        ("20260114T212207Z", 1366, [3.0e-6, 3.1e-4, 1.6e-3]),
        ("20260224T094323Z", 1624, [2.3e-6, 4.3e-5, 3.1e-4]),
    ] {
        let path = folder.join(format!("deribit-chain-btc-eth-{moment}.csv"));
        if !path.exists() {
            println!("skipped: {} is not there", path.display());
            continue;
        }
        let rows = read(&path);
        assert_eq!(rows.len(), count);
        let mut errors = [(); 3].map(|()| vec![]);
        for row in &rows {
            let name = row["instrument_name"].clone();
            let volatility = number(row, "implied_volatility");
            let percent = (volatility * 100.0).to_string();
            let renamed = [
                ("underlying_price", &row["futures_price"]),
                ("timestamp_utc", &row["timestamp"]),
                ("expiry_utc", &row["expiry_datetime"]),
                ("mark_iv", &percent),
            ];
            let mut row = row.clone();
            row.extend(renamed.map(|(column, cell)| (column.to_owned(), cell.clone())));
            let priced = reprice(&row);
            assert_eq!(priced.label, name);
            let [(_, mark), (_, delta), _, (_, vega), ..] = displayed(&priced);
            let (forward, strike) = (number(&row, "futures_price"), number(&row, "strike"));
            let deviation = volatility * priced.valuation.years_to_expiry.unwrap().sqrt();
            let d1 = (forward / strike).ln() / deviation + deviation / 2.0;
            let (d2, density) = (d1 - deviation, vega * 100.0 * volatility / (forward * deviation));
            let digit = if name.starts_with("BTC") { 5e-9 } else { 5e-7 };
            let slope = 1.0 - d1 / deviation;
            let bent = 0.5 * (slope * slope + 1.0 / (deviation * deviation)) * MOVED * MOVED;
            let bounds = [
                digit + vega * 100.0 / forward * SHOWN + (delta - mark).abs() * 2e-4,
                5e-6 + (density * d2 / volatility).abs() * LATER + density / deviation * MOVED,
                5e-6 + vega * ((d1 * d2 / volatility).abs() * LATER + slope.abs() * MOVED + bent),
            ];
            let found = [("mark_price", mark), ("delta", delta), ("vega", vega)];
            for (i, ((column, found), bound)) in found.into_iter().zip(bounds).enumerate() {
                let error = (found - number(&row, column)).abs();
                assert!(
                    error <= bound,
                    "{moment} {name} {column}: {found}, {} shown, {bound:e}",
                    row[column]
                );
                errors[i].push(if i == 2 { error / vega.max(1.0) } else { error });
            }
        }
        for (errors, median) in errors.iter_mut().zip(medians) {
            errors.sort_by(f64::total_cmp);
            let found = errors[errors.len() / 2];
            println!("{moment}: median {found:.2e}, largest {:.2e}", errors[errors.len() - 1]);
            assert!(found <= 1.1 * median, "{moment}: {found:e}");
        }
    }
}
