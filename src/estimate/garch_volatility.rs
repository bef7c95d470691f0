//! GARCH(1,1): h[t] = ω + α e[t−1]² + β h[t−1], with e the returns of one asset less their mean.
//!
//! With the long-run variance v = ω / (1 − α − β), the maximum of
//! ln L = −½ Σ_t (ln 2π + ln h[t] + e[t]² / h[t]) over α, β and v; or, with variance targeting, over α
//! and β where v is the sample variance s² (Engle & Mezrich 1996). Before the first return stands s²,
//! for e² as for h. What is expected k periods ahead is v + (α + β)^(k−1) (h[T+1] − v).
//!
//! Bollerslev 1986.

use super::persistence::Fit;
use crate::math::log_sum::LogSum;

/// The long-run variance stays within this factor of the sample variance, either way.
const FARTHEST: f64 = 100.0;

/// A fitted process, in units of the sample variance.
#[derive(Debug, Clone)]
pub struct Process {
    /// α and β.
    pub fit: Fit,
    /// s².
    sample: f64,
    /// v / s².
    long_run: f64,
    /// h / s² of each return.
    variances: Vec<f64>,
    /// h / s² of the one to come.
    next: f64,
}

impl Process {
    /// The most likely process of returns less their mean; none where none is found.
    pub fn of(returns: &[f64], targeted: bool) -> Option<Self> {
        let sample = returns.iter().map(|e| e * e).sum::<f64>() / returns.len() as f64;
        let squares: Vec<f64> = returns.iter().map(|e| e * e / sample).collect();
        let fit = Fit::least(usize::from(!targeted), &mut |fit| deviance(fit, &squares))?;
        let mut variances = Vec::with_capacity(squares.len());
        let next = run(&fit, &squares, |_, h| variances.push(h));
        Some(Self { long_run: long_run(&fit), fit, sample, variances, next })
    }

    /// The sample variance throughout.
    pub fn constant(returns: &[f64]) -> Self {
        let sample = returns.iter().map(|e| e * e).sum::<f64>() / returns.len() as f64;
        let fit = Fit { alpha: 0.0, beta: 0.0, others: vec![] };
        Self { fit, sample, long_run: 1.0, variances: vec![1.0; returns.len()], next: 1.0 }
    }

    /// The variances that are expected of the next `horizon` periods.
    pub fn forecast(&self, horizon: usize) -> Vec<f64> {
        let mut excess = self.next - self.long_run;
        let mut next = || {
            let variance = self.sample * (self.long_run + excess);
            excess *= self.fit.persistence();
            variance
        };
        (0..horizon).map(|_| next()).collect()
    }

    /// e / √h of each return.
    pub fn standardised(&self, returns: &[f64]) -> Vec<f64> {
        returns.iter().zip(&self.variances).map(|(e, h)| e / (h * self.sample).sqrt()).collect()
    }
}

fn long_run(fit: &Fit) -> f64 {
    fit.others.first().map_or(1.0, |x| libm::exp(*x).clamp(1.0 / FARTHEST, FARTHEST))
}

/// Every squared return with its variance in turn; the variance to come.
fn run(fit: &Fit, squares: &[f64], mut each: impl FnMut(f64, f64)) -> f64 {
    let omega = long_run(fit) * (1.0 - fit.persistence());
    squares.iter().fold(omega + fit.persistence(), |h, square| {
        each(*square, h);
        omega + fit.alpha * square + fit.beta * h
    })
}

/// −2 ln L / T, but for a constant.
fn deviance(fit: &Fit, squares: &[f64]) -> f64 {
    let (mut logs, mut sum) = (LogSum::default(), 0.0);
    run(fit, squares, |square, h| {
        logs.add(h);
        sum += square / h;
    });
    (logs.value() + sum) / squares.len() as f64
}
