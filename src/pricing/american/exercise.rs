//! Where exercising a put before expiry pays.
//!
//! ```text
//! r > 0, or r = 0 and q < 0    below an upper boundary, B(0) = K min(1, r/q)
//! q < r < 0                    between a lower boundary, Y(0) = K r/q, and an upper one, B(0) = K;
//!                              before they meet at τ*, going backwards from expiry, nowhere
//! else                         nowhere
//! ```

use super::boundary::{Boundary, Dynamics};
use super::premium::premium;
use super::scheme::Scheme;

/// Two boundaries that start this far apart in deviations σ√τ do not meet before: by ln(q/r)/(σ√τ).
const FIRST: f64 = 0.25;
/// The most rounds in which the time where two boundaries meet is found.
const ROUNDS: usize = 64;
/// The span on which they are solved, in units of that time: the greatest that will do, and the next one
/// tried; and by how much it grows while they do not meet.
const CLOSE: f64 = 1.2;
const BEYOND: f64 = 1.05;
const FURTHER: f64 = 1.15;
/// How closely that time's root is found, as a fraction.
const SETTLED: f64 = 1e-12;

/// The set of times and prices at which to exercise a put with strike 1.
#[derive(Debug, Clone)]
pub enum ExerciseRegion {
    /// The option is as good as a European one.
    Nowhere,
    /// Below the boundary.
    Below(Box<Boundary>),
    /// Between two boundaries.
    Between {
        /// From above.
        upper: Box<Boundary>,
        /// From below.
        lower: Box<Boundary>,
        /// τ*, at most the years to expiry.
        live: f64,
    },
}

impl ExerciseRegion {
    /// Over these years before expiry.
    pub fn new(dynamics: &Dynamics, years: f64, scheme: &Scheme) -> Self {
        let Dynamics { rate, dividend, .. } = *dynamics;
        if rate <= 0.0 && dividend >= rate {
            Self::Nowhere
        } else if rate >= 0.0 {
            Self::Below(Box::new(Boundary::new(dynamics, false, years, scheme)))
        } else {
            Self::between(dynamics, years, scheme)
        }
    }

    /// Far beyond τ* the equations may have no solution; just beyond it they have, and cross there.
    fn between(dynamics: &Dynamics, years: f64, scheme: &Scheme) -> Self {
        let apart = libm::log(dynamics.dividend / dynamics.rate);
        let mut span = years.min((FIRST * apart / dynamics.volatility).powi(2));
        let mut upper = Box::new(Boundary::new(dynamics, false, span, scheme));
        let mut lower = Box::new(Boundary::new(dynamics, true, span, scheme));
        for _ in 0..ROUNDS {
            *upper = upper.over(dynamics, span, scheme);
            *lower = lower.over(dynamics, span, scheme);
            let end = meeting(&upper, &lower, span.sqrt()).map(|root| root * root);
            match end {
                None if span == years => break,
                None => span = years.min(FURTHER * span),
                Some(live) if span <= CLOSE * live => return Self::Between { upper, lower, live },
                Some(live) => span = BEYOND * live,
            }
        }
        Self::Between { upper, lower, live: span }
    }

    /// That of dynamics that differ little.
    pub fn moved(&self, dynamics: &Dynamics, years: f64, scheme: &Scheme) -> Self {
        match self {
            Self::Nowhere => Self::Nowhere,
            Self::Below(boundary) => Self::Below(Box::new(boundary.moved(dynamics, scheme))),
            Self::Between { .. } => Self::between(dynamics, years, scheme),
        }
    }

    /// Whether to exercise now, at ln S.
    pub fn holds(&self, years: f64, log: f64) -> bool {
        let root = years.sqrt();
        match self {
            Self::Nowhere => false,
            Self::Below(boundary) => log <= boundary.log(root),
            Self::Between { upper, lower, live } => {
                years <= *live && log <= upper.log(root) && log >= lower.log(root)
            }
        }
    }

    /// What early exercise adds to the European value, with its first and second derivative by S.
    pub fn premium(&self, dynamics: &Dynamics, years: f64, log: f64, scheme: &Scheme) -> [f64; 3] {
        match self {
            Self::Nowhere => [0.0; 3],
            Self::Below(boundary) => premium(boundary, dynamics, (years, years), log, scheme),
            Self::Between { upper, lower, live } => {
                let above = premium(upper, dynamics, (years, *live), log, scheme);
                let below = premium(lower, dynamics, (years, *live), log, scheme);
                std::array::from_fn(|k| above[k] - below[k])
            }
        }
    }
}

/// The √τ below `most` at which two boundaries meet.
fn meeting(upper: &Boundary, lower: &Boundary, most: f64) -> Option<f64> {
    let open = |root: f64| upper.log(root) > lower.log(root);
    if open(most) {
        return None;
    }
    let (mut from, mut to) = (0.0, most);
    while to - from > SETTLED * most {
        let middle = 0.5 * (from + to);
        if open(middle) { from = middle } else { to = middle }
    }
    Some(0.5 * (from + to))
}
