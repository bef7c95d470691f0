//! By how much one method's figures were better than another's.
//!
//! ```text
//! VaR alone:   S_t = (α − 1{L_t < VaR_t}) (L_t − VaR_t)                     (quantile loss)
//! VaR and ES:  S_t = 1{L_t ≥ VaR_t} (L_t − VaR_t)/((1 − α) ES_t) + VaR_t/ES_t + ln ES_t − 1   (Fissler-Ziegel, FZ0)
//! ```
//!
//! Each has its least mean where the figures are right. The second needs a positive ES; it is told in units of the
//! standard deviation of the profits, on which no difference between methods depends. The difference between two
//! methods is tested by its mean over its robust standard error (Diebold and Mariano; Newey and West).
//!
//! Sources: Fissler and Ziegel (2016), Annals of Statistics 44(4); Patton, Ziegel and Chen (2019), Dynamic
//! semiparametric models for expected shortfall, Journal of Econometrics 211(2), eq. 6; Diebold and Mariano (1995),
//! Journal of Business and Economic Statistics 13(3).

use crate::math::newey_west::robust_mean;
use crate::math::normal::cdf;

/// Quantile loss of one day.
pub fn quantile_loss(loss: f64, value_at_risk: f64, level: f64) -> f64 {
    (level - f64::from(u8::from(loss < value_at_risk))) * (loss - value_at_risk)
}

/// Fissler-Ziegel loss of one day.
pub fn joint_loss(loss: f64, value_at_risk: f64, expected_shortfall: f64, level: f64) -> f64 {
    let beyond = (loss - value_at_risk).max(0.0);
    beyond / ((1.0 - level) * expected_shortfall)
        + value_at_risk / expected_shortfall
        + libm::log(expected_shortfall)
        - 1.0
}

/// The probability of a mean difference as large in either direction where there is none; none where the scores
/// are the same or too few.
pub fn equal(scores: &[f64], others: &[f64]) -> Option<f64> {
    if scores.len() < 2 {
        return None;
    }
    let differences: Vec<f64> = scores.iter().zip(others).map(|(a, b)| a - b).collect();
    let found = robust_mean(&differences, None);
    (found.standard_error > 0.0).then(|| 2.0 * cdf(-(found.mean / found.standard_error).abs()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::random::BlockStream;

    /// The figures of the standard normal at 97.5 %.
    const VAR: f64 = 1.959964;
    const ES: f64 = 2.337803;

    fn mean(score: &dyn Fn(f64) -> f64) -> f64 {
        let mut stream = BlockStream::new(23, 0);
        (0..200_000).map(|_| score(stream.normal())).sum::<f64>() / 200_000.0
    }

    #[test]
    fn right_figures_score_least() {
        let joint = |var: f64, es: f64| mean(&|loss| joint_loss(loss, var, es, 0.975));
        let right = joint(VAR, ES);
        // The expectation is ln ES where the figures are right. The excess beyond VaR has the variance 0.0060, times
        // 1/(0.025 × 2.3378)² that of the score: an error of 0.003 over 200,000 draws, four of them.
        assert!((right - libm::log(ES)).abs() < 0.012, "{right}");
        for (var, es) in [(0.9, 1.0), (1.1, 1.0), (1.0, 0.9), (1.0, 1.1), (0.85, 0.85), (1.15, 1.15)] {
            assert!(joint(var * VAR, es * ES) > right, "{var} {es}");
        }
        let single = |var: f64| mean(&|loss| quantile_loss(loss, var, 0.975));
        assert!(single(VAR) < single(0.9 * VAR) && single(VAR) < single(1.1 * VAR));
        // By hand: 0.975 × 1 above, 0.025 × 2 below.
        assert!((quantile_loss(3.0, 2.0, 0.975) - 0.975).abs() < 1e-15);
        assert!((quantile_loss(0.0, 2.0, 0.975) - 0.05).abs() < 1e-15);
    }

    #[test]
    fn a_difference_that_is_chance_is_called_so_at_the_nominal_rate() {
        let (runs, mut rejected) = (1_000_u32, 0.0);
        for run in 0..runs {
            let mut stream = BlockStream::new(29, run.into());
            let draws = |stream: &mut BlockStream| (0..400).map(|_| stream.normal()).collect::<Vec<f64>>();
            let (a, b) = (draws(&mut stream), draws(&mut stream));
            rejected += f64::from(u8::from(equal(&a, &b).is_some_and(|p| p < 0.05)));
        }
        let rate = rejected / f64::from(runs);
        // Four errors of the count; an error robust to autocorrelation is a few per cent short with 400 days.
        assert!((rate - 0.05).abs() < 4.0 * (0.05 * 0.95 / 1_000.0_f64).sqrt() + 0.01, "{rate}");
        assert_eq!(equal(&[1.0, 2.0], &[1.0, 2.0]), None);
    }
}
