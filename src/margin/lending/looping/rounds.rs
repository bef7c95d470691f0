//! The rounds of a loop, in the borrowed coin.
//!
//! ```text
//! d_0 = K (1 − c),  b_n = ℓ d_{n−1},  d_n = b_n (1 − c)           ρ = ℓ (1 − c)
//! S_N = d_0 (1 − ρ^{N+1}) / (1 − ρ),  B_N = ℓ d_0 (1 − ρ^N) / (1 − ρ),  without end ρ^∞ = 0
//! S_N = (1 − c) (K + B_N):  what was bought with the capital and the debt
//! ```
//!
//! K capital, ℓ loan to value, c cost of a purchase as a part of it, S collateral, B debt.

/// Capital, loan to value and cost of a purchase.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rounds {
    /// K.
    pub capital: f64,
    /// ℓ, at least 0 and below 1.
    pub loan_to_value: f64,
    /// c, at least 0 and below 1.
    pub cost: f64,
}

/// Collateral and debt after some rounds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Looped {
    /// S.
    pub collateral: f64,
    /// B.
    pub debt: f64,
}

impl Rounds {
    /// After this many borrowings; without end where none is given.
    pub fn after(&self, rounds: Option<u32>) -> Looped {
        let ratio = self.loan_to_value * (1.0 - self.cost);
        let power = rounds.map_or(0.0, |rounds| libm::pow(ratio, f64::from(rounds)));
        let debt = self.loan_to_value * self.capital * (1.0 - self.cost) * (1.0 - power) / (1.0 - ratio);
        Looped { collateral: (1.0 - self.cost) * (self.capital + debt), debt }
    }
}

impl Looped {
    /// Yield per year on the capital: what the collateral earns less what the debt costs.
    pub fn carry(&self, yearly: f64, rate: f64, capital: f64) -> f64 {
        (self.collateral * yearly - self.debt * rate) / capital
    }

    /// The fall of the staked coin against the borrowed one that brings health to 1; none without debt.
    pub fn depeg_to_edge(&self, threshold: f64) -> Option<f64> {
        (self.debt > 0.0).then(|| 1.0 - self.debt / (self.collateral * threshold))
    }

    /// The fall that leaves nothing after all is sold at a cost.
    pub fn depeg_to_nothing(&self, exit_cost: f64) -> f64 {
        1.0 - self.debt / (self.collateral * (1.0 - exit_cost))
    }
}
