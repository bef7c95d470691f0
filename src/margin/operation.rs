//! The operation `margin`.

use super::book::Line;
use super::gaps::beyond_pack;
use super::joint_move;
use super::liquidation;
use super::pack::CheckedPack;
use super::pool::{Pool, PoolKey};
use super::ray::{Crossing, Side, moved};
use super::request::{MarginAccount, MarginCurve, MarginRequest};
use super::response::{
    AssetLiquidation, LiquidationPoint, MarginAccountState, MarginCurvePoint, MarginNumeraire, MarginPool,
    MarginPositionState, MarginResponse, MarginSurvival, MarginTier, MarginTotals,
};
use super::rule::Leg;
use super::staking;
use super::state::{Place, Placed, Setting, State, years};
use super::venues::{self, VENUES};
use crate::error::{Code, Error, Notice};
use crate::market::{Market, Timestamp};
use crate::method::{Choice, OperationDescription, Parameter, Unit, Value};
use crate::operations::Operation;
use crate::progress::Progress;

/// The horizon of the volatility that is asked of the quotes.
const MONTH_MILLISECONDS: i64 = 30 * 24 * 3_600_000;
/// Steps of halving by which the largest leverage is found.
const STEPS: usize = 60;

/// The operation `margin`.
pub struct MeasureMargin;

impl Operation for MeasureMargin {
    type Request = MarginRequest;
    type Response = MarginResponse;

    fn describe() -> OperationDescription {
        let any = Choice { value: venues::ANY, label: "First with figures for all" };
        let named = VENUES.iter().map(|(value, label)| Choice { value, label });
        let choices = std::iter::once(any).chain(named).collect();
        let per_asset = |least, most, default| Value::PerAsset {
            unit: Unit::None,
            min: Some(least),
            max: Some(most),
            default: Some(default),
        };
        let part = |name, label, help, least: f64| Parameter {
            name,
            label,
            help,
            value: Value::Number { unit: Unit::Fraction, min: Some(least), max: Some(0.999), default: None },
            advanced: least == 0.0,
        };
        OperationDescription {
            name: "margin",
            book: "",
            label: "Margin",
            summary: "Finds what accounts hold and must hold, and the prices at which they are liquidated.",
            parameters: vec![
                Parameter {
                    name: "pack",
                    label: "Venue",
                    help: "Whose margin rules apply to an account that names none.",
                    value: Value::Choice { choices, default: venues::ANY },
                    advanced: false,
                },
                part(
                    "survive",
                    "Move to survive",
                    "A fall and a rise of all coins that every account is asked to survive.",
                    0.001,
                ),
                part("slashing", "Slashing", "The part of staked collateral that is slashed.", 0.0),
                part("depeg", "Depeg", "What staked collateral loses to the coin behind it.", 0.0),
                Parameter {
                    name: "betas",
                    label: "Betas",
                    help: "How each coin moves when all move together.",
                    value: per_asset(1e-3, 10.0, 1.0),
                    advanced: true,
                },
                Parameter {
                    name: "interest",
                    label: "Interest",
                    help: "What borrowed coins cost per year, as a fraction.",
                    value: per_asset(-1.0, 100.0, 0.0),
                    advanced: true,
                },
            ],
        }
    }

    fn run(request: &MarginRequest, progress: &mut dyn Progress) -> Result<MarginResponse, Error> {
        run(request, progress)
    }
}

/// Equity, margin and liquidation prices of every account.
pub fn run(request: &MarginRequest, progress: &mut dyn Progress) -> Result<MarginResponse, Error> {
    request.check()?;
    let market = request.quotes.check().map_err(|error| error.inside("quotes"))?;
    let mut warnings = vec![];
    let mut accounts = Vec::with_capacity(request.accounts.len());
    for (i, account) in request.accounts.iter().enumerate() {
        let inside = |error: Error| {
            if error.code == Code::MissingQuote
                && error.path.as_ref().is_some_and(|path| path.starts_with("quotes"))
            {
                error
            } else {
                error.inside(&format!("accounts[{i}]"))
            }
        };
        accounts.push(measured(request, account, &market, &mut warnings).map_err(inside)?);
        progress.report(i + 1, request.accounts.len(), "Measuring accounts");
    }
    let totals = MarginTotals::sum(accounts.iter().map(|account| account.totals));
    let numeraire = match &request.numeraire {
        Some(currency) => {
            let price = market.spot(currency).map_err(|error| error.at("numeraire"))?;
            let of = |value: f64| value / price;
            let MarginTotals { worth, equity, initial, maintenance, .. } = totals;
            let totals = MarginTotals::new(of(worth), of(equity), of(initial), of(maintenance));
            Some(MarginNumeraire { currency: currency.clone(), totals })
        }
        None => None,
    };
    Ok(MarginResponse { totals, numeraire, accounts, warnings })
}

fn measured(
    request: &MarginRequest,
    account: &MarginAccount,
    market: &Market,
    warnings: &mut Vec<Notice>,
) -> Result<MarginAccountState, Error> {
    let written = venues::pack_of(account, &request.pack)?;
    let field = if account.own_pack.is_some() { "ownPack" } else { "pack" };
    let pack = written.check().map_err(|error| error.inside(field))?;
    let setting = Setting { market, interest: &request.interest, elapsed: 0.0 };
    let state = State::new(account, &pack, &setting)?;
    let mut pools = Vec::with_capacity(state.pools.len());
    for pool in &state.pools {
        let totals = totals(pool);
        if totals.worth <= 0.0 && totals.maintenance > 0.0 {
            return Err(negative(account, pool, totals.worth));
        }
        pools.push(MarginPool {
            name: name(account, pool),
            isolated: matches!(pool.key, PoolKey::Isolated(_)),
            totals,
            assets: assets(request, pool, market),
            market_below: together(request, pool, market, Side::Below),
            market_above: together(request, pool, market, Side::Above),
            after_move: None,
            survival: request.survive.map(|by| survival(request, pool, by, &totals)),
            curve: vec![],
        });
    }
    if let Some(asked) = &request.joint_move {
        joint_move::follow(request, account, (&pack, market), (asked, &state), &mut pools, warnings)?;
    }
    if let Some(curve) = request.curve {
        follow(request, account, &pack, market, (curve, state.first_expiry), &mut pools, warnings)?;
    }
    let positions = account.positions.iter().zip(&state.positions);
    let positions = positions
        .map(|(position, placed)| of_position(&position.id, placed, &state, &pools, request.survive))
        .collect();
    beyond_pack(account, &state, &pack, warnings);
    let staking = staking::of_account(request, account, &pack, &state, &setting)?;
    Ok(MarginAccountState {
        name: account.name.clone(),
        venue: pack.pack.label.clone(),
        date: pack.date.to_owned(),
        formula: pack.pack.formula.clone(),
        rules: pack.pack.rules.clone(),
        funding: pack.pack.funding.clone(),
        fees: pack.pack.fees,
        sources: pack.pack.sources.clone(),
        totals: MarginTotals::sum(pools.iter().map(|pool| pool.totals)),
        pools,
        positions,
        staking,
    })
}

/// Equity and margin of a pool.
pub(super) fn totals(pool: &Pool) -> MarginTotals {
    let requirement = pool.requirement();
    MarginTotals::new(pool.worth(), pool.equity(), requirement.initial, requirement.maintenance)
}

pub(crate) fn name(account: &MarginAccount, pool: &Pool) -> String {
    match &pool.key {
        PoolKey::Cross => "cross".to_owned(),
        PoolKey::Currency(currency) => currency.clone(),
        PoolKey::Isolated(position) => account.positions[*position].id.clone(),
    }
}

pub(crate) fn negative(account: &MarginAccount, pool: &Pool, worth: f64) -> Error {
    let what = match &pool.key {
        PoolKey::Isolated(position) => format!("The position {:?}", account.positions[*position].id),
        _ => format!("The account {:?}", account.name),
    };
    let message = format!(
        "{what} is worth {worth}: with nothing left it has been liquidated. Check collateral and entry prices."
    );
    let path = match &pool.key {
        PoolKey::Isolated(position) => format!("positions[{position}].isolatedMargin"),
        _ => "collateral".to_owned(),
    };
    Error::invalid(path, message)
}

/// The standard deviation of a day's log-return, where a volatility is known.
fn daily(request: &MarginRequest, market: &Market, asset: &str) -> Option<f64> {
    let annual = request.volatilities.0.get(asset).copied().or_else(|| {
        let month =
            Timestamp::from_millisecond(market.valuation_time().as_millisecond() + MONTH_MILLISECONDS)?;
        market.volatility(asset, month, market.spot(asset).ok()?).ok()
    })?;
    Some(annual * years(1.0).sqrt())
}

/// Where each coin ends a pool.
pub(super) fn assets(request: &MarginRequest, pool: &Pool, market: &Market) -> Vec<AssetLiquidation> {
    let moving =
        pool.books.iter().enumerate().filter(|(_, book)| book.asset != crate::market::QUOTE_CURRENCY);
    let ended = |(place, book): (usize, &super::book::Book)| {
        let daily = daily(request, market, &book.asset);
        AssetLiquidation {
            asset: book.asset.clone(),
            spot: book.price,
            below: liquidation::of_book(pool, place, Side::Below, daily),
            above: liquidation::of_book(pool, place, Side::Above, daily),
        }
    };
    moving.map(ended).collect()
}

/// All coins at once; its standard deviation is that of the one coin there is.
fn together(request: &MarginRequest, pool: &Pool, market: &Market, side: Side) -> LiquidationPoint {
    let moving = pool.market(&request.betas);
    let daily = match moving[..] {
        [(book, 1.0)] => daily(request, market, &book.asset),
        _ => None,
    };
    liquidation::of_market(pool, &request.betas, side, daily)
}

fn survival(request: &MarginRequest, pool: &Pool, by: f64, totals: &MarginTotals) -> MarginSurvival {
    let ray = pool.of_market(&request.betas, Line::Maintenance);
    let (after_fall, after_rise) = (ray.excess(1.0 - by), ray.excess(1.0 + by));
    let notional: f64 = pool
        .books
        .iter()
        .flat_map(|book| &book.legs)
        .map(|leg| leg.notional * leg.coin_price.unwrap_or(1.0))
        .sum();
    let leverage = (notional > 0.0 && totals.equity > 0.0).then(|| notional / totals.equity);
    let market = pool.market(&request.betas);
    let beta =
        |asset: &str| market.iter().find(|(book, _)| book.asset == asset).map_or(0.0, |(_, beta)| *beta);
    let lasts = |factor: f64| {
        [1.0 - by, 1.0 + by].iter().all(|x| {
            let excess = |book: &super::book::Book| book.scaled_excess(factor, moved(beta(&book.asset), *x));
            pool.books.iter().fold(pool.still, |sum, book| sum + excess(book)) >= 0.0
        })
    };
    MarginSurvival {
        after_fall,
        after_rise,
        margin_needed: (-after_fall).max(-after_rise).max(0.0),
        leverage,
        largest_leverage: leverage.and_then(|leverage| Some(leverage * largest(lasts)?)),
    }
}

/// The largest factor that lasts, found by halving; none where not even nothing does.
fn largest(lasts: impl Fn(f64) -> bool) -> Option<f64> {
    if !lasts(0.0) {
        return None;
    }
    let mut high = 1.0;
    while lasts(high) && high < 1e6 {
        high *= 2.0;
    }
    let mut low = 0.0;
    for _ in 0..STEPS {
        let middle = 0.5 * (low + high);
        if lasts(middle) { low = middle } else { high = middle }
    }
    Some(low)
}

fn follow(
    request: &MarginRequest,
    account: &MarginAccount,
    pack: &CheckedPack,
    market: &Market,
    (MarginCurve { days, points }, first_expiry): (MarginCurve, Option<f64>),
    pools: &mut [MarginPool],
    warnings: &mut Vec<Notice>,
) -> Result<(), Error> {
    for step in 0..=points {
        let at = days * f64::from(step) / f64::from(points);
        let elapsed = years(at);
        if first_expiry.is_some_and(|first| elapsed >= first) {
            let message =
                format!("The curve of {} ends with the first expiry of its positions.", account.name);
            warnings.push(Notice::new("curveEnds", message).at("curve"));
            break;
        }
        let state = State::new(account, pack, &Setting { market, interest: &request.interest, elapsed })?;
        for (pool, shown) in state.pools.iter().zip(pools.iter_mut()) {
            let at_side = |side: Side| -> Vec<Option<f64>> {
                let priced = |asset: &AssetLiquidation| {
                    let place = pool.books.iter().position(|book| book.asset == asset.asset)?;
                    match pool.of_book(place, Line::Maintenance).crossing(side) {
                        Crossing::At { x, .. } => Some(x * asset.spot),
                        _ => None,
                    }
                };
                shown.assets.iter().map(priced).collect()
            };
            let (below, above) = (at_side(Side::Below), at_side(Side::Above));
            let totals = |book: &super::book::Book| book.totals(1.0, Line::Maintenance);
            let (equity, maintenance) =
                pool.books.iter().map(totals).fold((pool.still, 0.0), |(equity, margin), (more, needed)| {
                    (equity + more, margin + needed)
                });
            shown.curve.push(MarginCurvePoint { days: at, equity, maintenance, below, above });
        }
    }
    Ok(())
}

fn tier(leg: &Leg, x: f64) -> MarginTier {
    let number = leg.tier_at(x);
    let tier = leg.rule.tiers.all()[number];
    MarginTier {
        number: number + 1,
        floor: tier.floor,
        maintenance_rate: tier.maintenance_rate,
        deduction: tier.deduction,
        notional: leg.notional_at(x),
    }
}

fn of_position(
    id: &str,
    placed: &Placed,
    state: &State,
    pools: &[MarginPool],
    survive: Option<f64>,
) -> MarginPositionState {
    let Placed { label, pool, book, place, valuation, alone } = placed;
    let held = &state.pools[*pool].books[*book];
    let ended = pools[*pool].assets.iter().find(|asset| asset.asset == held.asset);
    let nearest = ended.and_then(|ended| {
        let near = |point: &&LiquidationPoint| {
            point.price.map_or(f64::INFINITY, |price| libm::fabs(libm::log(price / held.price)))
        };
        // Where neither ends it, the side that the position itself fears says why.
        let sides = if valuation.figures.delta < 0.0 {
            [&ended.above, &ended.below]
        } else {
            [&ended.below, &ended.above]
        };
        sides.into_iter().min_by(|a, b| near(a).total_cmp(&near(b)))
    });
    let ratio = valuation.price / held.price;
    let of_leg = matches!(place, Place::Leg(_));
    let own = |price: f64| if of_leg { price * ratio } else { price };
    let x = nearest.and_then(|point| point.price).map(|price| price / held.price);
    let netted = match place {
        Place::Leg(leg) => held.legs.get(*leg),
        _ => None,
    };
    let (initial, maintenance) = match (alone, place) {
        (Some(leg), _) => (leg.initial(), leg.maintenance(1.0).at(1.0)),
        (None, Place::Revalued(k)) => {
            let requirement = held.margin_of(&held.revalued[*k]);
            (requirement.initial, requirement.maintenance)
        }
        _ => (0.0, 0.0),
    };
    let against = survive.map(|by| if valuation.figures.delta > 0.0 { 1.0 - by } else { 1.0 + by });
    MarginPositionState {
        id: id.to_owned(),
        label: label.clone(),
        pool: *pool,
        mark: valuation.price,
        notional: alone
            .as_ref()
            .map_or(valuation.exposure.abs(), |leg| leg.notional * leg.coin_price.unwrap_or(1.0)),
        value: valuation.figures.value,
        initial,
        maintenance,
        liquidation_price: nearest.and_then(|point| point.price).map(own),
        reason: nearest.and_then(|point| point.reason),
        bankruptcy_price: nearest.and_then(|point| point.bankruptcy).map(own),
        distance: nearest.and_then(|point| point.distance),
        deviations: nearest.and_then(|point| point.deviations),
        tier: netted.map(|leg| tier(leg, 1.0)),
        tier_at_liquidation: netted.zip(x).map(|(leg, x)| tier(leg, x)),
        largest_leverage: alone.as_ref().zip(against).map(|(leg, x)| leg.surviving_leverage(x)),
    }
}
