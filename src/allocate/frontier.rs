//! The efficient frontier: the least volatility for each expected return, from the least variance
//! to the greatest return under the same constraints.
//!
//! Without limits by group the whole frontier is exact: the critical line gives its corner
//! portfolios, between which the weights are straight lines in the return. With them each point is
//! a quadratic program of its own, and with limits on risk or turnover a cone program. With costs of trading
//! it is the return after them that each point is asked for. Every point is verified.

use serde::{Deserialize, Serialize};

use super::basis::{self, Basis, Checked, Past};
use super::constraints::Constraints;
use super::frontier_response::{AssetPoint, CornerPoint, FrontierPoint, FrontierResponse, MethodPoint};
use super::given_moments::GivenMoments;
use super::margin::steps::resolved;
use super::maximum_ratio::MaximumRatio;
use super::measure::Measure;
use super::problem::{Outcome, Problem, Solution};
use super::request::CurrentWeight;
use super::response::{ChosenMethod, PortfolioFigures, Status};
use super::verify::Verification;
use super::{
    LimitKind, Objective, Verified, convex_feasibility, critical_line, feasibility, interior_point, settings,
    solve,
};
use crate::SchemaVersion;
use crate::error::{Error, Notice};
use crate::estimate::{Covariance, HistoryUse, Mean, Repair};
use crate::market::{ByAsset, PriceTable, ReturnKind};
use crate::math::cholesky::dot;
use crate::method::{OperationDescription, Parameter, Unit, Value};
use crate::operations::Operation;
use crate::progress::Progress;

/// Fewer are no line, more no picture.
const POINTS: std::ops::RangeInclusive<usize> = 2..=500;

/// Returns that differ by less than this part are the same.
const SAME_RETURN: f64 = 1e-12;

/// Which frontier to draw: the fields of `allocate` without its objective, and how many points.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct FrontierRequest {
    /// Always 1.
    pub schema_version: Option<SchemaVersion>,
    /// Price history; a session may lend its own.
    pub prices: Option<PriceTable>,
    /// Instead of prices.
    pub moments: Option<GivenMoments>,
    /// Which assets to hold, in this order; all when left out.
    pub assets: Option<Vec<String>>,
    /// How expected returns are estimated.
    pub mean: Mean,
    /// What holding each asset brings or costs beside its price, per year; added to its expected return.
    pub carry: ByAsset,
    /// What borrowing an asset costs per year, where it is held short.
    #[serde(skip_serializing_if = "ByAsset::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub borrow: ByAsset,
    /// How covariances are estimated.
    pub covariance: Covariance,
    /// What is done where the estimated covariance is none.
    pub repair: Repair,
    /// Taken from a request of `allocate` without complaint; plays no part.
    pub objective: Option<Objective>,
    /// What the weights have to obey.
    pub constraints: Constraints,
    /// Per year.
    pub risk_free_rate: f64,
    /// Which part of unequal histories is used.
    pub history: HistoryUse,
    /// Simple or log returns.
    pub returns: ReturnKind,
    /// Instead of what the dates say.
    pub periods_per_year: Option<f64>,
    /// What is held now, to show beside the line.
    pub current: Option<Vec<CurrentWeight>>,
    /// First date of the history that may be used.
    pub from: Option<String>,
    /// Last date of the history that may be used.
    pub to: Option<String>,
    /// How many points.
    pub points: usize,
    /// Other objectives to show beside the line.
    pub include_methods: Vec<Objective>,
}

impl Default for FrontierRequest {
    fn default() -> Self {
        Self {
            schema_version: None,
            prices: None,
            moments: None,
            assets: None,
            mean: Mean::default(),
            carry: ByAsset::default(),
            borrow: ByAsset::default(),
            covariance: Covariance::default(),
            repair: Repair::default(),
            objective: None,
            constraints: Constraints::default(),
            risk_free_rate: 0.0,
            history: HistoryUse::default(),
            returns: ReturnKind::default(),
            periods_per_year: None,
            current: None,
            from: None,
            to: None,
            points: 40,
            include_methods: vec![],
        }
    }
}

impl FrontierRequest {
    fn check(&self) -> Result<Checked, Error> {
        if !POINTS.contains(&self.points) {
            let message = format!("A frontier has from {} to {} points.", POINTS.start(), POINTS.end());
            return Err(Error::invalid("points", message));
        }
        let checked = Basis {
            prices: self.prices.as_ref().map(Past::Table),
            moments: self.moments.as_ref(),
            assets: self.assets.as_deref(),
            observed: vec![],
            mean: &self.mean,
            carry: &self.carry,
            borrow: &self.borrow,
            covariance: &self.covariance,
            repair: self.repair,
            constraints: &self.constraints,
            risk_free_rate: self.risk_free_rate,
            history: self.history,
            returns: self.returns,
            periods_per_year: self.periods_per_year,
            current: self.current.as_deref(),
            from: self.from.as_deref(),
            to: self.to.as_deref(),
        }
        .check()?;
        checked.problem.limits.carried(LimitKind::PRICED, "Efficient frontier")?;
        for k in 0..self.include_methods.len() {
            let here = |asset: &String| checked.problem.assets.contains(asset);
            let blind = !self.include_methods[k].method().observes().iter().all(here);
            match self.refusal(k, &checked.problem) {
                Some(error) if !of_constraints(&error) && !blind => return Err(error),
                _ => {}
            }
        }
        Ok(checked)
    }

    /// Why one of the other objectives cannot be asked for.
    fn refusal(&self, k: usize, problem: &Problem) -> Option<Error> {
        basis::check_objective(&self.include_methods[k], problem, &format!("includeMethods[{k}]")).err()
    }
}

/// Whether constraints that others can carry are all that is in the way: a method is left out for that, not
/// the frontier refused.
fn of_constraints(error: &Error) -> bool {
    error.path.as_ref().is_some_and(|path| path.starts_with("constraints."))
}

impl FrontierPoint {
    fn of(problem: &Problem, weights: Vec<f64>) -> Self {
        let PortfolioFigures { expected_return, volatility, sharpe_ratio } =
            PortfolioFigures::of(problem, &weights);
        Self { expected_return, volatility, sharpe_ratio, weights }
    }
}

/// A corner portfolio: at λ and above up to the next corner the line leaves it.
#[derive(Debug, Clone)]
pub(super) struct Corner {
    pub expected_return: f64,
    lambda: f64,
    weights: Vec<f64>,
}

/// The line, as far as it is known before its points are asked for.
pub(super) enum Line {
    /// Corners from the greatest return down.
    Exact(Vec<Corner>),
    /// The two ends only.
    Sought { least: f64, greatest: f64 },
}

impl Line {
    pub fn of(problem: &Problem) -> Result<Self, Outcome> {
        let (limits, mean) = (&problem.limits, &problem.mean);
        let differ = mean.iter().any(|m| (m - mean[0]).abs() > SAME_RETURN * mean[0].abs());
        if limits.rows.is_empty()
            && limits.convex.is_empty()
            && limits.costs.is_empty()
            && differ
            && let Some(corners) = critical_line::corners(&problem.covariance, mean, limits)
        {
            let corner = |(lambda, mut weights): (f64, Vec<f64>)| {
                interior_point::settle(limits, &mut weights);
                Corner { expected_return: dot(mean, &weights), lambda, weights }
            };
            return Ok(Self::Exact(corners.into_iter().map(corner).collect()));
        }
        match Measure::default().minimise(problem) {
            Outcome::Solved(lowest) => {
                let least = problem.earned(&lowest.weights);
                let greatest = feasibility::greatest(problem, mean, &limits.costs).unwrap_or(least);
                Ok(Self::Sought { least, greatest: greatest.max(least) })
            }
            other => Err(other),
        }
    }

    /// The least and the greatest return on it.
    pub fn ends(&self) -> [f64; 2] {
        match self {
            Self::Exact(corners) => {
                let end = |corner: Option<&Corner>| corner.map_or(0.0, |corner| corner.expected_return);
                [end(corners.last()), end(corners.first())]
            }
            Self::Sought { least, greatest } => [*least, *greatest],
        }
    }

    /// The corners as an answer shows them; none where the line is not exact or one of them does not pass its
    /// verification.
    fn corners(&self, problem: &Problem) -> Option<Vec<CornerPoint>> {
        let Self::Exact(corners) = self else { return None };
        let shown = corners.iter().enumerate().rev().filter(|(k, corner)| {
            // Assets of one return are told apart by a hair, which makes corners of more risk for no return.
            let same = |next: &&Corner| {
                (next.expected_return - corner.expected_return).abs()
                    <= 1e-9 * corner.expected_return.abs().max(next.expected_return.abs())
            };
            let moved =
                |next: &Corner| next.weights.iter().zip(&corner.weights).any(|(a, b)| (a - b).abs() > 1e-9);
            !corners.get(k + 1).filter(same).is_some_and(moved)
        });
        let point = |(_, Corner { expected_return, lambda, weights }): (usize, &Corner)| {
            let solution = Solution::new(weights.clone(), vec![*lambda]);
            let sought = problem.earning("points", *expected_return);
            let (solution, _) = verified(&sought, &sought, solution)?;
            Some(CornerPoint { lambda: *lambda, point: FrontierPoint::of(problem, solution.weights) })
        };
        shown.map(point).collect()
    }

    /// The portfolio of least variance that earns `level`, from the known corners.
    fn at(&self, level: f64) -> Option<Solution> {
        let Self::Exact(corners) = self else { return None };
        // Of corners with the same return the last has the least variance.
        let after = corners.partition_point(|corner| corner.expected_return >= level);
        let above = corners.get(after.saturating_sub(1))?;
        let Some(below) = corners.get(after) else {
            return Some(Solution::new(above.weights.clone(), vec![above.lambda]));
        };
        let part = (level - below.expected_return) / (above.expected_return - below.expected_return);
        let between = |a: f64, b: f64| b + part.clamp(0.0, 1.0) * (a - b);
        let weights = above.weights.iter().zip(&below.weights).map(|(a, b)| between(*a, *b)).collect();
        Some(Solution::new(weights, vec![between(above.lambda, below.lambda)]))
    }
}

/// The weights of least variance within the limits that were solved for, if they pass their verification.
fn verified(sought: &Problem, solved: &Problem, solution: Solution) -> Option<(Solution, Verification)> {
    let gap = Measure::default().gap(solved, &solution);
    let verification = Verification::of(sought, &solution.weights, Some(gap));
    verification.passed.then_some((solution, verification))
}

/// The verified portfolio of least variance that earns at least `level`.
pub(super) fn point(problem: &Problem, line: &Line, level: f64) -> Option<(Solution, Verification)> {
    let sought = problem.earning("points", level);
    line.at(level).and_then(|solution| verified(&sought, &sought, solution)).or_else(|| {
        match resolved(&sought, &mut |sought| Measure::default().minimise(sought)) {
            (Outcome::Solved(solution), solved) => verified(&sought, &solved, solution),
            _ => None,
        }
    })
}

/// Runs the operation `frontier`.
pub fn run(request: &FrontierRequest, progress: &mut dyn Progress) -> Result<FrontierResponse, Error> {
    progress.report(0, request.points, "estimating returns and covariances");
    let mut checked = request.check()?;
    checked.notices.extend(basis::near_singular(&checked));
    let Checked { problem, chosen, held, sample, notices, .. } = checked;
    let mut response = FrontierResponse {
        status: Status::Solved,
        explanation: None,
        conflicts: vec![],
        points: vec![],
        corners: None,
        assets: problem.assets[..chosen].to_vec(),
        current: held.map(|held| PortfolioFigures::of(&problem, &held.weights)),
        asset_points: (0..chosen)
            .map(|i| AssetPoint {
                asset: problem.assets[i].clone(),
                expected_return: problem.mean[i],
                volatility: problem.variance(i).sqrt(),
            })
            .collect(),
        maximum_ratio: None,
        methods: vec![],
        verification: None,
        sample,
        warnings: notices,
    };
    let mut free = problem.clone();
    if std::mem::take(&mut free.limits.selection).is_stated() {
        let message = "The line is drawn without the limits on the choice of assets, which the methods beside it obey: no portfolio of such a choice lies above it.";
        response.warnings.push(Notice::new("choiceLeftOut", message));
    }
    let conflict = feasibility::conflict(&free.limits).or_else(|| convex_feasibility::conflict(&free));
    let line = match conflict.map_or_else(|| Line::of(&free), Err) {
        Ok(line) => line,
        Err(outcome) => {
            let (status, explanation, conflicts) = outcome.without_weights();
            return Ok(FrontierResponse { status, explanation: Some(explanation), conflicts, ..response });
        }
    };
    response.corners = line.corners(&free);
    draw(&free, &line, request.points, progress, &mut response);
    beside(&problem, request, &mut response);
    // Assets that are only compared with come after the others, and have no weight.
    let points = response.points.iter_mut().chain(&mut response.maximum_ratio);
    let corners = response.corners.iter_mut().flatten().map(|corner| &mut corner.point);
    let methods = response.methods.iter_mut().map(|method| &mut method.point);
    points.chain(corners).chain(methods).for_each(|point| point.weights.truncate(chosen));
    Ok(response)
}

fn draw(
    problem: &Problem,
    line: &Line,
    points: usize,
    progress: &mut dyn Progress,
    response: &mut FrontierResponse,
) {
    let [least, greatest] = line.ends();
    let flat = greatest - least <= SAME_RETURN * greatest.abs().max(least.abs());
    let points = if flat { 1 } else { points };
    let (mut max_violation, mut gap, mut missing) = (0.0_f64, 0.0_f64, 0);
    for k in 0..points {
        progress.report(k, points, "drawing the frontier");
        let part = k as f64 / (points.max(2) - 1) as f64;
        let level = match line {
            Line::Exact(_) => least + (greatest - least) * part,
            // An interior point needs room, and the portfolios of greatest return have none.
            Line::Sought { .. } => least + (greatest - least) * part.min(1.0 - 1e-9),
        };
        match point(problem, line, level) {
            Some((solution, verification)) => {
                max_violation = max_violation.max(verification.max_violation);
                gap = gap.max(verification.duality_gap.unwrap_or_default());
                response.points.push(FrontierPoint::of(problem, solution.weights));
            }
            None => missing += 1,
        }
    }
    if response.points.is_empty() {
        response.status = Status::NotConverged;
        response.explanation = Some("No point of the frontier passed its verification.".into());
    } else {
        response.verification = Some(Verification { max_violation, duality_gap: Some(gap), passed: true });
    }
    if missing > 0 {
        let message = format!("{missing} of {points} points did not pass the verification and are left out.");
        response.warnings.push(Notice::new("pointsLeftOut", message));
    }
    if flat {
        let message =
            "All portfolios within the constraints are expected to earn the same: the frontier is one point.";
        response.warnings.push(Notice::new("flatFrontier", message));
    }
}

/// The portfolios that stand beside the line.
fn beside(problem: &Problem, request: &FrontierRequest, response: &mut FrontierResponse) {
    match solve(&MaximumRatio::default(), problem) {
        Verified::Solved(Solution { weights, .. }, _) => {
            response.maximum_ratio = Some(FrontierPoint::of(problem, weights))
        }
        Verified::Not(_, explanation, _) => {
            response.warnings.push(Notice::new("noMaximumRatio", explanation))
        }
    }
    for (k, objective) in request.include_methods.iter().enumerate() {
        let method = ChosenMethod::of(objective);
        let explanation = match request.refusal(k, problem) {
            Some(error) => error.message,
            None => match solve(objective.method(), problem) {
                Verified::Solved(Solution { weights, notices, .. }, _) => {
                    let said = |notice: Notice| notice.at(format!("includeMethods[{k}]"));
                    response.warnings.extend(notices.into_iter().map(said));
                    response.methods.push(MethodPoint { method, point: FrontierPoint::of(problem, weights) });
                    continue;
                }
                Verified::Not(_, explanation, _) => explanation,
            },
        };
        let notice = Notice::new("methodLeftOut", format!("{}: {explanation}", method.label));
        response.warnings.push(notice.at(format!("includeMethods[{k}]")));
    }
}

/// The operation `frontier`.
pub struct Frontier;

impl Operation for Frontier {
    type Request = FrontierRequest;
    type Response = FrontierResponse;

    fn describe() -> OperationDescription {
        OperationDescription {
            name: "frontier",
            book: "",
            label: "Efficient frontier",
            summary: "Draws the least volatility for each expected return, with the current portfolio beside it.",
            parameters: std::iter::once(Parameter {
                name: "points",
                label: "Points",
                help: "How many portfolios along the line.",
                value: Value::Integer {
                    unit: Unit::Count,
                    min: Some(*POINTS.start() as i64),
                    max: Some(*POINTS.end() as i64),
                    default: Some(40),
                },
                advanced: true,
            })
            .chain(settings())
            .collect(),
        }
    }

    fn run(request: &FrontierRequest, progress: &mut dyn Progress) -> Result<FrontierResponse, Error> {
        run(request, progress)
    }

    fn prices(request: &mut FrontierRequest) -> Option<&mut Option<PriceTable>> {
        Some(&mut request.prices)
    }
}
