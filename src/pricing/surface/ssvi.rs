//! Surface SVI: all expiries by one skew ρ, one function φ, and the total variance θ at the money of each.
//!
//! ```text
//! w(k, θ) = θ/2 (1 + ρ φ(θ) k + √((φ(θ) k + ρ)² + 1 − ρ²))
//! power law    φ(θ) = η θ^{−γ} (1 + θ)^{γ − 1}          0 < γ ≤ ½,  η² (1 + |ρ|) ≤ 4
//! like Heston  φ(θ) = (1 − (1 − e^{−λθ})/(λθ))/(λθ)      λ ≥ (1 + |ρ|)/4
//! ```
//!
//! Within these bounds, with θ that rises, there is neither butterfly nor calendar arbitrage: θ φ² (1 + |ρ|)
//! and θ φ (1 + |ρ|) stay at or below 4, and the derivative of θ φ is at least 0 and at most φ (theorems 4.1
//! and 4.2). One expiry is raw SVI with a = θ (1 − ρ²)/2, b = θφ/2, m = −ρ/φ and σ = √(1 − ρ²)/φ. Sought
//! are ρ, the parameters of φ and the steps of θ, each as a number without bounds, with the least mean over
//! the expiries of their mean squared error in volatility. J. Gatheral, A. Jacquier (2014), section 4.

use serde::{Deserialize, Serialize};

use super::{FitSurface, FittedSurface, Slice, fitted};
use crate::error::Error;
use crate::market::smile::{RawSvi, Smile};
use crate::math::levenberg_marquardt::least_squares;
use crate::method::{Choice, Describe, Method, Parameter, Reference, Value};
use crate::progress::Progress;

/// Steps of each start.
const STEPS: usize = 200;
/// No θ rises by less than this from one expiry to the next: a volatility of 0.1 % over an hour.
const LEAST_STEP: f64 = 1e-10;

/// How the smile flattens with time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum Curvature {
    /// η θ^{−γ} (1 + θ)^{γ − 1}.
    #[default]
    PowerLaw,
    /// As the smiles of Heston's model for long times.
    LikeHeston,
}

/// Surface SVI.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct Ssvi {
    /// φ.
    pub curvature: Curvature,
}

impl Describe for Ssvi {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "SSVI",
            summary: "Fits all expiries at once with one skew and one law of the smile's curvature, which no parameter lets cross or admit a butterfly.",
            formula: "w(k, θ) = θ/2 (1 + ρ φ k + √((φ k + ρ)² + 1 − ρ²)); power law φ = η θ^(−γ) (1 + θ)^(γ−1), γ ≤ ½, η² (1 + |ρ|) ≤ 4; like Heston φ = (1 − (1 − e^(−λθ))/(λθ))/(λθ), λ ≥ (1 + |ρ|)/4; min Σ of the mean squared errors in volatility of the expiries",
            conventions: &[
                "θ is the total variance at the money of each expiry; it rises from one to the next.",
                "Every expiry counts alike, whatever the number of its quotes.",
                "Fewer parameters than SVI: larger errors, steadier smiles where quotes are few.",
            ],
            parameters: vec![Parameter {
                name: "curvature",
                label: "Curvature",
                help: "How the smile flattens as the total variance at the money grows.",
                value: Value::Choice {
                    choices: vec![
                        Choice { value: "powerLaw", label: "Power law" },
                        Choice { value: "likeHeston", label: "Like Heston" },
                    ],
                    default: "powerLaw",
                },
                advanced: false,
            }],
            references: vec![Reference {
                text: "J. Gatheral, A. Jacquier (2014), Arbitrage-free SVI volatility surfaces, Quantitative Finance 14, 59-71",
                url: Some("https://arxiv.org/abs/1204.0646"),
            }],
        }
    }
}

/// A point of the search: ρ, φ's parameters, θ of each expiry.
struct Point {
    rho: f64,
    law: [f64; 2],
    theta: Vec<f64>,
}

impl Ssvi {
    /// ρ = tanh, the parameters within their bounds, θ as sums of positive steps.
    fn point(&self, x: &[f64]) -> Point {
        let rho = libm::tanh(x[0]);
        let share = |x: f64| 1.0 / (1.0 + libm::exp(-x.clamp(-30.0, 30.0)));
        let law = match self.curvature {
            Curvature::PowerLaw => [2.0 / (1.0 + rho.abs()).sqrt() * share(x[1]), 0.5 * share(x[2])],
            Curvature::LikeHeston => [0.25 * (1.0 + rho.abs()) + libm::exp(x[1].clamp(-30.0, 30.0)), 0.0],
        };
        let mut sum = 0.0;
        let mut next = |x: &f64| {
            sum += LEAST_STEP + libm::exp(x.clamp(-40.0, 5.0));
            sum
        };
        Point { rho, law, theta: x[self.shared()..].iter().map(&mut next).collect() }
    }

    /// How many of the numbers sought belong to the whole surface.
    fn shared(&self) -> usize {
        match self.curvature {
            Curvature::PowerLaw => 3,
            Curvature::LikeHeston => 2,
        }
    }

    fn phi(&self, [first, second]: [f64; 2], theta: f64) -> f64 {
        match self.curvature {
            Curvature::PowerLaw => first * libm::pow(theta, -second) * libm::pow(1.0 + theta, second - 1.0),
            Curvature::LikeHeston => {
                let z = first * theta;
                // (1 − (1 − e^{−z})/z)/z = (z − 1 + e^{−z})/z², by its series where that cancels.
                if z < 1e-3 { 0.5 - z / 6.0 + z * z / 24.0 } else { (z + libm::expm1(-z)) / (z * z) }
            }
        }
    }

    /// The smile at one θ.
    fn smile(&self, point: &Point, theta: f64) -> RawSvi {
        let (rho, phi) = (point.rho, self.phi(point.law, theta));
        let rest = 1.0 - rho * rho;
        RawSvi { a: 0.5 * theta * rest, b: 0.5 * theta * phi, rho, m: -rho / phi, sigma: rest.sqrt() / phi }
    }
}

/// The total variance at the money, from the quotes on either side of it.
fn at_the_money(slice: &Slice) -> f64 {
    let quotes = &slice.quotes;
    let after = quotes.partition_point(|quote| quote.moneyness < 0.0).clamp(1, quotes.len() - 1);
    let (left, right) = (quotes[after - 1], quotes[after]);
    let share = (-left.moneyness / (right.moneyness - left.moneyness)).clamp(0.0, 1.0);
    let volatility = left.volatility + share * (right.volatility - left.volatility);
    volatility * volatility * slice.years
}

impl FitSurface for Ssvi {
    fn fit(&self, slices: &[Slice], progress: &mut dyn Progress) -> Result<FittedSurface, Error> {
        let mut before = 0.0;
        let steps: Vec<f64> = slices
            .iter()
            .map(|slice| {
                let theta = at_the_money(slice);
                let step = (theta - before).max(0.01 * theta);
                before += step;
                libm::log(step)
            })
            .collect();
        let mut residuals = |x: &[f64], out: &mut Vec<f64>| {
            let point = self.point(x);
            for (slice, theta) in slices.iter().zip(&point.theta) {
                let svi = self.smile(&point, *theta);
                slice.errors(&|k| svi.derivatives(k)[0].max(0.0), out);
            }
        };
        let starts = [-0.5, 0.5].into_iter().flat_map(|x| [-1.0, 1.0].map(|y| (x, y)));
        let mut fits = vec![];
        for (i, (rho, curvature)) in starts.enumerate() {
            progress.report(i, 4, "fitting the surface");
            let law = match self.curvature {
                Curvature::PowerLaw => vec![curvature, 1.0],
                Curvature::LikeHeston => vec![2.0 * curvature],
            };
            let start = [vec![rho], law, steps.clone()].concat();
            fits.push(least_squares(&mut residuals, &start, STEPS));
        }
        let Some(best) = fits.into_iter().min_by(|a, b| a.squares.total_cmp(&b.squares)) else {
            return Ok(FittedSurface { smiles: vec![], by_slice: vec![], shared: vec![] });
        };
        let point = self.point(&best.x);
        let smiles = point.theta.iter().map(|theta| Smile::Svi(self.smile(&point, *theta))).collect();
        let of_slice = |theta: &f64| fitted(&["θ", "φ"], &[*theta, self.phi(point.law, *theta)]);
        let shared = match self.curvature {
            Curvature::PowerLaw => fitted(&["ρ", "η", "γ"], &[point.rho, point.law[0], point.law[1]]),
            Curvature::LikeHeston => fitted(&["ρ", "λ"], &[point.rho, point.law[0]]),
        };
        Ok(FittedSurface { smiles, by_slice: point.theta.iter().map(of_slice).collect(), shared })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value as Json;

    use super::super::SmileQuote;
    use super::super::arbitrage::{least_density, least_difference, searched};
    use super::*;

    const PEERS: &str = include_str!("../../../tests/fixtures/peers/surface.json");

    fn slices(quotes: &Json) -> Vec<Slice> {
        let numbers = |list: &Json| -> Vec<f64> {
            list.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
        };
        let slice = |json: &Json| {
            let pairs = numbers(&json["moneyness"]).into_iter().zip(numbers(&json["volatility"]));
            let quote = |(moneyness, volatility)| SmileQuote { moneyness, volatility, weight: 1.0 };
            let quotes = pairs.map(quote).collect();
            Slice { years: json["years"].as_f64().unwrap(), forward: 100.0, quotes }
        };
        quotes.as_array().unwrap().iter().map(slice).collect()
    }

    fn error(slices: &[Slice], surface: &FittedSurface) -> f64 {
        let mut errors = vec![];
        for (slice, smile) in slices.iter().zip(&surface.smiles) {
            slice.errors(&|k| smile.total_variance(k), &mut errors);
        }
        (errors.iter().map(|e| e * e).sum::<f64>() / slices.len() as f64).sqrt()
    }

    const LAWS: [(Curvature, &str); 2] =
        [(Curvature::PowerLaw, "powerLaw"), (Curvature::LikeHeston, "heston")];

    /// Against scipy's trust-region least squares on quotes with noise.
    #[test]
    fn the_least_is_that_of_an_independent_search() {
        let peers: Json = serde_json::from_str(PEERS).unwrap();
        for (curvature, name) in LAWS {
            let slices = slices(&peers[format!("{name}Quotes")]);
            let surface = Ssvi { curvature }.fit(&slices, &mut ()).unwrap();
            let peer = |field: &str, i: usize| peers[name][field][i].as_f64().unwrap();
            let least = peers[name]["error"].as_f64().unwrap();
            // Two searches that end where a step no longer lowers the error by 1e-15 of itself.
            assert!((error(&slices, &surface) - least).abs() < 1e-10, "{name}: {}", error(&slices, &surface));
            assert!((surface.shared[0].value - peers[name]["rho"].as_f64().unwrap()).abs() < 1e-4);
            for (i, parameters) in surface.by_slice.iter().enumerate() {
                assert!((parameters[0].value / peer("theta", i) - 1.0).abs() < 1e-4, "{name} {i}");
                assert!((parameters[1].value / peer("phi", i) - 1.0).abs() < 1e-4, "{name} {i}");
            }
        }
    }

    #[test]
    fn known_parameters_come_back_without_arbitrage() {
        for (curvature, law) in [(Curvature::PowerLaw, [0.9, 0.4]), (Curvature::LikeHeston, [3.0, 0.0])] {
            let method = Ssvi { curvature };
            let truth = Point { rho: -0.35, law, theta: vec![0.01, 0.03, 0.09, 0.3] };
            let slice = |theta: &f64| {
                let (svi, years) = (method.smile(&truth, *theta), theta / 0.36);
                let quote = |i: i32| {
                    let moneyness = f64::from(i) * 0.12 * theta.sqrt();
                    let volatility = (svi.derivatives(moneyness)[0] / years).sqrt();
                    SmileQuote { moneyness, volatility, weight: 1.0 }
                };
                Slice { years, forward: 100.0, quotes: (-20..=20).map(quote).collect() }
            };
            let slices: Vec<Slice> = truth.theta.iter().map(slice).collect();
            let surface = method.fit(&slices, &mut ()).unwrap();
            let wanted = [&[truth.rho][..], &law[..surface.shared.len() - 1]].concat();
            for (found, wanted) in surface.shared.iter().zip(wanted) {
                assert!((found.value - wanted).abs() < 1e-8, "{found:?}, not {wanted}");
            }
            for (found, theta) in surface.by_slice.iter().zip(&truth.theta) {
                assert!((found[0].value - theta).abs() < 1e-9, "{found:?}, not {theta}");
            }
            for (i, smile) in surface.smiles.iter().enumerate() {
                let range = searched(slices[i].range());
                assert!(least_density(smile, range).value >= 0.0);
                if i > 0 {
                    assert!(least_difference(&surface.smiles[i - 1], smile, range).value >= 0.0);
                }
            }
        }
    }

    /// Whatever the quotes, no parameter of the search leaves the bounds of the theorems.
    #[test]
    fn no_point_of_the_search_admits_arbitrage() {
        for (curvature, _) in LAWS {
            let method = Ssvi { curvature };
            for turn in 0..200_i32 {
                let at = |i: i32| 8.0 * libm::sin(f64::from(turn * 7 + i * 13));
                let count = method.shared() as i32 + 3;
                let point = method.point(&(0..count).map(at).collect::<Vec<f64>>());
                for theta in &point.theta {
                    let phi = method.phi(point.law, *theta);
                    let bound = (1.0 + point.rho.abs()) * theta * phi;
                    assert!(bound <= 4.0 + 1e-12 && bound * phi <= 4.0 + 1e-12, "{theta} {phi}");
                }
            }
        }
    }
}
