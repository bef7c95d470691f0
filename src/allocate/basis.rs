//! What `allocate` and `frontier` both stand on: data, estimators, constraints, and their check.

use super::constraints::Constraints;
use super::given_moments::GivenMoments;
use super::problem::Problem;
use super::request::CurrentWeight;
use super::response::ChosenMethod;
use super::scenarios::Scenarios;
use super::trading::Held;
use super::{Objective, factor_band, trading};
use crate::error::{Error, Notice};
use crate::estimate::{Conditioning, Covariance, Estimated, HistorySettings, HistoryUse, Mean, Repair};
use crate::market::{
    ByAsset, PriceHistory, PriceTable, ReturnKind, ReturnSample, Returns, Timestamp, parse_instant,
    read_instant,
};

/// Above this condition number of the correlations, seven of sixteen digits are left.
const ILL_CONDITIONED: f64 = 1e9;

/// Past prices: as a request has them, or checked once for all steps of a walk.
#[derive(Clone, Copy)]
pub(super) enum Past<'a> {
    Table(&'a PriceTable),
    Checked(&'a PriceHistory),
}

impl<'a> Past<'a> {
    fn assets(self) -> &'a [String] {
        match self {
            Self::Table(table) => &table.assets,
            Self::Checked(history) => history.assets(),
        }
    }

    /// The last price of an asset up to a moment.
    fn last(self, asset: &str, until: Option<Timestamp>) -> Option<f64> {
        let place = self.assets().iter().position(|name| name == asset)?;
        let early = |time: Timestamp| until.is_none_or(|until| time <= until);
        match self {
            Self::Table(table) => {
                let rows = (0..table.prices.len()).rev();
                let known = rows.filter(|&t| parse_instant(&table.dates[t]).is_some_and(early));
                known.map(|t| table.prices.row(t)[place]).find(|price| price.is_finite())
            }
            Self::Checked(history) => {
                let rows = history.times().iter().zip(history.column(place)).rev();
                rows.filter(|(time, _)| early(**time))
                    .map(|(_, price)| *price)
                    .find(|price| price.is_finite())
            }
        }
        .filter(|price| *price > 0.0)
    }

    fn estimate(self, settings: &HistorySettings) -> Result<Estimated, Error> {
        match self {
            Self::Table(table) => settings.estimate(table),
            Self::Checked(history) => settings.estimate_checked(history),
        }
    }
}

/// The unchecked fields.
pub(super) struct Basis<'a> {
    pub prices: Option<Past<'a>>,
    pub moments: Option<&'a GivenMoments>,
    pub assets: Option<&'a [String]>,
    /// Assets that are only looked at, as [`Allocator::observes`](super::Allocator::observes) names them.
    pub observed: Vec<String>,
    pub mean: &'a Mean,
    pub carry: &'a ByAsset,
    pub borrow: &'a ByAsset,
    pub covariance: &'a Covariance,
    pub repair: Repair,
    pub constraints: &'a Constraints,
    pub risk_free_rate: f64,
    pub history: HistoryUse,
    pub returns: ReturnKind,
    pub periods_per_year: Option<f64>,
    pub current: Option<&'a [CurrentWeight]>,
    pub from: Option<&'a str>,
    pub to: Option<&'a str>,
}

/// The checked problem, and what its answer says beside the weights.
pub(super) struct Checked {
    pub problem: Problem,
    /// How many of its assets may be held; the others follow them, and have no weight.
    pub chosen: usize,
    /// What is held now.
    pub held: Option<Held>,
    pub sample: Option<ReturnSample>,
    pub shrinkage: Option<f64>,
    /// What the moments were estimated from; none where they were given.
    pub returns: Option<Returns>,
    pub notices: Vec<Notice>,
}

impl Basis<'_> {
    /// The problem that the fields state, or the first thing that is wrong with them.
    pub fn check(&self) -> Result<Checked, Error> {
        let rule = "A rate per year lies between −1 and 10; 0.04 is 4 %.";
        number(self.risk_free_rate, -1.0, 10.0, "riskFreeRate", rule)?;
        let known = (self.moments.map(|given| given.assets.as_slice()))
            .or(self.prices.map(Past::assets))
            .unwrap_or_default();
        let chosen = self.assets.map(|chosen| {
            let more = |asset: &&String| known.contains(asset) && !chosen.contains(asset);
            let compared = self.constraints.risk.iter().flat_map(|limit| limit.benchmark.0.keys());
            let mut all = chosen.to_vec();
            for asset in self.observed.iter().chain(compared).filter(more) {
                if !all.contains(asset) {
                    all.push(asset.clone());
                }
            }
            all
        });
        let settings = HistorySettings {
            assets: chosen.as_deref(),
            observed: &factor_band::observed(&self.constraints.factors),
            mean: self.mean,
            covariance: self.covariance,
            repair: self.repair,
            history: self.history,
            returns: self.returns,
            periods_per_year: self.periods_per_year,
            from: self.from,
            to: self.to,
        };
        let (mut moments, known, history, sample, mut notices) = match (self.prices, self.moments) {
            (_, Some(given)) => {
                settings.check()?;
                let (moments, known) =
                    given.check(chosen.as_deref()).map_err(|error| error.inside("moments"))?;
                (moments, known, None, None, vec![])
            }
            (Some(prices), None) => {
                let Estimated { moments, known, sample, returns, probabilities, notices } =
                    prices.estimate(&settings)?;
                let scenarios = Scenarios::of(&returns, probabilities);
                (moments, known, Some((returns, scenarios)), Some(sample), notices)
            }
            (None, None) => return Err(Error::invalid("prices", "There are neither prices nor moments.")),
        };
        moments.add_carry(self.carry, &known)?;
        let (returns, scenarios) = history.unzip();
        let mut limits = self.constraints.check(&moments.assets, &known)?;
        limits.rows.extend(factor_band::rows(&self.constraints.factors, returns.as_ref())?);
        let chosen = self.assets.map_or(moments.assets.len(), <[String]>::len);
        limits.lower[chosen..].fill(0.0);
        limits.upper[chosen..].fill(0.0);
        let held = self.held(&moments.assets, &known, &mut notices)?;
        let shrinkage = moments.shrinkage;
        let mut problem = Problem {
            assets: moments.assets,
            known,
            mean: moments.mean,
            covariance: moments.covariance,
            limits,
            scenarios: scenarios.map(Into::into),
            risk_free_rate: self.risk_free_rate,
        };
        for i in problem.riskless() {
            let message = format!("{} has a constant price: its volatility is zero.", problem.assets[i]);
            notices.push(Notice::new("zeroVariance", message));
        }
        let until = read_instant(self.to, "to")?;
        let last = |asset: &str| self.prices.and_then(|prices| prices.last(asset, until));
        self.constraints.add_convex(&mut problem, held.as_ref(), &last)?;
        let borrowing = trading::borrowing(self.borrow, &problem)?;
        problem.limits.costs.extend(borrowing);
        Ok(Checked { problem, chosen, held, sample, shrinkage, returns, notices })
    }

    fn held(
        &self,
        assets: &[String],
        known: &[String],
        notices: &mut Vec<Notice>,
    ) -> Result<Option<Held>, Error> {
        let Some(current) = self.current else { return Ok(None) };
        let (mut weights, mut others) = (vec![0.0; assets.len()], vec![]);
        for (k, held) in current.iter().enumerate() {
            let path = format!("current[{k}].weight");
            number(held.weight, -1e6, 1e6, &path, "A weight is a part of the capital; 1 is the whole.")?;
            match assets.iter().position(|asset| *asset == held.asset) {
                Some(i) => weights[i] += held.weight,
                None => {
                    let why = if known.contains(&held.asset) { "is not chosen" } else { "has no prices" };
                    let message = format!(
                        "{} is held now but {why}: the current portfolio is shown without it.",
                        held.asset
                    );
                    others.push((held.asset.clone(), held.weight));
                    notices.push(Notice::new("currentIncomplete", message).at(format!("current[{k}]")));
                }
            }
        }
        Ok(Some(Held { weights, others }))
    }
}

/// Refuses an objective whose parameters or constraints do not work; `path` is its place.
pub(super) fn check_objective(objective: &Objective, problem: &Problem, path: &str) -> Result<(), Error> {
    let method = objective.method();
    problem.limits.carried(method.carries(), &ChosenMethod::of(objective).label)?;
    method.check(problem).map_err(|error| match &error.path {
        Some(inner) if inner.starts_with("constraints.") => error,
        _ => error.inside(path),
    })
}

/// Refuses what is not a number within the range.
pub(super) fn number(value: f64, min: f64, max: f64, path: &str, rule: &str) -> Result<(), Error> {
    if (min..=max).contains(&value) { Ok(()) } else { Err(Error::invalid(path, rule)) }
}

/// What makes an inverse of the covariance worth little.
pub(super) fn near_singular(checked: &Checked) -> Option<Notice> {
    let (problem, n) = (&checked.problem, checked.problem.len());
    if Conditioning::of(&problem.covariance).number() <= ILL_CONDITIONED {
        return None;
    }
    if let Some(sample) = checked.sample.as_ref().filter(|sample| sample.observations <= n) {
        let message = format!(
            "{} returns of {n} assets leave the covariance singular: more history, fewer assets or a shrunk covariance would help.",
            sample.observations
        );
        return Some(Notice::new("nearSingular", message));
    }
    let twins = || {
        (0..n).flat_map(|i| (0..i).map(move |j| (j, i))).find(|&(j, i)| {
            let scale = (problem.variance(i) * problem.variance(j)).sqrt();
            scale > 0.0 && problem.covariance[(i, j)] >= scale * (1.0 - 1e-9)
        })
    };
    let why = match twins() {
        Some((j, i)) => format!("{} and {} move as one", problem.assets[j], problem.assets[i]),
        None => "some combination of assets seems to have no risk".to_owned(),
    };
    let message =
        format!("The covariance is nearly singular: {why}. Weights between such assets are arbitrary.");
    Some(Notice::new("nearSingular", message))
}
