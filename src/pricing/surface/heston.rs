//! One set of Heston's parameters for all expiries, see [`calibration`](crate::pricing::heston::calibration).

use serde::{Deserialize, Serialize};

use super::{FitSurface, FittedSurface, Slice, fitted};
use crate::error::Error;
use crate::market::heston::HestonExpiry;
use crate::market::smile::Smile;
use crate::method::{Describe, Method, Reference};
use crate::pricing::heston::calibration::{ChainQuote, calibrate};
use crate::progress::Progress;

/// Heston's model.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct HestonSurface {}

impl Describe for HestonSurface {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Heston",
            summary: "Fits the five parameters of Heston's stochastic volatility to all expiries at once: no arbitrage by construction, and an answer for any expiry.",
            formula: "dF = F √v dW, dv = κ (θ − v) dt + σ √v dZ, d⟨W, Z⟩ = ρ dt, v(0) = v₀; min Σ ω ((h_fitted − h_quoted)/max(∂h/∂σ, 0.02 √T))², h the option out of the money on a forward of 1",
            conventions: &[
                "v₀ and θ are variances per year, κ and σ are per year; the volatility today is √v₀, in the long run √θ.",
                "To first order the errors are errors of volatility; wings that are worth next to nothing count less.",
                "At 2κθ/σ² ≥ 1 variance never reaches 0 (Feller's condition). It is shown, and not forced: prices stand without it.",
                "Searched from six starts with v₀ and θ from 10⁻⁶ to 25, κ from 0.001 to 100, σ from 0.001 to 50, ρ within ±0.999.",
                "Fewer parameters than quotes: very short expiries fit worse than long ones.",
            ],
            parameters: vec![],
            references: vec![
                Reference {
                    text: "S. Heston (1993), A closed-form solution for options with stochastic volatility, Review of Financial Studies 6, 327-343",
                    url: Some("https://doi.org/10.1093/rfs/6.2.327"),
                },
                Reference {
                    text: "Y. Cui, S. del Baño Rollin, G. Germano (2017), Full and fast calibration of the Heston stochastic volatility model, European Journal of Operational Research 263, 625-638",
                    url: Some("https://arxiv.org/abs/1511.08718"),
                },
                Reference {
                    text: "L. Andersen, M. Lake (2019), Robust high-precision option pricing by Fourier transforms, Wilmott",
                    url: Some("https://doi.org/10.2139/ssrn.3231626"),
                },
            ],
        }
    }
}

impl FitSurface for HestonSurface {
    fn fit(&self, slices: &[Slice], progress: &mut dyn Progress) -> Result<FittedSurface, Error> {
        progress.report(0, 1, "fitting the model");
        let mut quotes = vec![];
        for slice in slices {
            let sum: f64 = slice.quotes.iter().map(|quote| quote.weight).sum();
            quotes.extend(slice.quotes.iter().map(|quote| ChainQuote {
                years: slice.years,
                moneyness: quote.moneyness,
                volatility: quote.volatility,
                weight: quote.weight / sum,
            }));
        }
        let model = calibrate(&quotes)?.model;
        let smile = |slice: &Slice| Smile::Heston(HestonExpiry::new(&model, slice.years));
        let [v0, kappa, theta, sigma, rho] = model.parameters();
        Ok(FittedSurface {
            smiles: slices.iter().map(smile).collect(),
            by_slice: vec![vec![]; slices.len()],
            shared: fitted(
                &["v₀", "κ", "θ", "σ", "ρ", "2κθ/σ²"],
                &[v0, kappa, theta, sigma, rho, model.feller_ratio()],
            ),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::SmileQuote;
    use super::super::arbitrage::{least_density, least_difference, searched};
    use super::super::replication::replicated;
    use super::*;
    use crate::market::heston::Heston;

    /// Slices of the model itself come back as the model, with no arbitrage; what they replicate is the
    /// model's expected variance, θ T + (v₀ − θ)(1 − e^{−κT})/κ.
    #[test]
    fn a_surface_of_the_model() {
        let model = Heston::new(0.3, 3.0, 0.5, 1.2, -0.3).unwrap();
        let slice = |years: f64| {
            let expiry = HestonExpiry::new(&model, years);
            let quote = |i: i32| {
                let moneyness = f64::from(i) * 0.4 * years.sqrt();
                let volatility = expiry.implied_volatility(moneyness).unwrap();
                SmileQuote { moneyness, volatility, weight: 1.0 }
            };
            Slice { years, forward: 100.0, quotes: (-4..=4).map(quote).collect() }
        };
        let slices = [0.05, 0.3, 1.0].map(slice);
        let surface = HestonSurface {}.fit(&slices, &mut ()).unwrap();
        for (parameter, given) in surface.shared.iter().zip([0.3, 3.0, 0.5, 1.2, -0.3, 3.0 / 1.44]) {
            assert!((parameter.value - given).abs() < 1e-6, "{parameter:?}");
        }
        for (slice, smile) in slices.iter().zip(&surface.smiles) {
            let years = slice.years;
            let expected = 0.5 * years + (0.3 - 0.5) * (1.0 - libm::exp(-3.0 * years)) / 3.0;
            let variance = replicated(&|k| smile.total_variance(k));
            assert!((variance / expected - 1.0).abs() < 1e-6, "{years}: {variance} {expected}");
            assert!(least_density(smile, searched(slice.range())).value > 0.0, "{years}");
        }
        for pair in surface.smiles.windows(2) {
            assert!(least_difference(&pair[0], &pair[1], (-1.0, 1.0)).value > 0.0);
        }
    }
}
