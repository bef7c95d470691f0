//! Volatility surfaces: from quotes of several expiries to a smile of each.
//!
//! Total variance w = σ² T of log-moneyness k = ln(K/F). A method takes the [`Slice`]s of one asset, in the
//! order of time, and answers with a [`Smile`] for each and the parameters that it found. What is asked of
//! a surface afterwards is asked of its smiles, whatever method they are from: whether they admit arbitrage
//! ([`arbitrage`]), what variance they replicate ([`replication`]), where a delta lies ([`delta`]).

pub mod arbitrage;
pub mod delta;
pub mod replication;
mod svi_start;

use serde::Serialize;

use crate::error::Error;
use crate::market::smile::Smile;
use crate::progress::Progress;

/// One quoted volatility.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SmileQuote {
    /// k = ln(K/F).
    pub moneyness: f64,
    /// σ per year, above zero.
    pub volatility: f64,
    /// What its squared error counts, above zero.
    pub weight: f64,
}

/// The quotes of one expiry.
#[derive(Debug, Clone, PartialEq)]
pub struct Slice {
    /// T, above zero.
    pub years: f64,
    /// F, in quote currency.
    pub forward: f64,
    /// At least [`LEAST_QUOTES`], k rising.
    pub quotes: Vec<SmileQuote>,
}

/// An expiry has at least so many quotes.
pub const LEAST_QUOTES: usize = 3;

impl Slice {
    /// The least and the greatest k quoted.
    pub fn range(&self) -> (f64, f64) {
        (self.quotes[0].moneyness, self.quotes[self.quotes.len() - 1].moneyness)
    }

    /// The same of two expiries together.
    pub fn range_with(&self, other: &Self) -> (f64, f64) {
        let (own, others) = (self.range(), other.range());
        (own.0.min(others.0), own.1.max(others.1))
    }

    /// The errors σ(k) − σᵢ, each times the root of its share of the weights: the sum of their squares is
    /// what a fit makes least.
    pub fn errors(&self, total_variance: &dyn Fn(f64) -> f64, out: &mut Vec<f64>) {
        let sum: f64 = self.quotes.iter().map(|quote| quote.weight).sum();
        out.extend(self.quotes.iter().map(|quote| {
            let volatility = (total_variance(quote.moneyness) / self.years).sqrt();
            (volatility - quote.volatility) * (quote.weight / sum).sqrt()
        }));
    }
}

/// A number that a fit found.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct FittedParameter {
    /// As formulas write it.
    pub symbol: &'static str,
    /// Its value.
    pub value: f64,
}

/// The parameters under these symbols.
pub fn fitted(symbols: &[&'static str], values: &[f64]) -> Vec<FittedParameter> {
    symbols.iter().zip(values).map(|(&symbol, &value)| FittedParameter { symbol, value }).collect()
}

/// A fitted surface.
#[derive(Debug, Clone, PartialEq)]
pub struct FittedSurface {
    /// One for each slice.
    pub smiles: Vec<Smile>,
    /// The parameters of each slice; none where it has none of its own.
    pub by_slice: Vec<Vec<FittedParameter>>,
    /// The parameters of the whole surface.
    pub shared: Vec<FittedParameter>,
}

/// A way to fit a surface.
pub trait FitSurface {
    /// The surface of slices of rising T, at least one.
    fn fit(&self, slices: &[Slice], progress: &mut dyn Progress) -> Result<FittedSurface, Error>;
}

crate::methods! {
    /// How a volatility surface is fitted.
    pub enum SurfaceModel as dyn FitSurface, family "surface", label "Volatility surface" {
        svi::Svi,
        ssvi::Ssvi,
        heston::HestonSurface = "heston",
    }
}
