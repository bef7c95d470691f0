//! From moments to weights: objectives, constraints, solvers, and the check of what they say.
//!
//! An [`AllocateRequest`] is checked into a [`Problem`]; its [`Objective`] proposes weights; and
//! [`verify`] decides from the request alone whether they count. A portfolio that no one can hold,
//! a ratio that no one can reach and a solver that stalls are answers with a [`Status`], no errors.

mod aim;
pub mod bands;
mod basis;
mod benchmark;
mod binding;
mod branch_and_bound;
mod cardinality;
mod carries;
mod choice;
mod cluster;
mod constraints;
mod convex;
mod convex_constraints;
mod convex_feasibility;
mod critical_line;
mod factor_band;
mod feasibility;
mod folds;
mod frontier;
mod frontier_response;
mod given_moments;
mod hierarchy;
mod interior_point;
pub mod margin;
pub mod measure;
mod members;
mod node;
mod perspective;
mod problem;
mod proportional;
mod quadratic_program;
mod ratio;
mod request;
mod response;
mod risk_aversion;
mod risk_limit;
mod risk_program;
mod rule;
mod scenarios;
mod shares;
mod step;
pub mod tolerance;
mod trading;
pub mod units;
pub mod verify;

pub use bands::{Bands, WeightBand, WeightBands};
pub use binding::BindingLimit;
pub use cardinality::{Cost, Selection, SelectionCheck};
pub use carries::LimitKind;
pub use constraints::{AssetBounds, Constraints, GroupLimits, Limits, Row};
pub use factor_band::FactorBand;
pub use folds::Folds;
pub use frontier::{Frontier, FrontierRequest};
pub use frontier_response::{AssetPoint, FrontierPoint, FrontierResponse, MethodPoint};
pub use given_moments::GivenMoments;
pub use margin::{MarginLimit, MarginRates, SurvivalLimit, SurvivalScenario};
pub use measure::Measure;
pub(crate) use members::of_groups;
pub use perspective::QuadraticForm;
pub use problem::{Conflict, Outcome, Problem, Solution};
pub(crate) use quadratic_program::QuadraticProgram;
pub use request::{AllocateRequest, CurrentWeight};
pub use response::{
    AllocateConvention, AllocateResponse, AssetWeight, ChosenMethod, ImpliedTolerance, OrderedCorrelation,
    PortfolioFigures, RiskFigure, Status,
};
pub use risk_limit::RiskLimit;
pub use scenarios::Scenarios;
pub use step::Step;
pub use tolerance::Tolerance;
pub use trading::TradingCosts;
pub use units::{AllocationUnits, AssetUnits, TradedUnits};
pub use verify::Verification;

use crate::error::Error;
use crate::market::PriceTable;
use crate::math::cholesky::dot;
use crate::method::{OperationDescription, Parameter, Unit, Value};
use crate::operations::Operation;
use crate::progress::Progress;

/// A way to choose weights.
pub trait Allocator {
    /// The kinds of limits that it obeys beyond the budget and the bounds by asset. A request with any
    /// other is refused.
    fn carries(&self) -> &'static [LimitKind] {
        &[]
    }

    /// Whether its parameters can be used.
    fn check(&self, _problem: &Problem) -> Result<(), Error> {
        Ok(())
    }

    /// Whether its weights hang on the inverse of the covariance, so that a nearly singular one is
    /// worth a warning.
    fn inverts(&self) -> bool {
        true
    }

    /// The measure of risk that its weights hang on, where it has one.
    fn measure(&self) -> Option<&Measure> {
        None
    }

    /// Assets whose history it needs though they may not be among those to hold.
    fn observes(&self) -> Vec<String> {
        vec![]
    }

    /// What it made small, for weights and for what is held now.
    fn risk_figure(
        &self,
        problem: &Problem,
        weights: Option<&[f64]>,
        current: Option<&[f64]>,
    ) -> Option<RiskFigure> {
        RiskFigure::of(self.measure()?, problem, weights, current)
    }

    /// What its parameters come to in other terms, where they state a tolerance by its consequences.
    fn implied(&self, _problem: &Problem, _weights: &[f64]) -> Option<ImpliedTolerance> {
        None
    }

    /// Weights, or why there are none. The limits can be met: that has been checked before.
    fn solve(&self, problem: &Problem) -> Outcome;

    /// How far the solution can be from the optimum at most, relative; none for rules that optimise
    /// nothing. Shares nothing with [`Allocator::solve`].
    fn gap(&self, problem: &Problem, solution: &Solution) -> Option<f64>;

    /// What it makes small, at weights: what a search over the choice of assets goes by. None for rules that
    /// optimise nothing, and where [`Allocator::quadratic`] says it.
    fn cost(&self, _problem: &Problem, _weights: &[f64]) -> Option<Cost> {
        None
    }

    /// The quadratic form that it is about, where that is all.
    fn quadratic(&self, _problem: &Problem) -> Option<QuadraticForm> {
        None
    }
}

crate::methods! {
    /// What weights are chosen for.
    pub enum Objective as dyn Allocator, family "objective", label "Objective" {
        minimum_risk::MinimumRisk,
        maximum_ratio::MaximumRatio,
        maximum_return::MaximumReturn,
        maximum_utility::MaximumUtility,
        risk_budgeting::RiskBudgeting,
        hierarchical_risk_parity::HierarchicalRiskParity,
        hierarchical_equal_risk_contribution::HierarchicalEqualRiskContribution,
        nested_clusters::NestedClusters,
        maximum_diversification::MaximumDiversification,
        maximum_decorrelation::MaximumDecorrelation,
        kelly_growth::KellyGrowth,
        stated_tolerance::StatedTolerance,
        benchmark_tracking::BenchmarkTracking,
        robust_mean_variance::RobustMeanVariance,
        distributionally_robust_cvar::DistributionallyRobustCvar,
        resampled_allocation::ResampledAllocation,
        equal_weight::EqualWeight,
        inverse_volatility::InverseVolatility,
    }
}

/// Runs the operation `allocate`.
pub fn run(request: &AllocateRequest, progress: &mut dyn Progress) -> Result<AllocateResponse, Error> {
    let steps = 2 + request.bands.resamples();
    progress.report(0, steps, "estimating returns and covariances");
    let mut checked = request.check()?;
    if request.objective.method().inverts() {
        checked.notices.extend(basis::near_singular(&checked));
    }
    let account = request.units.check(&checked, request.prices.as_ref())?;
    progress.report(1, steps, "searching weights");
    let objective = request.objective.method();
    let problem = &checked.problem;
    let (outcome, selection) = match problem.limits.selection.binds(problem.len()) {
        true => choice::solve(objective, problem, progress),
        false => (solve(objective, problem), None),
    };
    let bands = match outcome {
        Verified::Solved(..) => request.bands.draw(
            objective,
            &mut checked,
            &|checked, returns| request.on(checked, returns),
            progress,
        ),
        Verified::Not(..) => None,
    };
    checked.notices.extend(selection.as_ref().and_then(SelectionCheck::notice));
    let problem = &checked.problem;
    let (status, explanation, conflicts, solution) = match outcome {
        Verified::Solved(solution, verification) => {
            checked.notices.extend(solution.notices.iter().cloned());
            (Status::Solved, None, vec![], Some((solution, verification)))
        }
        Verified::Not(status, explanation, conflicts) => (status, Some(explanation), conflicts, None),
    };
    let contributions = solution.as_ref().zip(objective.measure()).and_then(|((solution, _), measure)| {
        measure::contribution::contributions(measure.method().risk(), problem, solution)
    });
    let weights = solution.as_ref().map(|(solution, _)| solution.weights.as_slice());
    let units = account.zip(weights).map(|(account, weights)| account.units(problem, weights, progress));
    checked.notices.extend(units.iter().flat_map(|units| units.notices.iter().cloned()));
    let figures = weights.map(|weights| PortfolioFigures::of(problem, weights));
    let current = checked.held.as_ref().map(|held| held.weights.as_slice());
    let [trading_costs, borrowing_costs] =
        weights.map_or([None; 2], |weights| trading::charged(problem, weights));
    let response = AllocateResponse {
        status,
        explanation,
        conflicts,
        method: ChosenMethod::of(&request.objective),
        weights: weights.map_or(vec![], |weights| {
            let mut all = asset_weights(problem, weights, current, contributions.as_deref());
            all.truncate(checked.chosen);
            all
        }),
        bands,
        units,
        expected_return: figures.map(|figures| figures.expected_return),
        volatility: figures.map(|figures| figures.volatility),
        sharpe_ratio: figures.and_then(|figures| figures.sharpe_ratio),
        diversification_ratio: weights.and_then(|weights| diversification_ratio(problem, weights)),
        risk: objective.risk_figure(problem, weights, current),
        binding: weights.filter(|_| request.binding).map(|weights| {
            binding::limits(objective, problem, weights, &mut |done, of| {
                progress.report(done, of, "loosening limits that bind");
            })
        }),
        implied_tolerance: weights.and_then(|weights| objective.implied(problem, weights)),
        effective_assets: weights
            .map(|weights| weights.iter().map(|w| w.abs()).sum::<f64>().powi(2) / dot(weights, weights)),
        current: current.map(|weights| PortfolioFigures::of(problem, weights)),
        turnover: weights
            .zip(checked.held.as_ref())
            .map(|(weights, held)| held.turnover().value(problem, weights)),
        trading_costs,
        borrowing_costs,
        correlation: OrderedCorrelation::of(problem),
        convention: AllocateConvention::of(checked.sample.as_ref(), problem.risk_free_rate),
        sample: checked.sample,
        shrinkage: checked.shrinkage,
        verification: solution.map(|(_, verification)| verification),
        selection,
        warnings: checked.notices,
    };
    progress.report(steps, steps, "done");
    Ok(response)
}

/// What is left of an outcome once it is verified.
enum Verified {
    Solved(Solution, Verification),
    Not(Status, String, Vec<Conflict>),
}

/// A good choice of assets is enough here; that it is the best is proved where one answer is asked for.
fn solve(objective: &dyn Allocator, problem: &Problem) -> Verified {
    if problem.limits.selection.binds(problem.len()) {
        return choice::good(objective, problem);
    }
    let (outcome, solved) = margin::steps::resolved(problem, &mut |problem| {
        feasibility::conflict(&problem.limits).unwrap_or_else(|| objective.solve(problem))
    });
    match verified(objective, problem, &solved, outcome) {
        // A solver that stalls may do so because convex limits leave no room.
        Verified::Not(Status::NotConverged, explanation, conflicts) => {
            match convex_feasibility::conflict(problem) {
                Some(outcome) => verified(objective, problem, &solved, outcome),
                None => Verified::Not(Status::NotConverged, explanation, conflicts),
            }
        }
        verified => verified,
    }
}

/// Checks what a solver says: the limits of the problem, and the optimum of the one that was solved.
fn verified(objective: &dyn Allocator, problem: &Problem, solved: &Problem, outcome: Outcome) -> Verified {
    match outcome {
        Outcome::Solved(solution) => {
            let gap = objective.gap(solved, &solution);
            let verification = Verification::of(problem, &solution.weights, gap);
            if verification.passed {
                Verified::Solved(solution, verification)
            } else {
                let gap = verification.duality_gap.map_or(String::new(), |gap| {
                    format!(", and the exact answer may be {gap:.1e} of the risk away")
                });
                let explanation = format!(
                    "The weights that were found did not pass the check: a limit is missed by up to {:.1e}{gap}.",
                    verification.max_violation
                );
                Verified::Not(Status::NotConverged, explanation, vec![])
            }
        }
        outcome => {
            let (status, explanation, conflicts) = outcome.without_weights();
            Verified::Not(status, explanation, conflicts)
        }
    }
}

fn asset_weights(
    problem: &Problem,
    weights: &[f64],
    current: Option<&[f64]>,
    contributions: Option<&[f64]>,
) -> Vec<AssetWeight> {
    let marginal = problem.marginal_variance(weights);
    let total = dot(weights, &marginal);
    let n = problem.len() as f64;
    (0..problem.len())
        .map(|i| AssetWeight {
            asset: problem.assets[i].clone(),
            weight: weights[i],
            // A portfolio without risk has no shares in it to tell apart.
            risk_contribution: if total > 0.0 { weights[i] * marginal[i] / total } else { 1.0 / n },
            measure_contribution: contributions.map(|contributions| contributions[i]),
            current_weight: current.map(|current| current[i]),
            change: current.map(|current| weights[i] - current[i]),
            expected_return: problem.mean[i],
            volatility: problem.variance(i).sqrt(),
            lower: problem.limits.lower[i],
            upper: problem.limits.upper[i],
        })
        .collect()
}

fn diversification_ratio(problem: &Problem, weights: &[f64]) -> Option<f64> {
    let separate: f64 = weights.iter().enumerate().map(|(i, w)| w.abs() * problem.variance(i).sqrt()).sum();
    let together = problem.portfolio_variance(weights).sqrt();
    (together > 1e-9 * problem.largest_variance().sqrt()).then(|| separate / together)
}

/// The operation `allocate`.
pub struct Allocate;

impl Operation for Allocate {
    type Request = AllocateRequest;
    type Response = AllocateResponse;

    fn describe() -> OperationDescription {
        OperationDescription {
            name: "allocate",
            book: "",
            label: "Allocate",
            summary: "Spreads the capital over the assets, by an objective and within constraints.",
            parameters: std::iter::once(Parameter {
                name: "objective",
                label: "Objective",
                help: "What the weights are chosen for.",
                value: Value::Method { family: "objective", default: Objective::default().kind() },
                advanced: false,
            })
            .chain(settings())
            .chain(std::iter::once(Parameter {
                name: "bands",
                label: "How sure the weights are",
                help: "Draws beside each weight between which weights other histories would have put it.",
                value: Value::Method { family: "bands", default: Bands::default().kind() },
                advanced: false,
            }))
            .chain(std::iter::once(Parameter {
                name: "units",
                label: "Units to trade",
                help: "Turns the weights into units that can be traded, starting from what is held.",
                value: Value::Method { family: "units", default: TradedUnits::default().kind() },
                advanced: false,
            }))
            .collect(),
        }
    }

    fn run(request: &AllocateRequest, progress: &mut dyn Progress) -> Result<AllocateResponse, Error> {
        run(request, progress)
    }

    fn prices(request: &mut AllocateRequest) -> Option<&mut Option<PriceTable>> {
        Some(&mut request.prices)
    }
}

/// The settings that `allocate` and `frontier` share, and a backtest that allocates.
pub fn settings() -> Vec<Parameter> {
    let mut settings = vec![
        Parameter {
            name: "constraints",
            label: "Constraints",
            help: "What the weights add up to, and how far each may go.",
            value: Value::Constraints,
            advanced: false,
        },
        Parameter {
            name: "riskFreeRate",
            label: "Risk-free rate",
            help: "What capital earns without risk; ratios count the return above it.",
            value: Value::Number {
                unit: Unit::PerYear,
                min: Some(-1.0),
                max: Some(10.0),
                default: Some(0.0),
            },
            advanced: false,
        },
        Parameter {
            name: "borrow",
            label: "Cost of borrowing",
            help: "Per year, of what is held short; carry counts for both sides, and so may go above zero for funding that short positions get.",
            value: Value::PerAsset {
                unit: Unit::PerYear,
                min: Some(0.0),
                max: Some(10.0),
                default: Some(0.0),
            },
            advanced: true,
        },
    ];
    settings.extend(crate::estimate::settings());
    settings
}
