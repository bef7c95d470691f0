//! The operation `price`: what positions are worth, and how their value moves.

use serde::{Deserialize, Serialize};

use super::numeraire::in_numeraire;
use super::{Excluded, Portfolio, Position, Totals};
use crate::SchemaVersion;
use crate::error::{Code, Error, Notice};
use crate::market::{Quotes, format_instant};
use crate::method::OperationDescription;
use crate::operations::Operation;
use crate::pricing::Valuation;
use crate::progress::Progress;

/// Positions and the market they are valued in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct PriceRequest {
    /// Always 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema_version: Option<SchemaVersion>,
    /// What is held.
    pub positions: Vec<Position>,
    /// The market.
    pub quotes: Quotes,
    /// A coin in which the totals are counted as well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub numeraire: Option<String>,
}

/// One position with its value and Greeks.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct PricedPosition {
    /// As in the request.
    pub id: String,
    /// The exchange-style name.
    pub label: String,
    /// The coin or currency whose price moves it.
    pub asset: String,
    /// The instrument's kind.
    pub kind: String,
    /// As in the request.
    pub quantity: f64,
    /// The figures.
    #[serde(flatten)]
    pub valuation: Valuation,
}

/// Values and Greeks.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct PriceResponse {
    /// The moment of the quotes.
    pub valuation_time: String,
    /// The positions that could be valued, in the order of the request.
    pub positions: Vec<PricedPosition>,
    /// Their totals.
    pub totals: Totals,
    /// The positions that could not be valued.
    pub excluded: Vec<Excluded>,
    /// What should be known of the figures.
    pub warnings: Vec<Notice>,
}

/// Values and Greeks of the positions; a position whose quotes are missing is excluded, the rest stands.
pub fn run(request: &PriceRequest) -> Result<PriceResponse, Error> {
    let portfolio = Portfolio::check(&request.positions).map_err(|error| error.inside("positions"))?;
    let market = request.quotes.check().map_err(|error| error.inside("quotes"))?;
    let mut response = PriceResponse {
        valuation_time: format_instant(market.valuation_time()),
        positions: Vec::with_capacity(portfolio.positions().len()),
        totals: Totals::default(),
        excluded: vec![],
        warnings: vec![],
    };
    let mut at_par: Vec<&str> = vec![];
    let mut without_entry: Vec<&str> = vec![];
    for (i, held) in portfolio.positions().iter().enumerate() {
        let asset = held.contract.asset();
        let valuation = match held.contract.value(&market, &held.holding).and_then(finite) {
            Ok(valuation) => valuation,
            Err(error) => {
                response.excluded.push(Excluded { id: held.id.clone(), reason: error.message });
                continue;
            }
        };
        if valuation.expired {
            let message = format!("{} is past its expiry and valued at 0.", held.label);
            response.warnings.push(Notice::new("expired", message).at(format!("positions[{i}]")));
        }
        if market.assumes_par(asset) && !at_par.contains(&asset) {
            at_par.push(asset);
        }
        if held.contract.margined() && held.holding.entry_price.is_none() && !valuation.expired {
            without_entry.push(&held.label);
        }
        response.totals.add(held, market.spot(asset).ok(), &valuation);
        response.positions.push(PricedPosition {
            id: held.id.clone(),
            label: held.label.clone(),
            asset: asset.to_owned(),
            kind: held.kind.clone(),
            quantity: held.holding.quantity,
            valuation,
        });
    }
    response.totals.sort();
    if let Some(currency) = &request.numeraire {
        response.totals.in_numeraire = Some(in_numeraire(&response.totals, currency, &market)?);
    }
    response.warnings.extend(at_par.iter().map(|asset| {
        let message = format!("{asset} has no price and is taken at 1 USD.");
        Notice::new("stablecoinAtPar", message).at(format!("quotes.spots.{asset}"))
    }));
    if !without_entry.is_empty() {
        let message =
            format!("Without an entry price the profit so far is taken as 0: {}.", without_entry.join(", "));
        response.warnings.push(Notice::new("noEntryPrice", message));
    }
    Ok(response)
}

/// The valuation, if all its numbers are numbers.
fn finite(valuation: Valuation) -> Result<Valuation, Error> {
    if valuation.is_finite() {
        return Ok(valuation);
    }
    Err(Error::new(Code::InvalidValue, "The quantity and the quotes are too large to be multiplied."))
}

/// The operation `price`.
pub struct Price;

impl Operation for Price {
    type Request = PriceRequest;
    type Response = PriceResponse;

    fn describe() -> OperationDescription {
        OperationDescription {
            name: "price",
            book: "",
            label: "Greeks",
            summary: "Values every position and says how the value moves: by price, volatility, time and rate, in quote currency and in coin.",
            parameters: vec![],
        }
    }

    fn run(request: &PriceRequest, _progress: &mut dyn Progress) -> Result<PriceResponse, Error> {
        run(request)
    }
}
