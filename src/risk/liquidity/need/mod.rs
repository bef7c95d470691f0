//! What accounts call hour by hour, against what can be raised by then.
//!
//! ```text
//! call of a pool by h     c(h) = max_{k ≤ h} ((1 + b) MM(k) − E(k))⁺        needed   N(h) = Σ c(h) + payments due
//! raised by h             R(h) = cash + surplus of accounts + sales, each after its delay
//! short at h              (N(h) − R(h))⁺
//! moves                   x(h) = e^{± z σ √h}, or a path that is given
//! sales                   Σ_k q(k) S x(k) (1 − ½ s − Y σ_d √(q S/V)),   q = min(what is left, share · V/24 S)
//! ```
//!
//! E equity and MM maintenance margin of a pool at the prices of the hour, after the funding of the hours before; b the
//! buffer, z the quantile, σ the volatility and σ_d that of a day, S the price now, V the volume a day, s the spread.
//!
//! Sources: Basel Committee on Banking Supervision (2013), Monitoring tools for intraday liquidity management (needs and
//! sources by the hour); Tóth et al. (2011), Anomalous price impact and the critical nature of liquidity (square root).

mod calls;
mod form;
mod operation;
mod path;
mod raise;
mod request;
mod response;

pub use operation::FollowNeed;
pub use request::{IntradayNeedRequest, NeedCash, NeedCoins, NeedMove, NeedPayment};
pub use response::{IntradayNeedResponse, NeedDirection, NeedHour, NeedPool, NeedShortfall};
