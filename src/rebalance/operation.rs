//! The operation `rebalance`: from holdings, market and target to a plan.

use std::collections::BTreeMap;

use super::book::{Book, Line, Terms};
use super::costs::daily_volatility;
use super::drift;
use super::plan::{Plan, Reason, Unplaced, plan};
use super::request::{AVERAGE, HORIZON, IMPACT, LONG_TERM, ROLL, RebalanceRequest, UnnamedAssets};
use super::response::{
    AssetDrift, OrderPurpose, PlannedOrder, RebalanceConvention, RebalanceResponse, UnplacedOrder,
};
use super::tax_lots::{Lot, RealisedGain, realised};
use super::tradable::Tradable;
use super::ways::ways;
use crate::error::{Error, Notice};
use crate::hedge::{self, HedgeRequest};
use crate::market::{Market, PriceHistory, QUOTE_CURRENCY, Returns, Timestamp, parse_instant};
use crate::method::OperationDescription;
use crate::operations::Operation;
use crate::portfolio::Portfolio;
use crate::pricing::instrument::Instrument;
use crate::progress::Progress;

/// Costs above this part of the equity are worth a word.
const DEAR: f64 = 0.02;

/// Mean volumes of the last days.
fn volumes(request: &RebalanceRequest, now: Timestamp) -> Result<BTreeMap<String, f64>, Error> {
    let mut known = BTreeMap::new();
    for (i, series) in request.volumes.iter().enumerate() {
        let mean =
            series.recent(AVERAGE as usize, now).map_err(|error| error.inside(&format!("volumes[{i}]")))?;
        if let Some((mean, _)) = mean {
            known.insert(series.asset.clone(), mean);
        }
    }
    Ok(known)
}

/// The volatility of a day of an asset.
fn volatility(history: &PriceHistory, asset: &str) -> Option<f64> {
    let returns = Returns::logarithmic(history, asset).ok()?;
    daily_volatility(returns.column(0), returns.sample().periods_per_year)
}

/// The plan.
pub fn run(request: &RebalanceRequest) -> Result<RebalanceResponse, Error> {
    let mut rules = request.rules()?;
    let portfolio = Portfolio::check(&request.positions).map_err(|error| error.inside("positions"))?;
    let market = request.quotes.check().map_err(|error| error.inside("quotes"))?;
    let history = request.prices.as_ref().map(|table| table.check().map_err(|error| error.inside("prices")));
    let history = history.transpose()?;
    let volumes = volumes(request, market.valuation_time())?;
    let of_asset = |asset: &String| Some((asset.clone(), volatility(history.as_ref()?, asset)?));
    let terms = Terms {
        request,
        fee: request.fee(),
        horizon_days: f64::from(request.horizon_days.unwrap_or(HORIZON)),
        roll_days: f64::from(request.roll_days.unwrap_or(ROLL)),
        impact: request.impact.unwrap_or(IMPACT),
        volatilities: volumes.keys().filter_map(of_asset).collect(),
        volumes,
    };
    let mut book = Book::new(&portfolio, &market, &terms)?;
    let worth: f64 = book.lines.iter().map(|line| line.held * line.tradable.close_value).sum();
    let equity = book.cash + request.flow + book.beside + worth;
    if equity <= 0.0 {
        let message =
            format!("The equity with the flow is {equity:.2}: there is nothing for weights to be parts of.");
        return Err(Error::invalid("positions", message));
    }
    let (rolls, mut unplaced) = super::rolls::roll(&mut book, &market, &terms)?;
    for line in &mut book.lines {
        let stays = request.unnamed == UnnamedAssets::Stay;
        let named = request.target.iter().any(|share| share.asset == line.asset);
        line.tradable.aside = if named || stays { line.held + line.moved } else { 0.0 };
    }
    let part = (1.0 - book.unnamed / equity).max(0.0);
    let mut all_ways = vec![];
    let goals = request.target.iter().filter(|share| share.asset != QUOTE_CURRENCY);
    for share in goals {
        if request.hedge.is_some() {
            // What stays is the hedge's.
            book.exposures.remove(&share.asset);
        }
        let target = part * share.weight;
        let (found, instrument) = ways(&market, &share.asset, target * equity, request.reached_by, &terms);
        all_ways.extend(found);
        let chosen = book.line(&instrument, &market, &terms).map_err(|error| error.inside("target"))?;
        let rest = book.aim(&share.asset, chosen, target, equity);
        if rest != 0.0 {
            let line = &book.lines[chosen];
            let unit = line.tradable.unit_exposure;
            unplaced.push(UnplacedOrder {
                label: line.tradable.name.clone(),
                asset: share.asset.clone(),
                quantity: (unit != 0.0).then(|| rest / unit),
                exposure: rest,
                reason: "short",
                explanation: "Coins are not sold short; perpetuals or futures could be.".into(),
            });
        }
    }
    book.settle();
    let mut warnings = hedged(request, &mut book, &market, &terms)?;
    by_hand(request, &mut book)?;

    rules.beside = book.beside;
    let lines: Vec<Tradable> = book.lines.iter().map(|line| line.tradable.clone()).collect();
    let held: Vec<f64> = book.lines.iter().map(|line| line.held).collect();
    let target: Vec<f64> = book.lines.iter().map(|line| line.target).collect();
    let made = plan(book.cash, request.flow, &held, &target, &lines, &rules);

    unplaced.extend(made.unplaced.iter().map(|row| told(row, &book.lines[row.line])));
    let drift = drifts(request, &book, &made, part);
    let known: Vec<String> = history.as_ref().map_or_else(Vec::new, |history| history.assets().to_vec());
    let groups = drift::of_groups(&drift, &request.groups, &known)?;
    let mut orders: Vec<PlannedOrder> =
        made.orders.iter().map(|order| written(request, order, &book.lines[order.line], &terms)).collect();
    orders.sort_by_key(|order| order.quantity > 0.0);
    let gains = orders.iter().filter_map(|order| order.gain).reduce(|a, b| RealisedGain {
        short_term: a.short_term + b.short_term,
        long_term: a.long_term + b.long_term,
        without_basis: a.without_basis + b.without_basis,
    });
    warnings.extend(notices(request, &book, &made, &orders));
    Ok(RebalanceResponse {
        drift_now: drift::half_sum(&drift, |row| row.drift),
        drift_after: drift::half_sum(&drift, |row| row.after.map(|after| after - row.target)),
        drift,
        groups,
        days: orders.iter().map(|order| order.slices).max().unwrap_or(0),
        orders,
        unplaced,
        account: made.account,
        cost: made.cost(),
        equity_before: made.equity_before,
        equity_after: made.equity_after,
        unpaid: made.unpaid,
        locked: made.locked,
        fee: terms.fee,
        ways: all_ways,
        rolls,
        gains,
        convention: convention(),
        excluded: book.excluded,
        warnings,
    })
}

/// Adds the orders that hedge what stays.
fn hedged(
    request: &RebalanceRequest,
    book: &mut Book,
    market: &Market,
    terms: &Terms,
) -> Result<Vec<Notice>, Error> {
    let Some(asked) = request.hedge.as_ref().filter(|_| !book.staying.is_empty()) else { return Ok(vec![]) };
    let found = hedge::run(&HedgeRequest {
        schema_version: None,
        positions: book.staying.clone(),
        quotes: request.quotes.clone(),
        instruments: asked.instruments.clone(),
        within: asked.within,
        bands: asked.bands.clone(),
        numeraire: asked.numeraire,
    })
    .map_err(|error| error.inside("hedge"))?;
    for trade in &found.trades {
        let k = book.line(&trade.instrument, market, terms).map_err(|error| error.inside("hedge"))?;
        let line = &mut book.lines[k];
        line.tradable.extra += trade.quantity;
        line.purpose = OrderPurpose::Hedge;
    }
    Ok(found
        .explanation
        .map(|message| Notice::new("hedgeOutOfReach", message).at("hedge"))
        .into_iter()
        .collect())
}

/// Puts orders by hand in the place of what the target asks.
fn by_hand(request: &RebalanceRequest, book: &mut Book) -> Result<(), Error> {
    for (name, &quantity) in &request.by_hand.0 {
        let Some(line) = book.lines.iter_mut().find(|line| line.tradable.name == *name) else {
            let message = format!("{name} is not part of this plan.");
            return Err(Error::invalid(format!("byHand.{name}"), message));
        };
        line.target = 0.0;
        (line.tradable.aside, line.tradable.extra) = (line.held, quantity);
        line.purpose = OrderPurpose::ByHand;
    }
    Ok(())
}

fn drifts(request: &RebalanceRequest, book: &Book, made: &Plan, part: f64) -> Vec<AssetDrift> {
    let exposure = |asset: &str, units: &dyn Fn(usize) -> f64| -> Option<f64> {
        let mut sum = book.exposures.get(asset).copied().unwrap_or(0.0);
        for (k, line) in book.lines.iter().enumerate().filter(|(_, line)| line.asset == asset) {
            line.tradable.price?;
            // An option's line counts its coin as notional; its delta is the hedge's affair.
            if line.margined || matches!(line.instrument, Instrument::Spot(_) | Instrument::Cash(_)) {
                sum += units(k) * line.tradable.unit_exposure;
            }
        }
        Some(sum)
    };
    let mut names: Vec<(&str, f64)> = (request.target.iter())
        .filter(|share| share.asset != QUOTE_CURRENCY)
        .map(|share| (share.asset.as_str(), part * share.weight))
        .collect();
    for line in &book.lines {
        if !names.iter().any(|(asset, _)| *asset == line.asset) {
            names.push((&line.asset, 0.0));
        }
    }
    let row = |(asset, target): (&str, f64)| {
        let weight = exposure(asset, &|k| book.lines[k].held).map(|money| money / made.equity_before);
        let after = exposure(asset, &|k| made.held[k]).map(|money| money / made.equity_after);
        AssetDrift {
            asset: asset.to_owned(),
            weight,
            target,
            drift: weight.map(|weight| weight - target),
            after,
        }
    };
    names.into_iter().map(row).collect()
}

fn written(request: &RebalanceRequest, order: &super::Order, line: &Line, terms: &Terms) -> PlannedOrder {
    let n = f64::from(order.slices);
    let sigma = terms.volatilities.get(&line.asset);
    // A slice a day: what is left moves with the price each day until the last.
    let waits = ((n - 1.0) * (2.0 * n - 1.0) / (6.0 * n)).sqrt();
    PlannedOrder {
        label: line.tradable.name.clone(),
        asset: line.asset.clone(),
        instrument: line.instrument.clone(),
        purpose: line.purpose,
        quantity: order.quantity,
        price: order.price,
        limit_price: order.limit_price,
        notional: order.notional,
        cash: order.cash,
        fee: order.fee,
        spread: order.spread,
        impact: order.impact,
        gas: order.gas,
        cost: order.cost(),
        slices: order.slices,
        slice_quantity: order.quantity / n,
        waiting_risk: sigma.map(|sigma| sigma * waits * order.notional),
        from_flow: order.from_flow,
        gain: gain(request, order, line),
    }
}

/// What a sale of coins realises.
fn gain(request: &RebalanceRequest, order: &super::Order, line: &Line) -> Option<RealisedGain> {
    let Instrument::Spot(_) = &line.instrument else { return None };
    if order.quantity >= 0.0 {
        return None;
    }
    let now = parse_instant(&request.quotes.valuation_time)?;
    let age = |date: &str| {
        let bought = parse_instant(date)?;
        Some((now.as_millisecond() - bought.as_millisecond()) as f64 / 86_400_000.0)
    };
    let mut lots: Vec<Lot> = (request.lots.iter().filter(|lot| lot.asset == line.asset))
        .map(|lot| Lot { quantity: lot.quantity, cost: lot.cost, days: lot.date.as_deref().and_then(age) })
        .collect();
    // The longest held first; those without a date stay where they are.
    lots.sort_by(|a, b| b.days.partial_cmp(&a.days).unwrap_or(std::cmp::Ordering::Equal));
    if lots.is_empty() {
        let bought = request.positions.iter().filter(|position| {
            matches!(&position.instrument, Instrument::Spot(spot) if spot.asset == line.asset)
                && position.quantity > 0.0
        });
        lots = bought
            .filter_map(|position| {
                Some(Lot { quantity: position.quantity, cost: position.entry_price?, days: None })
            })
            .collect();
    }
    if lots.is_empty() {
        return None;
    }
    let long_term = f64::from(request.long_term_days.unwrap_or(LONG_TERM));
    Some(realised(&lots, request.lot_choice, -order.quantity, order.price, order.cost(), long_term))
}

fn told(row: &Unplaced, line: &Line) -> UnplacedOrder {
    let name = &line.asset;
    let (reason, explanation) = match row.reason {
        Reason::NoPrice => ("noPrice", format!("{name} has no price today.")),
        Reason::Tolerance => {
            ("tolerance", "The gap is within the tolerance, or only flows are traded.".into())
        }
        Reason::Direction => ("direction", "The plan trades the other way only.".into()),
        Reason::NoVolume => ("noVolume", format!("The volume of {name} is zero.")),
        Reason::ShareOfVolume => {
            ("shareOfVolume", format!("It is more of the volume of {name} than the slices may be."))
        }
        Reason::Costs => {
            ("costs", "It would cost more than the greatest cost, or all that it is worth.".into())
        }
        Reason::Lot => ("lot", format!("It is less than a lot of {}.", line.tradable.lot)),
        Reason::LeastNotional => ("leastOrder", "It is worth less than the least order.".into()),
        Reason::Cash => ("cash", "There is not enough cash.".into()),
        Reason::Margin => ("margin", "There is not enough cash for its margin.".into()),
    };
    UnplacedOrder {
        label: line.tradable.name.clone(),
        asset: name.clone(),
        quantity: (line.tradable.price.is_some()).then_some(row.quantity),
        exposure: row.exposure,
        reason,
        explanation,
    }
}

fn notices(request: &RebalanceRequest, book: &Book, made: &Plan, orders: &[PlannedOrder]) -> Vec<Notice> {
    let mut notices = vec![];
    if made.unpaid > 0.0 {
        let message = format!("{:.2} of the withdrawal cannot be paid.", made.unpaid);
        notices.push(Notice::new("unpaid", message).at("flow"));
    }
    if made.cost() > DEAR * made.equity_before {
        let part = 100.0 * made.cost() / made.equity_before;
        notices
            .push(Notice::new("dear", format!("The orders cost {part:.1} % of the equity.")).at("takerFee"));
    }
    let mut silent: Vec<&str> = vec![];
    for line in book.lines.iter().filter(|line| orders.iter().any(|order| order.label == line.tradable.name))
    {
        let known = line.tradable.costs.volume.is_some() && line.tradable.costs.impact > 0.0;
        if !known && request.impact != Some(0.0) && !silent.contains(&line.asset.as_str()) {
            silent.push(&line.asset);
        }
    }
    if !silent.is_empty() {
        let message = format!(
            "No volume or no volatility is known of {}: these orders count no impact and are not sliced.",
            silent.join(", ")
        );
        notices.push(Notice::new("noImpact", message).at("volumes"));
    }
    notices
}

fn convention() -> RebalanceConvention {
    RebalanceConvention {
        weights: "Parts of the equity with the flow, less the value of coins that are not named and stay. Where cash is short of the costs and of the cash that stays, parts of what these leave.".into(),
        limits: "Price; the flow, which closes the same part of every gap on its side; tolerance; direction; volume; share of the volume and greatest cost, by slices; lots; least order; cash and margin, for which purchases are cut in one proportion after all sales.".into(),
        costs: "Fee, half the spread, and per slice the volatility of a day times the root of its share of the volume of a day, all of the notional; gas per slice. Makers pay no spread and may not be filled. Prices are in the middle.".into(),
        account: "Every amount is rounded to the cent when it is formed; cents are whole numbers and add up exactly.".into(),
        exposure: "What is held of an asset in any instrument counts; the chosen instrument closes the gap. Options and pools stay and count by their delta, unless they are hedged apart.".into(),
    }
}

/// The operation `rebalance`.
pub struct PlanOrders;

impl Operation for PlanOrders {
    type Request = RebalanceRequest;
    type Response = RebalanceResponse;

    fn describe() -> OperationDescription {
        super::describe::describe()
    }

    fn prices(request: &mut RebalanceRequest) -> Option<&mut Option<crate::market::PriceTable>> {
        Some(&mut request.prices)
    }

    fn run(request: &RebalanceRequest, _progress: &mut dyn Progress) -> Result<RebalanceResponse, Error> {
        run(request)
    }
}
