//! Positions as lines that can be traded, and what stays beside them.

use crate::error::{Code, Error};
use crate::market::is_money;
use crate::portfolio::{Excluded, Portfolio, Position, valued};
use crate::pricing::instrument::{Instrument, spot::Spot};
use crate::rebalance::tradable::margin_rate;
use crate::rebalance::{Tradable, TradeCosts};

use super::request::{self, LimitsRequest};

/// A position that moves one for one with its asset, or one of a coin that would be opened.
pub struct Line {
    pub asset: usize,
    pub label: String,
    /// Its place among the positions.
    pub position: Option<usize>,
    pub held: f64,
    /// In quote currency.
    pub exposure: f64,
    pub margined: bool,
    pub tradable: Tradable,
}

/// The account of a request.
pub struct LimitedBook {
    pub assets: Vec<String>,
    pub lines: Vec<Line>,
    /// Exposure by asset of what is not traded: options and pools.
    pub beside: Vec<f64>,
    pub cash: f64,
    pub equity: f64,
    pub excluded: Vec<Excluded>,
}

impl LimitedBook {
    pub fn new(request: &LimitsRequest) -> Result<Self, Error> {
        let inside = |error: Error, field: &str| error.inside(&format!("risk.{field}"));
        let positions = &request.risk.positions;
        let portfolio = Portfolio::check(positions).map_err(|error| inside(error, "positions"))?;
        let market = request.risk.quotes.check().map_err(|error| inside(error, "quotes"))?;
        let (held, excluded) = valued(&portfolio, &market);
        let costs = TradeCosts {
            fee: request.fee.unwrap_or(request::FEE),
            half_spread: request.half_spread.unwrap_or(request::HALF_SPREAD),
            ..TradeCosts::default()
        };
        let mut book =
            Self { assets: vec![], lines: vec![], beside: vec![], cash: 0.0, equity: 0.0, excluded };
        for (position, valuation) in &held {
            book.equity += valuation.figures.value;
            let asset = position.contract.asset();
            let quantity = position.holding.quantity;
            let spot = matches!(&instrument_of(positions, &position.id), Some(Instrument::Spot(_)));
            if spot && is_money(asset) {
                book.cash += valuation.figures.value;
                continue;
            }
            let place = book.place(asset);
            let one_for_one = (spot || position.contract.margined() && valuation.figures.gamma == 0.0)
                && quantity != 0.0
                && valuation.exposure != 0.0;
            if !one_for_one {
                book.beside[place] += valuation.exposure;
                continue;
            }
            let label = position.label.clone();
            let tradable = if spot {
                Tradable::paid(label.clone(), valuation.price, costs)
            } else {
                let all = request.margin_rate.unwrap_or(request::MARGIN_RATE);
                let rate = margin_rate(&request.margin_rates, &label, asset, all);
                Tradable::margined(label.clone(), valuation.price, valuation.exposure / quantity, rate, costs)
            };
            book.lines.push(Line {
                asset: place,
                label,
                position: positions.iter().position(|one| one.id == position.id),
                held: quantity,
                exposure: valuation.exposure,
                margined: !spot,
                tradable,
            });
        }
        for (asset, _) in request.target.0.iter().filter(|(asset, _)| !is_money(asset)) {
            let place = book.place(asset);
            let coins = |line: &Line| line.asset == place && !line.margined;
            if let (Ok(spot), None) = (market.spot(asset), book.lines.iter().find(|line| coins(line))) {
                book.lines.push(Line {
                    asset: place,
                    label: asset.clone(),
                    position: None,
                    held: 0.0,
                    exposure: 0.0,
                    margined: false,
                    tradable: Tradable::paid(asset.clone(), spot, costs),
                });
            }
        }
        if book.equity <= 0.0 {
            let message = "What is held is worth nothing or less: limits are parts of what it is worth.";
            return Err(Error::new(Code::InvalidValue, message).at("risk.positions"));
        }
        Ok(book)
    }

    fn place(&mut self, asset: &str) -> usize {
        self.assets.iter().position(|known| known == asset).unwrap_or_else(|| {
            self.assets.push(asset.to_owned());
            self.beside.push(0.0);
            self.assets.len() - 1
        })
    }

    /// Exposures of lines in quote currency as parts of the equity, by asset and with what stays.
    pub fn by_asset(&self, lines: &[f64]) -> Vec<f64> {
        let mut sums: Vec<f64> = self.beside.iter().map(|exposure| exposure / self.equity).collect();
        self.lines.iter().zip(lines).for_each(|(line, part)| sums[line.asset] += part);
        sums
    }

    /// Exposures of the lines as parts of the equity that bring the assets to these: what is held the other way is
    /// closed first, in one proportion; then the coin, else the greatest line, takes the rest.
    pub fn towards(&self, wanted: &[f64]) -> Vec<f64> {
        let mut parts: Vec<f64> = self.lines.iter().map(|line| line.exposure / self.equity).collect();
        let now = self.by_asset(&parts);
        for asset in 0..self.assets.len() {
            let gap = wanted[asset] - now[asset];
            let against: f64 = (self.lines.iter().zip(&parts))
                .filter(|(line, part)| line.asset == asset && *part * gap < 0.0)
                .map(|(_, part)| part.abs())
                .sum();
            let closed = gap.abs().min(against);
            let mut most: Option<usize> = None;
            for (k, line) in self.lines.iter().enumerate().filter(|(_, line)| line.asset == asset) {
                if parts[k] * gap < 0.0 {
                    parts[k] *= 1.0 - closed / against;
                }
                // Coins cannot be sold short.
                let takes = gap > 0.0 || line.margined;
                let rank = |k: usize| (!self.lines[k].margined, self.lines[k].exposure.abs());
                if takes && most.is_none_or(|most| rank(k) > rank(most)) {
                    most = Some(k);
                }
            }
            if let Some(k) = most {
                parts[k] += gap.signum() * (gap.abs() - closed);
            }
        }
        parts
    }

    /// The initial margin of such exposures, as a part of the equity.
    pub fn margin(&self, parts: &[f64]) -> f64 {
        let margined = self.lines.iter().zip(parts).filter(|(line, _)| line.margined);
        margined.map(|(line, part)| part.abs() * line.tradable.margin_rate).sum()
    }

    /// The positions with so many units in the lines.
    pub fn positions(&self, before: &[Position], units: &[f64]) -> Vec<Position> {
        let mut positions = before.to_vec();
        for (k, (line, &quantity)) in self.lines.iter().zip(units).enumerate() {
            match line.position {
                Some(place) => positions[place].quantity = quantity,
                None if quantity != 0.0 => {
                    let instrument = Instrument::Spot(Spot { asset: self.assets[line.asset].clone() });
                    // No position is called so by a person.
                    let id = format!("\u{1}{k}");
                    positions.push(Position { id, instrument, quantity, entry_price: None });
                }
                None => {}
            }
        }
        positions
    }
}

fn instrument_of<'a>(positions: &'a [Position], id: &str) -> Option<&'a Instrument> {
    positions.iter().find(|position| position.id == id).map(|position| &position.instrument)
}
