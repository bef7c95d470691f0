//! Caps by dependency and by role, checked on what is held and written as constraints of the allocator.
//!
//! ```text
//! Σₐ c[a][k] w[a] ≤ cap,    c[a][k] = Σ_{h in a} V[h] f[h](k loses all)/Σ_{h in a} V[h]
//! ```
//!
//! f is cleared through the graph: what rests on k by way of others counts as well. Where every c is 1 the cap is the
//! limit of a group, else a linear rule. The allocator is to keep each asset where it is kept today.

use super::graph::{DependencyKind, Graph};
use super::holdings::Holdings;
use super::request::DependencyCap;
use super::response::{CappedDependency, Resting};
use crate::allocate::{Constraints, GroupLimits};
use crate::error::{Code, Error};

/// So much of a share is rounding.
const ROUNDING: f64 = 1e-9;

/// Assets with the part of each that something concerns.
type Parts = Vec<(String, f64)>;

/// The part of each asset's value to which `of` holding applies in such parts; those without any left out.
fn by_asset(holdings: &Holdings, of: &dyn Fn(usize) -> f64) -> Parts {
    let mut sums: Vec<(String, f64, f64)> = vec![];
    for (h, held) in holdings.held.iter().enumerate() {
        // Without any value the holdings of an asset count alike.
        let weight = held.value.max(f64::MIN_POSITIVE);
        match sums.iter_mut().find(|(asset, ..)| *asset == held.asset) {
            Some((_, sum, whole)) => {
                *sum += weight * of(h);
                *whole += weight;
            }
            None => sums.push((held.asset.clone(), weight * of(h), weight)),
        }
    }
    let part = |(asset, sum, whole): (String, f64, f64)| (asset, sum / whole);
    sums.into_iter().map(part).filter(|(_, part)| *part > ROUNDING).collect()
}

/// The caps of a request with what they cap today, and as constraints.
pub fn caps(
    caps: &[DependencyCap],
    graph: &Graph,
    holdings: &Holdings,
    resting: &[Resting],
) -> Result<(Vec<CappedDependency>, Constraints), Error> {
    let (mut checked, mut constraints) = (vec![], Constraints::default());
    for (i, cap) in caps.iter().enumerate() {
        let path = format!("caps[{i}]");
        if !(0.0..=1.0).contains(&cap.max) {
            let message = format!("The cap is {}; it lies between 0 and 1, and 0.25 is 25 %.", cap.max);
            return Err(Error::invalid(format!("{path}.max"), message));
        }
        let mut take = |name: String, parts: Parts, amount: f64| {
            let share = if holdings.value > 0.0 { amount / holdings.value } else { 0.0 };
            write(&mut constraints, &name, &parts, cap.max);
            checked.push(CappedDependency { name, share, max: cap.max, kept: share <= cap.max + ROUNDING });
        };
        match (&cap.on, cap.kind, cap.role) {
            (Some(name), None, None) => {
                let place = graph.place(name).ok_or_else(|| {
                    let message = format!("{name} is not among the dependencies.");
                    Error::new(Code::NotFound, message).at(format!("{path}.on"))
                })?;
                take(name.clone(), by_asset(holdings, &|h| resting[place].parts[h]), resting[place].amount);
            }
            (None, Some(kind), None) => {
                for (place, node) in graph.nodes.iter().enumerate().filter(|(_, node)| node.kind == kind) {
                    let parts = by_asset(holdings, &|h| resting[place].parts[h]);
                    take(node.name.clone(), parts, resting[place].amount);
                }
            }
            (None, None, Some(role)) => {
                let of = |h: usize| f64::from(u8::from(holdings.held[h].role == Some(role)));
                let amount = holdings.held.iter().enumerate().map(|(h, held)| of(h) * held.value).sum();
                take(role.word().to_owned(), by_asset(holdings, &of), amount);
            }
            _ => {
                let message = "A cap is on one name, on each of a kind, or on a role: give one of the three.";
                return Err(Error::invalid(path, message));
            }
        }
    }
    Ok((checked, constraints))
}

/// Adds a cap to the constraints.
fn write(constraints: &mut Constraints, name: &str, parts: &Parts, max: f64) {
    if parts.is_empty() {
        return;
    }
    if parts.iter().all(|(_, part)| *part > 1.0 - ROUNDING) {
        let assets = parts.iter().map(|(asset, _)| asset.clone()).collect();
        let group = GroupLimits { name: name.to_owned(), assets, max: Some(max), ..GroupLimits::default() };
        constraints.groups.push(group);
        return;
    }
    let terms: Vec<String> = parts.iter().map(|(asset, part)| format!("{part} * {asset}")).collect();
    constraints.rules.push(format!("{} <= {max}", terms.join(" + ")));
}

/// How much rests on each kind, and how evenly.
pub fn concentrations(holdings: &Holdings, graph: &Graph) -> Vec<super::response::KindConcentration> {
    let whole: f64 = holdings.held.iter().map(|held| held.value.max(0.0)).sum();
    let of = |kind: DependencyKind| {
        let on = |place: usize| -> f64 {
            let members = holdings.held.iter().filter(|held| held.on.contains(&place));
            members.map(|held| held.value.max(0.0)).sum::<f64>() / whole
        };
        let shares: Vec<f64> =
            (0..graph.nodes.len()).filter(|k| graph.nodes[*k].kind == kind).map(on).collect();
        let dependent: f64 = shares.iter().sum();
        (dependent > 0.0).then(|| super::response::KindConcentration {
            kind,
            share: dependent,
            effective: dependent * dependent / shares.iter().map(|share| share * share).sum::<f64>(),
        })
    };
    if whole > 0.0 { DependencyKind::ALL.into_iter().filter_map(of).collect() } else { vec![] }
}
