//! A variance swap in many scenarios.

use super::{Revaluation, ScenarioBlock};

/// scale (x² + left σ_f'²) + constant.
#[derive(Debug)]
pub struct SwapRevaluation {
    pub asset: usize,
    pub scale: f64,
    pub constant: f64,
    pub fair: f64,
    pub follows: f64,
    pub left: f64,
}

impl Revaluation for SwapRevaluation {
    fn profit(&self, scenarios: &ScenarioBlock, out: &mut [f64]) {
        let shifts = scenarios.volatility_shifts(self.asset);
        for (i, (profit, x)) in out.iter_mut().zip(scenarios.log_returns(self.asset)).enumerate() {
            let shift = shifts.map_or(0.0, |shifts| shifts[i]);
            let volatility = (self.fair + self.follows * shift).max(0.0);
            *profit += self.scale * (x * x + self.left * volatility * volatility) + self.constant;
        }
    }
}
