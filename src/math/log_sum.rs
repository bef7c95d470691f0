//! Σ ln x[k] of many positive numbers with few logarithms: of products, before they leave the range.

/// A product so far, and the logarithms of those before it.
#[derive(Debug, Clone, Copy)]
pub struct LogSum {
    product: f64,
    sum: f64,
}

impl Default for LogSum {
    fn default() -> Self {
        Self { product: 1.0, sum: 0.0 }
    }
}

impl LogSum {
    /// Adds ln x; x lies between 1e-150 and 1e150.
    pub fn add(&mut self, x: f64) {
        self.product *= x;
        if !(1e-150..1e150).contains(&self.product) {
            self.sum += libm::log(self.product);
            self.product = 1.0;
        }
    }

    /// The sum.
    pub fn value(&self) -> f64 {
        self.sum + libm::log(self.product)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn factorials() {
        let mut sum = LogSum::default();
        (1..=300).for_each(|k| sum.add(f64::from(k)));
        // ln 300!, by Stirling's series to 1/n⁵.
        let n = 300.0_f64;
        let expected = n * n.ln() - n + 0.5 * (2.0 * std::f64::consts::PI * n).ln() + 1.0 / (12.0 * n)
            - 1.0 / (360.0 * n.powi(3));
        approx::assert_relative_eq!(sum.value(), expected, max_relative = 1e-14);
    }
}
