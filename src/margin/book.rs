//! One asset of an account: coins, contracts and options whose value its price decides.

use super::collateral::Haircuts;
use super::option_rule::OptionRule;
use super::requirement::Requirement;
use super::rule::{Leg, Piece};
use crate::pricing::{Revaluation, Right, ScenarioBlock};

/// What is to be met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// Maintenance margin by the collateral as the venue counts it.
    Maintenance,
    /// Nothing but the fee of closing, by what everything is worth.
    Bankruptcy,
}

/// What is revalued: an option, or anything else that is no straight line.
pub struct Revalued {
    /// In quote currency, now.
    pub value: f64,
    /// Its profit when the price moves.
    pub revaluation: Box<dyn Revaluation>,
    /// Whether it pays in the coin, and so counts with the coins.
    pub in_coin: bool,
    /// Coins sold short with right, strike and rule, where it is a short option.
    pub short: Option<(f64, Right, f64, OptionRule)>,
}

impl Revalued {
    /// Its value at x.
    pub fn value_at(&self, x: f64) -> f64 {
        self.value_under(x, 0.0)
    }

    /// Its value at x with so much added to the volatility.
    pub fn value_under(&self, x: f64, volatility: f64) -> f64 {
        let (mut profit, shift) = ([0.0], [volatility]);
        let shifts = (volatility != 0.0).then_some(&shift[..]);
        self.revaluation.profit(&ScenarioBlock::new(1, &[libm::log(x)], &[x], shifts), &mut profit);
        self.value + profit[0]
    }

    /// Initial and maintenance margin at a price of the coin and a value.
    pub fn margin(&self, price: f64, value: f64) -> Requirement {
        let Some((coins, right, strike, rule)) = self.short else { return Requirement::default() };
        let (initial, maintenance) = rule.rates(right, strike / price, value.abs() / (coins * price));
        Requirement { initial: initial * coins * price, maintenance: maintenance * coins * price }
    }
}

/// Everything that one price moves.
pub struct Book {
    /// The coin.
    pub asset: String,
    /// Its price now.
    pub price: f64,
    /// Coins held, borrowed where below zero.
    pub coins: f64,
    /// What the venue takes off what is above zero.
    pub haircuts: Haircuts,
    /// Staked coins of this one: what they are worth now, and what of that counts.
    pub staked: [f64; 2],
    /// Maintenance margin of what is borrowed.
    pub debt_rate: f64,
    /// Futures and perpetuals.
    pub legs: Vec<Leg>,
    /// Everything else.
    pub revalued: Vec<Revalued>,
}

impl Book {
    /// A book of nothing.
    pub fn new(asset: &str, price: f64) -> Self {
        Self {
            asset: asset.to_owned(),
            price,
            coins: 0.0,
            haircuts: Haircuts::flat(0.0),
            staked: [0.0; 2],
            debt_rate: 0.0,
            legs: vec![],
            revalued: vec![],
        }
    }

    /// Whether everything is a + b x + c/x.
    pub fn is_pieced(&self) -> bool {
        self.revalued.is_empty()
    }

    /// Whether equity less margin is concave in x, so that it is above zero on one interval.
    pub fn is_concave(&self) -> bool {
        self.is_pieced() && self.legs.iter().all(|leg| leg.rule.continuous)
    }

    /// What is held in coin: coins, and what pays in them.
    pub fn in_coin(&self) -> Piece {
        let mut sum = Piece::line(0.0, self.coins * self.price);
        for leg in self.legs.iter().filter(|leg| leg.coin_price.is_some()) {
            sum += leg.value;
        }
        sum
    }

    /// Equity and margin around x, without what is revalued.
    pub fn pieces(&self, x: f64, line: Line) -> (Piece, Piece) {
        let (mut equity, mut margin) = self.coin_side(self.in_coin(), x, line);
        equity.slope += self.staked_at(line);
        for leg in &self.legs {
            if leg.coin_price.is_none() {
                equity += leg.value;
            }
            margin += match line {
                Line::Maintenance => leg.maintenance(x),
                Line::Bankruptcy => leg.closing_fee(),
            };
        }
        (equity, margin)
    }

    /// Staked coins at today's price, with the haircut where it is maintenance that is to be met.
    fn staked_at(&self, line: Line) -> f64 {
        let [worth, counted] = self.staked;
        if line == Line::Maintenance { counted } else { worth }
    }

    /// The coins as the venue counts them, and the margin of what is borrowed.
    fn coin_side(&self, coin: Piece, x: f64, line: Line) -> (Piece, Piece) {
        match (line, coin.at(x) < 0.0) {
            (Line::Bankruptcy, _) => (coin, Piece::default()),
            (Line::Maintenance, true) => (coin, coin.times(-self.debt_rate)),
            (Line::Maintenance, false) => (self.haircuts.counted(coin, self.price, x), Piece::default()),
        }
    }

    /// Equity less margin at x.
    pub fn excess(&self, x: f64, line: Line) -> f64 {
        let (equity, margin) = self.totals(x, line);
        equity - margin
    }

    /// Equity and margin at x.
    pub fn totals(&self, x: f64, line: Line) -> (f64, f64) {
        self.totals_under(x, 0.0, line)
    }

    /// Equity and margin at x with so much added to the volatilities.
    pub fn totals_under(&self, x: f64, volatility: f64, line: Line) -> (f64, f64) {
        if self.is_pieced() {
            let (equity, margin) = self.pieces(x, line);
            return (equity.at(x), margin.at(x));
        }
        let (mut other, mut margin, mut coin) = (self.staked_at(line) * x, 0.0, self.in_coin());
        for leg in &self.legs {
            if leg.coin_price.is_none() {
                other += leg.value.at(x);
            }
            margin += match line {
                Line::Maintenance => leg.maintenance(x),
                Line::Bankruptcy => leg.closing_fee(),
            }
            .at(x);
        }
        for held in &self.revalued {
            let value = held.value_under(x, volatility);
            if line == Line::Maintenance {
                margin += held.margin(self.price * x, value).maintenance;
            }
            if held.in_coin {
                coin.fixed += value;
            } else {
                other += value;
            }
        }
        let (counted, debt) = self.coin_side(coin, x, line);
        (other + counted.at(x), margin + debt.at(x))
    }

    /// Initial and maintenance margin now.
    pub fn requirement(&self) -> Requirement {
        let (_, maintenance) = self.totals(1.0, Line::Maintenance);
        let mut initial: f64 = self.legs.iter().map(Leg::initial).sum();
        for held in &self.revalued {
            initial += held.margin(self.price, held.value).initial;
        }
        let coin = self.in_coin().at(1.0) + self.revalued_in_coin();
        Requirement { initial: initial + self.debt_rate * (-coin).max(0.0), maintenance }
    }

    fn revalued_in_coin(&self) -> f64 {
        self.revalued.iter().filter(|held| held.in_coin).map(|held| held.value).sum()
    }

    /// What everything is worth now, without haircuts.
    pub fn worth(&self) -> f64 {
        self.totals(1.0, Line::Bankruptcy).0
    }

    /// Margin of one revalued position now.
    pub fn margin_of(&self, held: &Revalued) -> Requirement {
        held.margin(self.price, held.value)
    }

    /// The moves at which a piece ends.
    pub fn breaks(&self, line: Line, out: &mut Vec<f64>) {
        if line == Line::Bankruptcy {
            return;
        }
        for leg in &self.legs {
            leg.breaks(out);
        }
        let coin = self.in_coin();
        if (self.haircuts.take() || self.debt_rate > 0.0) && coin.slope != 0.0 {
            out.push(-coin.fixed / coin.slope);
        }
        self.haircuts.breaks(coin, self.price, out);
    }

    /// The same with all positions so many times as large, each with its value now; coins stay.
    pub fn scaled_excess(&self, factor: f64, x: f64) -> f64 {
        let scaled = Self {
            asset: String::new(),
            legs: self.legs.iter().map(|leg| leg.scaled(factor)).collect(),
            revalued: vec![],
            haircuts: self.haircuts.clone(),
            ..*self
        };
        if self.is_pieced() {
            return scaled.excess(x, Line::Maintenance);
        }
        let (mut coin, mut rest) = (scaled.in_coin(), self.staked_at(Line::Maintenance) * x);
        for held in &self.revalued {
            let value = held.value_at(x);
            rest -= held.margin(self.price * x, value).maintenance * factor;
            let counted = held.value + factor * (value - held.value);
            if held.in_coin {
                coin.fixed += counted;
            } else {
                rest += counted;
            }
        }
        for leg in &scaled.legs {
            rest -= leg.maintenance(x).at(x);
            if leg.coin_price.is_none() {
                rest += leg.value.at(x);
            }
        }
        let (counted, debt) = self.coin_side(coin, x, Line::Maintenance);
        rest + counted.at(x) - debt.at(x)
    }
}
