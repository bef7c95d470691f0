//! Synthetic daily prices of three coins and a stablecoin.
//!
//! Log returns have volatility that comes in clusters, and shocks that are heavy-tailed together:
//!
//! ```text
//! r[t][i] = μᵢ/365 + σ[t][i] ε[t][i]
//! σ²[t+1][i] = σ̄ᵢ² (1 − a − b) + a (σ[t][i] ε[t][i])² + b σ²[t][i]
//! ε[t] = C z √((ν − 2)/χ²),   z standard normal,   C Cᵀ the correlations
//! ```
//!
//! χ² has ν degrees of freedom and is common to the coins of a day, so that they crash together. The
//! levels of volatility, correlation and kurtosis are those of the coins' real daily prices of recent
//! years, rounded; the prices themselves are nobody's. Each path is scaled to end at its last price,
//! so that positions and strikes fit whatever the seed. The stablecoin returns to one:
//! p[t] = 1 + x[t], x[t] = x[t−1]/2 + u[t].
//!
//! Source: Bollerslev (1987), A conditionally heteroskedastic time series model for speculative
//! prices and rates of return, Review of Economics and Statistics 69(3).

use crate::market::{Day, PriceRows, PriceTable};
use crate::math::random::BlockStream;

/// The last day of the prices.
const LAST_DAY: Day = Day { year: 2026, month: 11, day: 19 };
/// Three years, one of them a leap year.
const DAYS: usize = 1096;
/// Days that the volatilities swing in before the first price.
const SETTLING: usize = 200;
/// The stablecoin.
pub(super) const STABLECOIN: &str = "USDC";

/// One coin of the model.
pub(super) struct Coin {
    /// Its name.
    pub name: &'static str,
    /// The price at which every path ends.
    pub last_price: f64,
    /// μ, per year.
    drift: f64,
    /// σ̄, per year.
    volatility: f64,
    /// Its row of C: loadings on z, of unit length.
    loadings: [f64; 3],
}

/// The coins, with correlations of 0.80 (BTC, ETH), 0.68 (BTC, SOL) and 0.72 (ETH, SOL).
pub(super) const COINS: [Coin; 3] = [
    Coin { name: "BTC", last_price: 62_350.0, drift: 0.15, volatility: 0.50, loadings: [1.0, 0.0, 0.0] },
    Coin { name: "ETH", last_price: 3_084.5, drift: 0.05, volatility: 0.64, loadings: [0.8, 0.6, 0.0] },
    Coin {
        name: "SOL",
        last_price: 142.3,
        drift: 0.10,
        volatility: 0.88,
        loadings: [0.68, 0.2933333333333332, 0.6719788356455547],
    },
];

/// Reaction a of the variance to the last shock.
const REACTION: f64 = 0.06;
/// Persistence b of the variance.
const PERSISTENCE: f64 = 0.91;
/// ν.
const DEGREES: usize = 6;
/// Standard deviation of u.
const PEG_NOISE: f64 = 0.000_15;

/// The table under a seed: the same seed gives the same table on every machine.
pub(super) fn synthetic(seed: u64) -> PriceTable {
    let mut stream = BlockStream::new(seed, 0);
    let daily = |coin: &Coin| coin.volatility * coin.volatility / 365.0;
    let mut variances = COINS.each_ref().map(daily);
    let mut logs = [0.0; COINS.len()];
    let mut peg = 0.0;
    let mut paths = Vec::with_capacity(DAYS);
    for day in 0..SETTLING + DAYS {
        let z: [f64; 3] = std::array::from_fn(|_| stream.normal());
        let chi_squared: f64 = (0..DEGREES).map(|_| stream.normal().powi(2)).sum();
        let fatness = ((DEGREES - 2) as f64 / chi_squared).sqrt();
        for (i, coin) in COINS.iter().enumerate() {
            let shock: f64 = coin.loadings.iter().zip(&z).map(|(c, z)| c * z).sum();
            let surprise = variances[i].sqrt() * shock * fatness;
            logs[i] += coin.drift / 365.0 + surprise;
            variances[i] = daily(coin) * (1.0 - REACTION - PERSISTENCE)
                + REACTION * surprise * surprise
                + PERSISTENCE * variances[i];
        }
        peg = 0.5 * peg + PEG_NOISE * stream.normal() * fatness;
        if day >= SETTLING {
            paths.push((logs, peg));
        }
    }

    let (ends, _) = paths[DAYS - 1];
    let to = |digits: i32, price: f64| {
        let scale = 10f64.powi(digits);
        (price * scale).round() / scale
    };
    let mut values = Vec::with_capacity(DAYS * (COINS.len() + 1));
    for (logs, peg) in &paths {
        for (i, coin) in COINS.iter().enumerate() {
            let price = coin.last_price * libm::exp(logs[i] - ends[i]);
            // A path may wander far down under some seeds; it keeps its digits there.
            values.push(to(if price >= 10.0 { 2 } else { 6 }, price).max(1e-6));
        }
        values.push(to(5, 1.0 + peg));
    }
    let end = LAST_DAY.number() + 1;
    let dates = (end - DAYS as i64..end).map(|number| Day::from_number(number).to_string()).collect();
    let assets = COINS.iter().map(|coin| coin.name.to_owned()).chain([STABLECOIN.to_owned()]).collect();
    PriceTable { dates, assets, prices: PriceRows::from_flat(values, COINS.len() + 1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_seed_gives_a_valid_table_that_ends_at_the_last_prices() {
        for seed in 0..50 {
            let history = synthetic(seed).check().unwrap();
            assert_eq!(history.times().len(), DAYS);
            for coin in &COINS {
                assert_eq!(history.last(coin.name).unwrap().1, coin.last_price);
            }
            let peg = history.column(history.position(STABLECOIN).unwrap());
            assert!(peg.iter().all(|p| (p - 1.0).abs() < 0.02));
        }
        assert_eq!(synthetic(3), synthetic(3));
        assert_ne!(synthetic(3), synthetic(4));
    }

    #[test]
    fn returns_have_the_levels_and_the_heavy_tails_of_coins() {
        for coin in &COINS {
            assert!((coin.loadings.iter().map(|c| c * c).sum::<f64>() - 1.0).abs() < 1e-12);
        }
        // Over many seeds, since a single history strays.
        let (mut variance, mut kurtosis, seeds) = ([0.0; 3], 0.0, 40);
        for seed in 0..seeds {
            let history = synthetic(seed).check().unwrap();
            for (i, sum) in variance.iter_mut().enumerate() {
                let column = history.column(i);
                let returns: Vec<f64> = column.windows(2).map(|p| (p[1] / p[0]).ln()).collect();
                let n = returns.len() as f64;
                let mean = returns.iter().sum::<f64>() / n;
                let moment = |k: i32| returns.iter().map(|r| (r - mean).powi(k)).sum::<f64>() / n;
                *sum += moment(2) * 365.0 / seeds as f64;
                kurtosis += moment(4) / moment(2).powi(2) / (3.0 * seeds as f64);
            }
        }
        for (coin, variance) in COINS.iter().zip(variance) {
            // Clusters make the variance of a history stray by about 15 %; of 40 histories, 3 %.
            assert!((variance.sqrt() / coin.volatility - 1.0).abs() < 0.06, "{}: {variance}", coin.name);
        }
        assert!((4.5..12.0).contains(&kurtosis), "{kurtosis}");
    }
}
