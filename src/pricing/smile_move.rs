//! How a smile moves with the spot: the strike keeps its volatility, or the moneyness does.
//!
//! ```text
//! sticky strike      σ′(K) = σ(K)
//! sticky moneyness   σ′(K) = σ(K) + s(k − x) − s(k)      k = ln(K/F), x = ln(S′/S)
//! ```
//!
//! so that a delta by the spot gains ∂V/∂σ · ∂σ′/∂S = −vega s′(k)/S under the second.
//!
//! s is the volatility on the asset's surface at the option's expiry, as it is today; where the strike has a
//! quote of its own, it keeps its distance from the surface. A delta belongs to a moneyness, so that sticky
//! moneyness is sticky delta too. Source: E. Derman, "Regimes of volatility" (1999).

use serde::{Deserialize, Serialize};

use crate::market::smile::SmileAt;
use crate::market::{Market, Timestamp};
use crate::pricing::carry::Carry;

/// What of a smile stays when the spot moves.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum SmileRule {
    /// Each strike keeps its volatility.
    #[default]
    StickyStrike,
    /// Each moneyness, and so each delta, keeps its volatility; without a surface of the asset, each strike.
    StickyMoneyness,
}

/// ∂σ′/∂S at sticky moneyness, for a strike at one expiry; none where the asset has no surface.
pub fn spot_slope(
    market: &Market,
    asset: &str,
    expiry: Timestamp,
    (strike, carry): (f64, &Carry),
) -> Option<f64> {
    let slope = market.smile(asset, expiry)?.slope(libm::log(strike / carry.forward));
    Some(-slope / carry.spot)
}

/// The volatility of one strike as the spot moves.
#[derive(Debug, Clone)]
pub struct SmileMove {
    smile: SmileAt,
    moneyness: f64,
    today: f64,
}

impl SmileMove {
    /// Of a strike at one expiry; none where its volatility does not move.
    pub fn new(
        rule: SmileRule,
        market: &Market,
        asset: &str,
        expiry: Timestamp,
        (strike, forward): (f64, f64),
    ) -> Option<Self> {
        match rule {
            SmileRule::StickyStrike => None,
            SmileRule::StickyMoneyness => {
                let moneyness = libm::log(strike / forward);
                let smile = market.smile(asset, expiry)?.tabulated(moneyness);
                Some(Self { today: smile.volatility(moneyness), smile, moneyness })
            }
        }
    }

    /// What x = ln(S′/S) adds to the volatility.
    pub fn shift(&self, x: f64) -> f64 {
        self.smile.volatility(self.moneyness - x) - self.today
    }
}
