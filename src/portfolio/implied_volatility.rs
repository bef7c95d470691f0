//! The operation `impliedVolatility`: the volatility at which Black's formula gives a price.
//!
//! ```text
//! linear:  B = p e^{rT}          p price in quote currency
//! inverse: B = p F e^{rT}        p price in coin
//! ```
//!
//! r is the rate of the currency that the price is paid in, 0 where none is given; B is the
//! undiscounted price on the forward F.

use serde::{Deserialize, Serialize};

use crate::SchemaVersion;
use crate::error::Error;
use crate::market::check_price;
use crate::method::OperationDescription;
use crate::operations::Operation;
use crate::pricing::implied_volatility::{NoVolatility, implied_volatility, undiscounted};
use crate::pricing::{Right, Settlement};
use crate::progress::Progress;

/// Option prices to be inverted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct ImpliedVolatilityRequest {
    /// Always 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema_version: Option<SchemaVersion>,
    /// The prices.
    pub quotes: Vec<OptionPrice>,
}

/// One option with its price.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct OptionPrice {
    /// In quote currency.
    pub forward: f64,
    /// In quote currency.
    pub strike: f64,
    /// Years of 365 days.
    pub years_to_expiry: f64,
    /// To buy or to sell.
    pub right: Right,
    /// In quote currency, or in coin for what settles in coin.
    pub price: f64,
    /// In what it pays; linear where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settlement: Option<Settlement>,
    /// Continuously compounded rate per year of the currency it is paid in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<f64>,
}

/// One answer.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct ImpliedVolatilityResult {
    /// Per year.
    pub volatility: Option<f64>,
    /// Why there is none.
    pub reason: Option<NoVolatility>,
}

/// The volatilities, in the order of the request.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct ImpliedVolatilityResponse {
    /// One for each price.
    pub results: Vec<ImpliedVolatilityResult>,
}

/// The volatilities that the prices imply.
pub fn run(request: &ImpliedVolatilityRequest) -> Result<ImpliedVolatilityResponse, Error> {
    let invert = |(i, quote): (usize, &OptionPrice)| {
        let answer = quote.invert().map_err(|error| error.inside(&format!("quotes[{i}]")))?;
        Ok(ImpliedVolatilityResult { volatility: answer.ok(), reason: answer.err() })
    };
    Ok(ImpliedVolatilityResponse {
        results: request.quotes.iter().enumerate().map(invert).collect::<Result<_, _>>()?,
    })
}

impl OptionPrice {
    fn invert(&self) -> Result<Result<f64, NoVolatility>, Error> {
        let forward = check_price("The forward", self.forward).map_err(|error| error.at("forward"))?;
        let strike = check_price("The strike", self.strike).map_err(|error| error.at("strike"))?;
        let (years, rate) = (self.years_to_expiry, self.rate.unwrap_or(0.0));
        if !years.is_finite() {
            return Err(Error::invalid("yearsToExpiry", "The time to expiry is not a number."));
        }
        if years <= 0.0 {
            return Ok(Err(NoVolatility::Expired));
        }
        let settlement = self.settlement.unwrap_or(Settlement::Linear);
        let price = undiscounted(self.price, forward, libm::exp(rate * years), settlement);
        if !price.is_finite() {
            let message = format!("The price {} at the rate {rate} cannot be used.", self.price);
            return Err(Error::invalid("price", message));
        }
        Ok(implied_volatility(self.right, forward, strike, years, price))
    }
}

/// The operation `impliedVolatility`.
pub struct ImpliedVolatility;

impl Operation for ImpliedVolatility {
    type Request = ImpliedVolatilityRequest;
    type Response = ImpliedVolatilityResponse;

    fn describe() -> OperationDescription {
        OperationDescription {
            name: "impliedVolatility",
            book: "",
            label: "Implied volatility",
            summary: "Finds the volatility at which Black's formula gives an option's price, or says why there is none.",
            parameters: vec![],
        }
    }

    fn run(
        request: &ImpliedVolatilityRequest,
        _progress: &mut dyn Progress,
    ) -> Result<ImpliedVolatilityResponse, Error> {
        run(request)
    }
}
