//! Whether the value at risk was exceeded as often as it should, and without regard to the day before.
//!
//! ```text
//! x exceptions in n days, each with the probability p = 1 − α if the figure is right
//! Kupiec:         LR_uc  = 2 [ℓ(x/n; n − x, x) − ℓ(p; n − x, x)]                            ~ χ²(1)
//! Christoffersen: LR_ind = 2 [ℓ(π₀; n₀₀, n₀₁) + ℓ(π₁; n₁₀, n₁₁) − ℓ(π; n₀₀ + n₁₀, n₀₁ + n₁₁)] ~ χ²(1)
//! conditional:    LR_cc  = LR_uc + LR_ind                                                     ~ χ²(2)
//! ```
//!
//! ℓ(q; a, b) = a ln(1 − q) + b ln q; n_ij days in state j after a day in state i (1 an exception),
//! π_i = n_i1/(n_i0 + n_i1), π = (n₀₁ + n₁₁)/(n − 1).
//!
//! Sources: Kupiec (1995), Techniques for verifying the accuracy of risk measurement models, Journal of
//! Derivatives 3(2); Christoffersen (1998), Evaluating interval forecasts, International Economic Review 39(4).

use crate::math::normal::cdf;

/// A likelihood ratio with the probability of one as large.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LikelihoodRatio {
    /// Twice the logarithm of the ratio.
    pub statistic: f64,
    /// Of one at least as large where the figure is right.
    pub p_value: f64,
}

impl LikelihoodRatio {
    fn one_degree(statistic: f64) -> Self {
        let statistic = statistic.max(0.0);
        Self { statistic, p_value: 2.0 * cdf(-statistic.sqrt()) }
    }
}

/// a ln(1 − q) + b ln q with 0 ln 0 = 0.
fn log_likelihood(q: f64, a: f64, b: f64) -> f64 {
    let term = |count: f64, log: f64| if count > 0.0 { count * log } else { 0.0 };
    term(a, libm::log1p(-q)) + term(b, libm::log(q))
}

/// The same at the share that makes it largest.
fn at_best(a: f64, b: f64) -> f64 {
    if a + b > 0.0 { log_likelihood(b / (a + b), a, b) } else { 0.0 }
}

/// Kupiec's test of `exceptions` among `days`, each with the probability `p`.
pub fn unconditional(exceptions: usize, days: usize, p: f64) -> LikelihoodRatio {
    let (a, b) = ((days - exceptions) as f64, exceptions as f64);
    LikelihoodRatio::one_degree(2.0 * (at_best(a, b) - log_likelihood(p, a, b)))
}

/// Christoffersen's test of whether an exception follows on another more or less often than on a quiet day.
pub fn independence(exceptions: &[bool]) -> LikelihoodRatio {
    let mut counts = [[0.0; 2]; 2];
    for pair in exceptions.windows(2) {
        counts[usize::from(pair[0])][usize::from(pair[1])] += 1.0;
    }
    let [[quiet, first], [last, both]] = counts;
    let apart = at_best(quiet, first) + at_best(last, both);
    LikelihoodRatio::one_degree(2.0 * (apart - at_best(quiet + last, first + both)))
}

/// Both at once.
pub fn conditional(unconditional: LikelihoodRatio, independence: LikelihoodRatio) -> LikelihoodRatio {
    let statistic = unconditional.statistic + independence.statistic;
    LikelihoodRatio { statistic, p_value: libm::exp(-0.5 * statistic) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::random::BlockStream;

    #[test]
    fn ratios_of_published_examples() {
        // MathWorks' example of its `pof` test: printed to five digits.
        for (exceptions, days, p, statistic, p_value) in
            [(57, 1043, 0.05, 0.46147, Some(0.49694)), (17, 1043, 0.01, 3.5118, Some(0.060933))]
        {
            let found = unconditional(exceptions, days, p);
            assert!((found.statistic / statistic - 1.0).abs() < 2e-5, "{found:?}");
            assert!(p_value.is_none_or(|p| (found.p_value / p - 1.0).abs() < 2e-5), "{found:?}");
        }
        for (p, statistic) in [(0.05, 10.812), (0.01, 0.09494)] {
            let found = unconditional(3, 250, p).statistic;
            assert!((found / statistic - 1.0).abs() < 1e-4, "{found}");
        }
    }

    #[test]
    fn counts_that_are_not_rejected() {
        // Kupiec (1995), table 3: the counts whose ratio stays below 3.841459.
        for (p, days, least, most) in [
            (0.01, 255, 1, 6),
            (0.01, 510, 2, 10),
            (0.01, 1000, 5, 16),
            (0.025, 255, 3, 11),
            (0.025, 510, 7, 20),
            (0.025, 1000, 16, 35),
            (0.05, 255, 7, 20),
            (0.05, 510, 17, 35),
            (0.05, 1000, 38, 64),
            (0.075, 255, 12, 27),
            (0.075, 510, 28, 50),
            (0.075, 1000, 60, 91),
            (0.1, 255, 17, 35),
            (0.1, 510, 39, 64),
            (0.1, 1000, 82, 119),
        ] {
            let kept: Vec<usize> =
                (0..days).filter(|x| unconditional(*x, days, p).statistic < 3.841459).collect();
            assert_eq!((kept[0], kept[kept.len() - 1]), (least, most), "{p} {days}");
            assert_eq!(kept.len(), most + 1 - least);
        }
        assert!((unconditional(0, 255, 0.01).statistic - 5.13).abs() < 0.005);
    }

    #[test]
    fn probabilities_are_those_of_chi_square() {
        for (statistic, p) in [(2.705543, 0.1), (3.841459, 0.05), (6.634897, 0.01)] {
            assert!((LikelihoodRatio::one_degree(statistic).p_value - p).abs() < 1e-7);
        }
        for (statistic, p) in [(4.605170, 0.1), (5.991465, 0.05), (9.210340, 0.01)] {
            let half = LikelihoodRatio { statistic: 0.5 * statistic, p_value: 0.0 };
            assert!((conditional(half, half).p_value - p).abs() < 1e-7);
        }
    }

    #[test]
    fn exceptions_in_a_row_are_noticed() {
        let row = |at: &dyn Fn(usize) -> bool| (0..500).map(at).collect::<Vec<bool>>();
        assert!(independence(&row(&|t| t % 50 == 0)).p_value > 0.05);
        assert!(independence(&row(&|t| (100..110).contains(&t))).p_value < 1e-6);
        assert_eq!(independence(&row(&|_| false)).statistic, 0.0);
        assert_eq!(independence(&[true]).statistic, 0.0);
    }

    #[test]
    fn a_right_figure_is_rejected_at_the_nominal_rate() {
        // 2,500 days at 10 %: 25 pairs of exceptions, enough for the limit laws.
        let (runs, days, p) = (1_000_u32, 2_500, 0.1);
        let mut rejected = [0.0; 3];
        for run in 0..runs {
            let mut stream = BlockStream::new(5, run.into());
            let hits: Vec<bool> = (0..days).map(|_| stream.uniform() < p).collect();
            let uc = unconditional(hits.iter().filter(|hit| **hit).count(), days, p);
            let ind = independence(&hits);
            for (count, test) in rejected.iter_mut().zip([uc, ind, conditional(uc, ind)]) {
                *count += f64::from(u8::from(test.p_value < 0.05));
            }
        }
        let runs = f64::from(runs);
        let error = (0.05 * 0.95 / runs).sqrt();
        for count in rejected {
            assert!((count / runs - 0.05).abs() < 4.0 * error, "{rejected:?}");
        }
    }
}
