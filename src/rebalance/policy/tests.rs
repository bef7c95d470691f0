use nalgebra::DMatrix;
use proptest::prelude::*;
use serde_json::json;

use super::bands::BandReturn;
use super::no_trade_band::half_width;
use super::*;

const DAY: Day = Day { year: 2025, month: 3, day: 31 };

/// A moment of an account of 1 that began and was traded the day before.
fn moment<'a>(weights: &'a [f64], target: &'a [f64]) -> Moment<'a> {
    const FREE: [f64; 8] = [0.0; 8];
    const PAID: [f64; 8] = [1.0; 8];
    Moment {
        day: DAY,
        started: Day::from_number(DAY.number() - 1),
        traded: Some(Day::from_number(DAY.number() - 1)),
        weights,
        target,
        groups: &[],
        equity: 1.0,
        started_equity: 1.0,
        peak: 1.0,
        cost_rates: &FREE[..weights.len()],
        covariance: None,
        margin_rates: &PAID[..weights.len()],
        value_at_risk: &|_| None,
    }
}

fn policy(written: serde_json::Value) -> RebalancePolicy {
    let policy: RebalancePolicy = serde_json::from_value(written).unwrap();
    policy.check().unwrap();
    policy
}

fn close(found: &Decision, expected: &[f64]) {
    let Decision::TradeTo(found) = found else { panic!("waits instead of {expected:?}") };
    // Sums of a few products of doubles.
    let near = found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12);
    assert!(near && found.len() == expected.len(), "{found:?} is not {expected:?}");
}

#[test]
fn the_calendar_trades_when_a_period_begins() {
    let days = |every: &str, from: i64, count: i64| -> Vec<String> {
        let policy = policy(json!({"kind": "calendar", "every": every}));
        let mut traded = Day::from_number(from);
        let mut found = vec![];
        for number in from + 1..from + count {
            let day = Day::from_number(number);
            let now = Moment {
                day,
                traded: Some(traded),
                started: Day::from_number(from),
                ..moment(&[0.6, 0.4], &[0.5, 0.5])
            };
            if policy.decide(&now) != Decision::Wait {
                (traded, _) = (day, found.push(day.to_string()));
            }
        }
        found
    };
    // Saturday 29 November 2025.
    let from = Day { year: 2025, month: 11, day: 29 }.number();
    assert_eq!(days("week", from, 10), ["2025-12-01", "2025-12-08"]);
    assert_eq!(days("month", from, 70), ["2025-12-01", "2026-01-01", "2026-02-01"]);
    assert_eq!(days("quarter", from, 130), ["2026-01-01", "2026-04-01"]);
    assert_eq!(days("year", from, 300), ["2026-01-01"]);
    assert_eq!(days("day", from, 4).len(), 3);
}

#[test]
fn every_policy_takes_what_it_wants_before_the_first_trade() {
    for method in RebalancePolicy::family().methods {
        let now = Moment { traded: None, ..moment(&[0.0, 0.0], &[0.6, 0.4]) };
        let Decision::TradeTo(to) = policy(json!({"kind": method.kind})).decide(&now) else {
            panic!("{} never begins", method.kind)
        };
        assert!((to[0] / to[1] - 1.5).abs() < 1e-12, "{} takes {to:?}", method.kind);
    }
}

/// Worked by hand: targets 50, 30 and 20 %, held 55, 27 and 18 %.
#[test]
fn thresholds_of_an_asset_and_of_a_group() {
    let (held, target) = ([0.55, 0.27, 0.18], [0.5, 0.3, 0.2]);
    let at = |of: &str, width: f64| {
        policy(json!({"kind": "threshold", "of": of, "width": width})).decide(&moment(&held, &target))
    };
    assert_eq!(at("absolute", 0.051), Decision::Wait);
    close(&at("absolute", 0.049), &target);
    assert_eq!(at("relative", 0.101), Decision::Wait);
    close(&at("relative", 0.099), &target);
    // The last two together are 5 points below their 50 %, the first and last 3 points above their 70 %.
    let groups = [vec![1, 2], vec![0, 2]];
    let at = |width: f64, groups: &[Vec<usize>]| {
        policy(json!({"kind": "groupThreshold", "width": width}))
            .decide(&Moment { groups, ..moment(&held, &target) })
    };
    assert_eq!(at(0.051, &groups), Decision::Wait);
    close(&at(0.049, &groups), &target);
    assert_eq!(at(0.031, &groups[1..]), Decision::Wait);
    assert_eq!(at(0.0, &[]), Decision::Wait);
}

/// To the edge: with cash each asset to its own; without, as little as leaves none.
#[test]
fn the_edge_of_a_band_with_and_without_cash() {
    let edge = policy(json!({"kind": "threshold", "width": 0.03, "to": "edge"}));
    close(&edge.decide(&moment(&[0.4, 0.21], &[0.3, 0.2])), &[0.33, 0.21]);
    // 7 points over the edge of the first go to the other two alike.
    close(&edge.decide(&moment(&[0.6, 0.25, 0.15], &[0.5, 0.3, 0.2])), &[0.53, 0.285, 0.185]);
    // 17 points to be bought for the second: the first and the third give half of them each.
    close(&edge.decide(&moment(&[0.6, 0.1, 0.3], &[0.5, 0.3, 0.2])), &[0.515, 0.27, 0.215]);
}

#[test]
fn the_trigger_counts_drift_by_what_it_does_to_returns() {
    // Two assets that always move alike, and one that moves by itself; 40 % a year each.
    let covariance = DMatrix::from_row_slice(3, 3, &[0.16, 0.16, 0.0, 0.16, 0.16, 0.0, 0.0, 0.0, 0.16]);
    let at = |held: &[f64], limit: f64| {
        let now = Moment { covariance: Some(&covariance), ..moment(held, &[0.3, 0.3, 0.4]) };
        policy(json!({"kind": "trackingErrorTrigger", "limit": limit})).decide(&now)
    };
    assert_eq!(at(&[0.5, 0.1, 0.4], 0.001), Decision::Wait);
    // 0.1 from the pair to the third: 0.4 √(0.1² + 0.1²) = 0.0566.
    assert_eq!(at(&[0.25, 0.25, 0.5], 0.0567), Decision::Wait);
    close(&at(&[0.25, 0.25, 0.5], 0.0565), &[0.3, 0.3, 0.4]);
}

/// The closed form as printed, and the boundaries of the exact problem (tests/fixtures/peers/no_trade_region.py).
#[test]
fn the_no_trade_band_has_the_published_width() {
    let printed = |cost| half_width(0.5, cost, 2.0, BandReturn::Edge);
    // Six decimals are given.
    assert!((printed(0.001) - 0.036056).abs() < 5e-7 && (printed(0.005) - 0.061655).abs() < 5e-7);

    let rows: Vec<serde_json::Value> =
        serde_json::from_str(include_str!("../../../tests/fixtures/peers/no_trade_region.json")).unwrap();
    assert!(rows.len() >= 12);
    for row in rows {
        let number = |name: &str| row[name].as_f64().unwrap();
        let exact = (number("high") - number("low")) / 2.0;
        let cost = number("oneWay");
        let ours = half_width(number("target"), cost, number("gamma"), BandReturn::Edge);
        // The next term of the series is of the relative order λ^(2/3), with a factor below one.
        let apart = exact / ours - 1.0;
        assert!(apart > 0.0 && apart < 0.6 * cost.powf(2.0 / 3.0), "{row}: {ours} is {apart} apart");
    }
}

/// A weight that drifts like a random walk costs least in the bands of the closed forms, to the edge and to the
/// centre: the loss λ × trading + γ/2 σ² × straying, simulated, is greater at 0.7 and 1.4 times the width.
#[test]
fn other_widths_cost_more() {
    let (cost, aversion, target, volatility) = (0.002, 2.0, 0.5, 0.5);
    let drift_volatility = volatility * target * (1.0 - target);
    let steps = 2_000_000;
    for to in [BandReturn::Edge, BandReturn::Centre] {
        let best = half_width(target, cost, aversion, to);
        // A walk that is kept within 20 steps behaves as a motion within 20.5.
        let step = best / 20.5;
        let years = f64::from(steps) * (step / drift_volatility).powi(2);
        let loss = |width: f64| {
            let (mut drift, mut traded, mut strayed, mut state) = (0.0_f64, 0.0, 0.0, 9_u64);
            for _ in 0..steps {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                drift += if state >> 63 == 1 { step } else { -step };
                if drift.abs() > width {
                    let back = if to == BandReturn::Edge { drift - step.copysign(drift) } else { 0.0 };
                    traded += (drift - back).abs();
                    drift = back;
                }
                strayed += drift * drift;
            }
            cost * traded / years + 0.5 * aversion * volatility * volatility * strayed / f64::from(steps)
        };
        let least = loss(best);
        // By the closed forms both are 11 to 12 % dearer; the walk is as long as 4,800 passages of the band, so that
        // its error is between 1 and 2 %, most of it common to the three.
        assert!(loss(0.7 * best) > 1.05 * least && loss(1.4 * best) > 1.05 * least, "{to:?}");
        // In the best band the straying costs half of what the trading does: a²/(2h) a year to the edge, a²/h to the centre.
        let halved = if to == BandReturn::Edge { 0.5 } else { 1.0 };
        let trading = halved * cost * drift_volatility * drift_volatility / best;
        assert!((least / (1.5 * trading) - 1.0).abs() < 0.04, "{to:?}: {least} against {}", 1.5 * trading);
    }
}

#[test]
fn the_volatility_target_holds_less_where_markets_move_more() {
    let target = [0.6, 0.4];
    let at = |volatility: f64, held: &[f64]| {
        let covariance = DMatrix::from_diagonal_element(2, 2, volatility * volatility);
        let now = Moment { covariance: Some(&covariance), ..moment(held, &target) };
        policy(json!({"kind": "volatilityTarget", "volatility": 0.2, "leverage": 1.5})).decide(&now)
    };
    // √(0.36 + 0.16) = 0.72111: at 50 % a year the target has 36.056 %, of which 0.55470 are wanted.
    let part = 0.2 / (0.5 * 0.52_f64.sqrt());
    close(&at(0.5, &target), &[0.6 * part, 0.4 * part]);
    // At 5 % five and a half times the target would be needed: the leverage limit holds.
    close(&at(0.05, &target), &[0.9, 0.6]);
    // Within a tenth of what is wanted nothing is traded.
    assert_eq!(at(0.5, &[0.6 * part * 1.09, 0.4 * part * 1.09]), Decision::Wait);
}

/// The cushion of a floor at rest grows by 1 + m R with each return R: C[T] = C[0] Π (1 + m R[t]) (Black and
/// Perold), and never reaches the floor while no fall is greater than 1/m.
#[test]
fn the_cushion_grows_by_the_multiple() {
    let returns = [0.04, -0.11, 0.2, -0.24, 0.03, 0.015, -0.05, -0.2, 0.31];
    let policy = policy(json!({
        "kind": "constantProportion", "floor": 0.8, "multiple": 4, "leverage": 100, "tolerance": 0
    }));
    let (mut equity, mut held) = (50.0, vec![0.0, 0.0]);
    let mut cushion = 10.0;
    for by in returns {
        let now = Moment { equity, started_equity: 50.0, ..moment(&held, &[0.25, 0.25]) };
        let Decision::TradeTo(to) = policy.decide(&now) else { panic!("waits") };
        equity *= 1.0 + (to[0] + to[1]) * by;
        held = vec![0.0; 2];
        cushion *= 1.0 + 4.0 * by;
        // Nine products of doubles.
        assert!((equity - 40.0 - cushion).abs() < 1e-11 && equity > 40.0, "{equity}");
    }
    // At the floor and below nothing is held.
    close(
        &policy.decide(&Moment { equity: 39.0, started_equity: 50.0, ..moment(&[0.1, 0.0], &[0.5, 0.5]) }),
        &[0.0, 0.0],
    );
    let peak = serde_json::from_value::<RebalancePolicy>(
        json!({"kind": "constantProportion", "of": "peak", "multiple": 2}),
    )
    .unwrap();
    // 80 % of a peak of 60 is 48: of 52 a part of 4/52 is above it.
    let now = Moment { equity: 52.0, started_equity: 50.0, peak: 60.0, ..moment(&[0.5, 0.5], &[0.5, 0.5]) };
    close(&peak.decide(&now), &[4.0 / 52.0, 4.0 / 52.0]);
}

#[test]
fn risk_over_its_limit_is_cut_to_it_and_taken_up_again_with_room() {
    let target = [0.5, 0.5];
    let policy = policy(json!({"kind": "riskTrigger", "valueAtRisk": 0.08, "marginUse": 0.9, "room": 0.25}));
    let at = |held: &[f64], rate: f64, margins: &[f64]| {
        let value_at_risk = |x: &[f64]| Some(rate * gross(x));
        policy.decide(&Moment {
            value_at_risk: &value_at_risk,
            margin_rates: margins,
            ..moment(held, &target)
        })
    };
    assert_eq!(at(&[0.5, 0.5], 0.079, &[0.5, 0.5]), Decision::Wait);
    close(&at(&[0.5, 0.5], 0.1, &[0.5, 0.5]), &[0.4, 0.4]);
    // What was cut stands at the limit and is not traded again.
    assert_eq!(at(&[0.4, 0.4], 0.1, &[0.5, 0.5]), Decision::Wait);
    close(&at(&[0.5, 0.5], 0.01, &[1.2, 1.2]), &[0.375, 0.375]);
    // Room for a quarter more and a little.
    assert_eq!(at(&[0.4, 0.4], 0.0801, &[0.5, 0.5]), Decision::Wait);
    close(&at(&[0.39, 0.4], 0.0801, &[0.5, 0.5]), &[0.5 * 0.08 / 0.0801, 0.5 * 0.08 / 0.0801]);
}

#[test]
fn parameters_out_of_range_are_refused_with_their_place() {
    for (written, path) in [
        (json!({"kind": "threshold", "width": -0.1}), "width"),
        (json!({"kind": "groupThreshold", "width": 2}), "width"),
        (json!({"kind": "trackingErrorTrigger", "limit": -1}), "limit"),
        (json!({"kind": "noTradeBand", "riskAversion": 0}), "riskAversion"),
        (json!({"kind": "volatilityTarget", "leverage": 0}), "leverage"),
        (json!({"kind": "constantProportion", "floor": 1}), "floor"),
        (json!({"kind": "riskTrigger", "room": -1}), "room"),
    ] {
        let policy: RebalancePolicy = serde_json::from_value(written.clone()).unwrap();
        let error = policy.check().unwrap_err();
        assert_eq!(error.path.as_deref(), Some(path), "{written}");
    }
}

fn books() -> impl Strategy<Value = Vec<(f64, f64)>> {
    prop::collection::vec((0.0..1.0_f64, 0.01..1.0_f64), 2..7)
}

fn shares(numbers: impl Iterator<Item = f64> + Clone) -> Vec<f64> {
    let sum: f64 = numbers.clone().sum::<f64>() + 1e-9;
    numbers.map(|number| number / sum).collect()
}

proptest! {
    /// A band of no width trades on every day on which something has drifted, as the calendar does every day.
    #[test]
    fn a_band_of_no_width_is_the_calendar_of_every_day(book in books(), edge in any::<bool>()) {
        let held = shares(book.iter().map(|one| one.0));
        let target = shares(book.iter().map(|one| one.1));
        let to = if edge { "edge" } else { "centre" };
        let now = moment(&held, &target);
        let every_day = policy(json!({"kind": "calendar", "every": "day"})).decide(&now);
        let Decision::TradeTo(expected) = every_day else { panic!("the calendar waits") };
        for of in ["absolute", "relative"] {
            close(&policy(json!({"kind": "threshold", "width": 0, "of": of, "to": to})).decide(&now), &expected);
        }
        // Trading that costs nothing leaves the band of least cost no width.
        close(&policy(json!({"kind": "noTradeBand", "to": to})).decide(&now), &expected);
    }

    /// The way back to the edges ends within the bands, leaves no cash and trades as little as possible: the
    /// greater of what has to be sold and what has to be bought.
    #[test]
    fn the_way_back_trades_least(book in books(), width in 0.001..0.3_f64) {
        let held = shares(book.iter().map(|one| one.0));
        let target = shares(book.iter().map(|one| one.1));
        let target: Vec<f64> = { let sum: f64 = target.iter().sum(); target.iter().map(|t| t / sum).collect() };
        let held: Vec<f64> = { let sum: f64 = held.iter().sum(); held.iter().map(|h| h / sum).collect() };
        let decided = policy(json!({"kind": "threshold", "width": width, "to": "edge"})).decide(&moment(&held, &target));
        let over: f64 = held.iter().zip(&target).map(|(h, t)| (h - t - width).max(0.0)).sum();
        let under: f64 = held.iter().zip(&target).map(|(h, t)| (t - width - h).max(0.0)).sum();
        match decided {
            Decision::Wait => prop_assert!(over.max(under) < 1e-9),
            Decision::TradeTo(to) => {
                let traded: f64 = held.iter().zip(&to).map(|(h, to)| (h - to).abs()).sum();
                prop_assert!((to.iter().sum::<f64>() - 1.0).abs() < 1e-9);
                prop_assert!(to.iter().zip(&target).all(|(to, t)| (to - t).abs() <= width + 1e-9));
                prop_assert!((traded - 2.0 * over.max(under)).abs() < 1e-9);
            }
        }
    }

    /// The order of the assets changes nothing.
    #[test]
    fn the_order_of_the_assets_changes_nothing(book in books()) {
        let held: Vec<f64> = book.iter().map(|one| one.0).collect();
        let target: Vec<f64> = shares(book.iter().map(|one| one.1));
        let turned = |numbers: &[f64]| numbers.iter().rev().copied().collect::<Vec<f64>>();
        let (held_turned, target_turned) = (turned(&held), turned(&target));
        let costs = vec![0.001; held.len()];
        for method in RebalancePolicy::family().methods {
            let policy = policy(json!({"kind": method.kind}));
            let one = policy.decide(&Moment { cost_rates: &costs, ..moment(&held, &target) });
            let other = policy.decide(&Moment { cost_rates: &costs, ..moment(&held_turned, &target_turned) });
            match (one, other) {
                (Decision::Wait, Decision::Wait) => {}
                (Decision::TradeTo(one), other) => close(&other, &turned(&one)),
                (one, other) => prop_assert!(false, "{}: {one:?} and {other:?}", method.kind),
            }
        }
    }
}
