//! What borrowing costs by how much of a pool is lent out.
//!
//! ```text
//! R(U) = R_0 + (R_k − R_0) U / U_k                        U ≤ U_k
//! R(U) = R_k + (R_1 − R_k) (U − U_k) / (1 − U_k)          U > U_k
//! ```
//!
//! U the part that is lent out, U_k the kink; rates per year. Suppliers earn R U (1 − reserve factor), or by a curve
//! of their own.

/// A rate in two straight pieces.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Curve {
    /// Where the second piece begins, between 0 and 1.
    pub kink: f64,
    /// Per year where nothing is lent out.
    pub at_zero: f64,
    /// Per year at the kink.
    pub at_kink: f64,
    /// Per year where all is lent out.
    pub at_full: f64,
}

impl Curve {
    /// Per year, per 1.00 of utilisation: right of the kink from the kink on.
    pub fn slope(&self, utilization: f64) -> f64 {
        if utilization < self.kink {
            (self.at_kink - self.at_zero) / self.kink
        } else {
            (self.at_full - self.at_kink) / (1.0 - self.kink)
        }
    }

    /// Per year.
    pub fn rate(&self, utilization: f64) -> f64 {
        if utilization <= self.kink {
            self.at_zero + (self.at_kink - self.at_zero) * utilization / self.kink
        } else {
            self.at_kink + self.slope(utilization) * (utilization - self.kink)
        }
    }

    /// The utilisation at which the rate is reached; none where it never is, or is from the start.
    pub fn utilization(&self, rate: f64) -> Option<f64> {
        if rate < self.at_zero || rate > self.at_full || self.at_full <= self.at_zero {
            return None;
        }
        let from =
            |start: f64, low: f64, high: f64, length: f64| start + (rate - low) / (high - low) * length;
        Some(match rate <= self.at_kink && self.at_kink > self.at_zero {
            true => from(0.0, self.at_zero, self.at_kink, self.kink),
            false => from(self.kink, self.at_kink, self.at_full, 1.0 - self.kink),
        })
    }
}
