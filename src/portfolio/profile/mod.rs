//! The operation `profile`: profit and loss of positions against price, volatility and time.
//!
//! Every position is revalued in full through its [`Revaluation`](crate::pricing::Revaluation), so that an
//! instrument is in the picture as soon as it exists. The price of one asset, the reference, moves; the
//! other assets stand still and are left out, move by the same percentage, or move by their beta,
//! S_i'/S_i = (S'/S)^β_i. See [`picture`] for the formula and [`ladders`] for the Greeks.

mod ladders;
mod picture;
mod request;
mod response;

use std::collections::BTreeMap;

pub use request::{ProfileCurrency, ProfileOthers, ProfileRequest, ProfileSince};
pub use response::{
    HeatMap, Mover, PriceLadder, ProfileCurve, ProfileMoment, ProfilePoint, ProfileResponse, VegaLadder,
};

use self::ladders::{price_ladder, vega_ladder};
use self::picture::{Picture, Point, extremes};
use super::beta::beta;
use super::valued::{Valued, valued};
use super::{Excluded, Portfolio};
use crate::error::{Code, Error, Notice};
use crate::market::{PriceHistory, PriceTable, QUOTE_CURRENCY, Timestamp, format_instant, is_money};
use crate::method::OperationDescription;
use crate::operations::Operation;
use crate::progress::Progress;

/// How many prices a curve has, beside the strikes.
const CURVE_POINTS: usize = 161;
/// How many strikes are added to them, so that kinks are seen.
const MOST_STRIKES: usize = 200;
/// Prices and volatilities of the heat map.
const HEAT_POINTS: (usize, usize) = (21, 13);
/// How many expiries have a curve.
const MOST_EXPIRIES: usize = 16;
/// Days of a year in which options count their time.
const YEAR_DAYS: f64 = 365.0;

/// Profit and loss of the positions of a request.
pub fn run(request: &ProfileRequest, progress: &mut dyn Progress) -> Result<ProfileResponse, Error> {
    let settings = request.settings()?;
    let portfolio = Portfolio::check(&request.positions).map_err(|error| error.inside("positions"))?;
    let market = request.quotes.check().map_err(|error| error.inside("quotes"))?;
    let history = match &request.prices {
        Some(table) if request.others == ProfileOthers::Beta => {
            Some(table.check().map_err(|error| error.inside("prices"))?)
        }
        _ => None,
    };
    let (held, mut excluded) = valued(&portfolio, &market);
    let asset = reference(request, &held)?;
    let spot = market.spot(&asset).map_err(|error| error.at("asset"))?;
    let mut warnings = vec![];
    let (held, assets) = in_picture(request, held, &asset, history.as_ref(), &mut excluded);
    let value = held.iter().map(|(_, valuation)| valuation.figures.value).sum();
    let earned = match request.since {
        ProfileSince::Now => 0.0,
        ProfileSince::Entry => held.iter().map(|one| since_entry(one, &mut warnings)).sum(),
    };
    let coin = (request.counted_in == ProfileCurrency::Coin).then_some(spot);
    let picture = Picture { held, assets, value, earned, coin, smile: request.smile };

    let moves = price_moves(settings.range, CURVE_POINTS, &strikes(&picture, &asset, spot));
    let years = |date: Timestamp| market.years_to(date);
    let today = (ProfileMoment::Today, market.valuation_time());
    let chosen = settings.dates.iter().map(|date| (ProfileMoment::Chosen, *date));
    let mut expiries = expiries(&picture);
    if expiries.len() > MOST_EXPIRIES {
        let message = format!("Of {} expiries the first {MOST_EXPIRIES} have a curve.", expiries.len());
        warnings.push(Notice::new("expiriesLeftOut", message));
        expiries.truncate(MOST_EXPIRIES);
    }
    let expiring = expiries.iter().map(|date| (ProfileMoment::Expiry, *date));
    let moments: Vec<(ProfileMoment, Timestamp)> =
        std::iter::once(today).chain(chosen).chain(expiring).collect();

    let heat_date = settings.dates.first().copied().unwrap_or(market.valuation_time());
    let (heat_map, ladder) = {
        let moment = picture.after(&market, years(heat_date))?;
        let moves = price_moves(settings.range, HEAT_POINTS.0, &[]);
        let volatility_shifts =
            spread((-settings.volatility_range, settings.volatility_range), HEAT_POINTS.1);
        let points: Vec<Point> =
            volatility_shifts.iter().flat_map(|&shift| moves.iter().map(move |&m| (m, shift))).collect();
        let ladder = price_ladder(&moment, &moves, settings.volatility_shift);
        (HeatMap { profit: moment.profits(&points), moves, volatility_shifts }, ladder)
    };
    let mut curves = Vec::with_capacity(moments.len());
    for (done, &(moment, date)) in moments.iter().enumerate() {
        progress.report(done, moments.len(), "revaluing positions");
        let then = picture.after(&market, years(date))?;
        let points: Vec<Point> = moves.iter().map(|&m| (m, settings.volatility_shift)).collect();
        let profit = then.profits(&points);
        let (worst, best) = extremes(&moves, &profit);
        curves.push(ProfileCurve {
            moment,
            date: format_instant(date),
            days: years(date) * YEAR_DAYS,
            break_evens: then.break_evens(&moves, &profit, settings.volatility_shift),
            worst,
            best,
            profit,
        });
    }
    let finite = curves.iter().all(|curve| curve.worst.profit.is_finite() && curve.best.profit.is_finite());
    if !finite || !heat_map.profit.iter().all(|profit| profit.is_finite()) {
        return Err(Error::new(Code::InvalidValue, "The profits are too large for numbers."));
    }
    let movers = movers(&picture, spot);
    Ok(ProfileResponse {
        valuation_time: format_instant(market.valuation_time()),
        spot,
        currency: if coin.is_some() { asset.clone() } else { QUOTE_CURRENCY.to_owned() },
        value: coin.map_or(value, |spot| value / spot),
        moves,
        curves,
        heat_map,
        ladder,
        vega_ladder: vega_ladder(&picture, &market),
        beta_weighted_delta: movers.iter().map(|mover| mover.weighted_delta).sum(),
        movers,
        positions: picture.held.len(),
        excluded,
        warnings,
        asset,
    })
}

/// Whose price moves: as asked for, else the asset with the largest gross exposure.
fn reference(request: &ProfileRequest, held: &[Valued]) -> Result<String, Error> {
    let mut exposures: BTreeMap<&str, f64> = BTreeMap::new();
    for (held, valuation) in held {
        *exposures.entry(held.contract.asset()).or_default() += valuation.exposure.abs();
    }
    exposures.retain(|asset, _| *asset != QUOTE_CURRENCY);
    if let Some(asset) = &request.asset {
        if exposures.contains_key(asset.as_str()) {
            return Ok(asset.clone());
        }
        return Err(Error::new(Code::NotFound, format!("No position is in {asset}.")).at("asset"));
    }
    let greatest = exposures.iter().max_by(|a, b| a.1.total_cmp(b.1));
    greatest
        .map(|(asset, _)| (*asset).to_owned())
        .ok_or_else(|| Error::invalid("positions", "No position has a price that could move."))
}

/// The positions of the picture, and how their assets move.
fn in_picture<'a>(
    request: &ProfileRequest,
    held: Vec<Valued<'a>>,
    asset: &str,
    history: Option<&PriceHistory>,
    excluded: &mut Vec<Excluded>,
) -> (Vec<Valued<'a>>, Vec<(String, f64)>) {
    let mut assets: Vec<(String, f64)> = vec![];
    let beta_of = |other: &str| match request.others {
        _ if other == asset => Some(1.0),
        ProfileOthers::Still => None,
        _ if is_money(other) => Some(0.0),
        ProfileOthers::Parallel => Some(1.0),
        ProfileOthers::Beta => request.betas.get(other).copied().or_else(|| beta(history?, other, asset)),
    };
    let in_picture = |(position, _): &Valued| {
        let other = position.contract.asset();
        match assets
            .iter()
            .find(|(known, _)| known == other)
            .map(|(_, beta)| *beta)
            .or_else(|| beta_of(other))
        {
            Some(beta) => {
                if other != QUOTE_CURRENCY && !assets.iter().any(|(known, _)| known == other) {
                    assets.push((other.to_owned(), beta));
                }
                true
            }
            None => {
                if request.others == ProfileOthers::Beta {
                    let reason = format!("There are too few prices for a beta of {other} to {asset}.");
                    excluded.push(Excluded { id: position.id.clone(), reason });
                }
                false
            }
        }
    };
    (held.into_iter().filter(in_picture).collect(), assets)
}

/// What a position has earned since its entry; 0 where none is known.
fn since_entry((held, valuation): &Valued, warnings: &mut Vec<Notice>) -> f64 {
    match held.holding.entry_price {
        _ if held.contract.margined() => valuation.figures.value,
        Some(entry) => valuation.figures.value - held.holding.quantity * entry,
        None => {
            let message = format!("{} has no entry price: its profit so far is taken as 0.", held.label);
            warnings.push(Notice::new("noEntryPrice", message));
            0.0
        }
    }
}

/// Equally far apart, both ends among them.
fn spread((low, high): (f64, f64), points: usize) -> Vec<f64> {
    let step = (high - low) / (points - 1) as f64;
    // + 0 turns −0 into 0.
    (0..points).map(|i| if i + 1 == points { high } else { low + step * i as f64 } + 0.0).collect()
}

/// The price moves of a curve, ascending: equally far apart, no move at all, and the strikes.
fn price_moves(range: (f64, f64), points: usize, strikes: &[f64]) -> Vec<f64> {
    let within = |m: &f64| range.0 < *m && *m < range.1;
    let mut moves = spread(range, points);
    // A point of the grid that is no move but for rounding would stand beside the one that is none.
    let step = (range.1 - range.0) / (points - 1) as f64;
    moves.retain(|m| m.abs() > 1e-9 * step);
    moves.extend(std::iter::once(&0.0).chain(strikes).filter(|m| within(m)));
    moves.sort_by(f64::total_cmp);
    moves.dedup_by(|a, b| (*a - *b).abs() < 1e-12);
    moves
}

/// The strikes of the reference as price moves.
fn strikes(picture: &Picture, asset: &str, spot: f64) -> Vec<f64> {
    let of_reference = picture.held.iter().filter(|(held, _)| held.contract.asset() == asset);
    let mut strikes: Vec<f64> =
        of_reference.filter_map(|(held, _)| Some(held.contract.needs().volatility?.1 / spot - 1.0)).collect();
    strikes.sort_by(f64::total_cmp);
    strikes.dedup();
    strikes.truncate(MOST_STRIKES);
    strikes
}

/// When something of the picture expires, ascending.
fn expiries(picture: &Picture) -> Vec<Timestamp> {
    let mut expiries: Vec<Timestamp> =
        picture.held.iter().filter_map(|(held, _)| held.contract.needs().forward).collect();
    expiries.sort_unstable();
    expiries.dedup();
    expiries
}

/// How each asset moves, and what it adds to the delta.
fn movers(picture: &Picture, spot: f64) -> Vec<Mover> {
    let exposure = |asset: &str| {
        let of_asset = picture.held.iter().filter(|(held, _)| held.contract.asset() == asset);
        of_asset.map(|(_, valuation)| valuation.exposure).sum::<f64>()
    };
    let moved = picture.assets.iter().filter(|(_, beta)| *beta != 0.0);
    moved
        .map(|(asset, beta)| {
            let exposure = exposure(asset);
            Mover { asset: asset.clone(), beta: *beta, exposure, weighted_delta: beta * exposure / spot }
        })
        .collect()
}

/// The operation `profile`.
pub struct Profile;

impl Operation for Profile {
    type Request = ProfileRequest;
    type Response = ProfileResponse;

    fn describe() -> OperationDescription {
        OperationDescription {
            name: "profile",
            book: "",
            label: "Payoff",
            summary: "Revalues the positions at other prices, volatilities and dates: P(S', σ + v, t) = V(S', σ + v, t) − V now. An option that expires on the way pays by the price of the day asked for; carry and rates stay.",
            parameters: request::parameters(),
        }
    }

    fn run(request: &ProfileRequest, progress: &mut dyn Progress) -> Result<ProfileResponse, Error> {
        run(request, progress)
    }

    fn prices(request: &mut ProfileRequest) -> Option<&mut Option<PriceTable>> {
        Some(&mut request.prices)
    }
}
