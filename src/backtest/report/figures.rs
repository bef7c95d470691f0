//! The figures of a path of returns, each by its formula, and the same of resampled paths.
//!
//! r returns per bar of which p make a year, W[t] = Π (1 + r), d[t] = 1 − W[t]/max(1, W[1], …, W[t]), f the risk-free
//! rate per bar, b the benchmark's returns; standard deviations divide by T − 1.

use crate::backtest::validation::sharpe_ratio::spread;
use crate::math::order_statistics::quantile_and_tail_mean;
use crate::method::Unit;
use crate::risk::track::statistics::{capture, correlation, covariance, mean, shape, slope};

/// What a figure is.
pub struct Kind {
    /// As a person reads it.
    pub label: &'static str,
    /// How it is computed, and whether per bar or per year.
    pub formula: &'static str,
    /// What it counts.
    pub unit: Unit,
    /// Whether it needs a benchmark.
    pub beside: bool,
}

const fn alone(label: &'static str, unit: Unit, formula: &'static str) -> Kind {
    Kind { label, formula, unit, beside: false }
}

const fn beside(label: &'static str, unit: Unit, formula: &'static str) -> Kind {
    Kind { label, formula, unit, beside: true }
}

/// How many figures there are.
pub const COUNT: usize = 21;

/// The figures, in the order of [`of`].
pub const KINDS: [Kind; COUNT] = [
    alone("Growth per year", Unit::PerYear, "W^(p/T) − 1"),
    alone("Volatility per year", Unit::PerYear, "√p times the standard deviation of a bar"),
    alone("Downside deviation per year", Unit::PerYear, "√p √(mean of min(r − f, 0)²)"),
    alone("Sharpe ratio", Unit::None, "√p (mean of r − f) / standard deviation"),
    alone("Sortino ratio", Unit::None, "p (mean of r − f) / downside deviation per year"),
    alone("Calmar ratio", Unit::None, "growth per year / maximum drawdown"),
    alone("Omega ratio", Unit::None, "Σ max(r − f, 0) / Σ max(f − r, 0)"),
    alone("Maximum drawdown", Unit::Fraction, "greatest d"),
    alone("Average drawdown", Unit::Fraction, "mean of d over all bars"),
    alone("Ulcer index", Unit::Fraction, "√(mean of d²)"),
    alone("Value at risk of a bar", Unit::Fraction, "quantile of −r at the level"),
    alone("Expected shortfall of a bar", Unit::Fraction, "mean of −r beyond the value at risk"),
    alone("Skew", Unit::None, "of a bar, divisor T"),
    alone("Kurtosis above the normal", Unit::None, "of a bar, divisor T, less 3"),
    alone("Share of bars that rose", Unit::Fraction, "bars with r > 0 / T"),
    beside("Beta", Unit::None, "cov(r, b) / var(b)"),
    beside("Alpha per year", Unit::PerYear, "p (mean of r − f − β (b − f))"),
    beside("Correlation", Unit::None, "of r and b"),
    beside("Tracking error per year", Unit::PerYear, "√p times the standard deviation of r − b"),
    beside("Information ratio", Unit::None, "√p (mean of r − b) / standard deviation of r − b"),
    beside("Downside capture", Unit::Fraction, "mean of r over mean of b where b fell"),
];

/// How figures are counted.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// p.
    pub per_year: f64,
    /// f.
    pub risk_free: f64,
    /// Of value at risk and expected shortfall.
    pub level: f64,
}

/// All figures, NaN where one is not defined; at least two returns.
pub fn of(r: &[f64], b: Option<&[f64]>, setting: Setting) -> [f64; COUNT] {
    let Setting { per_year, risk_free, level } = setting;
    let (n, root) = (r.len() as f64, libm::sqrt(per_year));
    let (mut worth, mut peak) = (1.0, 1.0_f64);
    let (mut deepest, mut below, mut squares) = (0.0_f64, 0.0, 0.0);
    let (mut gains, mut losses, mut short, mut rose) = (0.0, 0.0, 0.0, 0.0);
    for x in r {
        worth *= 1.0 + x;
        peak = peak.max(worth);
        let d = 1.0 - worth / peak;
        deepest = deepest.max(d);
        below += d;
        squares += d * d;
        let above = x - risk_free;
        gains += above.max(0.0);
        losses += (-above).max(0.0);
        short += above.min(0.0) * above.min(0.0);
        rose += if *x > 0.0 { 1.0 } else { 0.0 };
    }
    let over = |a: f64, b: f64| if b > 0.0 { a / b } else { f64::NAN };
    let growth = libm::pow(worth.max(0.0), per_year / n) - 1.0;
    let excess = mean(r) - risk_free;
    let downside = libm::sqrt(short / n * per_year);
    let spread = spread(r);
    let lost: Vec<f64> = r.iter().map(|x| -x).collect();
    let (value_at_risk, shortfall) = quantile_and_tail_mean(&lost, level);
    let (skew, kurtosis) = shape(r).unwrap_or((f64::NAN, f64::NAN));
    let [beta, alpha, correlated, tracking, information, captured] =
        b.map_or([f64::NAN; 6], |b| against(r, b, setting));
    [
        growth,
        root * spread,
        downside,
        root * over(excess, spread),
        over(per_year * excess, downside),
        over(growth, deepest),
        over(gains, losses),
        deepest,
        below / n,
        libm::sqrt(squares / n),
        value_at_risk,
        shortfall,
        skew,
        kurtosis,
        rose / n,
        beta,
        alpha,
        correlated,
        tracking,
        information,
        captured,
    ]
}

/// The figures beside a benchmark.
fn against(r: &[f64], b: &[f64], Setting { per_year, risk_free, .. }: Setting) -> [f64; 6] {
    let root = libm::sqrt(per_year);
    let beta = slope(r, b).unwrap_or(f64::NAN);
    let alpha = per_year * (mean(r) - risk_free - beta * (mean(b) - risk_free));
    let active = mean(r) - mean(b);
    let variance = covariance(r, r) + covariance(b, b) - 2.0 * covariance(r, b);
    // What rounding leaves of a path beside itself is no spread.
    let spread = if variance > 1e-14 * covariance(b, b) { libm::sqrt(variance) } else { 0.0 };
    let information = if spread > 0.0 { root * active / spread } else { f64::NAN };
    let captured = capture(r, b, false).unwrap_or(f64::NAN);
    [beta, alpha, correlation(r, b).unwrap_or(f64::NAN), root * spread, information, captured]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::risk::track::drawdowns::{drawdowns, wealth};

    /// By hand: 10 %, −50 %, 20 %, −10 %, of which four make a year, at 1 % a bar without risk.
    #[test]
    fn four_bars_by_hand() {
        let r = [0.1, -0.5, 0.2, -0.1];
        let b = [0.2, -0.4, 0.2, -0.2];
        let found = of(&r, Some(&b), Setting { per_year: 4.0, risk_free: 0.01, level: 0.75 });
        let value = |label: &str| found[KINDS.iter().position(|kind| kind.label == label).unwrap()];
        let near = |label: &str, expected: f64| {
            assert!((value(label) - expected).abs() < 1e-13, "{label}: {} and {expected}", value(label));
        };
        // 1.1 × 0.5 × 1.2 × 0.9 = 0.594; drawdowns 0, 0.5, 0.4, 0.46.
        near("Growth per year", -0.406);
        near("Maximum drawdown", 0.5);
        near("Average drawdown", 0.34);
        near("Ulcer index", f64::sqrt((0.25 + 0.16 + 0.2116) / 4.0));
        near("Calmar ratio", -0.406 / 0.5);
        // Mean −0.075; squares of the differences 0.030625, 0.180625, 0.075625, 0.000625, together 0.2875.
        let spread = f64::sqrt(0.2875 / 3.0);
        near("Volatility per year", 2.0 * spread);
        near("Sharpe ratio", 2.0 * -0.085 / spread);
        let downside = f64::sqrt((0.51 * 0.51 + 0.11 * 0.11) / 4.0 * 4.0);
        near("Downside deviation per year", downside);
        near("Sortino ratio", 4.0 * -0.085 / downside);
        near("Omega ratio", (0.09 + 0.19) / (0.51 + 0.11));
        near("Value at risk of a bar", 0.1);
        near("Expected shortfall of a bar", 0.5);
        near("Share of bars that rose", 0.5);
        // Of b: mean −0.05, squares 0.0625, 0.1225, 0.0625, 0.0225 = 0.27; products 0.04375, 0.14875, 0.06875, 0.00375.
        let beta = 0.265 / 0.27;
        near("Beta", beta);
        near("Alpha per year", 4.0 * (-0.085 + 0.06 * beta));
        near("Correlation", 0.265 / f64::sqrt(0.2875 * 0.27));
        // r − b: −0.1, −0.1, 0, 0.1.
        let apart = f64::sqrt((0.075 * 0.075 * 2.0 + 0.025 * 0.025 + 0.125 * 0.125) / 3.0);
        near("Tracking error per year", 2.0 * apart);
        near("Information ratio", 2.0 * -0.025 / apart);
        near("Downside capture", 1.0);
        let below = drawdowns(&wealth(&r));
        near("Average drawdown", below.iter().sum::<f64>() / 4.0);
    }

    #[test]
    fn what_does_not_vary_or_is_lost_stays_a_number_or_none() {
        let setting = Setting { per_year: 365.0, risk_free: 0.0, level: 0.95 };
        let flat = of(&[0.0; 30], Some(&[0.0; 30]), setting);
        assert!(flat[3].is_nan() && flat[5].is_nan() && flat[15].is_nan() && flat[0] == 0.0);
        let ruined = of(&[0.1, -1.0, 0.0, 0.0], None, setting);
        assert!(ruined[0] == -1.0 && ruined[7] == 1.0, "{ruined:?}");
        let itself = [0.01, -0.02, 0.03];
        assert!(of(&itself, Some(&itself), setting)[19].is_nan());
    }
}
