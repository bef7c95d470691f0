//! From the rows of lists to lines: each row checked, priced and placed, and all of them in one order.

use std::collections::HashMap;

use super::crowd::{Amounts, Ending, Queue, Staged};
use super::levels::{Mark, is_met};
use super::line::{bankruptcy_price, liquidation_price};
use super::loan::Loan;
use super::staged::StagedPosition;
use crate::error::Error;
use crate::margin::PackCloses;
use crate::margin::lending::market::LendingRules;
use crate::margin::lending::market::aave_v3::AaveV3;
use crate::margin::lending::pack::Pack;
use crate::margin::pack::CheckedPack;
use crate::margin::rule::Rule;
use crate::market::{Market, Settlement, check_price, is_currency};

/// What a fall ends, and what a rise.
type BySide<T> = [Vec<T>; 2];

/// What a liquidation takes where no pack says it.
const PENALTY: f64 = 0.05;
const AMOUNTS: std::ops::RangeInclusive<f64> = 0.0..=1e18;

/// One row, from whichever form.
#[derive(Debug, Clone, Copy, Default)]
pub struct Row<'a> {
    pub asset: &'a str,
    pub short: bool,
    pub size: f64,
    pub entry_price: Option<f64>,
    pub liquidation_price: Option<f64>,
    pub leverage: Option<f64>,
    pub collateral: Option<f64>,
    pub debt: Option<f64>,
    pub debt_asset: Option<&'a str>,
    pub threshold: Option<f64>,
    pub venue: Option<&'a str>,
}

/// What a row came to.
pub struct Placed<'a> {
    /// The coin; of a loan between two coins the collateral.
    asset: usize,
    /// Where it stands on the map.
    pub mark: Mark,
    /// Its line in its own coin; none where it has none, or depends on two coins.
    line: Option<f64>,
    bankruptcy: f64,
    staged: Option<Box<Staged<'a>>>,
}

/// What all rows are seen in.
pub struct Reader<'a> {
    pub market: &'a Market,
    /// The packs of the venues by place; the first one holds for venues without a pack of their own.
    pub packs: &'a [CheckedPack<'a>],
    /// The place of the pack of each venue.
    pub venues: HashMap<&'a str, (usize, usize)>,
    /// The place of each coin.
    pub assets: HashMap<&'a str, usize>,
    /// β of each coin on the map.
    pub betas: Vec<f64>,
    pub lending: &'a Pack,
}

fn positive(value: f64, what: &str, field: &str) -> Result<f64, Error> {
    if value > 0.0 && AMOUNTS.contains(&value) {
        return Ok(value);
    }
    let range = if value > 0.0 { "at most 1e18" } else { "above zero" };
    Err(Error::invalid(field, format!("{what} is {value}; it is {range}.")))
}

fn amount(value: Option<f64>, what: &str, field: &str) -> Result<Option<f64>, Error> {
    match value {
        Some(value) if !AMOUNTS.contains(&value) => {
            Err(Error::invalid(field, format!("{what} is {value}; it lies between 0 and 1e18.")))
        }
        value => Ok(value),
    }
}

impl<'a> Row<'a> {
    /// Whether it is a loan.
    pub fn is_loan(&self) -> bool {
        self.debt_asset.is_some() || self.threshold.is_some()
    }

    /// The coins that it names and that move.
    pub fn coins(&self) -> impl Iterator<Item = &'a str> {
        [Some(self.asset), self.debt_asset].into_iter().flatten().filter(|asset| !is_currency(asset))
    }
}

impl<'a> Reader<'a> {
    fn spot(&self, asset: &str, field: &str) -> Result<f64, Error> {
        self.market.spot(asset).map_err(|mut error| {
            error.message = format!("There is no spot price of {asset}: give it in quotes.spots.");
            error.at(field)
        })
    }

    fn beta(&self, asset: Option<usize>) -> f64 {
        asset.map_or(0.0, |asset| self.betas[asset])
    }

    /// The place of a row on the map, or what is wrong with it.
    pub fn place(&self, row: &Row<'a>) -> Result<Placed<'a>, Error> {
        if row.asset.is_empty() {
            return Err(Error::invalid("asset", "It names a coin."));
        }
        if row.size < 0.0 {
            let message = format!("The size is {}; write it without a sign, with the side short.", row.size);
            return Err(Error::invalid("size", message));
        }
        positive(row.size, "The size", "size")?;
        amount(row.collateral, "The collateral", "collateral")?;
        amount(row.debt, "The debt", "debt")?;
        let (venue, pack) = row.venue.map_or((0, 0), |venue| self.venues[venue]);
        if row.is_loan() { self.loan(row, venue) } else { self.position(row, venue, &self.packs[pack]) }
    }

    fn position(&self, row: &Row<'a>, venue: usize, pack: &'a CheckedPack<'a>) -> Result<Placed<'a>, Error> {
        let spot = self.spot(row.asset, "asset")?;
        let Some(asset) = self.assets.get(row.asset).copied() else {
            let message = format!("{} is money: its price does not end a position.", row.asset);
            return Err(Error::invalid("asset", message));
        };
        let long = !row.short;
        let s = if long { 1.0 } else { -1.0 };
        let rule: Result<&Rule, Error> = pack.rule(row.asset, Settlement::Linear);
        let (line, bankruptcy) = match (row.liquidation_price, row.entry_price) {
            (Some(line), _) => {
                check_price("The liquidation price", line).map_err(|error| error.at("liquidationPrice"))?;
                let backed = rule.as_ref().map_or(line, |rule| bankruptcy_price(rule, row.size, long, line));
                (Some(line), backed)
            }
            (None, Some(entry)) => {
                check_price("The entry price", entry).map_err(|error| error.at("entryPrice"))?;
                let rule = rule.clone().map_err(|error| error.at("venue"))?;
                let bankruptcy = entry - s * self.margin(row, entry)? / row.size;
                (liquidation_price(rule, row.size, long, bankruptcy), bankruptcy.max(0.0))
            }
            (None, None) => {
                let message = "It has neither an entry price nor a liquidation price; give one of them.";
                return Err(Error::invalid("entryPrice", message));
            }
        };
        let volume = row.size * spot;
        let backs = match (row.collateral, row.entry_price, row.leverage) {
            (Some(collateral), _, _) => collateral,
            (None, Some(entry), Some(leverage)) => row.size * entry / leverage,
            _ => (row.size * s * (spot - bankruptcy)).max(0.0),
        };
        let amounts =
            Amounts { count: 1.0, notional: volume, collateral: backs, debt: row.debt.unwrap_or(0.0) };
        let own = line.map(|line| line / spot);
        let beta = self.betas[asset];
        let x = own.filter(|_| beta > 0.0).map(|own| 1.0 + (own - 1.0) / beta).filter(|x| *x > 0.0);
        let bankruptcy = bankruptcy / spot;
        let rule_of = pack.pack.liquidation;
        let in_parts = rule_of.closes == PackCloses::Part
            && rule_of.part > 0.0
            && rule_of.part < 1.0
            && own.unwrap_or(0.0) * volume > rule_of.above;
        let staged = match (in_parts, rule, own) {
            (true, Ok(rule), Some(line)) => Some(Box::new(Staged::Position(StagedPosition {
                asset,
                long,
                volume,
                line,
                bankruptcy,
                amounts,
                share: rule_of.part,
                rule,
                spot,
                opened: false,
            }))),
            _ => None,
        };
        let mark = Mark { x, falls: long, venue, own: false, amounts };
        Ok(Placed { asset, mark, line: own, bankruptcy, staged })
    }

    /// What backs a position that was entered at a price.
    fn margin(&self, row: &Row, entry: f64) -> Result<f64, Error> {
        match (row.collateral, row.leverage) {
            (Some(collateral), _) => Ok(collateral),
            (None, Some(leverage)) if leverage > 0.0 && leverage <= 1e4 => Ok(row.size * entry / leverage),
            (None, Some(leverage)) => {
                let message = format!("A leverage of {leverage} is not between 0 and 10000.");
                Err(Error::invalid("leverage", message))
            }
            (None, None) => {
                let message = "An entry price does not say what backs the position; give its leverage, collateral or liquidation price.";
                Err(Error::invalid("leverage", message))
            }
        }
    }

    fn loan(&self, row: &Row<'a>, venue: usize) -> Result<Placed<'a>, Error> {
        let coins = positive(row.debt.unwrap_or(0.0), "The debt", "debt")?;
        let borrowed = row.debt_asset.unwrap_or(crate::market::QUOTE_CURRENCY);
        let reserve = self.lending.reserve(row.asset);
        let terms = reserve.and_then(|reserve| AaveV3::default().terms(self.lending, reserve));
        let threshold = row.threshold.or(terms.map(|terms| terms.threshold)).ok_or_else(|| {
            let message =
                format!("{} has no liquidation threshold in {}; state one.", row.asset, self.lending.name);
            Error::invalid("threshold", message)
        })?;
        if !(threshold > 0.0 && threshold <= 1.0) {
            let message = format!("The threshold is {threshold}; it lies above 0 and at most at 1.");
            return Err(Error::invalid("threshold", message));
        }
        let place = |asset: &str| self.assets.get(asset).copied();
        let absorbed = row.venue.is_some_and(|venue| venue.to_ascii_lowercase().contains("compound"));
        let loan = Loan {
            collateral_asset: place(row.asset),
            debt_asset: place(borrowed),
            collateral: row.size * self.spot(row.asset, "asset")?,
            debt: coins * self.spot(borrowed, "debtAsset")?,
            threshold,
            penalty: terms.map_or(PENALTY, |terms| terms.penalty),
            absorbed,
        };
        let betas = [self.beta(loan.collateral_asset), self.beta(loan.debt_asset)];
        let owes_more = loan.collateral * loan.threshold <= loan.debt;
        let line = loan.line(betas);
        let falls = line.is_none_or(|(_, falls)| falls);
        let x = if owes_more { Some(if falls { 1.0 } else { 0.0 }) } else { line.map(|(x, _)| x) };
        // A line in one coin; where two move the loan is asked at every price.
        let own = match (loan.collateral_asset, loan.debt_asset) {
            (Some(_), Some(_)) | (None, None) => None,
            (Some(_), None) => loan.line([1.0, 0.0]).map(|(line, _)| line),
            (None, Some(_)) => loan.line([0.0, 1.0]).map(|(line, _)| line),
        };
        let mark = Mark { x, falls, venue, own: false, amounts: loan.amounts() };
        let asset = loan.collateral_asset.or(loan.debt_asset).unwrap_or(0);
        Ok(Placed { asset, mark, line: own, bankruptcy: 0.0, staged: Some(Box::new(Staged::Loan(loan))) })
    }
}

impl Placed<'_> {
    /// Every number that tells rows apart, so that their order in the list is forgotten.
    fn key(&self) -> [f64; 8] {
        let (first, second) = match self.staged.as_deref() {
            Some(Staged::Loan(loan)) => {
                (loan.threshold, loan.debt_asset.map_or(-1.0, |asset| asset as f64) + loan.penalty)
            }
            Some(Staged::Position(_)) => (-1.0, 0.0),
            None => (-2.0, 0.0),
        };
        let Amounts { notional, collateral, debt, .. } = self.mark.amounts;
        let line = self.line.unwrap_or(f64::INFINITY);
        [line, notional, collateral, debt, self.mark.venue as f64, self.bankruptcy, first, second]
    }
}

/// Everybody of the lists in one order: marks, queues by asset, and loans between two coins.
///
/// `weights` gets their notional by asset.
pub fn queues<'a>(
    placed: Vec<Placed<'a>>,
    weights: &mut [f64],
) -> (Vec<Mark>, Vec<[Queue<'a>; 2]>, Vec<Loan>) {
    let assets = weights.len();
    // Falls from the highest line down, rises from the lowest up; what has no line stands last.
    let place = |(i, one): (usize, &Placed)| {
        let sign = if one.mark.falls { -1.0 } else { 1.0 };
        (2 * one.asset + usize::from(!one.mark.falls), one.line.map_or(f64::INFINITY, |line| sign * line), i)
    };
    let mut order: Vec<(usize, f64, usize)> = placed.iter().enumerate().map(place).collect();
    order.sort_unstable_by(|a, b| {
        a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then_with(|| {
            let (a, b) = (placed[a.2].key(), placed[b.2].key());
            let parts = a.iter().zip(&b).map(|(a, b)| a.total_cmp(b));
            parts.fold(std::cmp::Ordering::Equal, std::cmp::Ordering::then)
        })
    });
    let mut endings: Vec<[Vec<Ending>; 2]> = vec![Default::default(); assets];
    let mut staged: Vec<[Vec<(f64, Staged<'a>)>; 2]> = vec![Default::default(); assets];
    let mut pairs = vec![];
    let mut marks = Vec::with_capacity(placed.len());
    for one in order.iter().map(|(.., i)| &placed[*i]) {
        marks.push(one.mark);
        if let Some(weight) = weights.get_mut(one.asset) {
            *weight += one.mark.amounts.notional;
        }
        let met = one.mark.x.is_some_and(|x| is_met(x, one.mark.falls));
        if met {
            continue;
        }
        let side = usize::from(!one.mark.falls);
        match (one.staged.as_deref().copied(), one.line) {
            (Some(Staged::Loan(loan)), None)
                if loan.collateral_asset.is_some() && loan.debt_asset.is_some() =>
            {
                pairs.push(loan);
            }
            (_, None) => {}
            (Some(of), Some(line)) => staged[one.asset][side].push((line, of)),
            (None, Some(line)) => endings[one.asset][side].push(Ending {
                line,
                volume: one.mark.amounts.notional,
                bankruptcy: one.bankruptcy,
                amounts: one.mark.amounts,
            }),
        }
    }
    let queue = |(endings, staged): (BySide<Ending>, BySide<(f64, Staged<'a>)>)| {
        let [falls, rises] = endings;
        let [falls_staged, rises_staged] = staged;
        [Queue::new(true, &falls, falls_staged), Queue::new(false, &rises, rises_staged)]
    };
    let queues = endings.into_iter().zip(staged).map(queue).collect();
    (marks, queues, pairs)
}
