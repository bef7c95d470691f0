//! How long it takes to sell, and what the wait and the sale cost.
//!
//! ```text
//! days:      D = ⌈|x|/(s V)⌉
//! horizon:   σ_L² = (h − 1) x'Σx + Σₖ y(k)'Σ y(k),   y(k) = x max(0, 1 − k/D), k = 0, 1, …
//!            of one asset, h = 1:  σ_L = σ √((D + 1)(2 D + 1)/(6 D))
//! spread:    ½ Σ |x| (s̄ + k s̃)
//! impact:    Σ |x| Y σ_d √(q/V),   q = min(|x|, s V)
//! ```
//!
//! x exposure of an asset in quote currency, V its traded value a day, s the share of it that sales may be, D whole days
//! until it is sold in equal parts, Σ covariance of daily returns; held whole until the last of the h days of the horizon,
//! then sold. s̄ mean and s̃ deviation of the relative spread, k how many deviations; Y of order one, σ_d volatility a day.
//! The figures of the chosen method are multiplied by σ_L/σ_h.
//!
//! Sources: Shamroukh (2000), Modelling liquidity risk in VaR models (the sum over days); Jorion (2006), Value at Risk,
//! 3rd ed., chapter 13; Bangia, Diebold, Schuermann and Stroughair (1999), Modeling liquidity risk, Risk 12(1) (spread);
//! Tóth et al. (2011), Anomalous price impact and the critical nature of liquidity, Physical Review X 1 (square root).

mod asked;
mod need;
mod operation;
mod request;
mod response;
mod unwind;

pub use need::{
    FollowNeed, IntradayNeedRequest, IntradayNeedResponse, NeedCash, NeedCoins, NeedDirection, NeedHour,
    NeedMove, NeedPayment, NeedPool, NeedShortfall,
};
pub use operation::MeasureLiquidity;
pub use request::LiquidityRequest;
pub use response::{LiquidityAsset, LiquidityConvention, LiquidityPosition, LiquidityResponse, UnsoldShare};
