//! The operation `liquidationRisk`.

use super::excess::{Moves, PoolExcess};
use super::law::Law;
use super::nearest::{Nearest, nearest};
use super::prepared::{Accounts, Prepared, oppose};
use super::request::{LiquidationRiskRequest, Settings, parameters};
use super::response::{
    AccountLiquidation, LiquidationAsset, LiquidationMove, LiquidationRiskResponse, NearestLiquidation,
    PoolLiquidation,
};
use super::running::RiskPool;
use super::simulation::Simulation;
use super::tally::Tally;
use super::words;
use crate::error::{Error, Notice, grouped};
use crate::estimate::correlation;
use crate::market::PriceTable;
use crate::math::normal::cdf;
use crate::method::OperationDescription;
use crate::operations::Operation;
use crate::progress::Progress;

const YEAR_DAYS: f64 = 365.0;
/// Fewer liquidations than these say little about what they cost.
const FEW: u64 = 20;

/// The operation `liquidationRisk`.
pub struct MeasureLiquidationRisk;

impl Operation for MeasureLiquidationRisk {
    type Request = LiquidationRiskRequest;
    type Response = LiquidationRiskResponse;

    fn describe() -> OperationDescription {
        OperationDescription {
            name: "liquidationRisk",
            book: "",
            label: "Liquidation risk",
            summary: "The nearest joint move of prices and volatilities that liquidates accounts, how likely a liquidation is before a horizon, and what it costs.",
            parameters: parameters(),
        }
    }

    fn run(
        request: &LiquidationRiskRequest,
        progress: &mut dyn Progress,
    ) -> Result<LiquidationRiskResponse, Error> {
        run(request, progress)
    }

    fn prices(request: &mut LiquidationRiskRequest) -> Option<&mut Option<PriceTable>> {
        Some(&mut request.prices)
    }
}

/// How near the accounts of a request are to liquidation, and how likely it is.
pub fn run(
    request: &LiquidationRiskRequest,
    progress: &mut dyn Progress,
) -> Result<LiquidationRiskResponse, Error> {
    let settings = request.check()?;
    let market = request.quotes.check().map_err(|error| error.inside("quotes"))?;
    let accounts = Accounts::new(request, &market)?;
    let law = Law::new(request, &settings, &accounts.assets(), &market)?;
    let mut warnings = law.notices.clone();
    let asked = f64::from(settings.horizon_days);
    let days = match accounts.first_expiry().filter(|_| settings.accrual) {
        Some(first) if first < asked => {
            let message = format!("A position expires after {}: the figures end there.", words::span(first));
            warnings.push(Notice::new("horizonEnds", message).at("horizonDays"));
            // Just before, where it still has a price of its own.
            first * (1.0 - 1e-9)
        }
        _ => asked,
    };
    let steps = ((days * f64::from(settings.steps_per_day)).ceil() as usize).max(1);
    let step_days = days / steps as f64;
    let prepared = accounts.prepare(&law, steps, step_days, settings.accrual)?;
    let pools = described(request, &prepared, &law, days, progress)?;
    let account_of = prepared.iter().map(|pool| pool.account).collect();
    let ready = |pool: Prepared| pool.ready(request, &settings, &law, step_days);
    let mut followed: Vec<RiskPool> = prepared.into_iter().map(ready).collect();
    oppose(&mut followed, &law);
    let drawn = (settings.paths, settings.seed, settings.bridge);
    let simulation = Simulation::new(&law, &followed, (steps, step_days), drawn)?;
    let tally = Tally::new(account_of, days.ceil() as usize, 1.0 / step_days, settings.paths);
    let tally = simulation.run(tally, progress);
    Ok(respond(request, &settings, &law, (days, steps), pools, &tally, warnings))
}

/// The pools with their nearest moves, before anything is simulated.
fn described(
    request: &LiquidationRiskRequest,
    prepared: &[Prepared],
    law: &Law,
    days: f64,
    progress: &mut dyn Progress,
) -> Result<Vec<PoolLiquidation>, Error> {
    let mut pools = vec![];
    for (k, pool) in prepared.iter().enumerate() {
        progress.report(k, prepared.len(), "Searching the nearest moves");
        let found = nearest(pool.now(), law, days, &pool.alone)?;
        pools.push(PoolLiquidation {
            account: request.accounts[pool.account].name.clone(),
            name: pool.name.clone(),
            equity: pool.equity,
            maintenance: pool.maintenance,
            worth: pool.worth,
            nearest: told(pool, law, days, found),
            probability: Default::default(),
            by_day: vec![],
            first: 0.0,
            given: None,
        });
    }
    Ok(pools)
}

fn told(pool: &Prepared, law: &Law, days: f64, found: Option<Nearest>) -> NearestLiquidation {
    let now = pool.now();
    let change = |log: Option<f64>| log.map(libm::expm1);
    let matters = law.slope != 0.0 || law.deviation != 0.0;
    let moves: Vec<LiquidationMove> = now
        .coins
        .iter()
        .enumerate()
        .map(|(i, coin)| {
            let log = found.as_ref().map_or(0.0, |found| found.logs[i]);
            let volatile = matters && coin.is_revalued();
            LiquidationMove {
                asset: law.assets[coin.place].clone(),
                spot: coin.spot,
                price: coin.spot * libm::exp(log),
                change: libm::expm1(log),
                deviations: log / (law.covariance[(coin.place, coin.place)] * days).sqrt(),
                volatility: found.as_ref().filter(|_| volatile).map(|found| found.shifts[i]),
                alone_below: change(pool.alone[i].0),
                alone_above: change(pool.alone[i].1),
            }
        })
        .collect();
    let Some(found) = found else {
        let sentence = if moves.is_empty() {
            "None: no price moves what is held."
        } else {
            "None: no move of these prices and volatilities was found at which equity meets maintenance."
        };
        return NearestLiquidation {
            sentence: sentence.to_owned(),
            distance: None,
            beyond: None,
            touched: None,
            moves,
            residual: None,
            directions: 0,
        };
    };
    let beyond = cdf(-found.distance);
    let sentence = if found.distance == 0.0 {
        "Equity is at or below the maintenance margin now.".to_owned()
    } else {
        let costs = weights(now, law, &found);
        format!(
            "{}: a {:.1}-standard-deviation move over {}.",
            words::joint(&moves, &costs),
            found.distance,
            words::span(days)
        )
    };
    NearestLiquidation {
        sentence,
        distance: Some(found.distance),
        beyond: Some(beyond),
        touched: Some((2.0 * beyond).min(1.0)),
        residual: Some(found.excess / pool.equity.abs().max(pool.maintenance)),
        directions: found.directions,
        moves,
    }
}

/// What the move of each coin costs along the way, by the slope halfway.
fn weights(pool: &PoolExcess, law: &Law, found: &Nearest) -> Vec<f64> {
    let n = law.assets.len();
    let mut half = Moves { len: 1, logs: vec![0.0; n], factors: vec![1.0; n], shifts: vec![0.0; n] };
    for ((coin, log), shift) in pool.coins.iter().zip(&found.logs).zip(&found.shifts) {
        half.logs[coin.place] = 0.5 * log;
        half.factors[coin.place] = libm::exp(0.5 * log);
        half.shifts[coin.place] = 0.5 * shift;
    }
    let mut slopes = vec![];
    pool.slopes(&half, 0, &mut slopes);
    slopes.iter().zip(&found.logs).map(|(slope, log)| (slope.price * log).abs()).collect()
}

fn respond(
    request: &LiquidationRiskRequest,
    settings: &Settings,
    law: &Law,
    (days, steps): (f64, usize),
    mut pools: Vec<PoolLiquidation>,
    tally: &Tally,
    mut warnings: Vec<Notice>,
) -> LiquidationRiskResponse {
    let paths = tally.paths();
    for (pool, ends) in pools.iter_mut().zip(&tally.pools) {
        pool.probability = ends.probability(paths);
        pool.by_day = ends.up_to(paths);
        pool.first = ends.first as f64 / paths as f64;
        pool.given = ends.given();
    }
    let probability = tally.any.probability(paths);
    if (1..FEW).contains(&tally.any.count) {
        let message = format!(
            "Only {} of {paths} paths end in a liquidation: what it costs and when it comes rest on them. Take more paths.",
            tally.any.count
        );
        warnings.push(Notice::new("fewLiquidations", message).at("paths"));
    }
    let near = |pool: &&PoolLiquidation| pool.nearest.distance.unwrap_or(f64::INFINITY);
    let closest = pools.iter().min_by(|a, b| near(a).total_cmp(&near(b)));
    let sentence = match closest.filter(|pool| pool.nearest.distance.is_some()) {
        None => "No move of prices was found that liquidates anything.".to_owned(),
        Some(pool) => {
            let whose = if pools.len() == 1 {
                String::new()
            } else {
                format!("{}, {}, is nearest to liquidation: ", pool.account, pool.name)
            };
            let within = words::span(days);
            let chance = if tally.any.count == 0 {
                format!("None of {} paths ends in a liquidation within {within}.", grouped(paths as u64))
            } else {
                format!("Chance of a liquidation within {within}: {}.", words::chance(probability.value))
            };
            format!("{whose}{} {chance}", pool.nearest.sentence)
        }
    };
    let account = |(i, account): (usize, &crate::margin::MarginAccount)| {
        let (probability, first) = tally.account(i);
        AccountLiquidation { name: account.name.clone(), probability, first }
    };
    let correlations = correlation(&law.covariance);
    let asset = |(i, asset): (usize, &String)| LiquidationAsset {
        asset: asset.clone(),
        volatility: (law.covariance[(i, i)] * YEAR_DAYS).sqrt(),
        correlations: correlations.row(i).iter().copied().collect(),
    };
    let [with_liquidation, without_liquidation] = tally.tails(settings.level);
    LiquidationRiskResponse {
        sentence,
        horizon_days: days,
        paths,
        steps,
        seed: settings.seed,
        probability,
        by_day: tally.any.up_to(paths),
        given: tally.any.given(),
        level: settings.level,
        with_liquidation,
        without_liquidation,
        pools,
        accounts: request.accounts.iter().enumerate().map(account).collect(),
        joint: tally.joint(),
        assets: law.assets.iter().enumerate().map(asset).collect(),
        conventions: conventions(settings, law),
        warnings,
    }
}

fn conventions(settings: &Settings, law: &Law) -> Vec<String> {
    let bridge = if settings.bridge {
        "Between two steps a path ends with the probability of a Brownian bridge: exact for one coin, to second order of the step for several and for options."
    } else {
        "A path ends at the end of a step only: the probability is too low."
    };
    let time = if settings.accrual {
        "Funding is paid as expected now, borrowed coins cost interest, futures go to the spot and options age."
    } else {
        "Time changes nothing but prices."
    };
    vec![
        law.source.clone(),
        "Log-returns are normal; errors are those of the simulation, and that of the covariance comes on top.".to_owned(),
        bridge.to_owned(),
        time.to_owned(),
        format!(
            "Volatilities move by {} points per 1 % of spot, and by {} points a day beside it.",
            settings.slope,
            100.0 * settings.deviation
        ),
        "A liquidation closes everything in the pool at once; what is left is money from then on, and what is missing the venue bears.".to_owned(),
    ]
}
