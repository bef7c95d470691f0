//! From profits to margins: netting by scenario, the worst of them, facts and charges.

use serde::Serialize;

use super::RiskArrayMethod;
use super::book::{ArrayBook, ArrayGroup, Member};
use super::facts::{ExpiryFacts, GroupFacts};
use super::rules::{ArrayRules, ArrayScenario, MarginCharge};
use crate::error::Error;
use crate::market::{Settlement, Timestamp};

/// One scenario with what it brings.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct ScenarioRow {
    /// What moves.
    #[serde(flatten)]
    pub scenario: ArrayScenario,
    /// Of each position of the group, in quote currency.
    pub by_position: Vec<f64>,
    /// Their sum.
    pub total: f64,
    /// What of it counts.
    pub counted: f64,
}

/// Positions on one coin with their scenarios and their margin.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct MarginGroup {
    /// The coin.
    pub asset: String,
    /// In what they settle, where settlements are apart.
    pub settlement: Option<Settlement>,
    /// Whether profits are counted in coin, at today's price.
    pub in_coin: bool,
    /// The coin's price.
    pub spot: f64,
    /// Where the positions stand in the list of positions.
    pub positions: Vec<usize>,
    /// In the order of the method.
    pub scenarios: Vec<ScenarioRow>,
    /// Which of them counts the least; none where none loses.
    pub worst: Option<usize>,
    /// What they must hold, part by part.
    pub charges: Vec<MarginCharge>,
    /// To open them.
    pub initial: f64,
    /// To keep them.
    pub maintenance: f64,
    /// The sum of what each of them would have to hold alone, to open it.
    pub alone: f64,
}

/// All groups with their sum.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct ArrayMargin {
    /// To open the positions, in quote currency.
    pub initial: f64,
    /// To keep them.
    pub maintenance: f64,
    /// The sum of what each would have to hold alone, to open it: what netting saves lies between.
    pub alone: f64,
    /// In the order in which positions name the coins.
    pub groups: Vec<MarginGroup>,
}

/// Profits of some positions: one row of scenarios for each.
struct Profits {
    core: Vec<Vec<f64>>,
    probes: Vec<Vec<f64>>,
}

/// The margin of a book.
pub fn measure(
    method: &dyn RiskArrayMethod,
    rules: &ArrayRules,
    book: &ArrayBook,
) -> Result<ArrayMargin, Error> {
    let groups: Vec<MarginGroup> =
        book.groups.iter().map(|group| of_group(method, rules, book, group)).collect::<Result<_, _>>()?;
    let sum = |part: fn(&MarginGroup) -> f64| groups.iter().map(part).sum();
    Ok(ArrayMargin {
        initial: sum(|group| group.initial),
        maintenance: sum(|group| group.maintenance),
        alone: sum(|group| group.alone),
        groups,
    })
}

fn of_group(
    method: &dyn RiskArrayMethod,
    rules: &ArrayRules,
    book: &ArrayBook,
    group: &ArrayGroup,
) -> Result<MarginGroup, Error> {
    let in_coin = group.settlement == Some(Settlement::Inverse);
    let probes: Vec<ArrayScenario> =
        rules.probes.iter().map(|&change| ArrayScenario::core(change, 0.0)).collect();
    let of = |scenarios: &[ArrayScenario]| -> Result<Vec<Vec<f64>>, Error> {
        group.members.iter().map(|member| member.profits(rules, scenarios, in_coin)).collect()
    };
    let own = method.scenarios(group.asset);
    let scenarios = own.as_deref().unwrap_or(&rules.scenarios);
    let profits = Profits { core: of(scenarios)?, probes: of(&probes)? };

    let everyone: Vec<usize> = (0..group.members.len()).collect();
    let count = |members: &[usize]| {
        let rows = rows((rules, scenarios), book, group, members, &profits.core, in_coin);
        let facts = facts(book, group, members, &profits.probes, least(&rows));
        (rows, method.charges(&facts))
    };
    let initial = |charges: &[MarginCharge]| charges.iter().map(|charge| charge.initial).sum::<f64>();
    let (scenarios, charges) = count(&everyone);
    let lowest = |&a: &usize, &b: &usize| scenarios[a].counted.total_cmp(&scenarios[b].counted);
    let worst = (0..scenarios.len()).min_by(lowest).filter(|&k| scenarios[k].counted < 0.0);
    Ok(MarginGroup {
        asset: group.asset.to_owned(),
        settlement: group.settlement,
        in_coin,
        spot: group.spot,
        positions: group.members.iter().map(|member| member.place).collect(),
        worst,
        initial: initial(&charges),
        maintenance: charges.iter().map(|charge| charge.maintenance).sum(),
        alone: everyone.iter().map(|&j| initial(&count(&[j]).1)).sum(),
        scenarios,
        charges,
    })
}

fn least(rows: &[ScenarioRow]) -> f64 {
    rows.iter().fold(f64::INFINITY, |least, row| least.min(row.counted))
}

/// Scenario by scenario, what some members of a group bring together.
fn rows(
    (rules, scenarios): (&ArrayRules, &[ArrayScenario]),
    book: &ArrayBook,
    group: &ArrayGroup,
    members: &[usize],
    profits: &[Vec<f64>],
    in_coin: bool,
) -> Vec<ScenarioRow> {
    let row = |(k, scenario): (usize, &ArrayScenario)| {
        let mut by_position: Vec<f64> = members.iter().map(|&j| profits[j][k]).collect();
        worsen(rules, book, group, members, scenario, &mut by_position);
        let total: f64 = by_position.iter().sum();
        let weighted = scenario.weight * total;
        let counted = match &rules.damper {
            Some(damper) if scenario.tail => damper.counted(scenario.change, weighted, in_coin),
            _ => weighted,
        };
        ScenarioRow { scenario: *scenario, by_position, total, counted }
    };
    scenarios.iter().enumerate().map(row).collect()
}

/// Options by expiry with the discount that is worse for the account, and skews the worse way round.
fn worsen(
    rules: &ArrayRules,
    book: &ArrayBook,
    group: &ArrayGroup,
    members: &[usize],
    scenario: &ArrayScenario,
    profits: &mut [f64],
) {
    if rules.discount.is_none() && scenario.skew.is_none() {
        return;
    }
    let member = |j: usize| &group.members[members[j]];
    for expiry in expiries(group, members) {
        let options: Vec<usize> = (0..members.len())
            .filter(|&j| member(j).strike().is_some() && member(j).expiry() == Some(expiry))
            .collect();
        if let (Some(&first), Some(discount)) = (options.first(), &rules.discount) {
            let value = |j: usize| member(j).valuation.figures.value;
            let together = options.iter().map(|&j| value(j) + profits[j]).sum();
            let factor = discount.factor(together, book.rate, member(first).years());
            options.iter().for_each(|&j| profits[j] = (value(j) + profits[j]) * factor - value(j));
        }
        if scenario.skew.is_some() && options.iter().map(|&j| profits[j]).sum::<f64>() > 0.0 {
            options.iter().for_each(|&j| profits[j] = -profits[j]);
        }
    }
}

/// The expiries of some members, each once.
fn expiries(group: &ArrayGroup, members: &[usize]) -> Vec<Timestamp> {
    let mut all: Vec<Timestamp> = members.iter().filter_map(|&j| group.members[j].expiry()).collect();
    all.sort();
    all.dedup();
    all
}

fn facts(
    book: &ArrayBook,
    group: &ArrayGroup,
    members: &[usize],
    probes: &[Vec<f64>],
    least: f64,
) -> GroupFacts {
    let picked = || members.iter().map(|&j| (j, &group.members[j]));
    let dated = expiries(group, members).into_iter().map(Some);
    let of_expiry = |expiry: Option<Timestamp>| {
        let (mut facts, mut strikes, mut probed) = (ExpiryFacts::default(), Vec::<(f64, f64)>::new(), vec![]);
        for (j, member) in picked().filter(|(_, member)| member.expiry() == expiry) {
            facts.years = member.years();
            facts.delta += member.delta;
            if member.is_future() || member.strike().is_some() {
                facts.contracts += member.coins(group.spot);
            }
            if member.is_future() {
                facts.futures += member.delta;
            }
            let Some(strike) = member.strike() else { continue };
            let quantity = member.position.holding.quantity;
            facts.options += quantity;
            facts.vega += member.valuation.figures.vega;
            match strikes.iter_mut().find(|(known, _)| *known == strike) {
                Some((_, net)) => *net += quantity,
                None => strikes.push((strike, quantity)),
            }
            probed.resize(probes[j].len(), 0.0);
            probed.iter_mut().zip(&probes[j]).for_each(|(sum, profit)| *sum += profit);
        }
        facts.short_options = strikes.iter().map(|(_, net)| (-net).max(0.0)).sum();
        facts.probed = probed.into_iter().fold(0.0, f64::min);
        facts
    };
    let sum = |part: &dyn Fn(&Member) -> f64| picked().map(|(_, member)| part(member)).sum::<f64>();
    let sold =
        |member: &Member| member.strike().map_or(0.0, |_| (-member.position.holding.quantity).max(0.0));
    let coins = |member: &Member| {
        let held = !member.is_future() && member.strike().is_none();
        if held { member.valuation.figures.value } else { 0.0 }
    };
    let traded = |member: &Member| member.is_future() || member.strike().is_some();
    let settled = |in_coin: bool| {
        sum(&|member| {
            if traded(member) && member.in_coin() == in_coin { member.coins(group.spot) } else { 0.0 }
        })
    };
    GroupFacts {
        asset: group.asset.to_owned(),
        gross_futures: sum(&|member| if member.is_future() { member.coins(group.spot).abs() } else { 0.0 }),
        gross_options: sum(&|member| member.strike().map_or(0.0, |_| member.delta.abs())),
        by_settlement: [settled(false), settled(true)],
        theta: sum(&|member| member.strike().map_or(0.0, |_| member.valuation.figures.theta)),
        spot: group.spot,
        worst: if least.is_finite() { least } else { 0.0 },
        expiries: dated.chain([None]).map(of_expiry).collect(),
        gross_delta: sum(&|member| member.delta.abs()),
        perpetuals: sum(&|member| {
            if member.is_perpetual() { member.delta.abs() * group.spot / member.valuation.price } else { 0.0 }
        }),
        sold_options: sum(&sold),
        coins: sum(&coins),
        funding: sum(&|member| member.funding()),
        stablecoin: book.stablecoin,
    }
}
