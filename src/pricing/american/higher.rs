//! Derivatives of an American option's value of higher order, and by the rate of the coin.
//!
//! ```text
//! by σ   vanna, zomma, volga, ultima: of the premium by differences at σ (1 ± 1 %, ± 2 %)
//! by S   speed and ∂⁴V/∂S⁴: of the premium by differences of its gamma at S (1 ± σ√T/100)
//! by t   from θ = ρV − bSΔ − σ²S²Γ/2, differentiated by S and by σ:
//!        charm = (ρ − b)Δ − (b + σ²)SΓ − σ²S² speed/2
//!        veta  = ρ vega − bS vanna − σS²Γ − σ²S² zomma/2
//!        color = (ρ − 2b − σ²)Γ − (b + 2σ²)S speed − σ²S² ∂⁴V/∂S⁴/2
//! ```
//!
//! The European part is in closed form. Differences leave 10⁻⁴ of the premium's part, of ∂⁴V/∂S⁴ (and so of
//! color) and of ultima 10⁻². A step in S that meets the boundary is made smaller.

use super::American;
use crate::pricing::carry::Carry;
use crate::pricing::{Figures, HigherGreeks};

/// The step in σ, as a fraction of it, and in ln S, in deviations σ√T.
const STEP: f64 = 0.01;
/// How often a step in S that meets the boundary is halved.
const HALVINGS: usize = 12;

impl American {
    /// Every figure at the spot price of the market.
    pub fn all_figures(&self) -> Figures {
        let figures = self.figures();
        if self.settled(&figures) {
            return figures;
        }
        let Carry { spot, years, carry, discount_rate, .. } = self.carry;
        let volatility = self.put.volatility;
        let european = self.european(spot);

        // Value, delta and gamma of the premium, from −2 % to 2 %.
        let h = STEP * volatility;
        let beyond = |option: &Self, spot: f64| {
            let (here, european) = (option.at(spot), option.european(spot));
            [here.value - european.value, here.delta - european.delta, here.gamma - european.gamma]
        };
        let [a, b, c, d, e]: [[f64; 3]; 5] = std::array::from_fn(|i| {
            let shift = (i as f64 - 2.0) * h;
            if i == 2 { beyond(self, spot) } else { beyond(&self.moved(volatility + shift, [0.0; 2]), spot) }
        });
        let slope = |k: usize| (8.0 * (d[k] - b[k]) - (e[k] - a[k])) / (12.0 * h);
        let bend = (16.0 * (d[0] + b[0]) - (e[0] + a[0]) - 30.0 * c[0]) / (12.0 * h * h);
        let third = (e[0] - a[0] - 2.0 * (d[0] - b[0])) / (2.0 * h * h * h);

        let mut step = STEP * spot * volatility * years.sqrt();
        for _ in 0..HALVINGS {
            if [spot - step, spot + step].iter().all(|&spot| self.at(spot).gamma != 0.0) {
                break;
            }
            step *= 0.5;
        }
        let gamma = |spot: f64| self.at(spot).gamma;
        let (below, above) = (gamma(spot - step), gamma(spot + step));
        let speed = (above - below) / (2.0 * step);
        let fourth = (above - 2.0 * figures.gamma + below) / (step * step);

        let vanna = european.higher.vanna + slope(1);
        let zomma = european.higher.zomma + slope(2);
        let (variance, gamma) = (volatility * volatility, figures.gamma);
        let (b, spread) = (carry, discount_rate - carry);
        let curvature = 0.5 * variance * spot * spot;
        let higher = HigherGreeks {
            vanna,
            volga: european.higher.volga + bend,
            charm: spread * figures.delta - (b + variance) * spot * gamma - curvature * speed,
            veta: discount_rate * figures.vega
                - b * spot * vanna
                - volatility * spot * spot * gamma
                - curvature * zomma,
            speed,
            zomma,
            color: (spread - b - variance) * gamma - (b + 2.0 * variance) * spot * speed - curvature * fourth,
            ultima: european.higher.ultima + third,
        };
        let step = self.rate_step();
        let excess = |shift: f64| self.moved(volatility, [0.0, shift]).excess(spot);
        let coin_rho = european.coin_rho + (excess(step) - excess(-step)) / (2.0 * step);
        Figures { coin_rho, higher, ..figures }
    }
}
