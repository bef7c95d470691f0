//! Entropy pooling: past periods get probabilities that meet the views and stay as near to equal ones as
//! they can; moments and scenarios are those of the periods with their probabilities.
//!
//! Least Σ q ln(q/p) (Meucci 2008), in three steps of which each is linear but for CVaR (Vorobets 2021):
//!
//! 1. means and CVaR;
//! 2. volatilities, Σ q (x − m)² = σ², with the means m that step 1 left, which are held;
//! 3. correlations, Σ q (x − m)(y − n) = ρ s u, with means and variances that step 2 left, held.

use nalgebra::DMatrix;
use serde::{Deserialize, Serialize};

use super::pooling_views::{self, PoolingView, ViewQuantity, ViewRelation};
use super::relative_entropy::{Condition, Unmet, relative_entropy};
use super::tail_search::{Tail, settle};
use super::{MeanEstimate, MeanEstimator, MeanSource, views};
use crate::error::{Code, Error, Notice, grouped};
use crate::math::cholesky::dot;
use crate::math::cross_product::cross_product;
use crate::method::{Describe, Method, Parameter, Reference, Unit, Value};

/// Levels of CVaR that a request may name.
const LEVEL: [f64; 2] = [0.5, 0.9999];

const DEFAULT_LEVEL: f64 = 0.95;

/// What equal weights count at least, so that no probability is zero: logarithms and quotients of them stay
/// numbers.
const EQUAL: f64 = 1e-12;

/// Past periods, reweighted by views.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct EntropyPooling {
    /// What is expected.
    pub views: Vec<PoolingView>,
    /// Of CVaR in views.
    pub level: f64,
    /// How much the views count beside the history, in [0, 1].
    pub confidence: f64,
}

impl Default for EntropyPooling {
    fn default() -> Self {
        Self { views: vec![], level: DEFAULT_LEVEL, confidence: 1.0 }
    }
}

impl MeanEstimator for EntropyPooling {
    fn check(&self) -> Result<(), Error> {
        pooling_views::check(&self.views)?;
        let [least, greatest] = LEVEL;
        if !(least..=greatest).contains(&self.level) {
            return Err(Error::invalid("level", "A level lies between 0.5 and 0.9999."));
        }
        views::check_confidence(self.confidence)
    }

    fn estimate(&self, source: &MeanSource) -> Result<MeanEstimate, Error> {
        let portfolio = |(k, view): (usize, &PoolingView)| views::portfolio(&view.assets, k, source);
        let portfolios = self.views.iter().enumerate().map(portfolio).collect::<Result<Vec<_>, _>>()?;
        let rows = source.returns.observations();
        let prior = vec![1.0 / rows as f64; rows];
        let mut q = prior.clone();
        let mut notices = vec![];
        if !self.views.is_empty() {
            let all: Vec<usize> = (0..portfolios.len()).collect();
            let pooled = self.pooled(source, &portfolios, &all);
            q = pooled.map_err(|unmet| self.conflict(source, &portfolios, all, unmet))?;
            let confidence = self.confidence.min(1.0 - EQUAL);
            q.iter_mut().zip(&prior).for_each(|(q, p)| *q = confidence * *q + (1.0 - confidence) * p);
            let entropy = relative_entropy(&q, &prior);
            let message = format!(
                "The views leave {:.0} of {} past periods in effect (relative entropy {entropy:.3}); the covariance is that of the weighted periods.",
                rows as f64 * libm::exp(-entropy),
                grouped(rows as u64),
            );
            notices.push(Notice::new("entropyPooling", message).at("mean.views"));
        }
        let (mean, covariance) = moments(source, &q);
        Ok(MeanEstimate { mean, covariance: Some(covariance), probabilities: Some(q), notices })
    }
}

impl EntropyPooling {
    /// The probabilities that meet some of the views.
    fn pooled(
        &self,
        source: &MeanSource,
        portfolios: &[Vec<f64>],
        used: &[usize],
    ) -> Result<Vec<f64>, Unmet> {
        let periods = source.returns.sample().periods_per_year;
        let of = |quantity| used.iter().copied().filter(move |&k| self.views[k].of == quantity);
        let mut pool = Pool::new(source);
        for k in of(ViewQuantity::Mean) {
            let PoolingView { relation, value, .. } = self.views[k];
            pool.expect(relation, pool.series(&portfolios[k]), value / periods);
        }
        for k in of(ViewQuantity::ConditionalValueAtRisk) {
            let mut losses = pool.series(&portfolios[k]);
            losses.iter_mut().for_each(|x| *x = -*x);
            let PoolingView { relation, value, .. } = self.views[k];
            pool.tails.push(Tail::new(relation, losses, value, 1.0 - self.level));
        }
        let mut q = pool.solve()?;
        if of(ViewQuantity::Volatility).next().is_some() {
            for k in of(ViewQuantity::Volatility) {
                let deviations = pool.held_mean(&portfolios[k], &q);
                let squares = deviations.iter().map(|d| d * d).collect();
                let PoolingView { relation, value, .. } = self.views[k];
                pool.expect(relation, squares, value * value / periods);
            }
            q = pool.solve()?;
        }
        if of(ViewQuantity::Correlation).next().is_some() {
            for k in of(ViewQuantity::Correlation) {
                let PoolingView { relation, value, .. } = self.views[k];
                let [(a, s), (b, u)] = pool.held_pair(&portfolios[k], &q);
                let products = a.iter().zip(&b).map(|(a, b)| a * b).collect();
                pool.expect(relation, products, value * (s * u).sqrt());
            }
            q = pool.solve()?;
        }
        Ok(q)
    }

    /// Names the views that cannot hold together: what can be left out with the rest still in conflict has no
    /// part in it.
    fn conflict(
        &self,
        source: &MeanSource,
        portfolios: &[Vec<f64>],
        mut views: Vec<usize>,
        mut unmet: Unmet,
    ) -> Error {
        let mut at = 0;
        while at < views.len() {
            let mut without = views.clone();
            without.remove(at);
            match self.pooled(source, portfolios, &without) {
                Err(still) => (views, unmet) = (without, still),
                Ok(_) => at += 1,
            }
        }
        let linear =
            |k: &usize| matches!(self.views[*k].of, ViewQuantity::Volatility | ViewQuantity::Correlation);
        let held = if views.iter().any(linear) { ", with means and volatilities held," } else { "" };
        let names: Vec<String> = views.iter().map(|k| (k + 1).to_string()).collect();
        let (code, none) = match unmet {
            Unmet::Impossible => (Code::InvalidValue, "No weighting of the past periods"),
            Unmet::NotFound => (Code::NotConverged, "No weighting of the past periods was found that"),
        };
        let (verb, change, path) = match views.as_slice() {
            [one] => ("meets view", "it", format!("views[{one}]")),
            _ => ("meets together the views", "one", "views".to_owned()),
        };
        let names = names.join(", ");
        Error::new(code, format!("{none}{held} {verb} {names}: change {change} or take it away.")).at(path)
    }
}

/// The conditions so far.
struct Pool<'a> {
    source: &'a MeanSource<'a>,
    prior: Vec<f64>,
    conditions: Vec<Condition>,
    tails: Vec<Tail>,
    /// Portfolios whose means are held, with them.
    means: Vec<(Vec<f64>, f64)>,
}

impl<'a> Pool<'a> {
    fn new(source: &'a MeanSource<'a>) -> Self {
        let rows = source.returns.observations();
        let prior = vec![1.0 / rows as f64; rows];
        Self { source, prior, conditions: vec![], tails: vec![], means: vec![] }
    }

    /// What a portfolio earned in each period.
    fn series(&self, weights: &[f64]) -> Vec<f64> {
        let mut series = vec![0.0; self.prior.len()];
        for (i, weight) in weights.iter().enumerate().filter(|(_, w)| **w != 0.0) {
            series.iter_mut().zip(self.source.returns.column(i)).for_each(|(sum, r)| *sum += weight * r);
        }
        series
    }

    /// Σ q x is, or is at least or at most, the target.
    fn expect(&mut self, relation: ViewRelation, mut x: Vec<f64>, target: f64) {
        let sign = if relation == ViewRelation::AtLeast { -1.0 } else { 1.0 };
        x.iter_mut().for_each(|x| *x = sign * (*x - target));
        self.conditions.push(Condition { values: x, equal: relation == ViewRelation::Equal });
    }

    /// Holds the mean of a portfolio where it is; its returns less the mean.
    fn held_mean(&mut self, weights: &[f64], q: &[f64]) -> Vec<f64> {
        let mut x = self.series(weights);
        let held = self.means.iter().find(|(held, _)| held == weights).map(|(_, mean)| *mean);
        let mean = held.unwrap_or_else(|| dot(&x, q));
        if held.is_none() {
            self.expect(ViewRelation::Equal, x.clone(), mean);
            self.means.push((weights.to_vec(), mean));
        }
        x.iter_mut().for_each(|x| *x -= mean);
        x
    }

    /// Holds means and variances of the two assets of a correlation; returns less the mean, and the variance.
    fn held_pair(&mut self, weights: &[f64], q: &[f64]) -> [(Vec<f64>, f64); 2] {
        let mut held = (0..weights.len()).filter(|&i| weights[i] != 0.0);
        [held.next(), held.next()].map(|i| {
            let mut single = vec![0.0; weights.len()];
            single[i.unwrap_or_default()] = 1.0;
            let deviations = self.held_mean(&single, q);
            let squares: Vec<f64> = deviations.iter().map(|d| d * d).collect();
            let variance = dot(&squares, q);
            self.expect(ViewRelation::Equal, squares, variance);
            (deviations, variance)
        })
    }

    fn solve(&mut self) -> Result<Vec<f64>, Unmet> {
        settle(&self.prior, &self.conditions.iter().collect::<Vec<_>>(), &mut self.tails)
    }
}

/// Σ q r, and Σ q (r − m)(r − m)'.
fn moments(source: &MeanSource, q: &[f64]) -> (Vec<f64>, DMatrix<f64>) {
    let rows = q.len();
    let mut columns = source.returns.columns().to_vec();
    let mut mean = Vec::with_capacity(source.returns.assets().len());
    for column in columns.chunks_exact_mut(rows) {
        // A constant column must not keep the rounding of its mean as a variance.
        let constant = column.iter().all(|r| *r == column[0]);
        let m = if constant { column[0] } else { dot(q, column) };
        column.iter_mut().zip(q).for_each(|(r, q)| *r = (*r - m) * q.sqrt());
        mean.push(m);
    }
    (mean, cross_product(&columns, rows))
}

impl Describe for EntropyPooling {
    fn describe() -> Method {
        let [least, greatest] = LEVEL;
        let part = |name, label, help, min, max, default| Parameter {
            name,
            label,
            help,
            value: Value::Number {
                unit: Unit::Fraction,
                min: Some(min),
                max: Some(max),
                default: Some(default),
            },
            advanced: true,
        };
        Method {
            kind: String::new(),
            label: "Entropy pooling",
            summary: "Past periods, weighted so that they meet your views on returns, volatilities, correlations and tails, and otherwise as they are.",
            formula: "q = argmin Σ_t q[t] ln(q[t]/p[t]) with the views on q, p[t] = 1/T, then c q + (1 − c) p with the confidence c; m = Σ_t q[t] r[t], S = Σ_t q[t] (r[t] − m)(r[t] − m)'",
            conventions: &[
                "Views are met in three steps: means and CVaR; volatilities with the means held where the first step left them; correlations with both held.",
                "Returns and volatilities are per year; CVaR is the mean loss beyond the level per period of the history, positive. Two assets are one held over the other, for a correlation the pair.",
                "The covariance is that of the weighted periods, divided by nothing further, in the place of the chosen estimator's; measures on scenarios count the periods with the same weights, drawdowns along the history as it was.",
                "Effective periods are exp(−Σ q ln q): what views leave few of rests on few days.",
                "No view can go beyond what the past periods show; views that do, or that contradict each other, are refused by their number. Of the weightings that lower a CVaR, the nearest that a search over its VaR finds is taken.",
            ],
            parameters: vec![
                pooling_views::parameter(),
                part(
                    "level",
                    "Level of CVaR",
                    "The CVaR of a view is the mean of the losses beyond this level.",
                    least,
                    greatest,
                    DEFAULT_LEVEL,
                ),
                part(
                    "confidence",
                    "Confidence in the views",
                    "How much the views count beside the history as it is.",
                    0.0,
                    1.0,
                    1.0,
                ),
            ],
            references: vec![
                Reference {
                    text: "A. Meucci (2008), Fully flexible views: theory and practice, Risk 21(10), 97-102",
                    url: Some("https://doi.org/10.2139/ssrn.1213325"),
                },
                Reference {
                    text: "A. Meucci, D. Ardia, S. Keel (2011), Fully flexible extreme views, Journal of Risk 14(2), 39-49",
                    url: Some("https://doi.org/10.2139/ssrn.1542083"),
                },
                Reference {
                    text: "A. Vorobets (2021), Sequential entropy pooling heuristics",
                    url: Some("https://doi.org/10.2139/ssrn.3936392"),
                },
            ],
        }
    }
}
