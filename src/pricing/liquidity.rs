//! Liquidity of a constant-product market, over all prices or a range of them.
//!
//! ```text
//! P ≤ a        x = L (1/√a − 1/√b)   y = 0              V = x P                  V' = x            V'' = 0
//! a < P < b    x = L (1/√P − 1/√b)   y = L (√P − √a)    V = L (2√P − P/√b − √a)  V' = x            V'' = −L/(2 P^{3/2})
//! P ≥ b        x = 0                 y = L (√b − √a)    V = y                    V' = 0            V'' = 0
//! ```
//!
//! P price of the coin in the second currency, x coins and y of the second currency held, L liquidity,
//! (x + L/√b)(y + L√a) = L²; a = 0 and b = ∞ is the plain x y = L² with V = 2 L √P and V'' = −V/(4 P²). Against holding the
//! amounts (x₀, y₀) of the price at entry the loss is V − x₀ P − y₀. Source: H. Adams et al., "Uniswap v3 Core" (2021),
//! equations 2.1 to 2.2 and 6.29 to 6.30.

use super::{Figures, HigherGreeks, ImpermanentLoss, Revaluation, ScenarioBlock, ScenarioFrame, Valuation};
use crate::error::Error;
use crate::market::{Market, QUOTE_CURRENCY, check_price, is_money};
use crate::pricing::instrument::Holding;

/// Liquidity within a range.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    /// L.
    pub liquidity: f64,
    /// a.
    pub lower: f64,
    /// b.
    pub upper: f64,
}

impl Range {
    /// (x, y) at a price.
    pub fn amounts(&self, price: f64) -> (f64, f64) {
        let root = libm::sqrt(price.clamp(self.lower, self.upper));
        let (low, high) = (libm::sqrt(self.lower), libm::sqrt(self.upper));
        (self.liquidity * (1.0 / root - 1.0 / high), self.liquidity * (root - low))
    }

    /// V at a price.
    pub fn value(&self, price: f64) -> f64 {
        let (coins, quote) = self.amounts(price);
        coins * price + quote
    }

    /// V''.
    pub fn gamma(&self, price: f64) -> f64 {
        if price <= self.lower || price >= self.upper {
            return 0.0;
        }
        -0.5 * self.liquidity / (price * libm::sqrt(price))
    }

    /// V''' = −3 V''/(2 P).
    pub fn speed(&self, price: f64) -> f64 {
        -1.5 * self.gamma(price) / price
    }

    /// Whether a price is inside, where the position earns fees.
    pub fn holds(&self, price: f64) -> bool {
        self.lower < price && price < self.upper
    }
}

/// A position in a pool.
#[derive(Debug, Clone, PartialEq)]
pub struct Pool {
    /// The coin.
    pub asset: String,
    /// The second currency.
    pub quote: String,
    /// What one unit of the position is.
    pub range: Range,
    /// The price at which it was put in, in the second currency, where the terms say so; else that of the holding.
    pub entry: Option<f64>,
    /// Fees per year, as a fraction of the value, while the price is in the range.
    pub fee_rate: f64,
}

/// The second currency of a pool: one that stands for the quote currency, so that one price moves the position.
pub fn check_quote(asset: &str, quote: Option<&str>) -> Result<String, Error> {
    let quote = quote.unwrap_or(QUOTE_CURRENCY);
    if quote == asset || !is_money(quote) {
        let message = format!(
            "A pool of {asset} and {quote} moves with two prices; the second currency is {QUOTE_CURRENCY} or a stablecoin."
        );
        return Err(Error::invalid("quote", message));
    }
    Ok(quote.to_owned())
}

/// The fee rate, if it is one.
pub fn check_fee_rate(rate: Option<f64>) -> Result<f64, Error> {
    let rate = rate.unwrap_or(0.0);
    if (0.0..=10.0).contains(&rate) {
        return Ok(rate);
    }
    Err(Error::invalid(
        "feeRate",
        format!("The fee rate is {rate}; it lies between 0 and 10 (0.05 is 5 % a year)."),
    ))
}

/// A positive amount.
pub fn check_amount(field: &'static str, what: &str, amount: f64) -> Result<f64, Error> {
    check_price(what, amount).map_err(|error| error.at(field))
}

impl Pool {
    /// The price of the coin in the second currency, and that currency's own price.
    fn prices(&self, market: &Market) -> Result<(f64, f64), Error> {
        let quote = market.spot(&self.quote)?;
        Ok((market.spot(&self.asset)? / quote, quote))
    }

    /// Value and Greeks; the second currency's price is held.
    pub fn value(&self, market: &Market, holding: &Holding) -> Result<Valuation, Error> {
        let (price, quote) = self.prices(market)?;
        let (coins, _) = self.range.amounts(price);
        let value = self.range.value(price) * quote;
        let gamma = self.range.gamma(price) / quote;
        let fees = if self.range.holds(price) { self.fee_rate } else { 0.0 };
        let higher = HigherGreeks {
            charm: fees * coins,
            speed: self.range.speed(price) / (quote * quote),
            color: fees * gamma,
            ..HigherGreeks::default()
        };
        let one = Figures { value, delta: coins, gamma, theta: fees * value, higher, ..Figures::default() };
        let figures = one.times(holding.quantity);
        let entry = self.entry.or(holding.entry_price.filter(|entry| *entry > 0.0));
        let impermanent_loss = entry.map(|entry| {
            let (coins_then, quote_then) = self.range.amounts(entry);
            ImpermanentLoss {
                value: holding.quantity * (value - (coins_then * price + quote_then) * quote),
                delta: holding.quantity * (coins - coins_then),
                gamma: figures.gamma,
            }
        });
        let exposure = figures.delta * market.spot(&self.asset)?;
        Ok(Valuation { price: value, figures, exposure, impermanent_loss, ..Valuation::default() })
    }

    /// In scenarios of the coin's price; fees at the rate of today's price.
    pub fn revaluation(
        &self,
        market: &Market,
        holding: &Holding,
        frame: &ScenarioFrame,
    ) -> Result<Box<dyn Revaluation>, Error> {
        let (price, quote) = self.prices(market)?;
        let now = self.value(market, holding)?.figures;
        Ok(Box::new(PoolRevaluation {
            asset: frame.position(&self.asset)?,
            range: self.range,
            price,
            units: holding.quantity * quote,
            drift: now.theta * frame.horizon_years - now.value,
        }))
    }
}

#[derive(Debug)]
struct PoolRevaluation {
    asset: usize,
    range: Range,
    price: f64,
    units: f64,
    drift: f64,
}

impl Revaluation for PoolRevaluation {
    fn profit(&self, scenarios: &ScenarioBlock, out: &mut [f64]) {
        for (profit, factor) in out.iter_mut().zip(scenarios.factors(self.asset)) {
            *profit += self.units * self.range.value(self.price * factor) + self.drift;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn close(value: f64, expected: f64, tolerance: f64) {
        assert!((value / expected - 1.0).abs() < tolerance, "{value} and {expected}");
    }

    /// Problems 1 to 3 of A. Elsts, "Liquidity Math in Uniswap v3" (2021), with the digits that its program prints.
    #[test]
    fn published_problems() {
        let (root, high) = (2000f64.sqrt(), 2500f64.sqrt());
        let liquidity = 2.0 / (1.0 / root - 1.0 / high);
        close(liquidity, 847.2135954999583, 1e-14);
        let range = Range { liquidity, lower: 1500.0, upper: 2500.0 };
        let (x, y) = range.amounts(2000.0);
        close(x, 2.0, 1e-14);
        close(y, 5076.102359479882, 1e-13);
        let liquidity = 2.0 / (1.0 / root - 1.0 / 3000f64.sqrt());
        let range = Range { liquidity, lower: 4000.0 / 3.0, upper: 3000.0 };
        close(range.amounts(2000.0).1, 4000.0, 1e-13);
        let (x, y) = range.amounts(2500.0);
        close(x, 0.8493641204744687, 1e-13);
        close(y, 6572.9000439693455, 1e-13);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        /// The invariant of the whitepaper, whatever the price.
        #[test]
        fn reserves_stay_on_their_curve(liquidity in 1e-2..1e6_f64, lower in 1.0..1e4_f64, width in 1.01..20.0_f64, at in 0.0..1.0_f64) {
            let upper = lower * width;
            let range = Range { liquidity, lower, upper };
            let (x, y) = range.amounts(lower * width.powf(at));
            let product = (x + liquidity / upper.sqrt()) * (y + liquidity * lower.sqrt());
            prop_assert!((product / (liquidity * liquidity) - 1.0).abs() < 1e-12);
        }

        #[test]
        fn figures_by_differences(lower in 100.0..1e4_f64, width in 1.2..5.0_f64, at in -0.5..1.5_f64) {
            let range = Range { liquidity: 10.0, lower, upper: lower * width };
            let price = lower * width.powf(at);
            let step = 1e-4 * price;
            let near = [lower, lower * width].iter().any(|end| (price / end - 1.0).abs() < 3e-4);
            prop_assume!(!near);
            let [down, here, up] = [price - step, price, price + step].map(|price| range.value(price));
            // The third derivative, and the rounding of V by the step squared.
            let delta = (up - down) / (2.0 * step);
            prop_assert!((delta - range.amounts(price).0).abs() < 1e-7 * range.liquidity / price.sqrt());
            let gamma = (up - 2.0 * here + down) / (step * step);
            prop_assert!((gamma - range.gamma(price)).abs() < 1e-5 * range.liquidity / price.powf(1.5));
            let speed = (range.gamma(price + step) - range.gamma(price - step)) / (2.0 * step);
            prop_assert!((speed - range.speed(price)).abs() < 1e-6 * range.liquidity / price.powf(2.5));
        }
    }

    #[test]
    fn value_and_delta_are_continuous_at_the_ends() {
        let range = Range { liquidity: 300.0, lower: 1500.0, upper: 2500.0 };
        for end in [1500.0, 2500.0] {
            let (below, above) = (end * (1.0 - 1e-12), end * (1.0 + 1e-12));
            close(range.value(below), range.value(above), 1e-11);
            assert!((range.amounts(below).0 - range.amounts(above).0).abs() < 1e-10);
        }
        assert_eq!(range.gamma(1499.0), 0.0);
        assert_eq!(range.value(2600.0), range.value(9000.0));
    }

    #[test]
    fn a_wide_range_is_the_constant_product() {
        let (liquidity, price) = (500.0, 3000.0);
        let all = Range { liquidity, lower: 0.0, upper: f64::INFINITY };
        let value = all.value(price);
        close(value, 2.0 * liquidity * 3000f64.sqrt(), 1e-15);
        close(all.amounts(price).0, value / (2.0 * price), 1e-15);
        close(all.gamma(price), -value / (4.0 * price * price), 1e-15);
        let wide = Range { liquidity, lower: 1e-12, upper: 1e20 };
        // √a and P/√b are left of the limit.
        close(wide.value(price), value, 1e-7);
        close(wide.gamma(price), all.gamma(price), 1e-15);
    }
}
