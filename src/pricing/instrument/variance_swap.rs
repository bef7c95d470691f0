//! Variance swaps on coins, paid in quote currency.

use serde::{Deserialize, Serialize};

use super::symbol_words::{Named, ReadName, SymbolWords, read_amounts, read_expiry, write_number};
use super::terms_asked::{optional, positive, required};
use super::{Contract, Holding, Needs, Terms, check_expiry, check_name, symbol_date, terms_asked};
use crate::error::Error;
use crate::market::{GREATEST_VOLATILITY, Market, Timestamp, read_instant, years_between};
use crate::method::{Describe, Method, Reference, Unit, Value};
use crate::pricing::carry::Carry;
use crate::pricing::revaluation::Unmoved;
use crate::pricing::surface::replication::replicated;
use crate::pricing::swap_revaluation::SwapRevaluation;
use crate::pricing::{Figures, HigherGreeks, Revaluation, ScenarioFrame, Settlement, Valuation};

/// Variance points in a variance of 1: a point is a volatility point squared.
const POINTS: f64 = 1e4;
/// By how much a smile is lifted and lowered for its vega.
const LIFT: f64 = 1e-4;

/// A variance swap, as requests write it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct VarianceSwap {
    /// The coin.
    pub asset: String,
    /// K, per year; the swap pays what variance is above its square.
    pub strike_volatility: f64,
    /// When it is settled, ISO 8601.
    pub expiry: String,
    /// Quote currency per variance point (0.0001 of variance per year).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variance_notional: Option<f64>,
    /// Quote currency per volatility point at the strike, in place of the variance notional.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vega_notional: Option<f64>,
    /// Since when variance counts, ISO 8601; since the moment of the quotes where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<String>,
    /// Realised since the start, per year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub realised_volatility: Option<f64>,
}

impl Describe for VarianceSwap {
    fn describe() -> Method {
        let (percent, money) = (|| positive(Unit::PerYear), || positive(Unit::Money));
        Method {
            kind: String::new(),
            label: "Variance swap",
            summary: "Pays the realised variance until expiry less the square of the strike, in quote currency.",
            formula: "V = e^{−rT} N 10⁴ ((t σ_r² + T σ_f²)/(t + T) − K²); N = vega notional/(200 K), or the variance notional; t years since the start, T to expiry; T σ_f² = 2 ∫ o(k) e^{−k} dk over all options out of the money",
            conventions: &[
                "N is paid per variance point, (1 %)²; a quantity of 1 is one such swap, a negative one is short variance.",
                "σ_f is replicated by the options of the asset's surface, or is the flat volatility where there is none.",
                "σ_r is the volatility realised since the start, without the mean, on years of 365 days.",
                "Delta is 0; gamma is that of a sudden move, whose square counts as realised: Γ = e^{−rT} N 10⁴ · 2/((t + T) S²). Theta holds σ_f and adds no realised variance.",
                "Vega lifts the whole smile.",
                "A scenario adds the square of its log-return to the realised variance and its shift to σ_f.",
            ],
            parameters: vec![
                terms_asked::asset(),
                required("strikeVolatility", "Strike", "The volatility whose square is paid.", percent()),
                terms_asked::expiry(),
                optional("vegaNotional", "Vega notional", "Per volatility point at the strike.", money()),
                optional(
                    "varianceNotional",
                    "Variance notional",
                    "Per variance point, in place of it.",
                    money(),
                ),
                optional(
                    "start",
                    "Start",
                    "Since when variance counts; now where it is left out.",
                    Value::Moment,
                ),
                optional(
                    "realisedVolatility",
                    "Realised so far",
                    "Since the start; 0 where left out.",
                    percent(),
                ),
            ],
            references: vec![Reference {
                text: "K. Demeterfi, E. Derman, M. Kamal, J. Zou (1999), More than you ever wanted to know about volatility swaps, Goldman Sachs",
                url: None,
            }],
        }
    }
}

/// A variance swap with valid terms.
#[derive(Debug)]
struct CheckedSwap {
    asset: String,
    strike: f64,
    expiry: Timestamp,
    /// Quote currency for a variance of 1.
    notional: f64,
    start: Option<Timestamp>,
    realised: f64,
}

impl Terms for VarianceSwap {
    fn check(&self) -> Result<Box<dyn Contract>, Error> {
        check_name("asset", &self.asset)?;
        let within = |field: &str, value: f64, least: f64| {
            if value >= least && value <= GREATEST_VOLATILITY {
                return Ok(value);
            }
            let message = format!(
                "It is {value}; it lies between {least} and {GREATEST_VOLATILITY} (0.65 is 65 % a year)."
            );
            Err(Error::invalid(field, message))
        };
        let strike = within("strikeVolatility", self.strike_volatility, 1e-4)?;
        let (field, notional) = match (self.variance_notional, self.vega_notional) {
            (Some(notional), None) => ("varianceNotional", notional),
            (None, Some(vega)) => ("vegaNotional", vega / (200.0 * strike)),
            _ => {
                let message = "A variance swap has either a variance notional or a vega notional.";
                return Err(Error::invalid("vegaNotional", message));
            }
        };
        if !(notional > 0.0 && notional <= 1e15) {
            return Err(Error::invalid(field, "The notional is above 0, and no more than there is money."));
        }
        Ok(Box::new(CheckedSwap {
            asset: self.asset.clone(),
            strike,
            expiry: check_expiry(&self.expiry)?,
            notional: notional * POINTS,
            start: read_instant(self.start.as_deref(), "start")?,
            realised: within("realisedVolatility", self.realised_volatility.unwrap_or(0.0), 0.0)?,
        }))
    }

    fn asset(&self) -> &str {
        &self.asset
    }
}

/// `BTC-VARSWAP-25DEC26-60`: such a name counts swaps of a vega notional of 1.
impl Named for VarianceSwap {
    fn named(symbol: &SymbolWords) -> ReadName<Self> {
        let ["VARSWAP", date, strike] = symbol.words else { return None };
        let read = || {
            let [strike] = read_amounts([*strike], "BTC-VARSWAP-25DEC26-60")?;
            Ok(Self {
                asset: symbol.asset.to_owned(),
                strike_volatility: strike / 100.0,
                expiry: read_expiry(date)?,
                variance_notional: None,
                vega_notional: Some(1.0),
                start: None,
                realised_volatility: None,
            })
        };
        Some(read())
    }
}

/// What the market says about a swap that has not expired.
#[derive(Debug, Clone, Copy)]
struct Quoted {
    carry: Carry,
    /// t.
    elapsed: f64,
    /// σ_f.
    fair: f64,
    /// ∂σ_f²/∂σ and ∂²σ_f²/∂σ², σ the level of the whole smile.
    slopes: [f64; 2],
}

impl CheckedSwap {
    fn quoted(&self, market: &Market) -> Result<Option<Quoted>, Error> {
        let Some(carry) = Carry::new(market, &self.asset, self.expiry, Settlement::Linear)? else {
            return Ok(None);
        };
        let elapsed = self.start.map_or(0.0, |start| years_between(start, market.valuation_time()));
        if elapsed < 0.0 {
            return Err(Error::invalid("start", "The start lies after the moment of the quotes."));
        }
        let years = carry.years;
        let (variance, slopes) = match market.smile(&self.asset, self.expiry) {
            Some(smile) => {
                let lifted = |lift: f64| {
                    replicated(&|k| {
                        let volatility = (smile.volatility(k) + lift).max(0.0);
                        volatility * volatility * years
                    }) / years
                };
                let [down, here, up] = [-LIFT, 0.0, LIFT].map(lifted);
                (here, [(up - down) / (2.0 * LIFT), (up - 2.0 * here + down) / (LIFT * LIFT)])
            }
            None => {
                let flat = market.volatility(&self.asset, self.expiry, carry.forward)?;
                (flat * flat, [2.0 * flat, 2.0])
            }
        };
        Ok(Some(Quoted { carry, elapsed, fair: variance.max(0.0).sqrt(), slopes }))
    }

    /// Its worth at expiry per unit: realised variance, the square of the strike taken off.
    fn payoff(&self, realised: f64) -> f64 {
        self.notional * (realised - self.strike * self.strike)
    }
}

impl Contract for CheckedSwap {
    fn asset(&self) -> &str {
        &self.asset
    }

    fn symbol(&self) -> String {
        let strike = (self.strike * 1e4).round() / 100.0;
        format!("{}-VARSWAP-{}-{}", self.asset, symbol_date(self.expiry), write_number(strike))
    }

    fn needs(&self) -> Needs {
        // No strike of its own: any volatility of that expiry that is not of one strike will do.
        Needs { forward: Some(self.expiry), volatility: Some((self.expiry, 1.0)) }
    }

    fn value(&self, market: &Market, holding: &Holding) -> Result<Valuation, Error> {
        let years_to_expiry = Some(market.years_to(self.expiry));
        let Some(Quoted { carry, elapsed, fair, slopes }) = self.quoted(market)? else {
            return Ok(Valuation { expired: true, years_to_expiry, ..Valuation::default() });
        };
        let (years, whole) = (carry.years, elapsed + carry.years);
        let realised = (elapsed * self.realised * self.realised + years * fair * fair) / whole;
        let value = carry.discount * self.payoff(realised);
        let scale = carry.discount * self.notional / whole;
        let gamma = scale * 2.0 / (carry.spot * carry.spot);
        let vega = scale * years * slopes[0];
        let one = Figures {
            value,
            gamma,
            vega,
            theta: carry.discount_rate * value - scale * fair * fair,
            rho: -years * value,
            higher: HigherGreeks {
                volga: scale * years * slopes[1],
                veta: carry.discount_rate * vega - scale * slopes[0],
                speed: -2.0 * gamma / carry.spot,
                color: carry.discount_rate * gamma,
                ..HigherGreeks::default()
            },
            ..Figures::default()
        };
        Ok(Valuation {
            price: one.value,
            figures: one.times(holding.quantity),
            implied_volatility: Some(fair),
            forward: Some(carry.forward),
            years_to_expiry,
            ..Valuation::default()
        })
    }

    fn revaluation(
        &self,
        market: &Market,
        holding: &Holding,
        frame: &ScenarioFrame,
    ) -> Result<Box<dyn Revaluation>, Error> {
        let Some(Quoted { carry, elapsed, fair, slopes }) = self.quoted(market)? else {
            return Ok(Box::new(Unmoved));
        };
        let whole = elapsed + carry.years;
        let left = (carry.years - frame.horizon_years).max(0.0);
        let past = elapsed * self.realised * self.realised;
        let now = carry.discount * self.payoff((past + carry.years * fair * fair) / whole);
        let (_, discount) = carry.after(frame.horizon_years);
        Ok(Box::new(SwapRevaluation {
            asset: frame.position(&self.asset)?,
            scale: holding.quantity * discount * self.notional / whole,
            constant: holding.quantity * (discount * self.payoff(past / whole) - now),
            fair,
            // A lift of the smile moves σ_f by this much.
            follows: if fair > 0.0 { 0.5 * slopes[0] / fair } else { 1.0 },
            left,
        }))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::market::{Quotes, VolatilityQuote};

    /// Half a year of 365 days before the expiry, half a year after the start.
    const NOW: i64 = 1_798_185_600_000 - 15_768_000_000;

    fn market(volatility: VolatilityQuote, moved: (i64, f64)) -> Market {
        let quotes = Quotes {
            valuation_time: Timestamp::from_millisecond(NOW + moved.0).unwrap().to_string(),
            spots: BTreeMap::from([("BTC".to_owned(), 60_000.0)]),
            rates: BTreeMap::from([("USD".to_owned(), 0.04 + moved.1)]),
            forwards: vec![],
            volatilities: vec![volatility],
            perpetuals: vec![],
        };
        quotes.check().unwrap()
    }

    fn flat(volatility: f64) -> VolatilityQuote {
        VolatilityQuote::Flat { asset: "BTC".into(), volatility }
    }

    fn swap() -> VarianceSwap {
        VarianceSwap {
            asset: "BTC".into(),
            strike_volatility: 0.6,
            expiry: Timestamp::from_millisecond(1_798_185_600_000).unwrap().to_string(),
            variance_notional: None,
            vega_notional: Some(1000.0),
            start: Some(Timestamp::from_millisecond(NOW - 15_768_000_000).unwrap().to_string()),
            realised_volatility: Some(0.5),
        }
    }

    fn value(swap: &VarianceSwap, market: &Market) -> Valuation {
        let holding = Holding { quantity: -2.0, entry_price: None };
        swap.check().unwrap().value(market, &holding).unwrap()
    }

    /// By hand: N = 1000/120, half the time at 50 %, half at 70 %: (0.25 + 0.49)/2 − 0.36 = 0.01.
    #[test]
    fn by_hand() {
        let valued = value(&swap(), &market(flat(0.7), (0, 0.0)));
        let expected = libm::exp(-0.02) * 1000.0 / 120.0 * 1e4 * 0.01;
        assert!((valued.price / expected - 1.0).abs() < 1e-12, "{}", valued.price);
        assert!((valued.figures.value + 2.0 * valued.price).abs() < 1e-9);
        let of_variance =
            VarianceSwap { variance_notional: Some(1000.0 / 120.0), vega_notional: None, ..swap() };
        assert!((value(&of_variance, &market(flat(0.7), (0, 0.0))).price / expected - 1.0).abs() < 1e-12);
    }

    /// Heston's expected variance, θ + (v₀ − θ)(1 − e^{−κT})/(κT), is what his smile replicates.
    #[test]
    fn a_smile_is_replicated() {
        let heston = VolatilityQuote::Heston {
            asset: "BTC".into(),
            v0: 0.3,
            kappa: 3.0,
            theta: 0.5,
            sigma: 1.2,
            rho: -0.3,
        };
        let fair = 0.5 - 0.2 * (1.0 - libm::exp(-1.5)) / 1.5;
        let at_fair =
            VarianceSwap { strike_volatility: fair.sqrt(), start: None, realised_volatility: None, ..swap() };
        let valued = value(&at_fair, &market(heston, (0, 0.0)));
        // Against 1000 a volatility point: errors of 1e-8 of the variance.
        assert!(valued.price.abs() < 1e-3, "{}", valued.price);
        assert!((valued.implied_volatility.unwrap() / fair.sqrt() - 1.0).abs() < 1e-8);
    }

    /// Central differences; theta over a minute either side, with what those minutes realise, 0, counted.
    #[test]
    fn greeks_are_differences() {
        let here = value(&swap(), &market(flat(0.7), (0, 0.0))).figures;
        let at =
            |volatility: f64, rate: f64| value(&swap(), &market(flat(volatility), (0, rate))).figures.value;
        let vega = (at(0.7001, 0.0) - at(0.6999, 0.0)) / 2e-4;
        let volga = (at(0.71, 0.0) - 2.0 * here.value + at(0.69, 0.0)) / 1e-4;
        assert!((here.higher.volga / volga - 1.0).abs() < 1e-8);
        let rho = (at(0.7, 1e-5) - at(0.7, -1e-5)) / 2e-5;
        assert!((here.vega / vega - 1.0).abs() < 1e-9 && (here.rho / rho - 1.0).abs() < 1e-6);
        let later = |milliseconds: i64| {
            let elapsed = 0.5 + milliseconds as f64 / 31_536_000_000.0;
            let realised = VarianceSwap { realised_volatility: Some((0.125 / elapsed).sqrt()), ..swap() };
            value(&realised, &market(flat(0.7), (milliseconds, 0.0))).figures
        };
        let (after, before) = (later(60_000), later(-60_000));
        let by_time =
            |figure: fn(&Figures) -> f64| (figure(&after) - figure(&before)) / (120_000.0 / 31_536_000_000.0);
        let theta = by_time(|figures| figures.value);
        assert!((here.higher.veta / by_time(|figures| figures.vega) - 1.0).abs() < 1e-6);
        assert!((here.higher.color / by_time(|figures| figures.gamma) - 1.0).abs() < 1e-6);
        assert!((here.theta / theta - 1.0).abs() < 1e-6, "{} {theta}", here.theta);
        // A swap pays for what it gains by moves: Θ + ½ σ² S² Γ = r V.
        let earned = here.theta + 0.5 * 0.49 * 60_000.0 * 60_000.0 * here.gamma;
        assert!((earned / (0.04 * here.value) - 1.0).abs() < 1e-9);
    }

    #[test]
    fn scenarios_agree_with_valuations() {
        let market = market(flat(0.7), (0, 0.0));
        let holding = Holding { quantity: -2.0, entry_price: None };
        let smile = crate::pricing::SmileRule::StickyStrike;
        let frame = ScenarioFrame { assets: vec!["BTC".into()], horizon_years: 0.0, smile };
        let revaluation = swap().check().unwrap().revaluation(&market, &holding, &frame).unwrap();
        let returns = [0.0_f64, 0.0, 0.01, -0.2];
        let factors = returns.map(f64::exp);
        let mut profit = [0.0; 4];
        let block = crate::pricing::ScenarioBlock::new(4, &returns, &factors, Some(&[0.0, 0.1, 0.0, 0.0]));
        revaluation.profit(&block, &mut profit);
        let now = value(&swap(), &market).figures;
        let lifted = value(&swap(), &super::tests::market(flat(0.8), (0, 0.0))).figures.value;
        assert!(profit[0].abs() < 1e-9 && (profit[1] - (lifted - now.value)).abs() < 1e-8);
        // A move's square is half of gamma times the move of ln S.
        for (profit, x) in profit[2..].iter().zip([0.01, -0.2]) {
            let expected = 0.5 * now.gamma * 60_000.0 * 60_000.0 * x * x;
            assert!((profit / expected - 1.0).abs() < 1e-9);
        }
    }

    #[test]
    fn terms_that_make_no_swap() {
        let path = |change: fn(&mut VarianceSwap)| {
            let mut swap = swap();
            change(&mut swap);
            swap.check().unwrap_err().path.unwrap()
        };
        assert_eq!(path(|swap| swap.strike_volatility = 0.0), "strikeVolatility");
        assert_eq!(path(|swap| swap.vega_notional = None), "vegaNotional");
        assert_eq!(path(|swap| swap.variance_notional = Some(1.0)), "vegaNotional");
        assert_eq!(path(|swap| swap.vega_notional = Some(f64::NAN)), "vegaNotional");
        assert_eq!(path(|swap| swap.realised_volatility = Some(-0.1)), "realisedVolatility");
        assert_eq!(path(|swap| swap.start = Some("soon".into())), "start");
        assert_eq!(path(|swap| swap.expiry = "later".into()), "expiry");
        let early = VarianceSwap { start: Some("2026-12-01".into()), ..swap() };
        let holding = Holding { quantity: 1.0, entry_price: None };
        let error = early.check().unwrap().value(&market(flat(0.7), (0, 0.0)), &holding).unwrap_err();
        assert_eq!(error.path.as_deref(), Some("start"));
    }
}
