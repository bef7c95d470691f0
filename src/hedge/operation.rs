//! The operation `hedge`: from positions and bands to trades, and the check of what they leave.
//!
//! What is bought and settles in coin is paid in coin: a trade adds Δ − v to the delta, the net transaction
//! delta, v its premium in coin. Counted in coin (`numeraire`), what is a number of coins has no delta: of
//! each position Δ − v counts, v its value in coin where it settles so, and coins held count nothing. What
//! remains is not taken from the program: positions and trades are valued anew, together.

use super::program::{self, Offer, Target, Trades};
use super::request::{Band, HedgeBand, HedgeInstrument, HedgeRequest, Numeraire};
use super::response::{
    HedgeOffer, HedgePayment, HedgeResponse, HedgeStatus, HedgeTrade, HedgedAsset, HedgedGreek,
};
use crate::error::{Code, Error, Notice};
use crate::market::{Market, QUOTE_CURRENCY, is_currency, parse_expiry, parse_instant};
use crate::method::OperationDescription;
use crate::operations::Operation;
use crate::portfolio::price::{self, PriceRequest, PriceResponse};
use crate::portfolio::{AssetTotals, Position};
use crate::pricing::instrument::{Holding, Instrument, perpetual::Perpetual, spot::Spot};
use crate::pricing::{Settlement, Valuation};
use crate::progress::Progress;

/// Between two trades that cost nothing the smaller one is taken: this part of the notional counts as a cost.
const SMALLER: f64 = 1e-9;
/// A band is missed when it is by more than this part of its width and of where the Greek stood.
const HELD: f64 = 1e-7;

/// What trading costs where nobody says: the exchanges' usual fees for takers, and a spread as options have it.
const USUAL_FEE: f64 = 0.0005;
const USUAL_OPTION_FEE: f64 = 0.0003;
const USUAL_HALF_SPREAD: f64 = 0.02;
/// So many of the options held are offered where nobody says which.
const MOST_USUAL_OPTIONS: usize = 12;

/// The Greeks of one asset: delta, gamma, vega, theta.
type Greeks = [f64; 4];
const NAMES: [&str; 3] = ["delta", "gamma", "vega"];

/// One unit of an instrument that may be traded.
struct Unit {
    label: String,
    asset: String,
    price: f64,
    notional: f64,
    cost: f64,
    /// With what its premium takes from the coins.
    greeks: Greeks,
    /// Coins paid for it.
    premium: f64,
    /// Quote currency paid for it.
    paid: f64,
}

/// The hedge.
pub fn run(request: &HedgeRequest) -> Result<HedgeResponse, Error> {
    request.check()?;
    let market = request.quotes.check().map_err(|error| error.inside("quotes"))?;
    let before = priced(request, &request.positions)?;
    let bands = bands_of(request, &before);
    let offered = offered(request, &bands);
    let instruments: Vec<Instrument> = (offered.iter().enumerate())
        .map(|(j, one)| one.read().map_err(|error| error.inside(&format!("instruments[{j}]"))))
        .collect::<Result<_, _>>()?;
    let units: Vec<Unit> = (offered.iter().zip(&instruments).enumerate())
        .map(|(j, (one, what))| Unit::of(one, what, &market).map_err(|error| within(error, one, j)))
        .collect::<Result<_, _>>()?;
    let spots: Vec<f64> = (bands.iter().enumerate())
        .map(|(b, band)| market.spot(&band.asset).map_err(|error| error.at(format!("bands[{b}].asset"))))
        .collect::<Result<_, _>>()?;

    let targets = targets(request, &bands, &before, &units);
    let offer = |(one, unit): (&HedgeInstrument, &Unit)| Offer {
        cost: unit.cost + SMALLER * unit.notional,
        lot: one.lot,
        most: one.most.unwrap_or(f64::INFINITY),
    };
    let offers: Vec<Offer> = offered.iter().zip(&units).map(offer).collect();
    let found = program::solve(&offers, &targets, HedgeRequest::most_nodes()).ok_or_else(|| {
        Error::new(Code::NotConverged, "The search for the trades did not come to an end; widen the bands.")
    })?;

    let after = priced(request, &with_trades(request, &instruments, &units, &found))?;
    let assets: Vec<HedgedAsset> = (bands.iter().zip(&spots))
        .map(|(band, spot)| hedged(band, *spot, request.numeraire, &before, &after))
        .collect();
    let trades = trades(request, (&offered, &instruments), &units, &found);
    let missed = explain(&assets, request, &units);
    // What counts for smallness is no cost.
    let smallest = SMALLER * trades.iter().map(|trade| trade.notional).sum::<f64>();
    let offer = |(one, unit): (&HedgeInstrument, &Unit)| HedgeOffer {
        label: unit.label.clone(),
        fee: one.fee,
        half_spread: one.half_spread,
        lot: one.lot,
        depth: one.depth,
    };
    Ok(HedgeResponse {
        status: if missed.is_some() { HedgeStatus::OutOfReach } else { HedgeStatus::Hedged },
        explanation: missed,
        cost: trades.iter().map(|trade| trade.cost).sum(),
        gap: if found.gap <= smallest { 0.0 } else { found.gap },
        warnings: (before.warnings.iter().cloned()).chain(deep(&offered, &units, &found)).collect(),
        offered: offered.iter().zip(&units).map(offer).collect(),
        payments: payments(&units, &found),
        trades,
        assets,
        excluded: before.excluded,
    })
}

/// The bands that are named, and one for each other coin that the positions move with.
fn bands_of(request: &HedgeRequest, before: &PriceResponse) -> Vec<HedgeBand> {
    let mut bands = request.bands.clone();
    let Some(within) = request.within else { return bands };
    for AssetTotals { asset, spot, .. } in &before.totals.by_asset {
        let coin = !is_currency(asset);
        let (Some(spot), true) = (spot, coin && bands.iter().all(|band| band.asset != *asset)) else {
            continue;
        };
        let held = greeks(before, asset, request.numeraire);
        let band = |greek: usize, width: Option<f64>, scale: f64| {
            let width = width.filter(|_| held[greek] != 0.0)? / scale;
            Some(Band { min: -width, max: width })
        };
        let band = HedgeBand {
            asset: asset.clone(),
            delta: band(0, within.exposure, *spot),
            gamma: band(1, within.gamma, spot * spot / 100.0),
            vega: band(2, within.vega, 0.01),
        };
        if [band.delta, band.gamma, band.vega].iter().any(Option::is_some) {
            bands.push(band);
        }
    }
    bands
}

/// What may be traded: as asked, or the usual.
fn offered(request: &HedgeRequest, bands: &[HedgeBand]) -> Vec<HedgeInstrument> {
    if !request.instruments.is_empty() {
        return request.instruments.clone();
    }
    let mut offered: Vec<HedgeInstrument> = (bands.iter())
        .map(|HedgeBand { asset, .. }| {
            let perpetual =
                Perpetual { asset: asset.clone(), settlement: Settlement::Linear, contract_size: None };
            HedgeInstrument::at(Instrument::Perpetual(perpetual), USUAL_FEE, 0.0)
        })
        .collect();
    let mut options: Vec<&Instrument> = vec![];
    for Position { instrument, .. } in &request.positions {
        let Instrument::VanillaOption(option) = instrument else { continue };
        let limited =
            |band: &HedgeBand| band.asset == option.asset && (band.gamma.is_some() || band.vega.is_some());
        let ahead = parse_expiry(&option.expiry) > parse_instant(&request.quotes.valuation_time);
        if ahead && bands.iter().any(limited) && !options.contains(&instrument) {
            options.push(instrument);
        }
    }
    let option =
        |option: &&Instrument| HedgeInstrument::at((*option).clone(), USUAL_OPTION_FEE, USUAL_HALF_SPREAD);
    offered.extend(options.iter().take(MOST_USUAL_OPTIONS).map(option));
    offered
}

fn within(mut error: Error, one: &HedgeInstrument, j: usize) -> Error {
    error.path = None;
    error.at(format!("instruments[{j}].{}", if one.symbol.is_some() { "symbol" } else { "instrument" }))
}

fn priced(request: &HedgeRequest, positions: &[Position]) -> Result<PriceResponse, Error> {
    price::run(&PriceRequest {
        schema_version: None,
        positions: positions.to_vec(),
        quotes: request.quotes.clone(),
        numeraire: None,
    })
}

/// How many coins a value is, where it is nothing but coins or settles in them.
fn coins(valuation: &Valuation) -> f64 {
    match &valuation.coin {
        Some(coin) => coin.value,
        None if valuation.figures.value == valuation.exposure => valuation.figures.delta,
        None => 0.0,
    }
}

impl Unit {
    fn of(offered: &HedgeInstrument, instrument: &Instrument, market: &Market) -> Result<Self, Error> {
        let contract = instrument.method().check()?;
        let valuation = contract.value(market, &Holding { quantity: 1.0, entry_price: None })?;
        let label = contract.symbol();
        if valuation.expired {
            return Err(Error::new(Code::InvalidValue, format!("{label} is past its expiry.")));
        }
        let figures = &valuation.figures;
        let whole = contract.margined() || figures.value == valuation.exposure;
        let notional = if whole { valuation.exposure.abs() } else { market.spot(contract.asset())? };
        let premium =
            if contract.margined() { 0.0 } else { valuation.coin.as_ref().map_or(0.0, |coin| coin.value) };
        let quoted = if contract.margined() { notional } else { valuation.price };
        Ok(Self {
            label,
            asset: contract.asset().to_owned(),
            price: valuation.price,
            notional,
            cost: offered.fee * notional + offered.half_spread * quoted,
            greeks: [figures.delta - premium, figures.gamma, figures.vega, figures.theta],
            premium,
            paid: if contract.margined() || premium != 0.0 { 0.0 } else { valuation.price },
        })
    }

    /// What one unit adds to a band.
    fn adds(&self, asset: &str, greek: usize, numeraire: Numeraire) -> f64 {
        // Coins bought with quote currency are coins: counted in coin they add nothing.
        let coins = numeraire == Numeraire::Coin && greek == 0 && self.is_coins();
        if self.asset == asset && !coins { self.greeks[greek] } else { 0.0 }
    }

    fn is_coins(&self) -> bool {
        self.premium == 0.0 && self.price == self.notional && self.greeks == [1.0, 0.0, 0.0, 0.0]
    }
}

fn bands(band: &HedgeBand) -> [Option<Band>; 3] {
    [band.delta, band.gamma, band.vega]
}

/// The Greeks of one asset.
fn greeks(priced: &PriceResponse, asset: &str, numeraire: Numeraire) -> Greeks {
    let mut sum = [0.0; 4];
    for position in priced.positions.iter().filter(|position| position.asset == asset) {
        let figures = &position.valuation.figures;
        let coins = if numeraire == Numeraire::Coin { coins(&position.valuation) } else { 0.0 };
        for (sum, figure) in
            sum.iter_mut().zip([figures.delta - coins, figures.gamma, figures.vega, figures.theta])
        {
            *sum += figure;
        }
    }
    sum
}

fn targets(
    request: &HedgeRequest,
    wanted: &[HedgeBand],
    before: &PriceResponse,
    units: &[Unit],
) -> Vec<Target> {
    let mut targets = vec![];
    for band in wanted {
        let held = greeks(before, &band.asset, request.numeraire);
        for (greek, limits) in bands(band).into_iter().enumerate() {
            let Some(Band { min, max }) = limits else { continue };
            let exposures =
                units.iter().map(|unit| unit.adds(&band.asset, greek, request.numeraire)).collect();
            targets.push(Target { exposures, before: held[greek], min, max });
        }
    }
    targets
}

/// Positions and trades with what is paid in coin.
fn with_trades(
    request: &HedgeRequest,
    instruments: &[Instrument],
    units: &[Unit],
    found: &Trades,
) -> Vec<Position> {
    let mut positions = request.positions.clone();
    // No position has an id of this length.
    let longest = positions.iter().map(|position| position.id.len()).max().unwrap_or(0);
    let mut add = |instrument: Instrument, quantity: f64| {
        let id = format!("{:>width$}", positions.len(), width = longest + 1);
        positions.push(Position { id, instrument, quantity, entry_price: None });
    };
    for ((instrument, unit), &quantity) in instruments.iter().zip(units).zip(&found.quantities) {
        add(instrument.clone(), quantity);
        if unit.premium != 0.0 {
            add(Instrument::Spot(Spot { asset: unit.asset.clone() }), -unit.premium * quantity);
        }
    }
    positions
}

fn trades(
    request: &HedgeRequest,
    (offered, instruments): (&[HedgeInstrument], &[Instrument]),
    units: &[Unit],
    found: &Trades,
) -> Vec<HedgeTrade> {
    let traded = offered.iter().zip(instruments).zip(units).zip(&found.quantities);
    traded
        .filter(|(_, quantity)| **quantity != 0.0)
        .map(|(((offered, instrument), unit), &quantity)| HedgeTrade {
            label: unit.label.clone(),
            instrument: instrument.clone(),
            quantity,
            price: unit.price,
            notional: unit.notional * quantity.abs(),
            cost: unit.cost * quantity.abs(),
            delta: unit.adds(&unit.asset, 0, request.numeraire) * quantity,
            gamma: unit.greeks[1] * quantity,
            vega: unit.greeks[2] * quantity,
            share_of_depth: offered.depth.map(|depth| quantity.abs() / depth),
        })
        .collect()
}

/// What is paid for the trades and their costs.
fn payments(units: &[Unit], found: &Trades) -> Vec<HedgePayment> {
    let mut payments: Vec<HedgePayment> = vec![];
    for (unit, quantity) in units.iter().zip(&found.quantities) {
        let cash = -unit.paid * quantity - unit.cost * quantity.abs();
        for (currency, amount) in [(QUOTE_CURRENCY, cash), (&unit.asset, -unit.premium * quantity)] {
            if amount == 0.0 {
                continue;
            }
            match payments.iter_mut().find(|payment| payment.currency == currency) {
                Some(payment) => payment.amount += amount,
                None => payments.push(HedgePayment { currency: currency.to_owned(), amount }),
            }
        }
    }
    payments
}

fn hedged(
    band: &HedgeBand,
    spot: f64,
    numeraire: Numeraire,
    before: &PriceResponse,
    after: &PriceResponse,
) -> HedgedAsset {
    let [before, after] = [before, after].map(|priced| greeks(priced, &band.asset, numeraire));
    let [delta, gamma, vega] = bands(band);
    let limits = [delta, gamma, vega, None];
    let [delta, gamma, vega, theta] = std::array::from_fn(|greek| {
        let (before, after, band) = (before[greek], after[greek], limits[greek]);
        let missed = band.map_or(0.0, |Band { min, max }| {
            let missed = (min - after).max(after - max).max(0.0);
            let size = before.abs().max(min.abs()).max(max.abs());
            if missed <= HELD * size { 0.0 } else { missed }
        });
        HedgedGreek { before, after, band, missed }
    });
    HedgedAsset { asset: band.asset.clone(), spot, delta, gamma, vega, theta }
}

/// Which bands are missed, and which nothing offered could reach.
fn explain(assets: &[HedgedAsset], request: &HedgeRequest, units: &[Unit]) -> Option<String> {
    let mut missed = vec![];
    for held in assets {
        for (greek, state) in [held.delta, held.gamma, held.vega].iter().enumerate() {
            if state.missed == 0.0 {
                continue;
            }
            let moves = |unit: &Unit| unit.adds(&held.asset, greek, request.numeraire) != 0.0;
            let why = if units.iter().any(moves) { "" } else { ", which no instrument offered moves" };
            missed.push(format!("the {} of {}{why}", NAMES[greek], held.asset));
        }
    }
    (!missed.is_empty()).then(|| {
        format!(
            "Out of reach in the sizes offered: {}. The trades come as near as they can.",
            missed.join("; ")
        )
    })
}

/// Trades that are a large part of their market.
fn deep<'a>(
    offered: &'a [HedgeInstrument],
    units: &'a [Unit],
    found: &'a Trades,
) -> impl Iterator<Item = Notice> + 'a {
    offered.iter().zip(units).zip(&found.quantities).enumerate().filter_map(
        |(j, ((offered, unit), quantity))| {
            let share = quantity.abs() / offered.depth?;
            (share > offered.share_of_depth).then(|| {
                let percent = |share: f64| (share * 1e3).round() / 10.0;
                let message = format!(
                    "The trade in {} is {} % of its depth, more than {} %: its price would move.",
                    unit.label,
                    percent(share),
                    percent(offered.share_of_depth)
                );
                Notice::new("largeTrade", message).at(format!("instruments[{j}].depth"))
            })
        },
    )
}

/// The operation `hedge`.
pub struct HedgePositions;

impl Operation for HedgePositions {
    type Request = HedgeRequest;
    type Response = HedgeResponse;

    fn describe() -> OperationDescription {
        OperationDescription {
            name: "hedge",
            book: "",
            label: "Hedge",
            summary: "Finds the trades of least cost that bring delta, and if asked gamma and vega, inside bands, in whole contract sizes.",
            parameters: vec![],
        }
    }

    fn run(request: &HedgeRequest, _progress: &mut dyn Progress) -> Result<HedgeResponse, Error> {
        run(request)
    }
}
