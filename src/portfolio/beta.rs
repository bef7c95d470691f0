//! How the other assets go with one of them.
//!
//! β_i = Σ (r_i − r̄_i)(r − r̄) / Σ (r − r̄)², with r the log-returns of the reference and r_i those of the
//! asset between successive dates on which both have a price; the last [`BARS`] of them.

use crate::market::PriceHistory;

/// How many returns a beta looks back on.
pub(super) const BARS: usize = 365;
/// With fewer there is no beta.
const FEWEST: usize = 20;

/// The beta of an asset to the reference; none where they have too few returns in common.
pub fn beta(history: &PriceHistory, asset: &str, reference: &str) -> Option<f64> {
    let columns = [reference, asset].map(|name| history.position(name).map(|i| history.column(i)));
    let [Some(reference), Some(asset)] = columns else { return None };
    let both = reference.iter().zip(asset).filter(|(r, a)| r.is_finite() && a.is_finite());
    let prices: Vec<(f64, f64)> = both.map(|(r, a)| (*r, *a)).collect();
    let returns: Vec<(f64, f64)> = prices
        .windows(2)
        .rev()
        .take(BARS)
        .map(|w| (libm::log(w[1].0 / w[0].0), libm::log(w[1].1 / w[0].1)))
        .collect();
    if returns.len() < FEWEST {
        return None;
    }
    let count = returns.len() as f64;
    let means = returns.iter().fold((0.0, 0.0), |sum, r| (sum.0 + r.0 / count, sum.1 + r.1 / count));
    let products = returns.iter().fold((0.0, 0.0), |sum, r| {
        let (x, y) = (r.0 - means.0, r.1 - means.1);
        (sum.0 + x * y, sum.1 + x * x)
    });
    (products.1 > 0.0).then(|| products.0 / products.1)
}
