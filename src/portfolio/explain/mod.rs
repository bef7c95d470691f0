//! The operation `explain`: where profit and loss between two markets came from.
//!
//! ```text
//! delta  Δ dS           gamma  ½ Γ dS²         vega   𝒱 dσ          volga  ½ V_σσ dσ²
//! theta  Θ dt           vanna  V_Sσ dS dσ      rho    V_b db + (ρ − V_b) dr + (ρ_c + V_b) dr_c
//! rest   P − all of these,       P = V after − V before + cash
//! ```
//!
//! V value, Δ Γ 𝒱 Θ ρ ρ_c its Greeks in the first market; dS, dσ, dt, dr, dr_c the changes of spot, of the
//! position's own volatility, of time and of the rates of quote currency and coin; db that of the carry,
//! b = ln(F/S)/T, so that a forward which moves against the spot is told from rates, with V_b = −ρ_c, or ρ for
//! what settles in coin. P comes from two full valuations, or from the full revaluation of what moves. The rest
//! is of third order in the moves of price and volatility, and of second in those that go with time.

mod terms;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use terms::ProfitTerms;
use terms::{Second, between};

use super::valued::valued;
use super::{Excluded, Portfolio, Position};
use crate::SchemaVersion;
use crate::error::{Code, Error, Notice};
use crate::market::{GREATEST_VOLATILITY, Market, Quotes, Timestamp, format_instant};
use crate::method::OperationDescription;
use crate::operations::Operation;
use crate::progress::Progress;

/// Days of a year in which options count their time.
const YEAR_DAYS: f64 = 365.0;
const DAY_MILLISECONDS: f64 = 86_400_000.0;
const MOST_DAYS: f64 = 36_500.0;
const PRICE_MOVES: std::ops::RangeInclusive<f64> = -0.999..=1000.0;

/// Money that came or went between the two markets.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct CashFlow {
    /// The position that it belongs to.
    pub id: String,
    /// In quote currency: funding, premiums and settlements received, fees paid below zero.
    pub amount: f64,
}

/// How a market moves, carry and rates as they are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct MarketMoves {
    /// S'/S − 1 by asset; those that are left out stand still.
    #[serde(default)]
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Record<string, number>"))]
    pub prices: BTreeMap<String, f64>,
    /// Added to every volatility.
    #[serde(default)]
    pub volatility: f64,
    /// How many pass.
    #[serde(default)]
    pub days: f64,
}

/// The same positions in two markets.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct ExplainRequest {
    /// Always 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema_version: Option<SchemaVersion>,
    /// What is held.
    pub positions: Vec<Position>,
    /// The first market.
    pub before: Quotes,
    /// The second market.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Quotes>,
    /// Or how the first one moves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moves: Option<MarketMoves>,
    /// Money that came or went between them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub cash_flows: Vec<CashFlow>,
}

/// One position with its profit in parts.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct ExplainedPosition {
    /// As in the request.
    pub id: String,
    /// The exchange-style name.
    pub label: String,
    /// The coin or currency whose price moves it.
    pub asset: String,
    /// The parts.
    #[serde(flatten)]
    pub terms: ProfitTerms,
}

/// How far an asset went.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct SpotChange {
    /// The coin.
    pub asset: String,
    /// Its price in the first market.
    pub before: f64,
    /// Its price in the second market.
    pub after: f64,
}

/// Profit and loss between two markets in parts, in quote currency.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct ExplainResponse {
    /// The moment of the first market.
    pub from: String,
    /// The moment of the second market.
    pub to: String,
    /// Days between them.
    pub days: f64,
    /// The positions that both markets value, in the order of the request.
    pub positions: Vec<ExplainedPosition>,
    /// Their sums.
    pub total: ProfitTerms,
    /// The prices that moved them.
    pub spots: Vec<SpotChange>,
    /// The positions that could not be valued.
    pub excluded: Vec<Excluded>,
    /// What should be known of the figures.
    pub warnings: Vec<Notice>,
}

/// The parts of the profit of each position.
pub fn run(request: &ExplainRequest) -> Result<ExplainResponse, Error> {
    let portfolio = Portfolio::check(&request.positions).map_err(|error| error.inside("positions"))?;
    let before = request.before.check().map_err(|error| error.inside("before"))?;
    let second = second(request, &before)?;
    let to = match &second {
        Second::Market(after, _) => after.valuation_time(),
        Second::Moves(_, to) => *to,
    };
    let years = before.years_to(to);
    let (held, mut excluded) = valued(&portfolio, &before);
    for (i, flow) in request.cash_flows.iter().enumerate() {
        if !flow.amount.is_finite() {
            let message = format!("The amount is {}; it is a number.", flow.amount);
            return Err(Error::invalid(format!("cashFlows[{i}].amount"), message));
        }
        if !portfolio.positions().iter().any(|held| held.id == flow.id) {
            let message = format!("There is no position {:?}.", flow.id);
            return Err(Error::new(Code::NotFound, message).at(format!("cashFlows[{i}].id")));
        }
    }
    let cash =
        |id: &str| request.cash_flows.iter().filter(|flow| flow.id == id).map(|flow| flow.amount).sum();
    let mut response = ExplainResponse {
        from: format_instant(before.valuation_time()),
        to: format_instant(to),
        days: years * YEAR_DAYS,
        positions: vec![],
        total: ProfitTerms::default(),
        spots: vec![],
        excluded: vec![],
        warnings: vec![],
    };
    for one in &held {
        let position = one.0;
        let asset = position.contract.asset();
        let (terms, settled) = match between(one, &before, &second, cash(&position.id)) {
            Ok(found) => found,
            Err(error) => {
                excluded.push(Excluded { id: position.id.clone(), reason: error.message });
                continue;
            }
        };
        if settled {
            let message =
                format!("{} expired on the way and is settled at the second price.", position.label);
            response.warnings.push(Notice::new("expired", message));
        }
        response.total.add(&terms);
        if !response.spots.iter().any(|spot| spot.asset == asset)
            && let (Ok(before), Ok(after)) = (before.spot(asset), second.spot(&before, asset))
        {
            response.spots.push(SpotChange { asset: asset.to_owned(), before, after });
        }
        response.positions.push(ExplainedPosition {
            id: position.id.clone(),
            label: position.label.clone(),
            asset: asset.to_owned(),
            terms,
        });
    }
    response.excluded = excluded;
    Ok(response)
}

/// The second market, or how the first one moves.
fn second(request: &ExplainRequest, before: &Market) -> Result<Second, Error> {
    match (&request.after, &request.moves) {
        (Some(after), None) => {
            let after = after.check().map_err(|error| error.inside("after"))?;
            let years = before.years_to(after.valuation_time());
            if years < 0.0 {
                let message = "The second market lies before the first one.";
                return Err(Error::invalid("after.valuationTime", message));
            }
            Ok(Second::Market(after, years))
        }
        (None, Some(moves)) => {
            let refused = |path: String, what: &str| Err(Error::invalid(format!("moves.{path}"), what));
            if let Some((asset, _)) = moves.prices.iter().find(|(_, m)| !PRICE_MOVES.contains(*m)) {
                return refused(format!("prices.{asset}"), "A price move lies between -0.999 and 1000.");
            }
            if !(-GREATEST_VOLATILITY..=GREATEST_VOLATILITY).contains(&moves.volatility) {
                return refused("volatility".to_owned(), "The change of volatility lies within ±10.");
            }
            if !(0.0..=MOST_DAYS).contains(&moves.days) {
                return refused("days".to_owned(), "The days lie between 0 and 36500.");
            }
            let passed = (moves.days * DAY_MILLISECONDS) as i64;
            let to = Timestamp::from_millisecond(before.valuation_time().as_millisecond() + passed);
            let late = || Error::invalid("moves.days", "That is after the year 9999.");
            Ok(Second::Moves(moves.clone(), to.ok_or_else(late)?))
        }
        _ => Err(Error::invalid("after", "The second market is given by `after` or by `moves`.")),
    }
}

/// The operation `explain`.
pub struct Explain;

impl Operation for Explain {
    type Request = ExplainRequest;
    type Response = ExplainResponse;

    fn describe() -> OperationDescription {
        OperationDescription {
            name: "explain",
            book: "",
            label: "Profit explained",
            summary: "Parts the profit and loss between two markets into delta, gamma, vega, theta, vanna, volga, rates and carry, and a rest: Δ dS + ½ Γ dS² + V dσ + Θ dt + V_Sσ dS dσ + ½ V_σσ dσ² + rates + rest, each from the first market's Greeks; the profit itself is from two full valuations.",
            parameters: vec![],
        }
    }

    fn run(request: &ExplainRequest, _progress: &mut dyn Progress) -> Result<ExplainResponse, Error> {
        run(request)
    }
}
