//! The smile of one expiry: total variance w = σ² T by log-moneyness k = ln(K/F).
//!
//! ```text
//! raw SVI    w(k) = a + b (ρ (k − m) + √((k − m)² + σ²))
//! Heston     Black's volatility of its prices, see [`heston`](super::heston)
//! by points  natural cubic spline through (kᵢ, σᵢ² T), straight beyond the first and the last
//! ```
//!
//! Between two expiries w is linear in time at fixed k; before the first w/T is that of the first, beyond
//! the last w grows as between the last two, and does not fall. Source: J. Gatheral, A. Jacquier,
//! "Arbitrage-free SVI volatility surfaces", Quantitative Finance 14 (2014).

use super::heston::{Heston, HestonExpiry};

/// How far from its strike a table of a model reaches, in log-moneyness.
const TABLE_REACH: f64 = 3.0;
/// Its points on either side.
const TABLE_HALF: i32 = 40;
/// No total variance is below this: a volatility of 0.01 % over a second.
const LEAST_VARIANCE: f64 = 3e-16;

/// Total variance by log-moneyness.
#[derive(Debug, Clone, PartialEq)]
pub enum Smile {
    /// By five parameters.
    Svi(RawSvi),
    /// Through points.
    Points(SplineSmile),
    /// Of Heston's model at that expiry.
    Heston(HestonExpiry),
}

/// Raw SVI.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RawSvi {
    /// Level.
    pub a: f64,
    /// Steepness of both wings together.
    pub b: f64,
    /// Their difference, within ±1.
    pub rho: f64,
    /// Where the bend is.
    pub m: f64,
    /// How round it is.
    pub sigma: f64,
}

impl RawSvi {
    /// w, w′ and w″.
    pub fn derivatives(&self, k: f64) -> [f64; 3] {
        let Self { a, b, rho, m, sigma } = *self;
        let x = k - m;
        let root = (x * x + sigma * sigma).sqrt();
        // Far from the bend σ²/root³ underflows to 0, which is its limit.
        let bend = sigma / root;
        [a + b * (rho * x + root), b * (rho + x / root), b * bend * bend / root]
    }

    /// The least w of all k.
    pub fn least_variance(&self) -> f64 {
        self.a + self.b * self.sigma * (1.0 - self.rho * self.rho).sqrt()
    }
}

/// A natural cubic spline.
#[derive(Debug, Clone, PartialEq)]
pub struct SplineSmile {
    k: Vec<f64>,
    w: Vec<f64>,
    /// w″ at the points.
    second: Vec<f64>,
}

impl SplineSmile {
    /// Through points of which k rises; at least two.
    pub fn new(k: Vec<f64>, w: Vec<f64>) -> Self {
        let n = k.len();
        // Thomas' sweep of the tridiagonal system for w″, with 0 at both ends.
        let (mut second, mut upper) = (vec![0.0; n], vec![0.0; n]);
        for i in 1..n.saturating_sub(1) {
            let (before, after) = (k[i] - k[i - 1], k[i + 1] - k[i]);
            let bend = 6.0 * ((w[i + 1] - w[i]) / after - (w[i] - w[i - 1]) / before);
            let pivot = 2.0 * (before + after) - before * upper[i - 1];
            upper[i] = after / pivot;
            second[i] = (bend - before * second[i - 1]) / pivot;
        }
        for i in (1..n.saturating_sub(1)).rev() {
            second[i] -= upper[i] * second[i + 1];
        }
        Self { k, w, second }
    }

    /// k and w of its points.
    pub fn points(&self) -> (&[f64], &[f64]) {
        (&self.k, &self.w)
    }

    fn derivatives(&self, k: f64) -> [f64; 3] {
        let last = self.k.len() - 1;
        let i = self.k[1..last].partition_point(|knot| *knot <= k);
        let h = self.k[i + 1] - self.k[i];
        let slope = (self.w[i + 1] - self.w[i]) / h;
        let (left, right) = (self.second[i], self.second[i + 1]);
        if k < self.k[0] {
            let slope = slope - h * right / 6.0;
            return [self.w[0] + slope * (k - self.k[0]), slope, 0.0];
        }
        if k > self.k[last] {
            let slope = slope + h * left / 6.0;
            return [self.w[last] + slope * (k - self.k[last]), slope, 0.0];
        }
        let (q, p) = ((k - self.k[i]) / h, (self.k[i + 1] - k) / h);
        [
            p * self.w[i]
                + q * self.w[i + 1]
                + h * h / 6.0 * ((p * p * p - p) * left + (q * q * q - q) * right),
            slope + h / 6.0 * ((3.0 * q * q - 1.0) * right - (3.0 * p * p - 1.0) * left),
            p * left + q * right,
        ]
    }
}

impl Smile {
    /// w(k), above zero.
    #[inline]
    pub fn total_variance(&self, k: f64) -> f64 {
        self.derivatives(k)[0]
    }

    /// w, w′ and w″; w above zero.
    pub fn derivatives(&self, k: f64) -> [f64; 3] {
        let [w, first, second] = match self {
            Self::Svi(svi) => svi.derivatives(k),
            Self::Points(spline) => spline.derivatives(k),
            Self::Heston(expiry) => expiry.total_variance(k).unwrap_or_default(),
        };
        [w.max(LEAST_VARIANCE), first, second]
    }

    /// Around which k it bends, and within what width.
    pub fn bend(&self) -> (f64, f64) {
        match self {
            Self::Svi(svi) => (svi.m, svi.sigma),
            Self::Points(SplineSmile { k, .. }) => (0.0, 0.1 * (k[k.len() - 1] - k[0])),
            Self::Heston(_) => (0.0, self.total_variance(0.0).sqrt()),
        }
    }
}

/// The smile of any expiry, from those on either side.
#[derive(Debug, Clone, PartialEq)]
pub struct SmileAt {
    years: f64,
    near: Smile,
    scale: f64,
    /// The later smile, and its share: above 1 beyond the last.
    far: Option<(Smile, f64)>,
}

impl SmileAt {
    /// From smiles with their years, in the order of time.
    pub fn new(smiles: &[(f64, &Smile)], years: f64) -> Option<Self> {
        let (first, last) = (smiles.first()?, smiles.len() - 1);
        if years <= first.0 || last == 0 {
            return Some(Self { years, near: first.1.clone(), scale: years / first.0, far: None });
        }
        let after = smiles.partition_point(|(t, _)| *t < years).min(last);
        let ((t1, near), (t2, far)) = (smiles[after - 1], smiles[after]);
        let share = (years - t1) / (t2 - t1);
        Some(Self { years, near: near.clone(), scale: 1.0, far: Some((far.clone(), share)) })
    }

    /// Of a model that answers for that expiry itself.
    pub fn of_model(years: f64, model: &Heston) -> Self {
        Self { years, near: Smile::Heston(HestonExpiry::new(model, years)), scale: 1.0, far: None }
    }

    /// The same by points within ±3 of k, for thousands of questions of one strike: to some 10⁻⁵ of a
    /// model, itself where it is quick already.
    pub fn tabulated(self, k: f64) -> Self {
        let Smile::Heston(_) = &self.near else { return self };
        let (_, width) = self.near.bend();
        let reach = libm::asinh(TABLE_REACH / width);
        let places = (-TABLE_HALF..=TABLE_HALF).map(|i| f64::from(i) / f64::from(TABLE_HALF) * reach);
        let points: Vec<f64> = places.map(|place| k + width * libm::sinh(place)).collect();
        let variances = points.iter().map(|k| self.near.total_variance(*k)).collect();
        Self { near: Smile::Points(SplineSmile::new(points, variances)), ..self }
    }

    /// w(k).
    pub fn total_variance(&self, k: f64) -> f64 {
        let near = self.near.total_variance(k) * self.scale;
        match &self.far {
            None => near,
            Some((far, share)) => {
                let far = far.total_variance(k);
                let rise = if *share > 1.0 { (far - near).max(0.0) } else { far - near };
                far + (share - 1.0) * rise
            }
        }
    }

    /// σ(k) = √(w/T), per year.
    pub fn volatility(&self, k: f64) -> f64 {
        (self.total_variance(k) / self.years).sqrt()
    }

    /// ∂σ/∂k = w′/(2 σ T).
    pub fn slope(&self, k: f64) -> f64 {
        let [near, first, _] = self.near.derivatives(k).map(|w| w * self.scale);
        let first = match &self.far {
            None => first,
            Some((far, share)) => {
                let [far, far_first, _] = far.derivatives(k);
                let held = *share > 1.0 && far <= near;
                if held { far_first } else { far_first + (share - 1.0) * (far_first - first) }
            }
        };
        first / (2.0 * self.years * self.volatility(k))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `references/derivatives.md`: the identity of raw SVI, on its numbers, written out by hand here.
    const SVI: RawSvi = RawSvi { a: -0.0666, b: 0.229, rho: 0.439, m: 0.193, sigma: 0.337 };

    #[test]
    fn at_the_bend_only_the_root_is_left() {
        let [w, slope, bend] = SVI.derivatives(0.193);
        assert!((w - (-0.0666 + 0.229 * 0.337)).abs() < 1e-17);
        assert!((slope - 0.229 * 0.439).abs() < 1e-17 && (bend - 0.229 / 0.337).abs() < 1e-15);
        // Its least lies at m − ρσ/√(1 − ρ²).
        let k = 0.193 - 0.439 * 0.337 / (1.0_f64 - 0.439 * 0.439).sqrt();
        assert!((SVI.derivatives(k)[0] - SVI.least_variance()).abs() < 1e-16);
        assert!(SVI.derivatives(k)[1].abs() < 1e-16);
    }

    #[test]
    fn derivatives_are_those_of_the_curve() {
        let knots: Vec<f64> = (-12..=12).map(|i| f64::from(i) * 0.1).collect();
        let w = knots.iter().map(|k| SVI.derivatives(*k)[0] + 0.05).collect();
        for smile in [Smile::Svi(SVI), Smile::Points(SplineSmile::new(knots, w))] {
            for k in [-1.7, -1.0, -0.33, 0.07, 0.193, 0.8, 1.5] {
                let h = 1e-5;
                let [below, at, above] = [k - h, k, k + h].map(|k| smile.derivatives(k));
                // A difference of two numbers near 0.1 over 2·10⁻⁵, and the curve's own third derivative.
                assert!(((above[0] - below[0]) / (2.0 * h) - at[1]).abs() < 1e-8, "{k}");
                assert!(((above[1] - below[1]) / (2.0 * h) - at[2]).abs() < 1e-4, "{k}");
            }
        }
    }

    #[test]
    fn a_spline_goes_through_its_points_and_near_the_curve() {
        let knots: Vec<f64> = (-30..=30).map(|i| f64::from(i) * 0.05).collect();
        let of = |k: f64| SVI.derivatives(k)[0] + 0.05;
        let spline = Smile::Points(SplineSmile::new(knots.clone(), knots.iter().map(|k| of(*k)).collect()));
        for k in &knots {
            assert!((spline.total_variance(*k) - of(*k)).abs() < 1e-15);
        }
        for i in -100..=100 {
            let k = f64::from(i) * 0.0123;
            // 5/384 h⁴ w⁗, with w⁗ at most 3 b/σ³ and h = 0.05.
            assert!((spline.total_variance(k) - of(k)).abs() < 1.5e-6, "{k}");
        }
    }

    #[test]
    fn between_expiries_total_variance_is_linear_in_time() {
        let flat = |w: f64| Smile::Svi(RawSvi { a: w, b: 0.0, rho: 0.0, m: 0.0, sigma: 1.0 });
        let (near, far) = (flat(0.04), flat(0.10));
        let smiles = [(0.25, &near), (0.75, &far)];
        let w = |years: f64| SmileAt::new(&smiles, years).unwrap().total_variance(0.3);
        for (years, expected) in
            [(0.125, 0.02), (0.25, 0.04), (0.5, 0.07), (0.75, 0.10), (1.25, 0.16), (0.0, 0.0)]
        {
            assert!((w(years) - expected).abs() < 1e-15, "{years}: {}", w(years));
        }
        // Total variance that falls is not carried on.
        let falling = [(0.25, &far), (0.75, &near)];
        assert_eq!(SmileAt::new(&falling, 1.25).unwrap().total_variance(0.0), 0.04);
        assert_eq!(SmileAt::new(&smiles[..1], 1.0).unwrap().volatility(0.0), 0.4);
        assert!(SmileAt::new(&[], 1.0).is_none());
    }
}
