//! From the forward to the spot: discounting and the cost of carry.
//!
//! ```text
//! F = S e^{bT}        V = e^{−ρT} B(F)        B the undiscounted value on the forward
//! linear:   ρ = r                  paid in quote currency, discounted at its rate
//! inverse:  ρ = r_c + b            paid in coin, discounted at the coin's rate:
//!                                  coin value v = e^{−r_c T} B/F, V = v S
//! ```
//!
//! b comes from the quoted forward, ln(F/S)/T, or, with none quoted, from the rates, b = r − r_c; then
//! both settlements discount alike. What is held when one thing moves:
//!
//! ```text
//! delta, gamma   the ratio F/S:         ∂V/∂S   = e^{−ρT} (F/S) B_F
//! theta          the carry b and ρ:     ∂V/∂t   = e^{−ρT} (B_t − b F B_F + ρ B)
//! rho            spot, b moves with r:  ∂V/∂r   = e^{−ρT} T (F B_F − B)
//! rho of coin    spot, b moves with −r_c: ∂V/∂r_c = −e^{−ρT} T F B_F
//! charm          as delta and theta:    ∂²V/∂S∂t  = e^{−ρT} (F/S) (B_Ft + (ρ − b) B_F − b F B_FF)
//! veta           as theta:              ∂²V/∂σ∂t  = e^{−ρT} (B_σt + ρ B_σ − b F B_Fσ)
//! color          as gamma and theta:    ∂³V/∂S²∂t = e^{−ρT} (F/S)² (B_FFt + (ρ − 2b) B_FF − b F B_FFF)
//! ```
//!
//! In a value that depends on σ√T the derivative by calendar time is that by volatility:
//! B_t = −σ/(2T) B_σ, so B_Ft = −σ/(2T) B_Fσ, B_FFt = −σ/(2T) B_FFσ, and B_σt = −(B_σ + σ B_σσ)/(2T).
//!
//! S spot, F forward, V value in quote currency per coin; r rate of the quote currency, r_c of the
//! coin, continuously compounded per year; T years. Source: E. G. Haug, "The Complete Guide to Option
//! Pricing Formulas" (2007), the generalised Black-Scholes-Merton formula with cost of carry b.

use super::{Figures, HigherGreeks, Settlement};
use crate::error::{Code, Error};
use crate::market::{Market, QUOTE_CURRENCY, Timestamp};
use crate::pricing::black76::Black76;

/// Forwards and discount factors beyond this (or below its inverse) come from rates that no market has.
const GREATEST_FACTOR: f64 = 1e30;

/// Spot, forward and discounting of one coin to one expiry that lies ahead.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Carry {
    /// S.
    pub spot: f64,
    /// F.
    pub forward: f64,
    /// T.
    pub years: f64,
    /// b, per year.
    pub carry: f64,
    /// ρ, per year.
    pub discount_rate: f64,
    /// e^{−ρT}.
    pub discount: f64,
}

impl Carry {
    /// From the market's quotes; `None` when the expiry has passed.
    pub fn new(
        market: &Market,
        asset: &str,
        expiry: Timestamp,
        settlement: Settlement,
    ) -> Result<Option<Self>, Error> {
        let years = market.years_to(expiry);
        if years <= 0.0 {
            return Ok(None);
        }
        let spot = market.spot(asset)?;
        let (rate, coin_rate) = (market.rate(QUOTE_CURRENCY), market.rate(asset));
        let (forward, carry) = match market.quoted_forward(asset, expiry) {
            Some(forward) => (forward, libm::log(forward / spot) / years),
            None => (spot * libm::exp((rate - coin_rate) * years), rate - coin_rate),
        };
        let (discount_rate, discount) = match settlement {
            Settlement::Linear => (rate, libm::exp(-rate * years)),
            Settlement::Inverse => (coin_rate + carry, libm::exp(-coin_rate * years) * (spot / forward)),
        };
        let usable = |factor: f64| (1.0 / GREATEST_FACTOR..=GREATEST_FACTOR).contains(&factor);
        if !usable(forward / spot) || !usable(discount) {
            let message = format!(
                "The rates of {QUOTE_CURRENCY} and {asset} over {years:.1} years give a forward of {forward:e} and a discount factor of {discount:e}; no price can be made of these."
            );
            return Err(Error::new(Code::InvalidValue, message).at("quotes.rates"));
        }
        Ok(Some(Self { spot, forward, years, carry, discount_rate, discount }))
    }

    /// F/S.
    pub fn ratio(&self) -> f64 {
        self.forward / self.spot
    }

    /// Value and Greeks of one option, in quote currency per coin.
    #[inline]
    pub fn option(&self, black: &Black76) -> Figures {
        Figures { higher: self.higher(black), ..self.option_to_rho(black) }
    }

    /// The same without what is of higher order, for whoever has many to value.
    #[inline]
    pub fn option_to_rho(&self, black: &Black76) -> Figures {
        let delta = black.delta();
        let (ratio, carried) = (self.ratio(), black.carried(-self.carry, self.discount_rate));
        Figures {
            value: self.discount * black.price(),
            delta: self.discount * ratio * delta,
            gamma: self.discount * ratio * ratio * black.gamma(),
            vega: self.discount * black.vega(),
            theta: self.discount * (black.theta() + carried),
            rho: self.discount * self.years * black.strike_part(),
            coin_rho: -self.discount * self.years * self.forward * delta,
            ..Figures::default()
        }
    }

    #[inline]
    fn higher(&self, black: &Black76) -> HigherGreeks {
        let Self { forward, carry, discount_rate, discount, .. } = *self;
        let delta_factor = discount * self.ratio();
        let gamma_factor = delta_factor * self.ratio();
        let [vanna, volga, speed, zomma] = [black.vanna(), black.volga(), black.speed(), black.zomma()];
        let (gamma, vega) = (black.gamma(), black.vega());
        // Nothing to differentiate by time where no time or no volatility is left.
        let inverse = if gamma > 0.0 { 0.5 / self.years } else { 0.0 };
        let speed_of = black.volatility() * inverse;
        HigherGreeks {
            vanna: delta_factor * vanna,
            volga: discount * volga,
            charm: delta_factor
                * ((discount_rate - carry) * black.delta() - carry * forward * gamma - speed_of * vanna),
            veta: discount
                * (discount_rate * vega - carry * forward * vanna - inverse * vega - speed_of * volga),
            speed: gamma_factor * self.ratio() * speed,
            zomma: gamma_factor * zomma,
            color: gamma_factor
                * ((discount_rate - 2.0 * carry) * gamma - carry * forward * speed - speed_of * zomma),
            ultima: discount * black.ultima(),
        }
    }

    /// Forward ÷ spot and discount factor when `elapsed` years have passed, carry and rates as they
    /// are: (e^{b(T−h)}, e^{−ρ(T−h)}); (1, 1) from the expiry on.
    pub fn after(&self, elapsed: f64) -> (f64, f64) {
        if elapsed == 0.0 {
            return (self.ratio(), self.discount);
        }
        let left = (self.years - elapsed).max(0.0);
        (libm::exp(self.carry * left), libm::exp(-self.discount_rate * left))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::market::Quotes;
    use crate::market::parse_instant;
    use crate::pricing::Right;
    use crate::pricing::inverse_option::coin_figures;

    /// One row of `tests/fixtures/derivatives.json`: what mpmath gives at 60 digits, in quote currency and in coin.
    #[derive(serde::Deserialize)]
    struct Golden {
        right: Right,
        terms: Terms,
        quote: BTreeMap<String, f64>,
        coin: BTreeMap<String, f64>,
    }

    #[derive(Debug, serde::Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Terms {
        spot: f64,
        strike: f64,
        days: i64,
        rate: f64,
        coin_rate: f64,
        volatility: f64,
    }

    #[derive(serde::Deserialize)]
    struct Goldens {
        greeks: Vec<Golden>,
    }

    /// The market of a golden row.
    fn carry(terms: &Terms, settlement: Settlement) -> Carry {
        let start = parse_instant("2026-01-01").unwrap();
        let expiry = Timestamp::from_millisecond(start.as_millisecond() + terms.days * 86_400_000).unwrap();
        let quotes = Quotes {
            valuation_time: start.to_string(),
            spots: [("BTC".to_owned(), terms.spot)].into(),
            rates: [("USD".to_owned(), terms.rate), ("BTC".to_owned(), terms.coin_rate)].into(),
            forwards: vec![],
            volatilities: vec![],
            perpetuals: vec![],
        };
        Carry::new(&quotes.check().unwrap(), "BTC", expiry, settlement).unwrap().unwrap()
    }

    /// In quote currency and in coin.
    fn figures(carry: &Carry, black: &Black76) -> [[f64; 15]; 2] {
        let f = carry.option(black);
        let net = carry.discount * black.strike_part() / carry.spot;
        let c = coin_figures("BTC", &f, net, carry.spot);
        let join = |first: [f64; 7], higher: HigherGreeks| {
            let mut all = [0.0; 15];
            all[..7].copy_from_slice(&first);
            all[7..].copy_from_slice(&higher.values());
            all
        };
        [
            join([f.value, f.delta, f.gamma, f.vega, f.theta, f.rho, f.coin_rho], f.higher),
            join([c.value, c.delta, c.gamma, c.vega, c.theta, c.rho, c.coin_rho], c.higher),
        ]
    }

    #[test]
    fn greeks_agree_to_thirteen_digits_in_quote_currency_and_in_coin() {
        const NAMES: [&str; 15] = [
            "value", "delta", "gamma", "vega", "theta", "rho", "coinRho", "vanna", "volga", "charm", "veta",
            "speed", "zomma", "color", "ultima",
        ];
        let text = include_str!("../../tests/fixtures/derivatives.json");
        let Goldens { greeks } = serde_json::from_str(text).unwrap();
        for Golden { right, terms, quote, coin } in &greeks {
            assert_eq!((quote.len(), coin.len()), (14, 6));
            for settlement in [Settlement::Linear, Settlement::Inverse] {
                let carry = carry(terms, settlement);
                let black = Black76::new(*right, carry.forward, terms.strike, terms.volatility, carry.years);
                for (found, expected) in figures(&carry, &black).iter().zip([quote, coin]) {
                    for (name, expected) in expected {
                        let actual = found[NAMES.iter().position(|known| known == name).unwrap()];
                        let error = (actual / expected - 1.0).abs();
                        assert!(error < 1e-13, "{terms:?} {name}: {actual} and {expected}");
                    }
                }
            }
        }
    }

    /// One row of `tests/fixtures/peers/greeks.json`, made by the script beside it: right, spot, strike,
    /// volatility, years, quote rate, coin rate; the figures in quote currency and in coin.
    #[derive(serde::Deserialize)]
    struct Differentiated {
        terms: [f64; 7],
        quote: [f64; 15],
        coin: [f64; 15],
    }

    /// All figures are what mpmath finds by differentiating the price alone: to 10⁻¹³, and in coin's third
    /// order, where terms of opposite signs meet, to twice that.
    #[test]
    fn greeks_are_the_derivatives_of_the_price_that_mpmath_finds() {
        let text = include_str!("../../tests/fixtures/peers/greeks.json");
        let rows: Vec<Differentiated> = serde_json::from_str(text).unwrap();
        assert_eq!(rows.len(), 24);
        for row in &rows {
            let [w, spot, strike, volatility, years, rate, coin_rate] = row.terms;
            let b = rate - coin_rate;
            let forward = spot * libm::exp(b * years);
            let discount = libm::exp(-rate * years);
            let carry = Carry { spot, forward, years, carry: b, discount_rate: rate, discount };
            let right = if w > 0.0 { Right::Call } else { Right::Put };
            let black = Black76::new(right, forward, strike, volatility, years);
            let [quote, coin] = figures(&carry, &black);
            for (name, actual, expected, bound) in
                [("quote", quote, row.quote, 1e-13), ("coin", coin, row.coin, 2e-13)]
            {
                for (i, (actual, expected)) in actual.iter().zip(expected).enumerate() {
                    let error = (actual / expected - 1.0).abs();
                    assert!(error < bound, "{:?} {name} {i}: {actual} and {expected}", row.terms);
                }
            }
        }
    }
}
