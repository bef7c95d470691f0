//! Raw SVI, expiry by expiry.
//!
//! ```text
//! w(k) = a + b (ρ (k − m) + √((k − m)² + σ²))
//! min Σᵢ ωᵢ (√(w(kᵢ)/T) − σᵢ)² / Σᵢ ωᵢ
//!     subject to  b (1 ± ρ) ∈ [0, 2],  min w ≥ 0,  g(k) ≥ 0,  w(k) ≤ w(k) of the expiry after
//! ```
//!
//! The search is in the slopes of both wings, the bend (m, ln σ) and the logarithm of the least variance, so
//! that the first two constraints always hold; it begins where [`svi_start`](super::svi_start) ends. Only
//! where the least then admits arbitrage is it searched again with the squares of what is missing from g
//! and from the difference to the expiry after, with more weight and a wider margin until none is missing.
//! The last expiry comes first: late quotes reach far, and so hold the wings of the early smiles, whose
//! quotes say little of them. Where an expiry quotes nothing, quotes of those before it hold its wings up.
//!
//! J. Gatheral, A. Jacquier (2014); Zeliade Systems (2009); C. Martini, A. Mingone (2022) give the domain
//! without butterfly arbitrage in closed form.

use serde::{Deserialize, Serialize};

use super::arbitrage::{density, grid, least_density, least_difference, searched};
use super::svi_start::starts;
use super::{FitSurface, FittedSurface, Slice, fitted};
use crate::error::Error;
use crate::market::smile::{RawSvi, Smile};
use crate::math::levenberg_marquardt::{LeastSquares, least_squares};
use crate::method::{Describe, Method, Reference};
use crate::progress::Progress;

/// Starts that are followed downhill.
const STARTS: usize = 4;
/// Steps of each.
const STEPS: usize = 200;
/// Points at which arbitrage is penalised.
const WATCHED: usize = 81;
/// How often weight and margin of the penalty are raised.
const RAISES: i32 = 8;
/// How far below an earlier quote a wing may lie: those quotes have errors of their own.
const TOLERANCE: f64 = 0.02;
/// What a slope of 1 costs where arbitrage is penalised, in volatility.
const RIDGE: f64 = 3e-4;
/// With fewer quotes than parameters the bend stays where the start found it.
const PARAMETERS: usize = 5;

/// Raw SVI.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct Svi {}

impl Describe for Svi {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "SVI",
            summary: "Fits each expiry by itself with the five parameters of raw SVI, without butterfly arbitrage and without crossing the expiry after.",
            formula: "w(k) = a + b (ρ (k − m) + √((k − m)² + σ²)), k = ln(K/F), w = σ_implied² T; min Σ ω (σ_fitted − σ_quoted)² with b (1 + |ρ|) ≤ 2, w ≥ 0, g(k) ≥ 0 and w(k) ≤ w(k) of the expiry after",
            conventions: &[
                "g is Durrleman's function; it and the difference to the expiry after are kept above zero on the quoted range and on each side as far again and 1 more.",
                "The last expiry is fitted first: its quotes reach far and hold the wings of those before.",
                "Arbitrage is penalised only where the fit without a penalty has any; what is left of it is reported.",
                "With three or four quotes m and σ stay where the best of a grid has them.",
            ],
            parameters: vec![],
            references: vec![
                Reference {
                    text: "J. Gatheral, A. Jacquier (2014), Arbitrage-free SVI volatility surfaces, Quantitative Finance 14, 59-71",
                    url: Some("https://arxiv.org/abs/1204.0646"),
                },
                Reference {
                    text: "Zeliade Systems (2009), Quasi-explicit calibration of Gatheral's SVI model",
                    url: None,
                },
                Reference {
                    text: "C. Martini, A. Mingone (2022), No arbitrage SVI, SIAM Journal on Financial Mathematics 13",
                    url: Some("https://arxiv.org/abs/2005.03340"),
                },
            ],
        }
    }
}

impl FitSurface for Svi {
    fn fit(&self, slices: &[Slice], progress: &mut dyn Progress) -> Result<FittedSurface, Error> {
        let mut smiles: Vec<RawSvi> = vec![];
        for i in (0..slices.len()).rev() {
            progress.report(smiles.len(), slices.len(), "fitting smiles");
            let after = smiles.last().map(|svi| (&slices[i + 1], Smile::Svi(*svi)));
            let floors = floors(&slices[..i], &slices[i]);
            smiles.push(fit_slice(&slices[i], after.as_ref().map(|(slice, smile)| (*slice, smile)), &floors));
        }
        smiles.reverse();
        let by_slice = smiles
            .iter()
            .map(|svi| fitted(&["a", "b", "ρ", "m", "σ"], &[svi.a, svi.b, svi.rho, svi.m, svi.sigma]))
            .collect();
        Ok(FittedSurface { smiles: smiles.into_iter().map(Smile::Svi).collect(), by_slice, shared: vec![] })
    }
}

/// The slopes of the wings over 2, the least variance, m and σ, each as a number without bounds.
fn searchable(svi: &RawSvi) -> [f64; PARAMETERS] {
    let logit = |slope: f64| {
        let share = (0.5 * slope).clamp(1e-6, 1.0 - 1e-6);
        libm::log(share / (1.0 - share))
    };
    let (right, left) = (svi.b * (1.0 + svi.rho), svi.b * (1.0 - svi.rho));
    [logit(right), logit(left), libm::log(svi.least_variance().max(1e-9)), svi.m, libm::log(svi.sigma)]
}

fn found(x: &[f64]) -> RawSvi {
    let slope = |x: f64| 2.0 / (1.0 + libm::exp(-x.clamp(-30.0, 30.0)));
    let (right, left) = (slope(x[0]), slope(x[1]));
    let b = 0.5 * (right + left);
    let sigma = libm::exp(x[4].clamp(-12.0, 5.0));
    // b √(1 − ρ²) is the geometric mean of both slopes.
    let a = libm::exp(x[2].clamp(-40.0, 10.0)) - sigma * (right * left).sqrt();
    RawSvi { a, b, rho: (right - left) / (right + left), m: x[3], sigma }
}

/// What earlier expiries quote where this one quotes nothing: k, and a total variance that it is not below.
fn floors(earlier: &[Slice], slice: &Slice) -> Vec<(f64, f64)> {
    let (low, high) = slice.range();
    let of = |early: &Slice| {
        let years = early.years;
        let beyond = early.quotes.iter().filter(move |quote| !(low..=high).contains(&quote.moneyness));
        beyond.map(|quote| (quote.moneyness, quote.volatility * quote.volatility * years)).collect::<Vec<_>>()
    };
    earlier.iter().flat_map(of).collect()
}

/// The best smile of one expiry, without arbitrage against itself, the expiry after, and quotes before.
fn fit_slice(slice: &Slice, after: Option<(&Slice, &Smile)>, floors: &[(f64, f64)]) -> RawSvi {
    let held = slice.quotes.len() < PARAMETERS;
    let range = searched(slice.range());
    let common = after.map_or(range, |(later, _)| searched(slice.range_with(later)));
    let follow = |start: &RawSvi, penalty: f64, margin: f64| {
        let start = searchable(start);
        let whole = |x: &[f64]| {
            let bend = if held { &start[3..] } else { &x[3..] };
            found(&[&x[..3], bend].concat())
        };
        let mut residuals = |x: &[f64], out: &mut Vec<f64>| {
            let svi = whole(x);
            let smile = Smile::Svi(svi);
            slice.errors(&|k| smile.total_variance(k), out);
            // A bend far from every quote would be a straight line that no quote tells apart.
            out.push(1e-3 * (svi.m.abs() - 5.0).max(0.0));
            if penalty > 0.0 {
                // Quotes that reach no farther than the bend say nothing of the wings beyond.
                out.extend([1.0 + svi.rho, 1.0 - svi.rho].map(|side| RIDGE * svi.b * side));
                for k in grid(&smile, range, WATCHED) {
                    out.push(penalty * (margin - density(&smile, k)).max(0.0));
                }
                for (k, w) in floors {
                    out.push(penalty * (1.0 - smile.total_variance(*k) / w).max(0.0));
                }
                for k in after.map_or(vec![], |(_, after)| grid(after, common, WATCHED)) {
                    let bound = after.map_or(f64::INFINITY, |(_, after)| after.total_variance(k));
                    out.push(penalty * (smile.total_variance(k) / bound + margin - 1.0).max(0.0));
                }
            }
        };
        let sought = &start[..if held { 3 } else { PARAMETERS }];
        let LeastSquares { x, squares, .. } = least_squares(&mut residuals, sought, STEPS);
        (squares, whole(&x))
    };
    let fits = starts(slice, STARTS).into_iter().map(|start| follow(&start, 0.0, 0.0));
    let Some((_, free)) = fits.min_by(|x, y| x.0.total_cmp(&y.0)) else {
        return RawSvi { a: 0.0, b: 0.0, rho: 0.0, m: 0.0, sigma: 1.0 };
    };
    let mut best = free;
    for raise in 0..RAISES {
        let smile = Smile::Svi(best);
        let crossing = after.is_some_and(|(_, after)| least_difference(&smile, after, common).value < 0.0);
        let under = floors.iter().any(|(k, w)| smile.total_variance(*k) < (1.0 - TOLERANCE) * w);
        if !crossing && !under && least_density(&smile, range).value >= 0.0 {
            break;
        }
        let (penalty, margin) = (0.1 * 4.0_f64.powi(raise), 1e-4 * 2.0_f64.powi(raise));
        best = follow(&best, penalty, margin).1;
    }
    best
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::super::SmileQuote;
    use super::*;

    const PEERS: &str = include_str!("../../../tests/fixtures/peers/surface.json");

    fn slice(years: f64, quotes: impl Iterator<Item = (f64, f64)>) -> Slice {
        let quote = |(moneyness, volatility)| SmileQuote { moneyness, volatility, weight: 1.0 };
        Slice { years, forward: 100.0, quotes: quotes.map(quote).collect() }
    }

    fn exact(svi: &RawSvi, years: f64, (low, high): (f64, f64), count: usize) -> Slice {
        let k = |i: usize| low + (high - low) * i as f64 / (count - 1) as f64;
        slice(years, (0..count).map(|i| (k(i), (svi.derivatives(k(i))[0] / years).sqrt())))
    }

    fn fixture(name: &str) -> (Slice, Vec<f64>, f64) {
        let peers: Value = serde_json::from_str(PEERS).unwrap();
        let numbers = |field: &str| -> Vec<f64> {
            peers[name][field].as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
        };
        let number = |field: &str| peers[name][field].as_f64().unwrap();
        let quotes = numbers("moneyness").into_iter().zip(numbers("volatility"));
        (slice(number("years"), quotes), numbers("svi"), number("error"))
    }

    fn error(slice: &Slice, svi: &RawSvi) -> f64 {
        let mut errors = vec![];
        slice.errors(&|k| svi.derivatives(k)[0], &mut errors);
        errors.iter().map(|e| e * e).sum::<f64>().sqrt()
    }

    fn values(svi: &RawSvi) -> [f64; 5] {
        [svi.a, svi.b, svi.rho, svi.m, svi.sigma]
    }

    #[test]
    fn known_parameters_come_back() {
        for (truth, years, range) in [
            (RawSvi { a: 0.004, b: 0.05, rho: -0.25, m: 0.03, sigma: 0.12 }, 0.1, (-0.5, 0.5)),
            (RawSvi { a: 0.04, b: 0.4, rho: -0.7, m: 0.1, sigma: 0.2 }, 1.0, (-1.5, 1.0)),
            (RawSvi { a: 0.0005, b: 0.02, rho: 0.3, m: -0.01, sigma: 0.03 }, 0.01, (-0.15, 0.2)),
            // The parameters of the SVI identity, lifted so that they have no arbitrage.
            (RawSvi { a: -0.02, b: 0.229, rho: 0.439, m: 0.193, sigma: 0.337 }, 1.0, (-1.0, 1.2)),
        ] {
            let fitted = fit_slice(&exact(&truth, years, range, 25), None, &[]);
            for (found, wanted) in values(&fitted).iter().zip(values(&truth)) {
                assert!((found - wanted).abs() < 1e-8, "{fitted:?}, not {truth:?}");
            }
        }
    }

    /// Against scipy's trust-region least squares on quotes with noise.
    #[test]
    fn the_least_is_that_of_an_independent_search() {
        let (slice, parameters, least) = fixture("free");
        let fitted = fit_slice(&slice, None, &[]);
        assert!((error(&slice, &fitted) - least).abs() < 1e-11, "{}", error(&slice, &fitted));
        for (found, wanted) in values(&fitted).iter().zip(parameters) {
            // Errors that agree to 1e-11 of 2e-3 leave the parameters 1e-5 of room.
            assert!((found - wanted).abs() < 1e-5, "{fitted:?}");
        }
    }

    /// Quotes from Vogt's smile: the nearest smile without arbitrage, against scipy's SLSQP with g ≥ 0 at
    /// 401 points as constraints.
    #[test]
    fn the_trap_is_left_for_the_nearest_smile_without_arbitrage() {
        let (slice, _, least) = fixture("constrained");
        let fitted = fit_slice(&slice, None, &[]);
        let density = least_density(&Smile::Svi(fitted), searched(slice.range()));
        assert!(density.value >= 0.0, "{density:?}");
        // The margin above zero costs a little; a smile that is better than the least would be wrong.
        let ratio = error(&slice, &fitted) / least;
        assert!((0.9999..1.02).contains(&ratio), "{ratio} {fitted:?}");
    }

    #[test]
    fn an_expiry_does_not_cross_the_one_after() {
        let near = RawSvi { a: 0.02, b: 0.15, rho: -0.2, m: 0.0, sigma: 0.1 };
        let far = RawSvi { a: 0.03, b: 0.09, rho: -0.2, m: 0.0, sigma: 0.1 };
        let slices = [exact(&near, 0.1, (-0.6, 0.6), 21), exact(&far, 0.2, (-0.6, 0.6), 21)];
        let before = Smile::Svi(near);
        let range = searched(slices[1].range());
        assert!(least_difference(&before, &Smile::Svi(far), range).value < 0.0);
        let surface = Svi {}.fit(&slices, &mut ()).unwrap();
        let least = least_difference(&surface.smiles[0], &surface.smiles[1], range);
        assert!(least.value >= 0.0, "{least:?}");
        assert!(least_density(&surface.smiles[0], range).value >= 0.0);
    }

    #[test]
    fn few_quotes_and_flat_ones() {
        let three = slice(0.5, [(-0.1, 0.62), (0.0, 0.6), (0.2, 0.61)].into_iter());
        assert!(error(&three, &fit_slice(&three, None, &[])) < 1e-6);
        let flat = slice(0.5, (-5..=5).map(|i| (f64::from(i) * 0.1, 0.6)));
        let fitted = fit_slice(&flat, None, &[]);
        // The search has no end where both slopes are 0; it comes this near.
        assert!(error(&flat, &fitted) < 1e-6, "{} {fitted:?}", error(&flat, &fitted));
    }
}
