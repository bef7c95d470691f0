//! Every published example that the packs carry, and the deductions that venues publish.

use allotrope::margin::{Span, Tiers, venue};
use allotrope::market::Settlement;
use serde_json::Value;

use super::run;

#[test]
fn published_examples_to_their_printed_digits() {
    let examples: Vec<Value> =
        serde_json::from_str(include_str!("../../../src/margin/packs/examples.json")).unwrap();
    let mut checked = 0;
    for example in &examples {
        let name = &example["name"];
        let response = run(&example["request"]).unwrap_or_else(|error| panic!("{name}: {error}"));
        let response = serde_json::to_value(response).unwrap();
        for expected in example["expect"].as_array().unwrap() {
            let at = expected["at"].as_str().unwrap();
            let (value, within) = (expected["value"].as_f64().unwrap(), expected["within"].as_f64().unwrap());
            let found = response.pointer(at).and_then(Value::as_f64);
            // Within half a unit of the last printed digit, or of rounding where the figure is exact.
            let agrees = found.is_some_and(|found| (found - value).abs() <= within);
            assert!(agrees, "{name}, {at}: {found:?} for {value}");
            checked += 1;
        }
    }
    assert!(checked > 25, "{checked} figures are compared");
}

/// The deductions of a pack's contract, computed from its rates.
fn deductions(name: &str, asset: &str, settlement: Settlement) -> Vec<f64> {
    let pack = venue(name).unwrap();
    let fits = |contract: &&allotrope::margin::PackContract| {
        contract.settlement == settlement && contract.assets.iter().any(|one| one == asset)
    };
    let contract = pack.contracts.iter().find(fits).unwrap();
    let rows: Vec<[f64; 3]> =
        contract.tiers.iter().map(|tier| [tier.floor, tier.maintenance, tier.initial]).collect();
    Tiers::check(&rows, Span::Marginal).unwrap().all().iter().map(|tier| tier.deduction).collect()
}

#[test]
fn deductions_are_those_that_venues_publish() {
    for (name, asset, settlement, published) in [
        (
            "binanceUsdM",
            "BTC",
            Settlement::Linear,
            &[
                0.0,
                50.0,
                950.0,
                11_450.0,
                131_450.0,
                481_450.0,
                2_981_450.0,
                14_481_450.0,
                26_481_450.0,
                41_481_450.0,
                121_481_450.0,
                421_481_450.0,
            ][..],
        ),
        (
            "bybitUnified",
            "BTC",
            Settlement::Linear,
            &[
                0.0,
                1_200.0,
                3_020.0,
                4_300.0,
                5_820.0,
                8_460.0,
                15_460.0,
                20_500.0,
                46_000.0,
                66_000.0,
                80_000.0,
                160_000.0,
                300_000.0,
                452_000.0,
                502_000.0,
                777_000.0,
                837_000.0,
                967_000.0,
                1_107_000.0,
                1_482_000.0,
            ][..],
        ),
        ("binanceCoinM", "BTC", Settlement::Inverse, &[0.0, 0.005, 0.055, 0.355, 1.605, 6.605, 11.605][..]),
    ] {
        let computed = deductions(name, asset, settlement);
        assert_eq!(computed.len(), published.len(), "{name}");
        for (computed, published) in computed.iter().zip(published) {
            // Sums of a few products of numbers with four digits.
            assert!(
                (computed - published).abs() <= 1e-12 * published.max(1.0) * 10.0,
                "{name}: {computed} for {published}"
            );
        }
    }
}
