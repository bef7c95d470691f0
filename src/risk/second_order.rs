//! The book to second order in returns of spots and moves of volatilities, as a quadratic form in
//! independent normals; what each position adds to its tail.
//!
//! ```text
//! profit of position i of asset a = ϑᵢ + Δ S x + ½ Γ S² x² + V v + W S x v + ½ U v²
//! x = μ + (returns),  v = β x + δ √d ε
//! ```
//!
//! Δ delta, Γ gamma, V vega, W vanna, U volga, S spot. With all x and ε as M y, y independent, and the
//! curvature brought to its axes, −profit is a [`QuadraticForm`] in y. At a point s of its path the moments
//! of x and ε under e^{sQ} stand in closed form, and with them the share of each position.

use nalgebra::{DMatrix, DVector};

use super::measure::Setting;
use super::simulation::Contribution;
use super::volatility_moves::MovedVolatilities;
use crate::math::complex::Complex;
use crate::math::pivoted_cholesky::PivotedCholesky;
use crate::math::quadratic_form::{Node, QuadraticForm};
use crate::math::symmetric_eigen::Spectrum;

/// Coefficients of 1, x, x², ε, ε² and x ε in a profit.
type Coefficients = [f64; 6];

/// The book's losses.
pub struct SecondOrder {
    /// −profit.
    pub form: QuadraticForm,
    /// Factors (returns, then volatility moves) by the axes of the form.
    loadings: DMatrix<f64>,
    drift: Vec<f64>,
    assets: usize,
    /// By position: its asset and its coefficients.
    positions: Vec<(Option<usize>, Coefficients)>,
}

impl SecondOrder {
    /// Of a book whose returns over the horizon have this covariance and mean; none where the covariance is
    /// that of no distribution.
    pub fn new(
        setting: &Setting,
        covariance: &DMatrix<f64>,
        drift: &[f64],
        moves: &MovedVolatilities,
    ) -> Option<Self> {
        let book = setting.book;
        let assets = book.assets.len();
        let step = moves.step;
        let positions: Vec<(Option<usize>, Coefficients)> = book
            .held
            .iter()
            .map(|held| {
                let figures = &held.valuation.figures;
                let constant = figures.theta * book.horizon_years;
                let Some(place) = held.place else { return (None, [constant, 0.0, 0.0, 0.0, 0.0, 0.0]) };
                let (spot, beta) = (book.spots[place], moves.slopes[place]);
                let (vanna, volga) = (figures.higher.vanna * spot, figures.higher.volga);
                let curvature = 0.5 * figures.gamma * spot * spot + vanna * beta + 0.5 * volga * beta * beta;
                let linear = held.valuation.exposure + figures.vega * beta;
                let cross = (vanna + volga * beta) * step;
                (
                    Some(place),
                    [constant, linear, curvature, figures.vega * step, 0.5 * volga * step * step, cross],
                )
            })
            .collect();
        let count = if step > 0.0 { 2 * assets } else { assets };
        let factors = DMatrix::from_fn(count, count, |i, j| {
            if i < assets && j < assets { covariance[(i, j)] } else { f64::from(u8::from(i == j)) }
        });
        let mut mean = drift.to_vec();
        mean.resize(count, 0.0);
        let mean = DVector::from_vec(mean);
        let (mut constant, mut slope, mut bend) = (0.0, DVector::zeros(count), DMatrix::zeros(count, count));
        for (place, [one, x, xx, v, vv, xv]) in &positions {
            constant += one;
            let Some(a) = *place else { continue };
            slope[a] += x;
            bend[(a, a)] += xx;
            if count > assets {
                let e = assets + a;
                slope[e] += v;
                bend[(e, e)] += vv;
                bend[(a, e)] += 0.5 * xv;
                bend[(e, a)] += 0.5 * xv;
            }
        }
        let factor = PivotedCholesky::new(factors.as_slice(), count)?;
        let mut root = DMatrix::zeros(count, factor.rank());
        for (p, &i) in factor.order().iter().enumerate() {
            factor.row(p).iter().enumerate().for_each(|(q, loading)| root[(i, q)] = *loading);
        }
        constant += slope.dot(&mean) + mean.dot(&(&bend * &mean));
        slope += &bend * &mean * 2.0;
        let inner = root.transpose() * &bend * &root;
        let spectrum = Spectrum::of(&((&inner + inner.transpose()) * 0.5))?;
        let loadings = &root * &spectrum.vectors;
        let linear = -(loadings.transpose() * slope);
        let form = QuadraticForm {
            constant: -constant,
            linear: linear.as_slice().to_vec(),
            curvature: spectrum.values.iter().map(|value| -value).collect(),
        };
        Some(Self { form, loadings, drift: mean.as_slice().to_vec(), assets, positions })
    }

    /// What each position adds to value at risk and expected shortfall, by the path at the value at risk.
    pub fn contributions(&self, path: &[Node], density: f64, tail: f64) -> Vec<Contribution> {
        // Means of 1, x, x², ε, ε² and x ε given a loss at the value at risk, and given one beyond it.
        let mut at = vec![[0.0; 6]; self.assets];
        let mut beyond = vec![[0.0; 6]; self.assets];
        let mut whole = [0.0; 2];
        let zero = Complex::default();
        for node in path {
            let over = node.weight / node.s;
            whole[0] += node.weight.re;
            whole[1] += over.re;
            let axes: Vec<(Complex, Complex)> = self
                .form
                .linear
                .iter()
                .zip(&self.form.curvature)
                .map(|(b, l)| {
                    let variance = node.variance(*l);
                    (variance * node.s * Complex::from(*b), variance)
                })
                .collect();
            let mean = |i: usize| {
                let row = self.loadings.row(i);
                let sum = row.iter().zip(&axes).fold(zero, |sum, (m, axis)| sum + axis.0 * Complex::from(*m));
                sum + Complex::from(self.drift[i])
            };
            let spread = |i: usize, j: usize| {
                let (left, right) = (self.loadings.row(i), self.loadings.row(j));
                let rows = left.iter().zip(right.iter());
                rows.zip(&axes).fold(zero, |sum, ((a, b), axis)| sum + axis.1 * Complex::from(*a * *b))
            };
            for (a, (at, beyond)) in at.iter_mut().zip(&mut beyond).enumerate() {
                let x = mean(a);
                let mut moments = [Complex::from(1.0), x, x * x + spread(a, a), zero, zero, zero];
                if self.loadings.nrows() > self.assets {
                    let e = self.assets + a;
                    let v = mean(e);
                    moments[3..].copy_from_slice(&[v, v * v + spread(e, e), x * v + spread(a, e)]);
                }
                for (k, moment) in moments.into_iter().enumerate() {
                    at[k] += (node.weight * moment).re;
                    beyond[k] += (over * moment).re;
                }
            }
        }
        let loss = |place: Option<usize>, coefficients: &Coefficients, means: &[[f64; 6]], one: f64| -> f64 {
            match place {
                Some(a) => -coefficients.iter().zip(means[a]).map(|(c, mean)| c * mean).sum::<f64>(),
                None => -coefficients[0] * one,
            }
        };
        self.positions
            .iter()
            .map(|(place, coefficients)| Contribution {
                value_at_risk: loss(*place, coefficients, &at, whole[0]) / density,
                expected_shortfall: loss(*place, coefficients, &beyond, whole[1]) / tail,
            })
            .collect()
    }

    /// The same of a book that nothing moves: what each position loses for certain.
    pub fn certain(&self) -> Vec<Contribution> {
        let loss = |place: &Option<usize>, c: &Coefficients| {
            let x = place.map_or(0.0, |a| self.drift[a]);
            -(c[0] + c[1] * x + c[2] * x * x)
        };
        let both = |loss: f64| Contribution { value_at_risk: loss, expected_shortfall: loss };
        self.positions.iter().map(|(place, coefficients)| both(loss(place, coefficients))).collect()
    }
}
