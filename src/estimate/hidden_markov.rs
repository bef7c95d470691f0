//! Hidden states that returns are normal in, each with a mean and a covariance, one following the other by chance.
//!
//! ```text
//! r[t] | state k ~ N(μ_k, Σ_k),   P(next j | now i) = A_ij
//! E-step   γ_t(k) = P(state k at t | all returns), ξ_t(i,j) likewise of pairs: forward and backward in time
//! M-step   μ_k = Σ γ_t(k) r_t / Σ γ_t(k),  Σ_k likewise about μ_k,  A_ij = Σ_t ξ_t(i,j) / Σ_t Σ_j ξ_t(i,j)
//! ```
//!
//! The steps never lower the likelihood; they begin where the returns around are smallest and largest, with
//! more periods around and with fewer, and the likeliest goes on where the others have all but ended.
//! Baum, Petrie, Soules and Weiss (1970), Annals of Mathematical Statistics 41(1); Hamilton (1989), Econometrica 57(2).

use std::f64::consts::PI;

use nalgebra::DMatrix;

use crate::math::cholesky::{Cholesky, dot};

/// Steps at most.
const ROUNDS: usize = 500;
/// Gains of ln L that are none.
const SMALL: f64 = 1e-8;
/// Gains at which the starts are compared.
const COMPARED: f64 = 1e-4;
/// Periods either way whose returns say where to begin, each of them a start: likelihoods have several peaks.
const AROUND: [usize; 3] = [0, 2, 8];
/// How often a state follows itself at first, against each other one.
const STAY: f64 = 0.95;
/// What a first guess gives to the state that it names.
const SURE: f64 = 0.9;
/// Added to variances, relative to those of the whole history: assets that move in step leave no state without room.
const RIDGE: f64 = 1e-8;

/// A fitted chain of states, that of the least variance first.
#[derive(Debug, Clone)]
pub struct HiddenMarkov {
    /// Probability of each state at the first return.
    pub first: Vec<f64>,
    /// Row by row: from this state to that.
    pub transition: Vec<Vec<f64>>,
    /// By state.
    pub means: Vec<Vec<f64>>,
    /// By state.
    pub covariances: Vec<DMatrix<f64>>,
    /// Of each state after the last return.
    pub latest: Vec<f64>,
    /// ln L.
    pub log_likelihood: f64,
}

/// What one pass over the history says of the states.
struct Pass {
    /// γ, return by return.
    states: Vec<f64>,
    /// Σ ξ.
    pairs: Vec<Vec<f64>>,
    latest: Vec<f64>,
    log_likelihood: f64,
}

/// Steps from one start.
struct Climb {
    chain: HiddenMarkov,
    pass: Pass,
}

impl Climb {
    fn from(columns: &[f64], ridge: &[f64], states: Vec<f64>, count: usize) -> Option<Self> {
        let stay = |i: usize| (0..count).map(|j| if i == j { STAY } else { 1.0 - STAY }).collect();
        let pairs = (0..count).map(stay).collect();
        let pass = Pass { states, pairs, latest: vec![], log_likelihood: f64::NEG_INFINITY };
        Some(Self { chain: HiddenMarkov::update(columns, &pass, ridge)?, pass })
    }

    /// Further until a step gains less than this.
    fn on(mut self, columns: &[f64], ridge: &[f64], small: f64) -> Option<Self> {
        for _ in 0..ROUNDS {
            self.chain = HiddenMarkov::update(columns, &self.pass, ridge)?;
            let next = self.chain.pass(columns)?;
            let gain = next.log_likelihood - self.pass.log_likelihood;
            self.pass = next;
            if gain < small {
                break;
            }
        }
        Some(self)
    }
}

impl HiddenMarkov {
    /// The likeliest chain of so many states that the steps lead to; none where a state is left with hardly a return.
    /// `columns` are returns asset by asset, `rows` of each.
    pub fn fit(columns: &[f64], rows: usize, count: usize) -> Option<Self> {
        let width = columns.len() / rows;
        let whole = weighted(columns, width, &vec![1.0; rows], &vec![0.0; width])?;
        let ridge: Vec<f64> = (0..width).map(|i| RIDGE * whole.1[(i, i)]).collect();
        let starts = AROUND.iter().filter_map(|around| {
            Climb::from(columns, &ridge, guess(columns, &whole, count, *around)?, count)?
                .on(columns, &ridge, COMPARED)
        });
        let better = |a: Climb, b: Climb| if b.pass.log_likelihood > a.pass.log_likelihood { b } else { a };
        let Climb { mut chain, pass } = starts.reduce(better)?.on(columns, &ridge, SMALL)?;
        (chain.latest, chain.log_likelihood) = (pass.latest, pass.log_likelihood);
        Some(chain.by_variance())
    }

    /// The same chain after other returns.
    pub fn followed(mut self, columns: &[f64]) -> Option<Self> {
        self.latest = self.pass(columns)?.latest;
        Some(self)
    }

    /// The M-step.
    fn update(columns: &[f64], pass: &Pass, ridge: &[f64]) -> Option<Self> {
        let count = pass.pairs.len();
        let shares = |row: &Vec<f64>| {
            let sum: f64 = row.iter().sum();
            row.iter().map(|pair| if sum > 0.0 { pair / sum } else { 1.0 / count as f64 }).collect()
        };
        let of_states: Option<Vec<(Vec<f64>, DMatrix<f64>)>> = (0..count)
            .map(|k| {
                let weights: Vec<f64> = pass.states.iter().skip(k).step_by(count).copied().collect();
                weighted(columns, ridge.len(), &weights, ridge)
            })
            .collect();
        let (means, covariances) = of_states?.into_iter().unzip();
        Some(Self {
            first: pass.states[..count].to_vec(),
            transition: pass.pairs.iter().map(shares).collect(),
            means,
            covariances,
            latest: vec![],
            log_likelihood: f64::NEG_INFINITY,
        })
    }

    /// The E-step.
    fn pass(&self, columns: &[f64]) -> Option<Pass> {
        let (count, width) = (self.means.len(), self.means[0].len());
        let rows = columns.len() / width;
        let mut densities = vec![0.0; rows * count];
        for k in 0..count {
            let factor = Cholesky::of(&self.covariances[k], 0.0)?;
            let lower = factor.lower();
            let log = (0..width).map(|i| libm::log(lower[(i, i)])).sum::<f64>()
                + 0.5 * width as f64 * libm::log(2.0 * PI);
            let distances = distances(&factor, columns, &self.means[k]);
            let own = densities.iter_mut().skip(k).step_by(count);
            own.zip(&distances).for_each(|(density, distance)| *density = -log - 0.5 * distance);
        }
        // Forward, every row scaled to the sum 1.
        let mut forward = vec![0.0; rows * count];
        let mut scales = vec![0.0; rows];
        let mut log_likelihood = 0.0;
        let mut ahead = self.first.clone();
        for t in 0..rows {
            let own = &mut densities[t * count..][..count];
            let most = own.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            own.iter_mut().for_each(|log| *log = libm::exp(*log - most));
            let now = &mut forward[t * count..][..count];
            now.iter_mut().zip(&ahead).zip(&*own).for_each(|((now, ahead), density)| *now = ahead * density);
            scales[t] = now.iter().sum();
            if scales[t] <= 0.0 || scales[t].is_nan() {
                return None;
            }
            now.iter_mut().for_each(|now| *now /= scales[t]);
            log_likelihood += libm::log(scales[t]) + most;
            ahead = self.step(now);
        }
        let latest = forward[(rows - 1) * count..].to_vec();
        // Backward; γ takes the place of the forward probabilities.
        let mut pairs = vec![vec![0.0; count]; count];
        let mut backward = vec![1.0; count];
        for t in (1..rows).rev() {
            let news: Vec<f64> =
                (0..count).map(|j| densities[t * count + j] * backward[j] / scales[t]).collect();
            for i in 0..count {
                let before = forward[(t - 1) * count + i];
                for j in 0..count {
                    pairs[i][j] += before * self.transition[i][j] * news[j];
                }
            }
            forward[t * count..][..count].iter_mut().zip(&backward).for_each(|(now, later)| *now *= later);
            backward = self.transition.iter().map(|row| dot(row, &news)).collect();
        }
        forward[..count].iter_mut().zip(&backward).for_each(|(now, later)| *now *= later);
        Some(Pass { states: forward, pairs, latest, log_likelihood })
    }

    /// The probabilities of the states one period after these.
    pub fn step(&self, now: &[f64]) -> Vec<f64> {
        let count = now.len();
        (0..count).map(|j| (0..count).map(|i| now[i] * self.transition[i][j]).sum()).collect()
    }

    /// How many periods a state lasts on average.
    pub fn duration(&self, state: usize) -> f64 {
        1.0 / (1.0 - self.transition[state][state])
    }

    fn by_variance(self) -> Self {
        let traces: Vec<f64> = self.covariances.iter().map(|covariance| -covariance.trace()).collect();
        let order = crate::math::order::falling(&traces);
        Self {
            first: order.iter().map(|&k| self.first[k]).collect(),
            transition: order
                .iter()
                .map(|&i| order.iter().map(|&j| self.transition[i][j]).collect())
                .collect(),
            means: order.iter().map(|&k| self.means[k].clone()).collect(),
            covariances: order.iter().map(|&k| self.covariances[k].clone()).collect(),
            latest: order.iter().map(|&k| self.latest[k]).collect(),
            log_likelihood: self.log_likelihood,
        }
    }
}

/// γ to begin with: the calm returns to the first state, the violent ones to the last.
fn guess(columns: &[f64], whole: &(Vec<f64>, DMatrix<f64>), count: usize, near: usize) -> Option<Vec<f64>> {
    let (width, rows) = (whole.0.len(), columns.len() / whole.0.len());
    let mut shape = whole.1.clone();
    (0..width).for_each(|i| shape[(i, i)] *= 1.0 + RIDGE);
    let factor = Cholesky::of(&shape, 0.0)?;
    let sizes = distances(&factor, columns, &whole.0);
    let around = |t: usize| {
        let some = &sizes[t.saturating_sub(near)..(t + near + 1).min(rows)];
        some.iter().sum::<f64>() / some.len() as f64
    };
    let smooth: Vec<f64> = (0..rows).map(around).collect();
    let mut sorted = smooth.clone();
    sorted.sort_unstable_by(f64::total_cmp);
    // Each state has half as many returns as all calmer ones together.
    let limits: Vec<f64> = (1..count).map(|k| 1.0 - libm::pow(1.0 / 3.0, k as f64)).collect();
    let limits: Vec<f64> = limits.iter().map(|p| sorted[((rows - 1) as f64 * p) as usize]).collect();
    let rest = (1.0 - SURE) / (count - 1) as f64;
    Some(
        smooth
            .iter()
            .flat_map(|size| {
                let named = limits.iter().filter(|limit| size > limit).count();
                (0..count).map(move |k| if k == named { SURE } else { rest })
            })
            .collect(),
    )
}

/// (r − m)' Σ⁻¹ (r − m) of every return: |L⁻¹ (r − m)|², asset by asset over all returns at a time.
fn distances(factor: &Cholesky, columns: &[f64], mean: &[f64]) -> Vec<f64> {
    let width = mean.len();
    let rows = columns.len() / width;
    let inverse: Vec<Vec<f64>> = (0..width)
        .map(|j| {
            let mut column = vec![0.0; width];
            column[j] = 1.0;
            factor.solve_lower(&mut column);
            column
        })
        .collect();
    let (mut sums, mut solved) = (vec![0.0; rows], vec![0.0; rows]);
    for i in 0..width {
        let shift: f64 = (0..=i).map(|j| inverse[j][i] * mean[j]).sum();
        solved.fill(-shift);
        for (loading, own) in inverse[..=i].iter().map(|column| column[i]).zip(columns.chunks_exact(rows)) {
            solved.iter_mut().zip(own).for_each(|(solved, r)| *solved += loading * r);
        }
        sums.iter_mut().zip(&solved).for_each(|(sum, y)| *sum += y * y);
    }
    sums
}

/// Mean and covariance under weights, what is added to the variances aside; none where hardly a return weighs.
fn weighted(
    columns: &[f64],
    width: usize,
    weights: &[f64],
    ridge: &[f64],
) -> Option<(Vec<f64>, DMatrix<f64>)> {
    let sum: f64 = weights.iter().sum();
    if sum < (width + 2) as f64 {
        return None;
    }
    let rows = weights.len();
    let mean: Vec<f64> = columns.chunks_exact(rows).map(|own| dot(own, weights) / sum).collect();
    let centred: Vec<f64> = columns
        .chunks_exact(rows)
        .zip(&mean)
        .flat_map(|(own, mean)| own.iter().map(move |r| r - mean))
        .collect();
    let mut covariance = DMatrix::zeros(width, width);
    let mut own = vec![0.0; rows];
    for i in 0..width {
        let of_asset = &centred[i * rows..][..rows];
        own.iter_mut().zip(of_asset).zip(weights).for_each(|((own, x), w)| *own = w / sum * x);
        for (j, other) in centred.chunks_exact(rows).take(i + 1).enumerate() {
            covariance[(i, j)] = dot(&own, other);
            covariance[(j, i)] = covariance[(i, j)];
        }
        covariance[(i, i)] += ridge[i];
    }
    Some((mean, covariance))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    fn numbers(values: &Value) -> Vec<f64> {
        values.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
    }

    /// hmmlearn's chains: `tests/fixtures/peers/hidden_markov.py`.
    #[test]
    fn the_chains_of_hmmlearn() {
        let fixture: Value =
            serde_json::from_str(include_str!("../../tests/fixtures/peers/hidden_markov.json")).unwrap();
        let columns: Vec<f64> = fixture["columns"].as_array().unwrap().iter().flat_map(numbers).collect();
        let rows = numbers(&fixture["columns"][0]).len();
        for case in fixture["cases"].as_array().unwrap() {
            let means: Vec<Vec<f64>> = case["means"].as_array().unwrap().iter().map(numbers).collect();
            let found = HiddenMarkov::fit(&columns, rows, means.len()).unwrap();
            let expected = case["logLikelihood"].as_f64().unwrap();
            // Both stop where a step gains less than 1e-8; the ridge costs less than 1e-4.
            assert!(
                (found.log_likelihood - expected).abs() < 1e-4,
                "{} and {expected}",
                found.log_likelihood
            );
            for (k, mean) in means.iter().enumerate() {
                let variances = numbers(&case["variances"][k]);
                for i in 0..mean.len() {
                    let deviation = variances[i].sqrt();
                    assert!((found.means[k][i] - mean[i]).abs() < 1e-3 * deviation, "mean {k} {i}");
                    assert!(
                        (found.covariances[k][(i, i)] / variances[i] - 1.0).abs() < 1e-3,
                        "variance {k} {i}"
                    );
                }
                let row = numbers(&case["transition"][k]);
                assert!(row.iter().zip(&found.transition[k]).all(|(a, b)| (a - b).abs() < 1e-4), "{row:?}");
                assert!((numbers(&case["latest"])[k] - found.latest[k]).abs() < 1e-3);
            }
        }
    }

    #[test]
    fn states_without_returns_and_assets_in_step() {
        let flat: Vec<f64> = (0..200).map(|t| if t % 2 == 0 { 0.01 } else { -0.01 }).collect();
        if let Some(chain) = HiddenMarkov::fit(&flat, 200, 3) {
            assert!(chain.log_likelihood.is_finite() && chain.latest.iter().all(|p| p.is_finite()));
        }
        let mut twice: Vec<f64> =
            (0..300).map(|t| libm::sin(t as f64 * 1.7) * if t > 200 { 0.1 } else { 0.01 }).collect();
        twice.extend(twice.clone());
        let chain = HiddenMarkov::fit(&twice, 300, 2).unwrap();
        assert!(chain.covariances[1][(0, 0)] > 10.0 * chain.covariances[0][(0, 0)]);
        assert!((chain.latest.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        assert!(HiddenMarkov::fit(&[0.0; 100], 100, 2).is_none());
    }
}
