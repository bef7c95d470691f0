//! Complex numbers with the few functions that a characteristic function needs, each by `libm`, so that
//! every target gives the same digits.

use std::ops::{Add, Div, Mul, Neg, Sub};

/// re + i im.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Complex {
    /// Real part.
    pub re: f64,
    /// Imaginary part.
    pub im: f64,
}

impl Complex {
    /// re + i im.
    #[inline]
    pub const fn new(re: f64, im: f64) -> Self {
        Self { re, im }
    }

    /// |z|².
    #[inline]
    pub fn norm_squared(self) -> f64 {
        self.re * self.re + self.im * self.im
    }

    /// e^z.
    #[inline]
    pub fn exp(self) -> Self {
        let size = libm::exp(self.re);
        let (sine, cosine) = libm::sincos(self.im);
        Self::new(size * cosine, size * sine)
    }

    /// e^z − 1, which keeps its digits as z → 0.
    #[inline]
    pub fn exp_m1(self) -> Self {
        let less = libm::expm1(self.re);
        let (sine, cosine) = libm::sincos(0.5 * self.im);
        // cos y − 1 = −2 sin²(y/2)
        let short = 2.0 * sine * sine;
        Self::new(less - short * (1.0 + less), (1.0 + less) * 2.0 * sine * cosine)
    }

    /// The logarithm with imaginary part in (−π, π].
    #[inline]
    pub fn ln(self) -> Self {
        Self::new(0.5 * libm::log(self.norm_squared()), libm::atan2(self.im, self.re))
    }

    /// ln(1 + z), which keeps its digits as z → 0.
    #[inline]
    pub fn ln_1p(self) -> Self {
        let more = 2.0 * self.re + self.norm_squared();
        Self::new(0.5 * libm::log1p(more), libm::atan2(self.im, 1.0 + self.re))
    }

    /// The root with real part not below 0.
    #[inline]
    pub fn sqrt(self) -> Self {
        let size = self.norm_squared().sqrt();
        let larger = (0.5 * (size + self.re.abs())).sqrt();
        if larger == 0.0 {
            return Self::default();
        }
        let smaller = 0.5 * self.im / larger;
        if self.re >= 0.0 {
            Self::new(larger, smaller)
        } else {
            Self::new(smaller.abs(), larger.copysign(self.im))
        }
    }

    /// Whether both parts are numbers.
    #[inline]
    pub fn is_finite(self) -> bool {
        self.re.is_finite() && self.im.is_finite()
    }
}

impl From<f64> for Complex {
    fn from(re: f64) -> Self {
        Self::new(re, 0.0)
    }
}

impl Add for Complex {
    type Output = Self;
    #[inline]
    fn add(self, other: Self) -> Self {
        Self::new(self.re + other.re, self.im + other.im)
    }
}

impl Sub for Complex {
    type Output = Self;
    #[inline]
    fn sub(self, other: Self) -> Self {
        Self::new(self.re - other.re, self.im - other.im)
    }
}

impl Neg for Complex {
    type Output = Self;
    #[inline]
    fn neg(self) -> Self {
        Self::new(-self.re, -self.im)
    }
}

impl Mul for Complex {
    type Output = Self;
    #[inline]
    fn mul(self, other: Self) -> Self {
        Self::new(self.re * other.re - self.im * other.im, self.re * other.im + self.im * other.re)
    }
}

impl Mul<f64> for Complex {
    type Output = Self;
    #[inline]
    fn mul(self, by: f64) -> Self {
        Self::new(self.re * by, self.im * by)
    }
}

impl Div for Complex {
    type Output = Self;
    #[inline]
    fn div(self, other: Self) -> Self {
        let inverse = 1.0 / other.norm_squared();
        Self::new(
            (self.re * other.re + self.im * other.im) * inverse,
            (self.im * other.re - self.re * other.im) * inverse,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(actual: Complex, re: f64, im: f64) {
        let error = (actual - Complex::new(re, im)).norm_squared().sqrt();
        assert!(error <= 4e-16 * Complex::new(re, im).norm_squared().sqrt(), "{actual:?}, not {re} + {im} i");
    }

    /// Values of mpmath at 30 digits; 4·10⁻¹⁶ is the rounding of two operations.
    #[test]
    #[allow(clippy::excessive_precision)]
    fn functions_to_the_last_digit() {
        let z = Complex::new(-1.25, 2.5);
        close(z.exp(), -0.229_531_488_828_112_479, 0.171_465_140_072_986_472);
        close(z.exp_m1(), -1.229_531_488_828_112_479, 0.171_465_140_072_986_472);
        close(z.ln(), 1.027_862_507_531_259_94, 2.034_443_935_795_702_74);
        close(z.ln_1p(), 0.921_265_897_300_739_107, 1.670_464_979_286_058_61);
        close(z.sqrt(), 0.878_943_960_635_357_321, 1.422_161_202_514_457_76);
        close(z * (Complex::from(1.0) / z), 1.0, 0.0);
        let small = Complex::new(1e-12, -3e-12);
        close(small.exp_m1(), 9.999_999_999_96e-13, -3.000_000_000_003e-12);
        close(small.ln_1p(), 1.000_000_000_004e-12, -2.999_999_999_997e-12);
    }

    #[test]
    fn the_root_has_no_negative_real_part() {
        close(Complex::new(-4.0, 0.0).sqrt(), 0.0, 2.0);
        close(Complex::new(-4.0, -0.0).sqrt(), 0.0, -2.0);
        close(Complex::new(3.0, -4.0).sqrt(), 2.0, -1.0);
        assert_eq!(Complex::default().sqrt(), Complex::default());
    }
}
