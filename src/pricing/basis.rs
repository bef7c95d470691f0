//! How far a future stands from its spot, as a rate per year.
//!
//! ```text
//! simple      (F/S − 1) / T          compounded  (F/S)^{1/T} − 1          continuous  ln(F/S) / T
//! implied rate of the quote currency  ln(F/S)/T + q                       (q rate of the coin)
//! roll yield from near to far         ln(F₁/F₂) / (T₂ − T₁)
//! ```
//!
//! F forward, S spot, T years of 365 days. The roll yield is what a long position gains a year when the
//! curve stays as it is and the far future becomes the near one: below zero in contango. Sources: J. C. Hull,
//! "Options, Futures, and Other Derivatives", chapter 5; C. B. Erb, C. R. Harvey, "The Strategic and Tactical
//! Value of Commodity Futures" (2006), on roll yield.

/// The basis of one future, per year in three conventions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Basis {
    /// Simple interest.
    pub simple: f64,
    /// Compounded yearly.
    pub compounded: f64,
    /// Compounded continuously.
    pub continuous: f64,
}

impl Basis {
    /// Of a forward that is delivered in `years`, above zero.
    pub fn new(forward: f64, spot: f64, years: f64) -> Self {
        let continuous = libm::log(forward / spot) / years;
        Self { simple: (forward - spot) / spot / years, compounded: libm::expm1(continuous), continuous }
    }
}

/// From the near future (price, years) to the far one.
pub fn roll_yield((near, near_years): (f64, f64), (far, far_years): (f64, f64)) -> f64 {
    libm::log(near / far) / (far_years - near_years)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A published example (Dederi): index 2,243.3, forward 2,253.2 in 20 days at a basis of 8 %.
    #[test]
    fn published_example() {
        let years = 20.0 / 365.0;
        let forward = 2243.3 * libm::exp(0.08 * years);
        assert!((forward - 2253.2).abs() < 0.05, "{forward}");
        let basis = Basis::new(2253.2, 2243.3, years);
        // Half a tenth in the forward is 2.2e-5 of it, and 4.1e-4 a year.
        assert!((basis.continuous - 0.08).abs() < 4.1e-4, "{basis:?}");
    }

    #[test]
    fn conventions_say_the_same_of_one_price() {
        for (forward, years) in [(103.0, 0.25), (97.0, 0.1), (140.0, 2.0), (100.0, 0.5)] {
            let Basis { simple, compounded, continuous } = Basis::new(forward, 100.0, years);
            for price in [
                100.0 * (1.0 + simple * years),
                100.0 * (1.0 + compounded).powf(years),
                100.0 * (continuous * years).exp(),
            ] {
                assert!((price / forward - 1.0).abs() < 1e-14, "{forward} in {years}: {price}");
            }
        }
        // Along a curve of one basis the roll yield is its negative.
        let at = |years: f64| (100.0 * (0.1 * years).exp(), years);
        assert!((roll_yield(at(0.2), at(0.7)) + 0.1).abs() < 1e-14);
    }
}
