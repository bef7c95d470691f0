//! How fast the kernels run natively: `cargo test --release --test speed -- --ignored --nocapture`.
//! (`npm run bench` measures the same in wasm.)

use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::Instant;

use allotrope::market::{Quotes, VolatilityQuote};
use allotrope::portfolio::parse_symbol;
use allotrope::pricing::instrument::Holding;
use allotrope::pricing::{ScenarioBlock, ScenarioFrame, SmileRule};

#[test]
#[ignore = "measures time"]
fn scenarios_with_ten_assets_and_twenty_options() {
    let assets: Vec<String> = (0..10).map(|i| format!("A{i}")).collect();
    let quotes = Quotes {
        valuation_time: "2026-11-20T08:00:00Z".into(),
        spots: assets.iter().map(|a| (a.clone(), 100.0)).collect(),
        rates: BTreeMap::new(),
        forwards: vec![],
        volatilities: assets
            .iter()
            .map(|a| VolatilityQuote::Flat { asset: a.clone(), volatility: 0.6 })
            .collect(),
        perpetuals: vec![],
    };
    let market = quotes.check().unwrap();
    let frame =
        ScenarioFrame { assets: assets.clone(), horizon_years: 1.0 / 365.0, smile: SmileRule::StickyStrike };
    let holding = Holding { quantity: 1.0, entry_price: None };
    let mut book = vec![];
    for i in 0..30 {
        let asset = &assets[i % 10];
        let name = if i < 10 { asset.clone() } else { format!("{asset}_USDC-25DEC26-{}-C", 80 + 2 * i) };
        let contract = parse_symbol(&name).unwrap().method().check().unwrap();
        book.push(contract.revaluation(&market, &holding, &frame).unwrap());
    }
    const LEN: usize = 512;
    let returns: Vec<f64> = (0..LEN * 10).map(|k| 0.05 * (k as f64 * 0.618).sin()).collect();
    let factors: Vec<f64> = returns.iter().map(|x| x.exp()).collect();
    let block = ScenarioBlock::new(LEN, &returns, &factors, None);
    let mut out = vec![0.0; LEN];
    let rounds = 2000;
    let start = Instant::now();
    for _ in 0..rounds {
        out.fill(0.0);
        for position in &book {
            position.profit(black_box(&block), &mut out);
        }
        black_box(&out);
    }
    let seconds = start.elapsed().as_secs_f64();
    println!("{:.2} million scenarios a second", (rounds * LEN) as f64 / seconds / 1e6);
}

#[test]
#[ignore = "measures time"]
fn black_price_and_greeks() {
    use allotrope::pricing::Right;
    use allotrope::pricing::black76::Black76;
    let rounds = 2_000_000;
    let start = Instant::now();
    let mut sum = 0.0;
    for k in 0..rounds {
        let strike = 50.0 + (k % 1000) as f64 * 0.1;
        let right = if k % 2 == 0 { Right::Call } else { Right::Put };
        let black = Black76::new(right, 100.0, black_box(strike), 0.6, 0.5);
        sum += black.price()
            + black.delta()
            + black.gamma()
            + black.vega()
            + black.theta()
            + black.strike_part();
    }
    black_box(sum);
    let seconds = start.elapsed().as_secs_f64();
    println!("{:.2} million prices with Greeks a second", rounds as f64 / seconds / 1e6);
}
