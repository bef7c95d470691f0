//! The traffic light of the Basel Committee: how probable it is that a right figure is exceeded at most so often.
//!
//! ```text
//! P(X ≤ x), X binomial: n days, each with the probability p
//! green below 95 %, yellow from there, red from 99.99 % on
//! ```
//!
//! With 250 days at 99 % that is green up to 4 exceptions, yellow up to 9, red from 10.
//!
//! Source: Basel Committee on Banking Supervision (1996), Supervisory framework for the use of "backtesting" in
//! conjunction with the internal models approach to market risk capital requirements, table 2.

use serde::Serialize;

/// Where yellow begins.
const YELLOW: f64 = 0.95;
/// Where red begins.
const RED: f64 = 0.9999;

/// The colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum TrafficLight {
    /// As many as to be expected.
    Green,
    /// More than usual.
    Yellow,
    /// More than chance explains.
    Red,
}

impl TrafficLight {
    /// Of a cumulative probability.
    pub fn at(cumulative: f64) -> Self {
        match cumulative {
            RED.. => Self::Red,
            YELLOW.. => Self::Yellow,
            _ => Self::Green,
        }
    }

    /// In a sentence.
    pub fn word(self) -> &'static str {
        match self {
            Self::Green => "green",
            Self::Yellow => "yellow",
            Self::Red => "red",
        }
    }
}

/// P(X = k) for k = 0 … n, X binomial.
pub fn binomial(n: usize, p: f64) -> Vec<f64> {
    let (count, ways) = (n as f64, libm::lgamma(n as f64 + 1.0));
    let mass = |k: usize| {
        let k = k as f64;
        let ways = ways - libm::lgamma(k + 1.0) - libm::lgamma(count - k + 1.0);
        libm::exp(ways + k * libm::log(p) + (count - k) * libm::log1p(-p))
    };
    (0..=n).map(mass).collect()
}

/// P(X ≤ exceptions).
pub fn cumulative(exceptions: usize, days: usize, p: f64) -> f64 {
    binomial(days, p)[..=exceptions].iter().sum::<f64>().min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_the_committee() {
        let printed = [8.11, 28.58, 54.32, 75.81, 89.22, 95.88, 98.63, 99.60, 99.89, 99.97];
        for (exceptions, printed) in printed.into_iter().enumerate() {
            let found = 100.0 * cumulative(exceptions, 250, 0.01);
            assert!((found - printed).abs() < 0.005 + 1e-9, "{exceptions}: {found}");
        }
        for exceptions in 0..15 {
            let expected = match exceptions {
                0..=4 => TrafficLight::Green,
                5..=9 => TrafficLight::Yellow,
                _ => TrafficLight::Red,
            };
            assert_eq!(TrafficLight::at(cumulative(exceptions, 250, 0.01)), expected, "{exceptions}");
        }
    }

    #[test]
    fn all_is_certain() {
        for (n, p) in [(10, 0.5), (3_000, 0.5), (5_000, 0.0001)] {
            // Logarithms of the gamma function of 5,000 are 4e4, each right to 1e-16 of that.
            assert!((cumulative(n, n, p) - 1.0).abs() < 1e-10);
        }
    }
}
