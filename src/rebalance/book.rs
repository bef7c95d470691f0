//! What is held as lines of a plan: cash, what can be traded, and what stays.

use std::collections::BTreeMap;

use super::costs::TradeCosts;
use super::request::{OrderStyle, RebalanceRequest, UnnamedAssets};
use super::response::OrderPurpose;
use super::rolls;
use super::tradable::Tradable;
use crate::error::Error;
use crate::market::{Market, QUOTE_CURRENCY, Settlement, is_money};
use crate::portfolio::{Excluded, Portfolio, Position};
use crate::pricing::instrument::{Holding, Instrument, future::Future, perpetual::Perpetual};

/// What trading costs, as far as it is the same for all assets.
pub(super) struct Terms<'a> {
    pub request: &'a RebalanceRequest,
    pub fee: f64,
    pub horizon_days: f64,
    pub roll_days: f64,
    pub impact: f64,
    /// Mean volume of a day, by asset.
    pub volumes: BTreeMap<String, f64>,
    /// Volatility of a day, by asset.
    pub volatilities: BTreeMap<String, f64>,
}

/// One line of the plan.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub asset: String,
    pub instrument: Instrument,
    pub tradable: Tradable,
    pub held: f64,
    /// Units that a roll adds before anything else is asked.
    pub moved: f64,
    /// Part of the equity.
    pub target: f64,
    pub purpose: OrderPurpose,
    pub margined: bool,
}

/// The holdings.
#[derive(Default)]
pub(super) struct Book {
    pub lines: Vec<Line>,
    pub cash: f64,
    /// Value of what stays.
    pub beside: f64,
    /// Value of what stays in assets that the target does not name.
    pub unnamed: f64,
    /// Exposure of what stays, by asset that the target names.
    pub exposures: BTreeMap<String, f64>,
    /// What stays and a hedge may be of.
    pub staying: Vec<Position>,
    pub excluded: Vec<Excluded>,
}

/// The linear perpetual of an asset, with its name.
pub(super) fn perpetual(asset: &str) -> (Instrument, String) {
    let settlement = Settlement::Linear;
    let what = Perpetual { asset: asset.to_owned(), settlement, contract_size: None };
    named(Instrument::Perpetual(what))
}

/// The linear future of an asset, with its name.
pub(super) fn future(asset: &str, expiry: &str) -> (Instrument, String) {
    let (settlement, expiry) = (Settlement::Linear, expiry.to_owned());
    named(Instrument::Future(Future { asset: asset.to_owned(), settlement, contract_size: None, expiry }))
}

fn named(what: Instrument) -> (Instrument, String) {
    let label = what.method().check().map_or_else(|_| String::new(), |contract| contract.symbol());
    (what, label)
}

impl Terms<'_> {
    pub fn half_spread(&self, asset: &str) -> f64 {
        match self.request.style {
            OrderStyle::Maker => 0.0,
            OrderStyle::Taker => {
                self.request.half_spreads.0.get(asset).copied().unwrap_or(super::request::HALF_SPREAD)
            }
        }
    }

    /// One unit of an instrument on the market of today.
    pub fn line(&self, instrument: &Instrument, market: &Market) -> Result<Line, Error> {
        let contract = instrument.method().check()?;
        let (asset, margined) = (contract.asset().to_owned(), contract.margined());
        let of = |some: &crate::market::ByAsset| some.0.get(&asset).copied().unwrap_or(0.0);
        let tick = of(&self.request.ticks);
        let name = contract.symbol();
        let mut tradable = Tradable {
            lot: of(&self.request.lot_sizes),
            tick,
            margin_rate: if margined { self.request.margin(&name, &asset) } else { 1.0 },
            name,
            ..Tradable::default()
        };
        if let Ok(one) = contract.value(market, &Holding { quantity: 1.0, entry_price: None })
            && one.is_finite()
            && !one.expired
            && one.price > 0.0
        {
            let whole = margined || one.figures.value == one.exposure;
            let spot = market.spot(&asset)?;
            tradable.price = Some(one.price);
            // A currency has no exposure to itself and is still counted by its price; an option by its coin.
            tradable.unit_exposure = if !whole {
                spot
            } else if margined {
                one.exposure
            } else {
                one.price
            };
            tradable.unit_notional = tradable.unit_exposure.abs();
            tradable.unit_value = if margined { 0.0 } else { one.price };
            tradable.close_value = tradable.unit_value;
            let quoted = if whole { 1.0 } else { one.price / spot };
            // No spread is less than a tick.
            let half_spread = match self.request.style {
                OrderStyle::Taker => self.half_spread(&asset).max(0.5 * tick / one.price),
                OrderStyle::Maker => 0.0,
            };
            tradable.costs = TradeCosts {
                fee: self.fee,
                half_spread: half_spread * quoted,
                impact: self.impact * self.volatilities.get(&asset).copied().unwrap_or(0.0),
                volume: self.volumes.get(&asset).copied(),
                gas: of(&self.request.gas),
            };
        }
        Ok(Line {
            asset,
            instrument: instrument.clone(),
            tradable,
            held: 0.0,
            moved: 0.0,
            target: 0.0,
            purpose: OrderPurpose::Target,
            margined,
        })
    }
}

impl Line {
    /// Exposure that it has once rolls are done, in money.
    fn starts(&self) -> f64 {
        (self.held + self.moved) * self.tradable.unit_exposure
    }
}

impl Book {
    /// The holdings as lines.
    pub fn new(portfolio: &Portfolio, market: &Market, terms: &Terms) -> Result<Self, Error> {
        let request = terms.request;
        let named = |asset: &str| request.target.iter().any(|share| share.asset == asset);
        let mut book = Self::default();
        for (position, held) in request.positions.iter().zip(portfolio.positions()) {
            let asset = held.contract.asset();
            let value = held.contract.value(market, &held.holding);
            let value = value.and_then(|value| match value.expired || !value.is_finite() {
                true => Err(Error::new(crate::error::Code::InvalidValue, "It has expired.")),
                false => Ok(value),
            });
            let plain = matches!(
                position.instrument,
                Instrument::Spot(_) | Instrument::Cash(_) | Instrument::Perpetual(_) | Instrument::Future(_)
            );
            let money = is_money(asset);
            let paid = matches!(position.instrument, Instrument::Spot(_) | Instrument::Cash(_));
            let sold = request.unnamed == UnnamedAssets::AreSold && !money;
            if let Err(error) = &value {
                book.excluded.push(Excluded { id: held.id.clone(), reason: error.message.clone() });
            }
            match value {
                Ok(value) if money && paid && !(named(asset) && asset != QUOTE_CURRENCY) => {
                    book.cash += value.figures.value;
                }
                value
                    if plain
                        && (named(asset) || sold || rolls::expires(&position.instrument, market, terms)) =>
                {
                    book.hold(
                        &position.instrument,
                        held.holding.quantity,
                        value.ok().map(|v| v.figures.value),
                        market,
                        terms,
                    )?;
                }
                Ok(value) => {
                    book.beside += value.figures.value;
                    match named(asset) {
                        true => *book.exposures.entry(asset.to_owned()).or_default() += value.exposure,
                        false => book.unnamed += value.figures.value,
                    }
                    book.staying.push(position.clone());
                }
                Err(_) => {}
            }
        }
        Ok(book)
    }

    /// The line of an instrument, made where there is none.
    pub fn line(&mut self, instrument: &Instrument, market: &Market, terms: &Terms) -> Result<usize, Error> {
        let line = terms.line(instrument, market)?;
        if let Some(k) = self.lines.iter().position(|other| other.tradable.name == line.tradable.name) {
            return Ok(k);
        }
        self.lines.push(line);
        Ok(self.lines.len() - 1)
    }

    /// Adds a holding; positions of one instrument are one line, closed at what they are worth together.
    pub fn hold(
        &mut self,
        instrument: &Instrument,
        quantity: f64,
        value: Option<f64>,
        market: &Market,
        terms: &Terms,
    ) -> Result<usize, Error> {
        let k = self.line(instrument, market, terms)?;
        let line = &mut self.lines[k];
        let worth = line.held * line.tradable.close_value + value.unwrap_or(0.0);
        line.held += quantity;
        if line.margined && line.held != 0.0 {
            line.tradable.close_value = worth / line.held;
        }
        Ok(k)
    }

    /// Gives an asset's target to the line that reaches it: the one of the chosen instrument; where that would be sold
    /// short while others are long, these are closed before. Returns the exposure that nothing can reach.
    pub fn aim(&mut self, asset: &str, chosen: usize, target: f64, equity: f64) -> f64 {
        let mut order: Vec<usize> = (0..self.lines.len())
            .filter(|k| self.lines[*k].asset == asset && *k != chosen && self.lines[*k].starts() > 0.0)
            .collect();
        order.sort_by(|a, b| self.lines[*b].starts().total_cmp(&self.lines[*a].starts()));
        order.insert(0, chosen);
        let own = self.lines.iter().filter(|line| line.asset == asset).map(Line::starts).sum::<f64>();
        let whole = own + self.exposures.get(asset).copied().unwrap_or(0.0);
        let mut closed = 0.0;
        for (place, &k) in order.iter().enumerate() {
            let others = whole - closed - self.lines[k].starts();
            if target * equity - others >= -1e-9 * equity {
                self.give(k, &order[..place], target, others);
                return 0.0;
            }
            closed += self.lines[k].starts().max(0.0);
        }
        // Only what has a margin is sold short.
        if let Some(&k) = order.iter().find(|k| self.lines[**k].margined) {
            let closed: &[usize] = if k == chosen { &[] } else { &[chosen] };
            let gone: f64 = closed.iter().map(|k| self.lines[*k].starts()).sum();
            let others = whole - gone - self.lines[k].starts();
            self.give(k, closed, target, others);
            return 0.0;
        }
        for &k in &order {
            self.lines[k].tradable.aside = self.lines[k].held.min(0.0);
        }
        target * equity - (whole - closed)
    }

    /// Turns what rolls move into orders that neither flows nor tolerance hold back.
    pub fn settle(&mut self) {
        for line in &mut self.lines {
            line.tradable.aside -= line.moved;
            line.tradable.extra += line.moved;
        }
    }

    fn give(&mut self, k: usize, closed: &[usize], target: f64, others: f64) {
        for &k in closed {
            self.lines[k].tradable.aside = 0.0;
        }
        let line = &mut self.lines[k];
        line.target = target;
        let unit = line.tradable.unit_exposure;
        line.tradable.aside = if unit != 0.0 { -others / unit } else { 0.0 };
    }
}
