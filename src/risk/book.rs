//! The positions whose risk can be told, each ready for revaluation, and the others with the reason.

use super::closing::ScenarioCost;
use super::groups::Group;
use super::trade::Proposed;
use crate::error::{Error, Notice};
use crate::market::{Market, PriceHistory, QUOTE_CURRENCY, Timestamp, is_stablecoin, read_instant};
use crate::portfolio::{Excluded, HeldPosition, Portfolio};
use crate::pricing::revaluation::Earning;
use crate::pricing::{Revaluation, ScenarioFrame, SmileRule, Valuation};

/// A quote this many times above or below the last price of the history is worth a second look.
const FAR: f64 = 3.0;
/// How many of the excluded positions have a notice of their own; all are listed.
const NAMED: usize = 5;

/// The part of the history that may be used.
#[derive(Debug, Clone, Copy, Default)]
pub struct Window {
    /// First date.
    pub from: Option<Timestamp>,
    /// Last date.
    pub to: Option<Timestamp>,
}

impl Window {
    /// Between two dates of a request, either of which may be left out.
    pub fn between(from: Option<&str>, to: Option<&str>) -> Result<Self, Error> {
        Ok(Self { from: read_instant(from, "from")?, to: read_instant(to, "to")? })
    }

    /// Whether a time lies in it.
    pub fn holds(&self, time: &Timestamp) -> bool {
        self.from.is_none_or(|from| *time >= from) && self.to.is_none_or(|to| *time <= to)
    }
}

/// A position with what it is worth and what it earns in scenarios.
pub struct Held {
    /// As in the request.
    pub id: String,
    /// The exchange-style name.
    pub label: String,
    /// The coin or currency whose price moves it.
    pub asset: String,
    /// The instrument's kind.
    pub kind: String,
    /// When it expires.
    pub expiry: Option<Timestamp>,
    /// Its place among the [`assets`](Book::assets); none when no price moves it.
    pub place: Option<usize>,
    /// Today.
    pub valuation: Valuation,
    /// In scenarios.
    pub revaluation: Box<dyn Revaluation>,
}

/// Positions whose risk can be told.
pub struct Book {
    /// The assets whose prices move the book, in the order in which positions name them.
    pub assets: Vec<String>,
    /// Their spot prices today.
    pub spots: Vec<f64>,
    /// In the order of the request.
    pub held: Vec<Held>,
    /// Positions whose parts are told together beside each alone.
    pub groups: Vec<Group>,
    /// A trade that is measured beside them.
    pub trade: Option<Proposed>,
    /// What scenarios cost beside what the positions lose.
    pub closing: Option<Box<dyn ScenarioCost>>,
    /// The others.
    pub excluded: Vec<Excluded>,
    /// What a reader should know about them.
    pub notices: Vec<Notice>,
    /// How much calendar time passes in scenarios, in years.
    pub horizon_years: f64,
    /// Whether what each position loses in each scenario is kept.
    pub by_position: bool,
}

/// What moves a position.
enum Mover {
    Price,
    Nothing,
}

impl Book {
    /// Sorts the positions of a portfolio into those that can be measured and those that cannot.
    pub fn new(
        portfolio: &Portfolio,
        market: &Market,
        history: Option<&PriceHistory>,
        window: Window,
        horizon_years: f64,
    ) -> Result<Self, Error> {
        let mut book = Self {
            assets: vec![],
            spots: vec![],
            held: vec![],
            groups: vec![],
            trade: None,
            closing: None,
            excluded: vec![],
            notices: vec![],
            horizon_years,
            by_position: false,
        };
        let mut usable = Vec::new();
        for position in portfolio.positions() {
            match examine(position, market, history, window) {
                Ok((valuation, mover)) => usable.push((position, valuation, mover)),
                Err(reason) => book.exclude(position, reason),
            }
        }
        if book.excluded.len() > NAMED {
            let message = format!("{} more positions are not in these figures.", book.excluded.len() - NAMED);
            book.notices.push(Notice::new("positionExcluded", message));
        }
        for (position, _, mover) in &usable {
            let asset = position.contract.asset();
            match mover {
                Mover::Price if !book.assets.iter().any(|known| known == asset) => {
                    book.assets.push(asset.to_owned());
                    book.spots.push(market.spot(asset)?);
                }
                Mover::Nothing if asset != QUOTE_CURRENCY => book.say_unmoved(asset),
                _ => {}
            }
        }
        book.compare_with_history(market, history);

        let frame =
            ScenarioFrame { assets: book.assets.clone(), horizon_years, smile: SmileRule::StickyStrike };
        for (position, valuation, mover) in usable {
            let asset = position.contract.asset().to_owned();
            let place = book.assets.iter().position(|known| *known == asset);
            let revaluation: Box<dyn Revaluation> = match mover {
                Mover::Price => position.contract.revaluation(market, &position.holding, &frame)?,
                Mover::Nothing => Box::new(Earning { profit: valuation.figures.theta * horizon_years }),
            };
            book.held.push(Held {
                id: position.id.clone(),
                label: position.label.clone(),
                asset,
                kind: position.kind.clone(),
                expiry: position.contract.needs().forward,
                place,
                valuation,
                revaluation,
            });
        }
        Ok(book)
    }

    /// The value of what is measured, in quote currency.
    pub fn value(&self) -> f64 {
        self.held.iter().map(|held| held.valuation.figures.value).sum()
    }

    fn exclude(&mut self, position: &HeldPosition, reason: String) {
        if self.excluded.len() < NAMED {
            let message = format!("{} is not in these figures: {reason}", position.label);
            self.notices.push(Notice::new("positionExcluded", message));
        }
        self.excluded.push(Excluded { id: position.id.clone(), reason });
    }

    fn say_unmoved(&mut self, stablecoin: &str) {
        let message = format!(
            "{stablecoin} has no price history: it counts as money that keeps its price, so the loss of its peg is not in these figures."
        );
        if !self.notices.iter().any(|notice| notice.message == message) {
            self.notices.push(Notice::new("noPriceRisk", message));
        }
    }

    /// A spot price far from the last one in the history is often a wrong unit.
    fn compare_with_history(&mut self, market: &Market, history: Option<&PriceHistory>) {
        for asset in &self.assets {
            let last = history.and_then(|history| history.last(asset));
            if let (Ok(spot), Some((_, last))) = (market.spot(asset), last)
                && !(last / FAR..=last * FAR).contains(&spot)
            {
                let message = format!(
                    "{asset} is quoted at {spot} and the last price of its history is {last}: past moves are applied to the quote."
                );
                self.notices.push(Notice::new("quoteFarFromHistory", message).at("quotes.spots"));
            }
        }
    }
}

/// The position's valuation and what moves it, or why it cannot be measured.
fn examine(
    position: &HeldPosition,
    market: &Market,
    history: Option<&PriceHistory>,
    window: Window,
) -> Result<(Valuation, Mover), String> {
    let asset = position.contract.asset();
    let valuation = position.contract.value(market, &position.holding).map_err(|error| error.message)?;
    if !valuation.figures.value.is_finite() || !valuation.exposure.is_finite() {
        return Err("Its value is too large for a number.".to_owned());
    }
    if valuation.expired {
        return Err("It has expired.".to_owned());
    }
    if asset == QUOTE_CURRENCY {
        return Ok((valuation, Mover::Nothing));
    }
    let prices = history.and_then(|history| {
        let column = history.column(history.position(asset)?);
        let priced = |(time, price): &(&Timestamp, &f64)| window.holds(time) && price.is_finite();
        Some(history.times().iter().zip(column).filter(priced).count())
    });
    match prices {
        Some(2..) => Ok((valuation, Mover::Price)),
        _ if is_stablecoin(asset) => Ok((valuation, Mover::Nothing)),
        Some(1) => Err(format!("{asset} has one price in the history used, and a return needs two.")),
        Some(_) => Err(format!("{asset} has no price in the history used.")),
        None => Err(format!("There is no price history of {asset}.")),
    }
}
