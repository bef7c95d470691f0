//! What is held and what can be traded, made into a program, and its trades made into units.

use nalgebra::DMatrix;

use super::program::{Leg, Program};
use super::search::{self, Found};
use super::whole_lots::TargetDistance;
use super::{AllocationUnits, AssetUnits};
use crate::allocate::problem::{Problem, product};
use crate::allocate::response::Status;
use crate::error::{Notice, grouped};
use crate::math::cholesky::dot;
use crate::progress::Progress;

/// Money that is less than this part of the capital is rounding, and so are units below it as part of a lot.
const ROUNDING: f64 = 1e-9;

/// Trades below this part of the capital are rounding of a solver.
const DUST: f64 = 1e-12;

/// No variance is below this part of the greatest: a thousandth of its volatility.
const LEAST_VARIANCE: f64 = 1e-6;

/// One asset.
pub(super) struct Holding {
    pub asset: String,
    pub price: f64,
    /// Units.
    pub held: f64,
    /// Units; zero where any quantity can be traded.
    pub lot: f64,
    /// Money.
    pub least: f64,
}

/// Checked: the assets of the weights, then what is held beside them.
pub(in crate::allocate) struct Account {
    pub(super) holdings: Vec<Holding>,
    pub(super) chosen: usize,
    pub(super) capital: f64,
    pub(super) rate: f64,
    pub(super) per_trade: f64,
    pub(super) distance: TargetDistance,
    pub(super) max_nodes: Option<usize>,
}

impl Account {
    /// The units nearest to the weights.
    pub fn units(&self, problem: &Problem, weights: &[f64], progress: &mut dyn Progress) -> AllocationUnits {
        let weights = &weights[..self.chosen];
        let (program, mut trades) = self.program(problem, weights);
        let scale = dot(weights, &product(&program.form, weights)).max(0.0).sqrt();
        let most = self.max_nodes.unwrap_or_else(|| search::usual(self.chosen));
        if let Some(explanation) = self.out_of_reach(&program) {
            return self.blank(Status::Infeasible, Some(explanation));
        }
        let Some(found) = search::search(&program, scale, most, progress) else {
            let explanation = format!(
                "No trades leave the cash at zero or above: what is owed and cannot be sold is more than the capital of {} pays for.",
                money(self.capital)
            );
            return self.blank(Status::Infeasible, Some(explanation));
        };
        trades[..self.chosen].copy_from_slice(&found.z);
        let mut answer = self.blank(Status::Solved, None);
        answer.leftover = self.capital;
        answer.notices.extend(self.beyond(&program, weights));
        answer.notices.extend(self.open(&found));
        answer.distance = found.value.sqrt();
        answer.least_distance = found.bound.sqrt();
        (answer.proved, answer.nodes) = (found.proved, found.nodes);
        for (i, holding) in self.holdings.iter().enumerate() {
            let row = self.row(holding, trades[i], weights.get(i).copied().unwrap_or(0.0));
            answer.fees += row.fee;
            answer.leftover -= row.units * row.price + row.fee;
            answer.assets.push(row);
        }
        if answer.leftover.abs() <= ROUNDING * self.capital {
            answer.leftover = answer.leftover.max(0.0);
        }
        answer
    }

    fn row(&self, holding: &Holding, z: f64, wanted_weight: f64) -> AssetUnits {
        let &Holding { price, held, lot, .. } = holding;
        let value = price / self.capital;
        let trade = match lot > 0.0 {
            // No trade is a plain zero, not one below it.
            true => lot * (z / (value * lot)).round() + 0.0,
            false if z.abs() <= DUST => 0.0,
            false => z / value,
        };
        let units = held + trade;
        let units = if units.abs() <= ROUNDING * lot.max(held.abs()) { 0.0 } else { units };
        let notional = price * trade.abs();
        AssetUnits {
            asset: holding.asset.clone(),
            price,
            held,
            trade,
            units,
            notional,
            fee: self.rate * notional + if trade == 0.0 { 0.0 } else { self.per_trade },
            wanted_weight,
            weight: value * units,
        }
    }

    /// The program of the chosen assets, and the trades of the others as parts of the capital.
    fn program(&self, problem: &Problem, weights: &[f64]) -> (Program, Vec<f64>) {
        let n = self.chosen;
        let value = |holding: &Holding| holding.price / self.capital;
        let leg = |holding: &Holding, low: f64| {
            let value = value(holding);
            // What has a fee of its own is no trade below a billionth of the capital.
            let least = if self.per_trade > 0.0 { ROUNDING } else { 0.0 };
            Leg::of(value * holding.lot, least.max(holding.least / self.capital), low - value * holding.held)
        };
        let low = |i: usize| problem.limits.lower[i].min(0.0);
        let greatest = problem.largest_variance();
        let form = match self.distance {
            TargetDistance::Risk if greatest > 0.0 => DMatrix::from_fn(n, n, |i, j| match i == j {
                true => problem.covariance[(i, i)].max(LEAST_VARIANCE * greatest),
                false => problem.covariance[(i, j)],
            }),
            _ => DMatrix::identity(n, n),
        };
        let mut program = Program {
            form,
            center: (0..n).map(|i| weights[i] - value(&self.holdings[i]) * self.holdings[i].held).collect(),
            legs: (0..n).map(|i| leg(&self.holdings[i], low(i))).collect(),
            cash: problem.limits.budget.max(1.0),
            rate: self.rate,
            fixed: self.per_trade / self.capital,
        };
        let mut trades = vec![0.0; self.holdings.len()];
        for (i, holding) in self.holdings.iter().enumerate() {
            let held = value(holding) * holding.held;
            program.cash -= held;
            if i >= n {
                let leg = leg(holding, 0.0);
                trades[i] = if held > 0.0 { leg.ceil(-held) } else { leg.floor(-held) };
                program.cash -= program.cost(trades[i]);
            }
        }
        (program, trades)
    }

    /// What the least trade of an asset takes, in words.
    fn least_trade(&self, program: &Program, i: usize) -> String {
        let Holding { asset, price, lot, .. } = &self.holdings[i];
        let reach = program.legs[i].reach();
        let cost = money(self.capital * program.cost(reach));
        let fee = if program.cost(reach) > reach { " with its fee" } else { "" };
        if *lot > 0.0 && reach * self.capital <= (1.0 + ROUNDING) * price * lot {
            format!("one lot of {asset} costs {cost}{fee}")
        } else {
            format!("the least trade of {asset} costs {cost}{fee}")
        }
    }

    /// Why nothing at all can be traded; none where something can, or nothing has to be.
    fn out_of_reach(&self, program: &Program) -> Option<String> {
        let span = program.root()?;
        let wanted = |i: &usize| program.center[*i].abs() > ROUNDING;
        if (0..self.chosen).any(|i| span.low[i] < 0.0 || span.high[i] > 0.0) {
            return None;
        }
        let cheapest = (0..self.chosen)
            .filter(wanted)
            .min_by(|a, b| program.legs[*a].reach().total_cmp(&program.legs[*b].reach()))?;
        let mut sentence = self.least_trade(program, cheapest);
        sentence[..1].make_ascii_uppercase();
        Some(format!("{sentence}, the capital is {}: nothing can be traded.", money(self.capital)))
    }

    /// What is wanted and cannot be bought.
    fn beyond(&self, program: &Program, weights: &[f64]) -> Option<Notice> {
        let span = program.root()?;
        let out = |i: &usize| weights[*i] > ROUNDING && self.holdings[*i].held == 0.0 && span.high[*i] <= 0.0;
        let trades: Vec<String> =
            (0..self.chosen).filter(out).map(|i| self.least_trade(program, i)).collect();
        let message = format!("More than there is to spend: {}.", trades.join(", "));
        (!trades.is_empty()).then(|| Notice::new("lotOutOfReach", message).at("units"))
    }

    /// What is left open of the search.
    fn open(&self, found: &Found) -> Option<Notice> {
        let message = format!(
            "The search for the nearest units stopped after {} choices: others may be nearer by up to {:.2} %{}.",
            grouped(found.nodes as u64),
            100.0 * (found.value.sqrt() - found.bound.sqrt()),
            if self.distance == TargetDistance::Risk { " a year" } else { "" }
        );
        (!found.proved).then(|| Notice::new("unitsOpen", message).at("units"))
    }

    fn blank(&self, status: Status, explanation: Option<String>) -> AllocationUnits {
        AllocationUnits {
            status,
            explanation,
            assets: vec![],
            capital: self.capital,
            fees: 0.0,
            leftover: 0.0,
            distance: 0.0,
            least_distance: 0.0,
            proved: false,
            nodes: 0,
            convention: match self.distance {
                TargetDistance::Risk => "risk of the difference to the weights, √d'Σd per year",
                TargetDistance::Weights => "difference to the weights, √Σ d[i]²",
            },
            notices: vec![],
        }
    }
}

/// An amount as sentences write it.
fn money(amount: f64) -> String {
    let cents = (amount.abs() * 100.0).round();
    match cents % 100.0 == 0.0 || cents >= 1e6 {
        true => grouped((cents / 100.0).round() as u64),
        false => format!("{}", cents / 100.0),
    }
}
