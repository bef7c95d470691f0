//! One factor at a time, down and up by a step, all else as it is.

use serde::Serialize;

use super::background::Background;
use super::book::StressBook;
use super::request::{StepSize, Steps};
use super::shock::Shock;
use crate::error::{Error, Notice};
use crate::market::{ReturnSample, is_currency};

/// A factor and what it does.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct TornadoBar {
    /// The factor.
    pub factor: String,
    /// The coin, where it is the price of one.
    pub asset: Option<String>,
    /// How far it goes.
    pub step: f64,
    /// Profit of the book when it goes down.
    pub down: f64,
    /// Profit of the book when it goes up.
    pub up: f64,
    /// Of each position.
    pub down_by_position: Vec<f64>,
    /// Of each position.
    pub up_by_position: Vec<f64>,
}

/// What moves, how far, and what that does to the market.
struct Factor {
    name: String,
    asset: Option<String>,
    step: f64,
    shock: Box<dyn Fn(f64) -> Shock>,
}

impl Factor {
    fn new(name: &str, step: f64, shock: impl Fn(f64) -> Shock + 'static) -> Self {
        Self { name: name.to_owned(), asset: None, step, shock: Box::new(shock) }
    }
}

/// The bars, what the standard deviations were estimated from, and what to say of them.
pub(super) type Tornado = (Vec<TornadoBar>, Option<ReturnSample>, Vec<Notice>);

/// Every factor down and up by its step.
pub(super) fn tornado(
    book: &StressBook,
    background: &Background,
    size: StepSize,
    steps: &Steps,
) -> Result<Tornado, Error> {
    let joint = match size {
        StepSize::Stated => None,
        StepSize::StandardDeviation => Some(background.joint(&[])?),
    };
    let still = || vec![(0.0, String::new()); book.assets.len()];
    let mut factors: Vec<Factor> = vec![];
    let mut notices = vec![];
    for (place, asset) in book.assets.iter().enumerate() {
        let deviation =
            joint.as_ref().map(|joint| joint.place(asset).map(|place| joint.deviation(place).min(0.99)));
        let step = match deviation {
            Some(Some(deviation)) => deviation,
            Some(None) => {
                let message = format!("{asset} has no price history: its step is the stated one.");
                notices.push(Notice::new("stepStated", message));
                stated(asset, steps)
            }
            None => stated(asset, steps),
        };
        let moved = still();
        let shock = move |by: f64| {
            let mut moves = moved.clone();
            moves[place].0 = by;
            Shock { moves, ..Shock::default() }
        };
        let name = format!("Price of {asset}");
        factors.push(Factor { name, asset: Some(asset.clone()), step, shock: Box::new(shock) });
    }
    let least = book.held.iter().filter_map(|held| held.valuation.implied_volatility).reduce(f64::min);
    if let Some(least) = least {
        let moves = still();
        let shock = move |by: f64| Shock { moves: moves.clone(), volatility: by, ..Shock::default() };
        // No volatility goes below zero, down as far as up.
        factors.push(Factor::new("Volatility", steps.volatility.min(least), shock));
    }
    if book.held.iter().any(|held| held.valuation.forward.is_some() || held.position.contract.margined()) {
        let moves = still();
        let shock = move |by: f64| Shock { moves: moves.clone(), basis: by, ..Shock::default() };
        factors.push(Factor::new("Basis", steps.basis, shock));
    }
    if book.held.iter().any(|held| held.valuation.figures.rho != 0.0) {
        let moves = still();
        let shock = move |by: f64| Shock { moves: moves.clone(), rate: by, ..Shock::default() };
        factors.push(Factor::new("Interest rate", steps.rate, shock));
    }
    let mut bars = vec![];
    for Factor { name, asset, step, shock } in factors {
        let (down, up) = (book.profits(&shock(-step))?, book.profits(&shock(step))?);
        bars.push(TornadoBar {
            factor: name,
            asset,
            step,
            down: down.iter().sum(),
            up: up.iter().sum(),
            down_by_position: down,
            up_by_position: up,
        });
    }
    let reach = |bar: &TornadoBar| bar.down.abs().max(bar.up.abs());
    bars.sort_by(|a, b| reach(b).total_cmp(&reach(a)));
    Ok((bars, joint.map(|joint| joint.sample), notices))
}

/// Money of a state moves like a stablecoin that trembles, not like a coin.
fn stated(asset: &str, steps: &Steps) -> f64 {
    if is_currency(asset) { steps.peg } else { steps.spot }
}
