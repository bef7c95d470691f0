//! What a measure is, apart from its name: a series that the portfolio makes of the scenarios, and a
//! functional that makes one number of it.
//!
//! With the portfolio's returns y[t] = Σ r[t][i] w[i] the series x is y's shortfall below a level or
//! its drawdown, and the risk is ρ(w) = max { Σ π[t] x[t] : π in an envelope }: convex in w, and
//! growing with w in proportion where no target return is given. Everything follows from the pair:
//! its value ([`value`](super::value)), rows of a program that bound it from above
//! ([`epigraph`](super::epigraph)), and planes that bound it from below
//! ([`envelope`](super::envelope)). A measure's own file says which pair it is.

/// What is made small: a series of numbers, large where it hurts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Series {
    /// x[t] = τ − y[t], with τ per period. With τ = 0 the loss.
    Below(f64),
    /// x[t] = Σ p y − y[t].
    BelowMean,
    /// x[t] = max(x[t−1] − y[t], 0), x[0] = 0: how far the sum of returns is below its peak so far,
    /// the start counted among the peaks. Uncompounded, as the literature has it.
    Drawdown,
}

/// What is made of the series x, with the probabilities p.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Functional {
    /// c Σ p max(x, 0), with the factor c.
    Mean(f64),
    /// √(Σ p max(x, 0)²).
    RootMeanSquare,
    /// The mean of the largest x that together have the probability β (the greatest where a single
    /// one has it): min over z of z + Σ p max(x − z, 0) / β.
    Tail(f64),
    /// min over s > 0 of s ln(Σ p exp(x / s) / β).
    Entropic(f64),
    /// Σ_{s<t} 2 p[s] p[t] |x[s] − x[t]| / (1 − Σ p²).
    MeanDifference,
}

/// A measure of risk without its name.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Risk {
    /// √(w'Σw), per year.
    Volatility,
    /// A functional of a series, per period of the scenarios.
    Scenario(Series, Functional),
}

impl Risk {
    /// Whether it is measured on scenarios.
    pub fn needs_scenarios(self) -> bool {
        self != Self::Volatility
    }

    /// What its value counts; none for the volatility, which every portfolio shows.
    pub fn convention(self) -> Option<&'static str> {
        match self {
            Self::Volatility => None,
            Self::Scenario(Series::Drawdown, _) => {
                Some("distance of the sum of simple returns below its peak, as a fraction of the capital")
            }
            Self::Scenario(..) => Some("per period of the price history, as a fraction of the capital"),
        }
    }
}
