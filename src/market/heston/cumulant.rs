//! The logarithm of E[(S_T/F)^p] in Heston's model, for complex p, with its derivatives.
//!
//! ```text
//! ln E[(S_T/F)^p] = κ θ a + v₀ b          P = p² − p     ξ = κ − ρ σ p     d = √(ξ² − σ² P), Re d ≥ 0
//! e = exp(−d T)   E = (1 − e)/(2 d)       m = (ξ − d)/σ² = P/(ξ + d)       Q = 1 + σ² m E
//! b = P E/Q       a = m T − (2/σ²) ln Q                                    a = ∫₀ᵀ b
//! ```
//!
//! This is the form that stays on one branch of the logarithm (the "little trap" of Albrecher, Mayer,
//! Schoutens & Tistaert, Wilmott 2007), written so that nothing is divided by σ² that does not vanish
//! with it: it holds for σ → 0. The derivatives are those of Cui, del Baño Rollin & Germano, "Full and
//! fast calibration of the Heston stochastic volatility model", European Journal of Operational
//! Research 263 (2017), derived for this form: the five parameters act through κ θ, v₀, ξ and σ² only.

use super::Heston;
use crate::math::complex::Complex;

/// What value and derivatives share, at one p and T.
#[derive(Debug, Clone, Copy)]
pub struct Cumulant {
    p: Complex,
    /// P = p² − p.
    product: Complex,
    xi: Complex,
    d: Complex,
    /// e^{−d T}.
    decay: Complex,
    /// E.
    cover: Complex,
    m: Complex,
    q: Complex,
    log_q: Complex,
    /// ∂/∂(κ θ).
    pub a: Complex,
    /// ∂/∂v₀.
    pub b: Complex,
}

impl Cumulant {
    /// At p, for so many years.
    #[inline]
    pub fn new(model: &Heston, years: f64, p: Complex) -> Self {
        let variance = model.sigma * model.sigma;
        let one = Complex::from(1.0);
        let product = p * (p - one);
        let xi = Complex::from(model.kappa) - p * (model.rho * model.sigma);
        let scaled = product * variance;
        let d = (xi * xi - scaled).sqrt();
        let less = (d * -years).exp_m1();
        let decay = less + one;
        let cover = if d.norm_squared() * years * years > 1e-20 {
            -less / (d * 2.0)
        } else {
            Complex::from(0.5 * years)
        };
        // Of ξ + d and ξ − d, the one that rounding spares gives the other: their product is σ² P.
        let straight = xi.re >= 0.0;
        let (plus, minus) = if straight {
            let plus = xi + d;
            (plus, scaled / plus)
        } else {
            let minus = xi - d;
            (scaled / minus, minus)
        };
        let step = minus * cover;
        let m = if straight { product / plus } else { minus * (1.0 / variance) };
        let (q, log_q) = if straight || d.norm_squared() * years * years < 1.0 {
            (one + step, step.ln_1p())
        } else {
            // Where ξ + d all but vanishes, the digits of a small e count.
            let q = (plus - minus * (d * -years).exp()) / (d * 2.0);
            (q, q.ln())
        };
        let b = product * cover / q;
        let a = m * years - log_q * (2.0 / variance);
        Self { p, product, xi, d, decay, cover, m, q, log_q, a, b }
    }

    /// ln E[(S_T/F)^p].
    #[inline]
    pub fn value(&self, model: &Heston) -> Complex {
        self.a * (model.kappa * model.theta) + self.b * model.v0
    }

    /// Its derivative by T.
    #[inline]
    pub fn by_years(&self, model: &Heston) -> Complex {
        let variance = model.sigma * model.sigma;
        let slope = self.product * 0.5 - self.xi * self.b + self.b * self.b * (0.5 * variance);
        self.b * (model.kappa * model.theta) + slope * model.v0
    }

    /// Its derivatives by v₀, κ, θ, σ, ρ.
    #[inline]
    pub fn gradient(&self, model: &Heston, years: f64) -> [Complex; 5] {
        let Heston { v0, kappa, theta, sigma, rho } = *model;
        let (variance, one) = (sigma * sigma, Complex::from(1.0));
        let Self { product, xi, d, decay, cover, m, q, log_q, a, b, .. } = *self;
        let (by_d, by_q) = (one / d, one / q);
        // ∂E/∂d; d itself moves by ξ/d with ξ and by −P/(2d) with σ².
        let cover_d = (decay * (0.5 * years) - cover) * by_d;
        let d_s = product * by_d * -0.5;
        let (cover_xi, cover_s) = (cover_d * xi * by_d, cover_d * d_s);
        // σ² m moves by −σ² m/d with ξ and by −∂d/∂σ² with σ².
        let q_xi = m * (cover_xi - cover * by_d) * variance;
        let q_s = m * cover_s * variance - cover * d_s;
        let b_xi = (product * cover_xi - b * q_xi) * by_q;
        let b_s = (product * cover_s - b * q_s) * by_q;
        let a_xi = m * (-by_d * years - (cover_xi - cover * by_d) * by_q * 2.0);
        let a_s = m * m * by_d * (0.5 * years) + (log_q * (1.0 / variance) - q_s * by_q) * (2.0 / variance);
        let level = kappa * theta;
        let by_xi = a_xi * level + b_xi * v0;
        let by_s = a_s * level + b_s * v0;
        [
            b,
            a * theta + by_xi,
            a * kappa,
            by_s * (2.0 * sigma) - self.p * by_xi * rho,
            -(self.p * by_xi) * sigma,
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Central differences over 10⁻⁶ of each parameter: good to some 10⁻⁹ of the value.
    #[test]
    fn derivatives_agree_with_differences() {
        for parameters in
            [[0.04, 4.0, 0.25, 1.0, -0.5], [0.5, 0.3, 0.4, 2.5, 0.9], [0.2, 9.0, 0.1, 0.2, -0.99]]
        {
            for p in [
                Complex::new(0.5, 0.0),
                Complex::new(0.5, 7.0),
                Complex::new(1.4, 0.3),
                Complex::new(-0.2, 40.0),
            ] {
                let years = 0.7;
                let at = |x: [f64; 5], years: f64| {
                    let model = Heston { v0: x[0], kappa: x[1], theta: x[2], sigma: x[3], rho: x[4] };
                    (Cumulant::new(&model, years, p), model)
                };
                let (here, model) = at(parameters, years);
                let close = |exact: Complex, up: Complex, down: Complex, step: f64| {
                    let error = (up - down) * (0.5 / step) - exact;
                    let size = exact.norm_squared().sqrt() + here.value(&model).norm_squared().sqrt();
                    assert!(error.norm_squared().sqrt() < 1e-8 * size, "{parameters:?} {p:?}: {error:?}");
                };
                for (i, exact) in here.gradient(&model, years).into_iter().enumerate() {
                    let step = 1e-6 * parameters[i].abs();
                    let [up, down] = [step, -step].map(|step| {
                        let mut moved = parameters;
                        moved[i] += step;
                        let (there, model) = at(moved, years);
                        there.value(&model)
                    });
                    close(exact, up, down, step);
                }
                let [up, down] = [1e-6, -1e-6].map(|step| at(parameters, years + step).0.value(&model));
                close(here.by_years(&model), up, down, 1e-6);
            }
        }
    }

    /// E[S⁰] = 1 and E[S_T] = F, whatever the parameters; and no volatility of variance leaves the
    /// Gaussian's ½ (p² − p) w.
    #[test]
    fn known_values() {
        let model = Heston { v0: 0.3, kappa: 0.2, theta: 0.1, sigma: 3.0, rho: 0.9 };
        for p in [0.0, 1.0] {
            assert!(Cumulant::new(&model, 5.0, Complex::from(p)).value(&model).norm_squared() < 1e-28);
        }
        let calm = Heston { v0: 0.1, theta: 0.1, sigma: 1e-8, ..model };
        let p = Complex::new(0.3, 4.0);
        let gaussian = p * (p - Complex::from(1.0)) * (0.5 * 0.1 * 5.0);
        let error = Cumulant::new(&calm, 5.0, p).value(&calm) - gaussian;
        assert!(error.norm_squared().sqrt() < 1e-6, "{error:?}");
    }
}
