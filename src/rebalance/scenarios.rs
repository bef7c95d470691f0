//! Plans worked out by hand, and what holds of every plan.

use proptest::prelude::*;

use super::{CashAccount, Direction, Flows, Plan, Reason, Rules, Tradable, TradeCosts, plan};

const CENTS: Rules = Rules {
    direction: Direction::Both,
    flows: Flows::First,
    tolerance: 0.0,
    share_of_volume: None,
    most_cost: None,
    most_slices: 1,
    least_notional: 0.0,
    reserve: 0.0,
    loan: 0.0,
    beside: 0.0,
    unit: 0.01,
};

fn fee(fee: f64) -> TradeCosts {
    TradeCosts { fee, ..TradeCosts::default() }
}

fn quantities(plan: &Plan) -> Vec<(usize, f64)> {
    plan.orders.iter().map(|order| (order.line, order.quantity)).collect()
}

fn reasons(plan: &Plan) -> Vec<(usize, Reason)> {
    plan.unplaced.iter().map(|row| (row.line, row.reason)).collect()
}

/// 100 coins at 140 and 10,000 of another at 1, to half and half, at a fee of 0.5 %.
#[test]
fn two_assets_to_the_cent() {
    let lines = [Tradable::paid("A", 140.0, fee(0.005)), Tradable::paid("B", 1.0, fee(0.005))];
    let made = plan(0.0, 0.0, &[100.0, 10_000.0], &[0.5, 0.5], &lines, &CENTS);
    // With costs c each is to be (24,000 − c) / 2: sold 2,000 + c/2, bought 2,000 − c/2, c = 0.005 · 4,000 = 20.
    let CashAccount { sales, purchases, fees, residual, .. } = made.account;
    assert_eq!((sales, purchases, fees), (2010.0, 1990.0, 20.0));
    assert_eq!((residual, made.cash), (0.0, 0.0));
    assert!(
        (made.held[0] - 11_990.0 / 140.0).abs() < 1e-9 && (made.held[1] - 11_990.0).abs() < 1e-7,
        "{made:?}"
    );
    assert_eq!((made.equity_before, made.equity_after), (24_000.0, 23_980.0));
    assert!(made.unplaced.is_empty(), "{made:?}");
}

/// A deposit of 300 goes to what is under its target; what is over it is within the tolerance and stays.
#[test]
fn a_deposit_closes_gaps_before_anything_is_sold() {
    let lines = [Tradable::paid("A", 100.0, fee(0.0)), Tradable::paid("B", 50.0, fee(0.0))];
    // 1,100 and 600 of 2,000 with the deposit: A is to gain −100, B 400.
    let rules = Rules { tolerance: 0.05, ..CENTS };
    let made = plan(0.0, 300.0, &[11.0, 12.0], &[0.5, 0.5], &lines, &rules);
    assert_eq!(quantities(&made), [(1, 6.0)]);
    assert_eq!(reasons(&made), [(0, Reason::Tolerance), (1, Reason::Tolerance)]);
    assert_eq!(made.orders[0].from_flow, 1.0);
    let made = plan(0.0, 300.0, &[11.0, 12.0], &[0.5, 0.5], &lines, &CENTS);
    assert_eq!(quantities(&made), [(0, -1.0), (1, 8.0)]);
    assert_eq!(made.orders[1].from_flow, 0.75);
}

#[test]
fn a_withdrawal_is_paid_with_its_costs_or_what_is_missing_is_told() {
    let lines = [Tradable::paid("A", 100.0, fee(0.01))];
    let made = plan(0.0, -500.0, &[10.0], &[1.0], &lines, &CENTS);
    // x sold: 0.99 x = 500.
    assert_eq!((made.account.sales, made.account.fees, made.cash), (505.05, 5.05, 0.0));
    assert_eq!(made.unpaid, 0.0);
    let only = Rules { direction: Direction::BuyOnly, ..CENTS };
    let made = plan(100.0, -500.0, &[10.0], &[1.0], &lines, &only);
    assert_eq!((made.unpaid, made.cash, made.account.flow), (400.0, 0.0, -100.0));
    assert_eq!(reasons(&made), [(0, Reason::Direction)]);
}

/// A perpetual takes no cash but margin: 1,000 of margin at 20 % is 5,000 of exposure.
#[test]
fn a_perpetual_takes_margin() {
    let perpetual = Tradable::margined("P", 250.0, 250.0, 0.2, fee(0.0));
    let made = plan(1000.0, 0.0, &[0.0], &[3.0], std::slice::from_ref(&perpetual), &CENTS);
    assert_eq!((quantities(&made), made.cash, made.locked), (vec![(0, 12.0)], 1000.0, 600.0));
    let made = plan(1000.0, 0.0, &[0.0], &[6.0], &[perpetual], &CENTS);
    // To half a cent of margin.
    assert!((made.orders[0].quantity - 20.0).abs() < 1e-3, "{made:?}");
    assert_eq!(reasons(&made), [(0, Reason::Margin)]);
}

/// An inverse short of 1,000 contracts of 1: closing it at a profit of 0.10 a contract brings 100 into the cash.
#[test]
fn closing_an_inverse_short_brings_its_profit() {
    let inverse = Tradable { close_value: -0.1, ..Tradable::margined("I", 50.0, 1.0, 0.1, fee(0.001)) };
    let made = plan(2000.0, 0.0, &[-1000.0], &[0.0], &[inverse], &CENTS);
    assert_eq!((made.account.sales, made.account.fees, made.cash), (100.0, 1.0, 2099.0));
    assert_eq!((made.equity_before, made.equity_after, made.held[0]), (2100.0, 2099.0, 0.0));
}

#[test]
fn lots_ticks_and_least_orders() {
    let lines = [
        Tradable { lot: 1.0, tick: 0.05, ..Tradable::paid("A", 30.02, fee(0.0)) },
        Tradable { lot: 0.1, ..Tradable::paid("B", 7.0, fee(0.0)) },
        Tradable { least_notional: 10.0, ..Tradable::paid("C", 1.0, fee(0.0)) },
    ];
    let made = plan(1000.0, 0.0, &[0.0; 3], &[0.5, 0.3, 0.009], &lines, &CENTS);
    // 500 / 30.02 = 16.66 rounds to 17, 300 / 7 = 42.86 to 42.9.
    assert_eq!(made.orders[0].quantity, 17.0);
    assert!((made.orders[0].limit_price - 30.05).abs() < 1e-12);
    assert!((made.orders[1].quantity - 42.9).abs() < 1e-12);
    assert_eq!(reasons(&made), [(2, Reason::LeastNotional)]);
    // What is held in part of a lot is sold but for the part.
    let made = plan(0.0, 0.0, &[2.7, 0.0, 0.0], &[0.0; 3], &lines, &CENTS);
    assert_eq!(quantities(&made), [(0, -2.0)]);
    assert_eq!(reasons(&made), [(0, Reason::Lot)]);
}

/// I = 4 %, V = 10,000, an order of 1,600: one slice moves 1.6 %, four 0.8 % each, and with a fee of 0.2 % four are
/// the fewest at 1 %.
#[test]
fn slices_keep_costs_under_a_limit() {
    let costs = TradeCosts { fee: 0.002, impact: 0.04, volume: Some(10_000.0), ..TradeCosts::default() };
    let lines = [Tradable::paid("A", 16.0, costs)];
    let rules = Rules { most_cost: Some(0.01), most_slices: 10, ..CENTS };
    let made = plan(2000.0, 0.0, &[0.0], &[0.8], &lines, &rules);
    assert_eq!((made.orders[0].slices, made.orders[0].impact, made.orders[0].fee), (4, 12.8, 3.2));
    // With two slices at most, 800 is the most: 0.04 √(800 / 20,000) = 0.8 %.
    let made = plan(2000.0, 0.0, &[0.0], &[0.8], &lines, &Rules { most_slices: 2, ..rules.clone() });
    assert!((made.orders[0].notional - 800.0).abs() < 1e-6, "{made:?}");
    assert_eq!(reasons(&made), [(0, Reason::Costs)]);
    // A twentieth of the volume is 500 a slice.
    let made = plan(
        2000.0,
        0.0,
        &[0.0],
        &[0.8],
        &lines,
        &Rules { share_of_volume: Some(0.05), most_cost: None, ..rules },
    );
    assert_eq!(made.orders[0].slices, 4);
}

#[test]
fn what_cannot_be_traded_is_told_and_nothing_is_lost() {
    let all = fee(1.0);
    let still = TradeCosts { volume: Some(0.0), ..TradeCosts::default() };
    let lines = [
        Tradable { price: None, ..Tradable::paid("A", 10.0, fee(0.0)) },
        Tradable::paid("B", 10.0, all),
        Tradable::paid("C", 10.0, still),
    ];
    let made = plan(100.0, 0.0, &[5.0, 5.0, 5.0], &[0.2, 0.0, 0.9], &lines, &CENTS);
    assert_eq!(reasons(&made), [(0, Reason::NoPrice), (1, Reason::Costs), (2, Reason::NoVolume)]);
    assert_eq!((made.orders.len(), made.cash, made.equity_after), (0, 100.0, 200.0));
    assert_eq!(made.held, [5.0, 5.0, 5.0]);
    // A target that no cash can pay is reached as far as the cash goes.
    let made = plan(100.0, 0.0, &[0.0], &[3.0], &[Tradable::paid("A", 10.0, fee(0.25))], &CENTS);
    // To half a cent of each of its two amounts.
    assert!((made.orders[0].quantity - 8.0).abs() < 1e-3 && made.cash == 0.0, "{made:?}");
    assert_eq!(reasons(&made), [(0, Reason::Cash)]);
}

fn line() -> impl Strategy<Value = Tradable> {
    let costs = (0.0..0.02, 0.0..0.01, 0.0..0.2, prop::option::of(0.0..1e6), 0.0..3.0);
    let costs = costs.prop_map(|(fee, half_spread, impact, volume, gas)| TradeCosts {
        fee,
        half_spread,
        impact,
        volume,
        gas,
    });
    (0.01..1e4, prop::option::weighted(0.3, 0.01..2.0), any::<bool>(), 0.05..1.0, costs).prop_map(
        |(price, lot, paid, margin, costs)| {
            let line = match paid {
                true => Tradable::paid("", price, costs),
                false => Tradable::margined("", price, price, margin, costs),
            };
            Tradable { lot: lot.unwrap_or(0.0), ..line }
        },
    )
}

fn rules() -> impl Strategy<Value = Rules> {
    let direction = prop::sample::select(vec![Direction::Both, Direction::BuyOnly, Direction::SellOnly]);
    let limits =
        (prop::option::of(0.01..0.3), prop::option::of(1e-3..0.05), 1..20_u32, 0.0..50.0, 0.0..500.0);
    (direction, any::<bool>(), 0.0..0.05, limits).prop_map(
        |(direction, only, tolerance, (share_of_volume, most_cost, most_slices, least_notional, reserve))| {
            Rules {
                direction,
                flows: if only { Flows::Only } else { Flows::First },
                tolerance,
                share_of_volume,
                most_cost,
                most_slices,
                least_notional,
                reserve,
                ..CENTS
            }
        },
    )
}

/// Lines with what is held of them in money and the targets, cash, a flow, and rules.
type Case = (Vec<(Tradable, f64, f64)>, f64, f64, Rules);

fn case() -> impl Strategy<Value = Case> {
    let lines = prop::collection::vec((line(), 0.0..1e4, -0.2..0.8), 1..7);
    (lines, 0.0..1e4, -5e3..5e3, rules()).prop_map(|(mut lines, cash, flow, rules): Case| {
        for (k, (line, money, target)) in lines.iter_mut().enumerate() {
            line.name = format!("{k}");
            *money /= line.unit_exposure;
            if line.unit_value > 0.0 {
                *target = target.max(0.0);
            }
        }
        (lines, cash, flow, rules)
    })
}

fn of((lines, cash, flow, rules): &Case) -> Plan {
    let tradable: Vec<Tradable> = lines.iter().map(|(line, ..)| line.clone()).collect();
    let held: Vec<f64> = lines.iter().map(|(_, held, _)| *held).collect();
    let target: Vec<f64> = lines.iter().map(|(.., target)| *target).collect();
    plan(*cash, *flow, &held, &target, &tradable, rules)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn accounts_add_up_and_never_go_below_zero(case in case()) {
        let made = of(&case);
        prop_assert_eq!(made.account.residual, 0.0);
        prop_assert!(made.cash >= 0.0, "{made:?}");
        prop_assert!(made.unpaid >= 0.0 && made.unpaid <= (-case.2).max(0.0) + 0.01);
        let cents = |money: f64| (money * 100.0).round();
        let mut cash = cents(made.account.before) + cents(made.account.flow);
        for order in &made.orders {
            for cost in [order.fee, order.spread, order.impact, order.gas] {
                prop_assert!(cost >= 0.0);
                cash -= cents(cost);
            }
            prop_assert!(order.cost() <= order.notional * case.3.most_cost.unwrap_or(1.0) * (1.0 + 1e-9) + 0.02);
            cash += cents(order.cash);
            let (line, held, target) = &case.0[order.line];
            if line.lot > 0.0 {
                let lots = order.quantity / line.lot;
                prop_assert!((lots - lots.round()).abs() < 1e-6);
            }
            // Nothing paid in full is sold that is not held.
            if line.unit_value > 0.0 && *target >= 0.0 {
                prop_assert!(made.held[order.line] >= -1e-9 * held, "{made:?}");
            }
        }
        prop_assert_eq!(cents(made.cash), cash);
        let after: f64 = made.held.iter().zip(&case.0).map(|(held, (line, ..))| held * line.close_value).sum();
        // Each order is rounded to the cent, each holding too.
        let cents = 0.01 * (2.0 + made.held.len() as f64);
        prop_assert!((made.equity_after - made.cash - after).abs() <= cents, "{made:?}");
        prop_assert!((made.equity_before + made.unpaid - made.cost() - made.equity_after).abs() <= cents);
    }

    /// Whatever is not traded is told: what is held, ordered and unplaced together is the target, where nothing was
    /// taken off it for costs.
    #[test]
    fn every_gap_is_an_order_or_a_row(mut case in case()) {
        case.3.direction = Direction::BuyOnly;
        let made = of(&case);
        for (i, (line, held, target)) in case.0.iter().enumerate() {
            let unplaced: f64 = made.unplaced.iter().filter(|row| row.line == i).map(|row| row.exposure).sum();
            let reached = made.held[i] * line.unit_exposure + unplaced;
            let wanted = target * made.equity_before.max(0.0);
            let lot = line.lot * line.unit_exposure;
            prop_assert!((reached - wanted).abs() <= 0.5001 * lot + 1e-8 * made.equity_before.abs() + 1e-9 * held, "{i}: {reached} {wanted} {made:?}");
        }
    }

    #[test]
    fn the_order_of_lines_does_not_matter(case in case(), turn in 0..6_usize) {
        let made = of(&case);
        let mut turned = case.clone();
        let by = turn % case.0.len();
        turned.0.rotate_left(by);
        let other = of(&turned);
        let n = case.0.len();
        for i in 0..n {
            prop_assert_eq!(made.held[(i + by) % n], other.held[i]);
        }
        prop_assert_eq!(made.account, other.account);
    }

    /// Twice the account with twice the volume, lots, gas and limits of money trades twice as much.
    #[test]
    fn twice_the_account_trades_twice_as_much(mut case in case()) {
        case.3.unit = 0.0;
        let made = of(&case);
        let (lines, cash, flow, rules) = &mut case;
        for (line, held, _) in lines.iter_mut() {
            *held *= 2.0;
            line.lot *= 2.0;
            line.costs.gas *= 2.0;
            line.costs.volume = line.costs.volume.map(|volume| 2.0 * volume);
        }
        (*cash, *flow) = (2.0 * *cash, 2.0 * *flow);
        (rules.least_notional, rules.reserve) = (2.0 * rules.least_notional, 2.0 * rules.reserve);
        let other = of(&case);
        prop_assert_eq!(other.cash, 2.0 * made.cash);
        for (one, two) in made.held.iter().zip(&other.held) {
            prop_assert_eq!(2.0 * one, *two);
        }
    }
}
