//! The choice of trades as a program: with z[i] the value of the trade in asset i as a part of the capital,
//!
//! minimise (z − c)' Q (z − c) over Σ (z[i] + f |z[i]| + g 1[z[i] ≠ 0]) ≤ r, z[i] ∈ D[i],
//!
//! where c is the trade that would reach the wanted weight, f and g are the fees, r is the cash, and D[i]
//! holds zero and the multiples of a step (or all numbers) that are no smaller than a least trade.

use nalgebra::DMatrix;

/// A count of lots this close to a whole one is whole.
const WHOLE: f64 = 1e-9;

/// What the trade in one asset may be.
#[derive(Debug, Clone, Copy)]
pub(super) struct Leg {
    /// The value of a lot; zero where any quantity can be traded.
    step: f64,
    /// The least size of a trade that is none of zero.
    reach: f64,
    /// No less than this: what is sold is held.
    low: f64,
}

impl Leg {
    /// With trades of at least `least`, no lower than `low`.
    pub fn of(step: f64, least: f64, low: f64) -> Self {
        let reach = if step > 0.0 { step * (least / step - WHOLE).ceil().max(1.0) } else { least };
        Self { step, reach, low }
    }

    /// The least size of a trade.
    pub fn reach(&self) -> f64 {
        self.reach
    }

    /// The value of a lot.
    pub fn step(&self) -> f64 {
        self.step
    }

    /// Whether trades are counted in lots.
    pub fn is_whole(&self) -> bool {
        self.step > 0.0
    }

    /// The greatest trade up to z.
    pub fn floor(&self, z: f64) -> f64 {
        if z < 0.0 { -self.size(-z, f64::ceil, -WHOLE, true) } else { self.size(z, f64::floor, WHOLE, false) }
    }

    /// The least trade from z on.
    pub fn ceil(&self, z: f64) -> f64 {
        -self.floor(-z)
    }

    fn size(&self, size: f64, whole: fn(f64) -> f64, slack: f64, up: bool) -> f64 {
        let unit = if self.step > 0.0 { self.step } else { self.reach };
        if size <= WHOLE * unit {
            0.0
        } else if size < self.reach - WHOLE * unit {
            if up { self.reach } else { 0.0 }
        } else if self.step > 0.0 {
            self.step * whole(size / self.step + slack)
        } else {
            size.max(self.reach)
        }
    }
}

/// The program.
#[derive(Debug, Clone)]
pub(super) struct Program {
    /// Q, with no zero on the diagonal.
    pub form: DMatrix<f64>,
    /// c.
    pub center: Vec<f64>,
    /// D.
    pub legs: Vec<Leg>,
    /// r.
    pub cash: f64,
    /// f.
    pub rate: f64,
    /// g.
    pub fixed: f64,
}

impl Program {
    /// How many assets there are.
    pub fn len(&self) -> usize {
        self.center.len()
    }

    /// Twice Q (z − c).
    pub fn gradient(&self, z: &[f64]) -> Vec<f64> {
        let off: Vec<f64> = z.iter().zip(&self.center).map(|(z, c)| 2.0 * (z - c)).collect();
        crate::allocate::problem::product(&self.form, &off)
    }

    /// (z − c)' Q (z − c).
    pub fn value(&self, z: &[f64]) -> f64 {
        let gradient = self.gradient(z);
        let sum: f64 = (0..z.len()).map(|i| gradient[i] * (z[i] - self.center[i])).sum();
        (0.5 * sum).max(0.0)
    }

    /// What a trade takes from the cash.
    pub fn cost(&self, z: f64) -> f64 {
        z + self.rate * z.abs() + if z == 0.0 { 0.0 } else { self.fixed }
    }

    /// What all trades take from the cash.
    pub fn spent(&self, z: &[f64]) -> f64 {
        z.iter().map(|z| self.cost(*z)).sum()
    }

    /// The greatest trade that this much pays for.
    fn affordable(&self, cash: f64) -> f64 {
        match cash < 0.0 {
            true => (cash - self.fixed) / (1.0 - self.rate),
            false => ((cash - self.fixed) / (1.0 + self.rate)).max(0.0),
        }
    }

    /// All that may be traded, if the rest is sold for it; none where no trades leave the cash at zero.
    pub fn root(&self) -> Option<Span> {
        let low: Vec<f64> = self.legs.iter().map(|leg| leg.ceil(leg.low)).collect();
        let mut span = Span { high: vec![f64::MAX; low.len()], low };
        self.tighten(&mut span).then_some(span)
    }

    /// Lowers the greatest trades to what can be paid for; tells whether anything is left.
    pub fn tighten(&self, span: &mut Span) -> bool {
        let least: Vec<f64> = (0..self.len())
            .map(|i| {
                let (low, high) = (span.low[i], span.high[i]);
                let sold = self.cost(low);
                if low <= 0.0 && high >= 0.0 { sold.min(0.0) } else { sold }
            })
            .collect();
        let all: f64 = least.iter().sum();
        if all > self.cash + WHOLE {
            return false;
        }
        (0..self.len()).all(|i| {
            let cash = self.cash - (all - least[i]);
            // What is out of reach by the rounding of this sum is within it.
            let most = self.affordable(cash) + WHOLE * self.legs[i].reach.max(WHOLE);
            if most < span.high[i] {
                span.high[i] = self.legs[i].floor(most).max(span.low[i].min(0.0));
            }
            span.low[i] <= span.high[i]
        })
    }
}

/// Least and greatest trades, all of them in D.
#[derive(Debug, Clone)]
pub(super) struct Span {
    pub low: Vec<f64>,
    pub high: Vec<f64>,
}
