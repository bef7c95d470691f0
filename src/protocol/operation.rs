//! The operation `dependencies`.

use super::caps;
use super::dependence::FailureDependence;
use super::figures;
use super::graph::{Graph, Node};
use super::holdings::Holdings;
use super::request::DependenciesRequest;
use super::response::DependenciesResponse;
use super::score::FailureScore;
use super::simulation::simulate;
use crate::error::{Error, Notice};
use crate::market::PriceTable;
use crate::method::{OperationDescription, Parameter, Unit, Value};
use crate::operations::Operation;
use crate::progress::Progress;
use crate::risk::{Histogram, scenario_losses};
use crate::seed::{check_seed, seed_parameter};

const LEVELS: (f64, f64) = (0.5, 0.9999);
const DAYS: (u32, u32) = (1, 3650);
const DRAWS: (u32, u32) = (1_000, 1_000_000);
const DEFAULT_LEVEL: f64 = 0.99;
const DEFAULT_DAYS: u32 = 365;
const DEFAULT_DRAWS: u32 = 50_000;
const DEFAULT_SEED: u64 = 7;
const YEAR_DAYS: f64 = 365.0;
/// Fewer draws with a loss than these are worth a word.
const FEW: f64 = 100.0;

/// Level, days, draws and seed, valid.
struct Asked {
    level: f64,
    days: u32,
    draws: usize,
    seed: u64,
}

impl DependenciesRequest {
    fn asked(&self) -> Result<Asked, Error> {
        if self.risk.is_some() {
            let given = [
                ("level", self.level.is_some()),
                ("horizonDays", self.horizon_days.is_some()),
                ("seed", self.seed.is_some()),
            ];
            if let Some((field, _)) = given.into_iter().find(|(_, given)| *given) {
                return Err(Error::invalid(field, "It is that of `risk`: give it there."));
            }
        }
        let level = self.level.unwrap_or(DEFAULT_LEVEL);
        if !(LEVELS.0..=LEVELS.1).contains(&level) {
            let message = format!("The level is {level}; it lies between {} and {}.", LEVELS.0, LEVELS.1);
            return Err(Error::invalid("level", message));
        }
        let days = self.horizon_days.unwrap_or(DEFAULT_DAYS);
        if !(DAYS.0..=DAYS.1).contains(&days) {
            let message = format!("The horizon is {days} days; it lies between {} and {}.", DAYS.0, DAYS.1);
            return Err(Error::invalid("horizonDays", message));
        }
        let draws = self.draws.unwrap_or(DEFAULT_DRAWS);
        if !(DRAWS.0..=DRAWS.1).contains(&draws) {
            let message = format!("There are {draws} draws; there can be {} to {}.", DRAWS.0, DRAWS.1);
            return Err(Error::invalid("draws", message));
        }
        let seed = check_seed(self.seed.unwrap_or(DEFAULT_SEED))?;
        Ok(Asked { level, days, draws: draws as usize, seed })
    }
}

/// What failures can take from the holdings of a request.
pub fn run(
    request: &DependenciesRequest,
    progress: &mut dyn Progress,
) -> Result<DependenciesResponse, Error> {
    let mut asked = request.asked()?;
    request.dependence.method().check().map_err(|error| error.inside("dependence"))?;
    let graph = Graph::check(&request.nodes, &request.score)?;
    let risk = match &request.risk {
        Some(risk) => Some(scenario_losses(risk, progress).map_err(|error| error.inside("risk"))?),
        None => None,
    };
    if let Some(risk) = &risk {
        (asked.level, asked.days, asked.seed) = (risk.level, risk.horizon_days, risk.seed);
    }
    let holdings = Holdings::check(&request.holdings, &graph, risk.as_ref())?;
    let resting = figures::resting(&graph, &holdings);
    let (capped, constraints) = caps::caps(&request.caps, &graph, &holdings, &resting)?;

    let years = f64::from(asked.days) / YEAR_DAYS;
    let within = |node: &Node| -libm::expm1(years * libm::log1p(-node.probability));
    let horizon: Vec<f64> = graph.nodes.iter().map(within).collect();
    let causes: Vec<Option<usize>> = graph.nodes.iter().map(|node| node.cause).collect();
    let law = request.dependence.method().law(&horizon, &causes);
    let simulated = simulate(&graph, &holdings, law.as_ref(), (asked.draws, asked.seed), progress);
    let (failures, market, together, tail) = figures::all_figures(&holdings, &simulated, asked.level);
    let profits: Vec<f64> = simulated.together.iter().map(|loss| 0.0 - loss).collect();
    let with_loss = simulated.failures.iter().filter(|loss| **loss > 0.0).count() as f64;
    let stated = |k: usize| request.nodes[k].failure_probability.is_some();
    let mut warnings = notices(&graph, &holdings, &stated, with_loss);
    let (of_risk, excluded) = risk.map_or((vec![], vec![]), |risk| (risk.warnings, risk.excluded));
    warnings.extend(of_risk);
    Ok(DependenciesResponse {
        value: holdings.value,
        level: asked.level,
        horizon_days: asked.days,
        draws: simulated.sets.len(),
        scenarios: holdings.moved.then_some(holdings.market.len()),
        seed: asked.seed,
        probability_of_loss: with_loss / simulated.sets.len() as f64,
        failures,
        market,
        together,
        histogram: Histogram::of_sample(&profits),
        nodes: figures::by_node(&graph, &holdings, &resting, &horizon, &stated),
        holdings: figures::by_holding(&graph, &holdings, &simulated, &tail),
        edges: figures::edges(&graph, &holdings),
        events: figures::events(&graph, &simulated),
        concentrations: caps::concentrations(&holdings, &graph),
        roles: figures::roles(&holdings),
        caps: capped,
        constraints,
        convention: vec![
            "Losses are positive, in quote currency; a failure takes what the market left of a holding.",
            "A holding loses what each name that it gives has lost, and what these have lost on others; what it names itself counts once.",
            "Losses clear through the graph in proportion to claims; own capital bears them first.",
            "A holding below zero cannot be lost to a failure.",
            "The score's coefficients and the losses given a failure are a judgement.",
        ],
        warnings,
        excluded,
    })
}

fn notices(
    graph: &Graph,
    holdings: &Holdings,
    stated: &dyn Fn(usize) -> bool,
    with_loss: f64,
) -> Vec<Notice> {
    let mut notices = vec![];
    let unknown = |k: usize| graph.nodes[k].terms.iter().filter(|term| !term.known).count();
    let scored: Vec<usize> = (0..graph.nodes.len()).filter(|k| !stated(*k) && unknown(*k) > 0).collect();
    if let Some(first) = scored.first() {
        let message = format!(
            "Dependencies with factors that are not known: {}, with {} of {}. Unknown counts against them.",
            scored.len(),
            unknown(*first),
            graph.nodes[*first].name
        );
        notices.push(Notice::new("unknownFactors", message).at("nodes"));
    }
    let apart = holdings.held.iter().filter(|held| held.on.is_empty()).count();
    if apart > 0 {
        let message = format!(
            "Holdings that name nothing: {apart} of {}. They cannot be lost to a failure.",
            holdings.held.len()
        );
        notices.push(Notice::new("withoutDependencies", message).at("holdings"));
    }
    if with_loss > 0.0 && with_loss < FEW {
        let message = format!("Only {with_loss} draws have a loss to failures: take more draws.");
        notices.push(Notice::new("fewFailures", message).at("draws"));
    }
    notices
}

/// The operation `dependencies`.
pub struct MeasureDependencies;

impl Operation for MeasureDependencies {
    type Request = DependenciesRequest;
    type Response = DependenciesResponse;

    fn describe() -> OperationDescription {
        OperationDescription {
            name: "dependencies",
            book: "",
            label: "Dependencies",
            summary: "What failures of chains, protocols, bridges, issuers and venues can take: expected loss, value at risk with failures, concentration, caps.",
            parameters: vec![
                Parameter {
                    name: "level",
                    label: "Level",
                    help: "Share of outcomes in which the loss stays below the value at risk.",
                    value: Value::Number {
                        unit: Unit::Fraction,
                        min: Some(LEVELS.0),
                        max: Some(LEVELS.1),
                        default: Some(DEFAULT_LEVEL),
                    },
                    advanced: false,
                },
                integer(
                    "horizonDays",
                    "Horizon",
                    "Over how many days failures may come.",
                    Unit::Days,
                    DAYS,
                    DEFAULT_DAYS,
                ),
                Parameter {
                    name: "dependence",
                    label: "Dependence",
                    help: "How failures come together, beside the graph.",
                    value: Value::Method {
                        family: "failureDependence",
                        default: FailureDependence::default().kind(),
                    },
                    advanced: false,
                },
                Parameter {
                    name: "score",
                    label: "Score",
                    help: "How the probability of a failure follows from what is known.",
                    value: Value::Method { family: "failureScore", default: FailureScore::default().kind() },
                    advanced: true,
                },
                integer("draws", "Draws", "Draws of failures, at least.", Unit::Count, DRAWS, DEFAULT_DRAWS),
                seed_parameter(DEFAULT_SEED, "The same seed gives the same draws."),
            ],
        }
    }

    fn run(
        request: &DependenciesRequest,
        progress: &mut dyn Progress,
    ) -> Result<DependenciesResponse, Error> {
        run(request, progress)
    }

    fn prices(request: &mut DependenciesRequest) -> Option<&mut Option<PriceTable>> {
        request.risk.as_mut().map(|risk| &mut risk.prices)
    }
}

fn integer(
    name: &'static str,
    label: &'static str,
    help: &'static str,
    unit: Unit,
    (min, max): (u32, u32),
    default: u32,
) -> Parameter {
    let value =
        Value::Integer { unit, min: Some(min.into()), max: Some(max.into()), default: Some(default.into()) };
    Parameter { name, label, help, value, advanced: name == "draws" }
}
