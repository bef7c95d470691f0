//! What early exercise adds to the European value of a put, with its derivatives by the spot price.
//!
//! ```text
//! E  = ∫ [r e^{−rs} Φ(−d₋) − q S e^{−qs} Φ(−d₊)] ds          d± at (s, S/B(τ − s)), K = 1
//! E' = ∫ [q e^{−qs} (φ(d₊)/(σ√s) − Φ(−d₊)) − r e^{−rs} φ(d₋)/(S σ√s)] ds
//! E" = ∫ [r e^{−rs} φ(d₋) d₊/S − q e^{−qs} φ(d₊) d₋]/(S σ² s) ds
//! ```
//!
//! s runs over the times after which the boundary is there; a lower boundary takes away what stands here.
//! Close to the boundary the integrands turn within √s ~ |ln S/B|/σ: t = c sinh(v) crowds the points there.
//! Source: I. J. Kim, "The analytic valuation of American options", Review of Financial Studies 3 (1990).

use super::boundary::{Boundary, Dynamics};
use super::scheme::{Scheme, left};
use crate::math::exponential::ExponentialTable;
use crate::math::normal::{CdfTable, DENSITY_AT_ZERO};

/// The least and the greatest c.
const CROWDING: (f64, f64) = (1e-9, 10.0);

/// E, E' and E" at ln S, for a boundary that is there in the last `live` of `years`.
pub fn premium(
    boundary: &Boundary,
    dynamics: &Dynamics,
    (years, live): (f64, f64),
    log: f64,
    scheme: &Scheme,
) -> [f64; 3] {
    let (table, exponential) = (CdfTable::get(), ExponentialTable::get());
    let Dynamics { rate, dividend, volatility } = *dynamics;
    let spot = exponential.exp(log);
    let drift = rate - dividend + 0.5 * volatility * volatility;
    let (root_live, before) = (live.sqrt(), years - live);
    let near = (log - boundary.log(root_live)).abs() / (volatility * root_live);
    let scale = near.max((before / live).sqrt()).clamp(CROWDING.0, CROWDING.1);
    let reach = libm::asinh(1.0 / scale);
    let mut sums = [0.0; 3];
    for &(v, weight) in &scheme.premium {
        let up = exponential.exp(v * reach);
        let (t, dt) = (0.5 * scale * (up - 1.0 / up), 0.5 * scale * reach * (up + 1.0 / up));
        let fraction = t * (2.0 - t);
        let time = before + live * fraction * fraction;
        let width = 4.0 * weight * dt * live * fraction * (1.0 - t);
        let deviation = volatility * time.sqrt();
        let plus = (log - boundary.log(root_live * left(t)) + drift * time) / deviation;
        let minus = plus - deviation;
        let cash = rate * width * exponential.exp(-rate * time);
        let coin = dividend * width * exponential.exp(-dividend * time);
        let cash_density =
            cash * DENSITY_AT_ZERO * exponential.exp(-0.5 * minus * minus) / (spot * deviation);
        let coin_density = coin * DENSITY_AT_ZERO * exponential.exp(-0.5 * plus * plus) / deviation;
        let coin_part = coin * table.cdf(-plus);
        sums[0] += cash * table.cdf(-minus) - spot * coin_part;
        sums[1] += coin_density - cash_density - coin_part;
        sums[2] += (cash_density * plus - coin_density * minus) / (spot * deviation);
    }
    sums
}
