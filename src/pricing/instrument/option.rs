//! European and American options on coins, settled in quote currency or in the coin.

use serde::{Deserialize, Serialize};

use super::symbol_words::{read_expiry, read_number, write_number};
use super::{
    Contract, Holding, Named, Needs, ReadName, SymbolWords, Terms, check_expiry, check_name, symbol_date,
    symbol_root, terms_asked,
    terms_asked::{one_of, optional, positive, required},
};
use crate::error::Error;
use crate::market::{Market, Timestamp, check_price};
use crate::method::{Describe, Method, Reference, Unit};
use crate::pricing::american::revaluation::AmericanRevaluation;
use crate::pricing::american::{American, Scheme};
use crate::pricing::black76::Black76;
use crate::pricing::carry::Carry;
use crate::pricing::exchange_units::ExchangeUnits;
use crate::pricing::inverse_option::coin_figures;
use crate::pricing::option_revaluation::OptionRevaluation;
use crate::pricing::revaluation::Unmoved;
use crate::pricing::smile_move::{SmileMove, spot_slope};
use crate::pricing::{Exercise, Figures, Revaluation, Right, ScenarioFrame, Settlement, Valuation};

/// An option, as requests write it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct VanillaOption {
    /// The coin.
    pub asset: String,
    /// To buy or to sell.
    pub right: Right,
    /// In quote currency.
    pub strike: f64,
    /// When it expires, ISO 8601.
    pub expiry: String,
    /// In what it pays.
    pub settlement: Settlement,
    /// When it can be exercised.
    #[serde(default)]
    pub exercise: Exercise,
}

impl Describe for VanillaOption {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Option",
            summary: "A European or American call or put, settled in quote currency or in the coin.",
            formula: "European: V = D w (F Φ(w d₁) − K Φ(w d₂)), d₁ = ln(F/K)/s + s/2, d₂ = d₁ − s, s = σ √T; w = +1 call, −1 put. Linear: D = exp(−r T). Settled in coin: v = exp(−r_coin T) B/F in coin, V = v S. American: the same plus the premium of early exercise; for a put ∫₀ᵀ [r K exp(−r s) Φ(−d₂(s)) − q S exp(−q s) Φ(−d₁(s))] ds with d(s) against the exercise boundary at T − s, q = r less the cost of carry; a call is the put with S and K, r and q exchanged",
            conventions: &[
                "T counts milliseconds to expiry in years of 365 days.",
                "F is the quoted forward of that expiry, else S exp((r − r_coin) T).",
                "σ is the volatility quoted for that strike and expiry, else that of the asset's surface at ln(K/F), else the flat one of the asset; 0 gives the value of the payoff at the forward.",
                "Delta, gamma and speed are by the spot price, with the ratio of forward to spot held; theta, charm, veta and color are by calendar time per year, with the carry ln(F/S)/T held; rho is by the rate of the quote currency and coin rho by that of the coin, with the spot held.",
                "Skew delta is Δ + vega ∂σ/∂S where each moneyness keeps its volatility on the asset's surface.",
                "All figures are in quote currency; what settles in coin has figures in coin beside them.",
                "Settlement in a stablecoin counts as settlement in quote currency.",
                "An American option is valued under its discount rate and carry by spectral collocation of the exercise boundary, negative rates included, within 3·10⁻⁷ of strike or spot, the greater (columns of many options within 10⁻⁵), for volatilities from 5 % to 400 % and up to ten years. Where exercise at once is best it is the payoff, delta is ±1 and the rest 0. Vega, the rhos and higher Greeks by differences of the premium. No exchange units, as no exchange lists it.",
                "Settled in coin, an American option pays (S − K)⁺/S or (K − S)⁺/S coins when exercised: its value in quote currency is that of the linear one under the coin's discounting.",
                "In scenarios an American option is worth what it is at the horizon; exercise on the way is not counted.",
                "An option past its expiry is valued at 0.",
            ],
            parameters: vec![
                terms_asked::asset(),
                required("right", "Right", "To buy or to sell.", one_of(&[("call", "Call"), ("put", "Put")])),
                required("strike", "Strike", "The price at which it buys or sells.", positive(Unit::Money)),
                terms_asked::expiry(),
                terms_asked::settlement(),
                optional(
                    "exercise",
                    "Exercise",
                    "At expiry only, or at any time until then.",
                    one_of(&[("european", "European"), ("american", "American")]),
                ),
            ],
            references: vec![
                Reference {
                    text: "F. Black (1976), The pricing of commodity contracts, Journal of Financial Economics 3, 167-179",
                    url: Some("https://doi.org/10.1016/0304-405X(76)90024-6"),
                },
                Reference {
                    text: "L. Andersen, M. Lake, D. Offengenden (2016), High performance American option pricing, Journal of Computational Finance 20",
                    url: Some("https://ssrn.com/abstract=2547027"),
                },
                Reference {
                    text: "L. Andersen, M. Lake (2021), Fast American option pricing: the double-boundary case, Wilmott 116",
                    url: None,
                },
                Reference {
                    text: "C. Alexander, D. Chen, A. Imeraj (2023), Crypto quanto and inverse options, Mathematical Finance 33",
                    url: Some("https://arxiv.org/abs/2107.12041"),
                },
            ],
        }
    }
}

/// An option with valid terms.
#[derive(Debug)]
struct CheckedOption {
    asset: String,
    right: Right,
    strike: f64,
    expiry: Timestamp,
    settlement: Settlement,
    exercise: Exercise,
}

impl Terms for VanillaOption {
    fn check(&self) -> Result<Box<dyn Contract>, Error> {
        check_name("asset", &self.asset)?;
        check_price("The strike", self.strike).map_err(|error| error.at("strike"))?;
        Ok(Box::new(CheckedOption {
            asset: self.asset.clone(),
            right: self.right,
            strike: self.strike,
            expiry: check_expiry(&self.expiry)?,
            settlement: self.settlement,
            exercise: self.exercise,
        }))
    }
    fn asset(&self) -> &str {
        &self.asset
    }
}

impl Named for VanillaOption {
    fn named(symbol: &SymbolWords) -> ReadName<Self> {
        let [date, strike, right @ ("C" | "P" | "CALL" | "PUT"), rest @ ..] = symbol.words else {
            return None;
        };
        let exercise = match rest {
            [] => Exercise::European,
            ["AMERICAN"] => Exercise::American,
            _ => return None,
        };
        let read = || {
            let expiry = read_expiry(date)?;
            let strike = read_number(strike)
                .filter(|strike| *strike > 0.0)
                .ok_or_else(|| format!("{strike:?} is not a strike such as 80000 or 8D6"))?;
            Ok(Self {
                asset: symbol.asset.to_owned(),
                right: if right.starts_with('C') { Right::Call } else { Right::Put },
                strike,
                expiry,
                settlement: symbol.settlement(),
                exercise,
            })
        };
        Some(read())
    }
}

impl CheckedOption {
    /// What the market says about it; `None` past its expiry.
    fn quoted(&self, market: &Market) -> Result<Option<(Carry, f64)>, Error> {
        let Some(carry) = Carry::new(market, &self.asset, self.expiry, self.settlement)? else {
            return Ok(None);
        };
        Ok(Some((carry, market.volatility(&self.asset, self.expiry, self.strike)?)))
    }

    fn american(&self, carry: &Carry, volatility: f64) -> American {
        American::new(self.right, self.strike, volatility, carry, Scheme::accurate())
    }
}

impl Contract for CheckedOption {
    fn asset(&self) -> &str {
        &self.asset
    }

    fn symbol(&self) -> String {
        let strike = write_number(self.strike);
        let right = match self.right {
            Right::Call => 'C',
            Right::Put => 'P',
        };
        let root = symbol_root(&self.asset, self.settlement);
        let american = match self.exercise {
            Exercise::European => "",
            Exercise::American => "-AMERICAN",
        };
        format!("{root}-{}-{strike}-{right}{american}", symbol_date(self.expiry))
    }

    fn needs(&self) -> Needs {
        Needs { forward: Some(self.expiry), volatility: Some((self.expiry, self.strike)) }
    }

    fn value(&self, market: &Market, holding: &Holding) -> Result<Valuation, Error> {
        let years_to_expiry = Some(market.years_to(self.expiry));
        let Some((carry, volatility)) = self.quoted(market)? else {
            return Ok(Valuation { expired: true, years_to_expiry, ..Valuation::default() });
        };
        let quantity = holding.quantity;
        let (one, net, exchange) = match self.exercise {
            Exercise::European => {
                let black = Black76::new(self.right, carry.forward, self.strike, volatility, carry.years);
                let exchange = ExchangeUnits::new(&black, carry.forward, carry.years, self.settlement);
                let net = carry.discount * black.strike_part() / carry.spot;
                (carry.option(&black), net, Some(exchange.times(quantity)))
            }
            Exercise::American => {
                let one = self.american(&carry, volatility).all_figures();
                (one, one.delta - one.value / carry.spot, None)
            }
        };
        let figures = one.times(quantity);
        let coin = match self.settlement {
            Settlement::Linear => None,
            Settlement::Inverse => Some(coin_figures(&self.asset, &one, net, carry.spot).times(quantity)),
        };
        let slope = spot_slope(market, &self.asset, self.expiry, (self.strike, &carry));
        Ok(Valuation {
            price: one.value,
            figures,
            exposure: figures.delta * carry.spot,
            skew_delta: slope.map(|slope| figures.delta + figures.vega * slope),
            coin,
            exchange,
            implied_volatility: Some(volatility),
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
        let Some((carry, volatility)) = self.quoted(market)? else { return Ok(Box::new(Unmoved)) };
        let asset = frame.position(&self.asset)?;
        let terms = (self.right, self.strike, volatility);
        let (quantity, horizon) = (holding.quantity, frame.horizon_years);
        let place = (self.strike, carry.forward);
        let smile = SmileMove::new(frame.smile, market, &self.asset, self.expiry, place);
        let european = |now: &Figures| {
            OptionRevaluation::new(asset, terms, &carry, (quantity, now), horizon).following(smile)
        };
        Ok(match self.exercise {
            Exercise::European => {
                let black = Black76::new(self.right, carry.forward, self.strike, volatility, carry.years);
                Box::new(european(&carry.option(&black).times(quantity)))
            }
            Exercise::American => {
                let now = self.american(&carry, volatility).at(carry.spot).times(quantity);
                Box::new(AmericanRevaluation::new(european(&now), terms, &carry, quantity, horizon))
            }
        })
    }
}
