//! From draws to figures.

use std::collections::BTreeMap;

use super::graph::{Graph, Node};
use super::holdings::Holdings;
use super::response::{
    DependencyEdge, DependencyRisk, DependentLoss, FailureEvent, LossFigures, Resting, RoleShare,
};
use super::simulation::{Simulated, at_today, lost_in};
use crate::math::order;
use crate::risk::{Dependence, Tail};

/// How many failures are named.
const NAMED: usize = 10;

/// What rests on each dependency, by way of others as well.
pub fn resting(graph: &Graph, holdings: &Holdings) -> Vec<Resting> {
    let of = |k: usize| {
        let mut kept = vec![1.0; graph.nodes.len()];
        kept[k] = 0.0;
        let recoveries = graph.claims.recoveries(&kept);
        let parts: Vec<f64> =
            holdings.held.iter().map(|held| graph.lost(&held.on, &kept, &recoveries)).collect();
        Resting { amount: at_today(holdings, &parts), parts }
    };
    (0..graph.nodes.len()).map(of).collect()
}

/// What the failure of each does.
pub fn by_node(
    graph: &Graph,
    holdings: &Holdings,
    resting: &[Resting],
    horizon: &[f64],
    stated: &dyn Fn(usize) -> bool,
) -> Vec<DependencyRisk> {
    let of = |(k, node): (usize, &Node)| {
        let loss = at_today(holdings, &lost_in(graph, holdings, 1 << k));
        let naming = holdings.held.iter().filter(|held| held.on.contains(&k));
        DependencyRisk {
            name: node.name.clone(),
            kind: node.kind,
            terms: node.terms.clone(),
            stated: stated(k),
            failure_probability: node.probability,
            horizon_probability: horizon[k],
            loss_given_failure: node.loss,
            named: naming.map(|held| held.value.max(0.0)).sum(),
            resting: resting[k].amount,
            share: (holdings.value > 0.0).then(|| resting[k].amount / holdings.value),
            loss_if_fails: loss,
            expected_loss: loss * horizon[k],
        }
    };
    graph.nodes.iter().enumerate().map(of).collect()
}

/// Lines from holdings to what they name, and from there on as far as anything of theirs goes.
pub fn edges(graph: &Graph, holdings: &Holdings) -> Vec<DependencyEdge> {
    let mut edges = vec![];
    for held in &holdings.held {
        for &k in &held.on {
            edges.push(DependencyEdge {
                from: held.name.clone(),
                holding: true,
                to: graph.nodes[k].name.clone(),
                share: 1.0,
                amount: held.value.max(0.0),
            });
        }
    }
    for (k, claims) in graph.claims.on.iter().enumerate() {
        let named: f64 =
            holdings.held.iter().filter(|held| held.on.contains(&k)).map(|held| held.value.max(0.0)).sum();
        for &(j, share) in claims {
            edges.push(DependencyEdge {
                from: graph.nodes[k].name.clone(),
                holding: false,
                to: graph.nodes[j].name.clone(),
                share,
                amount: share * named,
            });
        }
    }
    edges
}

/// Mean, quantile and tail of losses with or without weights.
fn figures(
    losses: &[f64],
    weights: Option<&[f64]>,
    level: f64,
    dependence: Dependence,
) -> (LossFigures, Tail) {
    let tail = Tail::of(losses, weights, level, dependence, 0);
    let n = losses.len() as f64;
    let mean = match weights {
        None => losses.iter().sum::<f64>() / n,
        Some(weights) => losses.iter().zip(weights).map(|(loss, weight)| weight * loss).sum(),
    };
    let figures = LossFigures {
        expected_loss: mean,
        expected_loss_error: None,
        value_at_risk: tail.value_at_risk,
        expected_shortfall: tail.expected_shortfall,
        standard_error: tail.standard_error,
    };
    (figures, tail)
}

/// The figures of failures, of the market, and of both with the tail of these.
pub fn all_figures(
    holdings: &Holdings,
    simulated: &Simulated,
    level: f64,
) -> (LossFigures, Option<LossFigures>, LossFigures, Tail) {
    let (scenarios, draws) = (holdings.market.len(), simulated.sets.len());
    let times = draws / scenarios;
    let spread: Option<Vec<f64>> = holdings
        .weights
        .as_ref()
        .map(|weights| (0..draws).map(|draw| weights[draw % scenarios] / times as f64).collect());
    let (mut failures, _) = figures(&simulated.failures, None, level, Dependence::Independent);
    let square = |loss: &f64| (loss - failures.expected_loss) * (loss - failures.expected_loss);
    let variance = simulated.failures.iter().map(square).sum::<f64>() / draws as f64;
    failures.expected_loss_error = Some((variance / draws as f64).sqrt());
    if !holdings.moved {
        let (mut together, tail) = figures(&simulated.together, None, level, Dependence::Independent);
        together.expected_loss_error = failures.expected_loss_error;
        return (failures, None, together, tail);
    }
    let weights = holdings.weights.as_deref();
    let (market, _) = figures(&holdings.market, weights, level, Dependence::Independent);
    // Draws that share a scenario are worth no more than one of it where the market is concerned.
    let (together, tail) =
        figures(&simulated.together, spread.as_deref(), level, Dependence::Overlapping(times));
    (failures, Some(market), together, tail)
}

/// What each holding loses.
pub fn by_holding(
    graph: &Graph,
    holdings: &Holdings,
    simulated: &Simulated,
    tail: &Tail,
) -> Vec<DependentLoss> {
    let scenarios = holdings.market.len();
    let mut rows: Vec<DependentLoss> = holdings
        .held
        .iter()
        .map(|held| DependentLoss {
            name: held.name.clone(),
            asset: held.asset.clone(),
            role: held.role,
            value: held.value,
            expected_loss: 0.0,
            expected_shortfall: 0.0,
        })
        .collect();
    for (set, (count, _)) in counted(simulated) {
        let part = count as f64 / simulated.sets.len() as f64;
        for (row, lost) in rows.iter_mut().zip(lost_in(graph, holdings, set)) {
            row.expected_loss += part * lost * row.value.max(0.0);
        }
    }
    for participant in tail.participants.iter().filter(|one| one.expected_shortfall > 0.0) {
        let draw = participant.scenario as usize;
        let lost = lost_in(graph, holdings, simulated.sets[draw]);
        for ((row, held), lost) in rows.iter_mut().zip(&holdings.held).zip(lost) {
            let market = held.market_loss(draw % scenarios);
            let loss = market + lost * (held.value - market).max(0.0);
            row.expected_shortfall += participant.expected_shortfall * loss;
        }
    }
    rows
}

/// How often each set of failures came, and what it costs.
fn counted(simulated: &Simulated) -> BTreeMap<u128, (usize, f64)> {
    let mut counts = BTreeMap::new();
    for (set, loss) in simulated.sets.iter().zip(&simulated.failures).filter(|(set, _)| **set != 0) {
        counts.entry(*set).or_insert((0, *loss)).0 += 1;
    }
    counts
}

/// The failures that cost most on average.
pub fn events(graph: &Graph, simulated: &Simulated) -> Vec<FailureEvent> {
    let found: Vec<(u128, (usize, f64))> = counted(simulated).into_iter().collect();
    let costs: Vec<f64> = found.iter().map(|(_, (count, loss))| *count as f64 * loss).collect();
    let named = |set: u128| -> Vec<String> {
        let failed = graph.nodes.iter().enumerate().filter(|(k, _)| set >> k & 1 == 1);
        failed.map(|(_, node)| node.name.clone()).collect()
    };
    let event = |place: usize| {
        let (set, (count, loss)) = found[place];
        let probability = count as f64 / simulated.sets.len() as f64;
        FailureEvent { failed: named(set), probability, loss }
    };
    order::falling(&costs).into_iter().filter(|place| costs[*place] > 0.0).take(NAMED).map(event).collect()
}

/// Value by role.
pub fn roles(holdings: &Holdings) -> Vec<RoleShare> {
    let mut roles: Vec<RoleShare> = vec![];
    for held in &holdings.held {
        match roles.iter_mut().find(|share| share.role == held.role) {
            Some(share) => share.value += held.value,
            None => roles.push(RoleShare { role: held.role, value: held.value }),
        }
    }
    roles
}
