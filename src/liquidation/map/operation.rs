//! The operation `liquidationMap`.

use super::cascade::{self, Cascade, Holder, Setting};
use super::gather::{Gathered, gather};
use super::levels::{clusters, edges, levels};
use super::request::{LiquidationMapRequest, parameters};
use super::response::{
    CascadePoint, CascadeRound, LiquidationCascade, LiquidationLevel, LiquidationMapResponse,
    LiquidationSums, OwnLiquidation,
};
use super::sentence;
use crate::error::{Error, Notice};
use crate::method::OperationDescription;
use crate::operations::Operation;
use crate::progress::Progress;

/// How many clusters are named.
const CLUSTERS: usize = 3;
/// From here on a first move runs away: forced orders move prices as far again.
const RUNAWAY: f64 = 2.0;
/// Halvings by which the smallest such move is found between two levels.
const HALVINGS: usize = 10;

/// The operation `liquidationMap`.
pub struct MapLiquidations;

impl Operation for MapLiquidations {
    type Request = LiquidationMapRequest;
    type Response = LiquidationMapResponse;

    fn describe() -> OperationDescription {
        OperationDescription {
            name: "liquidationMap",
            book: "",
            label: "Liquidation map",
            summary: "Counts what ends at which price, of one's own accounts and of lists of others, and follows the cascade that a first move sets off.",
            parameters: parameters(),
        }
    }

    fn run(
        request: &LiquidationMapRequest,
        progress: &mut dyn Progress,
    ) -> Result<LiquidationMapResponse, Error> {
        request.check()?;
        let market = request.quotes.check().map_err(|error| error.inside("quotes"))?;
        gather(request, &market, |gathered| answer(request, gathered, progress))
    }
}

/// What moves, seen as one: the coin, or all of them by notional.
struct Headline<'a> {
    betas: &'a [f64],
    weights: &'a [f64],
}

impl Headline<'_> {
    /// The moves of the assets: the first one and what orders add to it, so that without orders it is itself.
    fn moves(&self, prices: &[f64], shock: f64) -> Vec<f64> {
        let both = prices.iter().zip(self.betas);
        both.map(|(price, beta)| beta * shock + (price - cascade::after(*beta, shock))).collect()
    }

    fn change(&self, moves: &[f64]) -> f64 {
        moves.iter().zip(self.weights).map(|(change, weight)| weight * change).sum()
    }

    fn point(&self, shock: f64, cascade: &Cascade) -> CascadePoint {
        let total = cascade.total();
        let change = self.change(&self.moves(&cascade.prices, shock));
        let first: f64 =
            self.betas.iter().zip(self.weights).map(|(beta, weight)| weight * (beta * shock)).sum();
        CascadePoint {
            shock,
            change,
            amplification: (first != 0.0).then(|| change / first),
            total: total.amounts.into(),
            forced: total.volume,
            missing: total.bad_debt,
        }
    }
}

/// The smallest first move between two that runs away, where the farther one does.
fn smallest(mut near: f64, mut far: f64, runs_away: &mut dyn FnMut(f64) -> bool) -> f64 {
    for _ in 0..HALVINGS {
        let middle = 0.5 * (near + far);
        if runs_away(middle) { far = middle } else { near = middle }
    }
    far
}

fn is_runaway(point: &CascadePoint) -> bool {
    point.amplification.is_some_and(|factor| factor >= RUNAWAY)
}

fn answer(
    request: &LiquidationMapRequest,
    mut gathered: Gathered,
    progress: &mut dyn Progress,
) -> Result<LiquidationMapResponse, Error> {
    let moves = request.moves();
    let spot = gathered.spot;
    let priced = |change: f64| spot.map(|spot| spot * (1.0 + change));
    let (counted, sums) = levels(&moves, &gathered.marks, gathered.venues.len());
    let setting = Setting {
        queues: std::mem::take(&mut gathered.queues),
        pairs: std::mem::take(&mut gathered.pairs),
        betas: gathered.betas.clone(),
        volumes: gathered.volumes.clone(),
        impact: &|days| request.impact.method().of(days),
    };
    let headline = Headline { betas: &gathered.betas, weights: &gathered.weights };
    let holders = &mut gathered.holders;
    let detailed = cascade::run(&setting, request.shock, holders);
    let mut curve: Vec<CascadePoint> = vec![];
    let point = |shock: f64, holders: &mut [Box<dyn Holder + '_>]| {
        headline.point(shock, &cascade::run(&setting, shock, holders))
    };
    let tried: Vec<f64> = moves.iter().copied().filter(|change| *change != 0.0).collect();
    for (k, shock) in tried.iter().enumerate() {
        curve.push(point(*shock, holders));
        progress.report(k + 1, tried.len(), "Following cascades");
    }
    let falls = curve.iter().rev().filter(|point| point.shock < 0.0);
    let rises = curve.iter().filter(|point| point.shock > 0.0);
    let mut runaway = |side: Vec<&CascadePoint>| {
        let first = side.iter().position(|point| is_runaway(point))?;
        let near = first.checked_sub(1).map_or(0.0, |before| side[before].shock);
        Some(smallest(near, side[first].shock, &mut |shock| is_runaway(&point(shock, holders))))
    };
    let (runaway_fall, runaway_rise) = (runaway(falls.collect()), runaway(rises.collect()));
    let places = clusters(&counted, CLUSTERS);
    let named = places.iter().map(|k| {
        sentence::cluster(
            edges(&moves, *k),
            counted[*k].at,
            sums.all.notional,
            request.asset.as_deref(),
            spot,
        )
    });
    let named = named.collect();
    let shown = |(change, level): (&f64, super::levels::Level)| LiquidationLevel {
        change: *change,
        price: priced(*change),
        at: level.at.into(),
        own: level.own,
        by_venue: level.by_venue,
        cumulated: level.cumulated.into(),
    };
    let mut own: Vec<OwnLiquidation> = gathered.own.into_iter().map(|one| one.shown(spot)).collect();
    let mut rounds = vec![];
    for (k, round) in detailed.rounds.iter().enumerate() {
        let mut names = vec![];
        for holder in &round.ended {
            let account = &mut own[gathered.held[*holder]];
            account.round = Some(k);
            names.push(account.name.clone());
        }
        let moves = headline.moves(&round.prices, request.shock);
        let change = headline.change(&moves);
        rounds.push(CascadeRound {
            moves,
            change,
            price: priced(change),
            amounts: round.amounts.into(),
            volume: round.volume,
            bad_debt: round.bad_debt,
            own: names,
        });
    }
    let mut warnings = gathered.warnings;
    if sums.already.count > 0.0 {
        warnings.push(Notice::new("lineMet", sentence::already(sums.already.count)));
    }
    if !detailed.settled {
        warnings.push(Notice::new("notSettled", "The cascade was cut off before it settled."));
    }
    Ok(LiquidationMapResponse {
        asset: request.asset.clone(),
        spot,
        venues: gathered.venues,
        levels: moves.iter().zip(counted).map(shown).collect(),
        sums: LiquidationSums {
            all: sums.all.into(),
            below: sums.below.into(),
            above: sums.above.into(),
            never: sums.never.into(),
            already: sums.already.into(),
        },
        clusters: named,
        cascade: LiquidationCascade {
            assets: gathered.assets,
            rounds,
            count: detailed.count,
            settled: detailed.settled,
            end: headline.point(request.shock, &detailed),
        },
        curve,
        runaway_fall,
        runaway_rise,
        own,
        elsewhere: gathered.elsewhere,
        warnings,
    })
}
