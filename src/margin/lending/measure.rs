//! The figures of one account: edges with their derivation, slashing, a liquidation and the path of prices.

use super::account::{Account, Coin};
use super::response::{
    AccountHealth, CollateralHealth, DebtHealth, LendingPoint, LiquidationEdge, LiquidationOutcome,
    LiquidationStep, SlashedHealth,
};
use super::seizure::Step;
use super::state::{Edge, Moved, State};

/// The longest wait for interest to bring health to 1, in years.
const MOST_YEARS: f64 = 10.0;
/// The path goes from −80 % to +50 % in steps of a fortieth.
const PATH: std::ops::RangeInclusive<i32> = -32..=20;
const STEPS: f64 = 40.0;

impl Account<'_> {
    /// What happens to prices at a move: of all coins that are not stable.
    fn free(&self) -> Moved {
        self.moved(|coin| !coin.stable)
    }

    pub fn measure(&self, name: Option<&str>, price_change: Option<f64>, slashing: f64) -> AccountHealth {
        let state = &self.state;
        let (collateral_value, debt_value) = (state.collateral_value(), state.debt_value());
        let (liquidation, reason) = match self.liquidation(price_change) {
            Ok(outcome) => (Some(outcome), None),
            Err(reason) => (None, Some(reason.to_owned())),
        };
        let rates: Vec<f64> = self.costs.iter().map(|cost| cost.rate).collect();
        let interest: f64 = state.debt.iter().zip(&rates).map(|(debt, rate)| debt * rate).sum();
        let earned: f64 = state.collateral.iter().zip(&self.yields).map(|(one, rate)| one.value * rate).sum();
        AccountHealth {
            name: name.unwrap_or(&self.pack.name).to_owned(),
            market: self.pack.name.clone(),
            date: self.pack.date.clone(),
            version: self.pack.version.clone(),
            source: self.pack.source.clone(),
            accepted: self.pack.collaterals(),
            lent: self.pack.lent(),
            collateral: self.deposits(),
            debt: self.loans(),
            collateral_value,
            debt_value,
            equity: collateral_value - debt_value,
            health: state.health(),
            loan_to_value: debt_value / collateral_value,
            borrowable: state.borrowable().max(0.0),
            liquidatable: state.health().is_some_and(|health| health < 1.0),
            edges: self.edges(),
            years_to_liquidation: state.years_to_edge(&self.yields, &rates, MOST_YEARS),
            yearly_cost: interest - earned,
            net_yield: (collateral_value > debt_value)
                .then(|| (earned - interest) / (collateral_value - debt_value)),
            slashed: self.slashed(slashing),
            liquidation,
            reason,
            path: self.path(),
        }
    }

    fn deposits(&self) -> Vec<CollateralHealth> {
        let both = self.collateral.iter().zip(&self.state.collateral);
        both.map(|(coin, one)| CollateralHealth {
            asset: coin.asset.clone(),
            amount: coin.amount,
            price: coin.price,
            value: one.value,
            threshold: one.threshold,
            loan_to_value: one.loan_to_value,
            penalty: one.penalty,
            worse_below: self.rules.takes_part().then_some(one.threshold * (1.0 + one.penalty)),
        })
        .collect()
    }

    fn loans(&self) -> Vec<DebtHealth> {
        let all = self.debt.iter().zip(&self.state.debt).zip(&self.costs);
        all.map(|((coin, value), cost)| DebtHealth {
            asset: coin.asset.clone(),
            amount: coin.amount,
            price: coin.price,
            value: *value,
            rate: cost.rate,
            utilization: cost.utilization,
            slope: cost.curve.zip(cost.utilization).map(|(curve, utilization)| curve.slope(utilization)),
            supply_rate: cost.supply,
            curve: cost.curve.map_or(vec![], |curve| {
                vec![[0.0, curve.at_zero], [curve.kink, curve.at_kink], [1.0, curve.at_full]]
            }),
        })
        .collect()
    }

    fn coins(&self) -> impl Iterator<Item = &Coin> {
        self.collateral.iter().chain(&self.debt)
    }

    fn names(&self, which: impl Fn(&Coin) -> bool) -> Vec<String> {
        let mut names: Vec<String> = vec![];
        for coin in self.coins().filter(|coin| which(coin)) {
            if !names.contains(&coin.asset) {
                names.push(coin.asset.clone());
            }
        }
        names
    }

    fn edges(&self) -> Vec<LiquidationEdge> {
        let mut edges: Vec<LiquidationEdge> =
            self.names(|_| true).iter().map(|asset| self.edge(|coin| coin.asset == *asset)).collect();
        let mut seen: Vec<&str> = vec![];
        for coin in self.coins() {
            if !seen.contains(&coin.group.as_str()) {
                seen.push(&coin.group);
                if self.names(|other| other.group == coin.group).len() > 1 {
                    edges.push(self.edge(|other| other.group == coin.group));
                }
            }
        }
        let free = self.names(|coin| !coin.stable);
        if free.len() > 1 && !edges.iter().any(|edge| edge.assets == free) {
            edges.push(self.edge(|coin| !coin.stable));
        }
        edges
    }

    fn edge(&self, which: impl Fn(&Coin) -> bool) -> LiquidationEdge {
        let assets = self.names(&which);
        let moved = self.moved(&which);
        let edge = self.state.edge(&moved);
        let one = (assets.len() == 1).then(|| self.coins().find(|coin| which(coin))).flatten();
        let price = one.map(|coin| coin.price);
        let factor = match edge {
            Edge::Below(factor) | Edge::Above(factor) => Some(factor),
            Edge::Never | Edge::Always => None,
        };
        LiquidationEdge {
            price,
            liquidation_price: price.zip(factor).map(|(price, factor)| price * factor),
            change: factor.map(|factor| factor - 1.0),
            joint: assets == self.names(|coin| !coin.stable),
            rising: matches!(edge, Edge::Above(_)),
            derivation: self.derivation(edge, &moved, price),
            assets,
        }
    }

    fn derivation(&self, edge: Edge, moved: &Moved, price: Option<f64>) -> String {
        let sides = self.state.sides(moved);
        let (factor, word) = match edge {
            Edge::Never if self.state.debt.is_empty() => return "None: there is no debt.".to_owned(),
            Edge::Never if sides.debt_rest <= 0.0 => {
                return "None: the debt moves with the collateral.".to_owned();
            }
            Edge::Never => {
                return "None: the rest of the account carries the debt at any such price.".to_owned();
            }
            Edge::Always => return "None: at every such price it can be liquidated.".to_owned(),
            Edge::Below(factor) => (factor, "below"),
            Edge::Above(factor) => (factor, "above"),
        };
        let spare = format!("({:.2} − {:.2})", sides.debt_rest, sides.counted_rest);
        match price {
            Some(price) => format!(
                "(Σ D − Σ C T of the others) / (q T − d) = {spare} / ({:.6} − {:.6}) = {:.4}; {word} it",
                sides.counted_moved / price,
                sides.debt_moved / price,
                factor * price,
            ),
            None => format!(
                "(Σ D − Σ C T of the others) / (Σ C T − Σ D of these) = {spare} / ({:.2} − {:.2}) = {factor:.6} of today's prices; {word} it",
                sides.counted_moved, sides.debt_moved,
            ),
        }
    }

    fn slashed(&self, slashing: f64) -> Option<SlashedHealth> {
        let mut staked = self.moved(|coin| coin.staked);
        // What is owed in a staked coin is owed whatever becomes of the stake.
        staked.debt.iter_mut().for_each(|moved| *moved = false);
        if !staked.collateral.contains(&true) {
            return None;
        }
        let after = self.state.at(&staked, 1.0 - slashing);
        Some(SlashedHealth {
            slashing,
            loss: self.state.collateral_value() - after.collateral_value(),
            health: after.health(),
            greatest: match self.state.edge(&staked) {
                Edge::Below(factor) => Some((1.0 - factor).max(0.0)),
                Edge::Always => Some(0.0),
                Edge::Above(_) | Edge::Never => None,
            },
        })
    }

    fn liquidation(&self, price_change: Option<f64>) -> Result<LiquidationOutcome, &'static str> {
        let free = self.free();
        let health = self.state.health().ok_or("There is no debt.")?;
        let factor = match (price_change, self.state.edge(&free)) {
            (Some(change), _) => 1.0 + change,
            (None, _) if health < 1.0 => 1.0,
            (None, Edge::Below(factor) | Edge::Above(factor)) => factor,
            (None, _) => return Err("No common move of the coins that are not stable brings health to 1."),
        };
        let state = self.state.at(&free, factor);
        let before = state.health().ok_or("There is no debt.")?;
        // At the edge itself rounding may leave health a few units of the last place above 1.
        if before > 1.0 + 1e-12 {
            return Err("At this move the account is healthy.");
        }
        Ok(self.outcome(&state, factor - 1.0, before))
    }

    fn outcome(&self, state: &State, change: f64, health_before: f64) -> LiquidationOutcome {
        let taken = self.rules.liquidate(state);
        let mut after = state.clone();
        for (one, seized) in after.collateral.iter_mut().zip(&taken.seized) {
            one.value -= seized;
        }
        for (i, debt) in after.debt.iter_mut().enumerate() {
            *debt -= taken.repaid[i] + taken.written_off[i];
        }
        let equity_before = state.collateral_value() - state.debt_value();
        LiquidationOutcome {
            change,
            health_before,
            health_after: after.health().filter(|_| after.debt_value() > 1e-9 * state.debt_value()),
            equity_before,
            equity_after: after.collateral_value() - after.debt_value() + taken.credit,
            collateral_after: after.collateral.iter().map(|one| one.value).collect(),
            debt_after: after.debt,
            seized: taken.seized,
            repaid: taken.repaid,
            credit: taken.credit,
            penalty: taken.penalty,
            protocol_fee: taken.protocol_fee,
            bad_debt: taken.written_off.iter().sum(),
            steps: taken.steps.iter().map(|step| self.step(step)).collect(),
        }
    }

    fn step(&self, step: &Step) -> LiquidationStep {
        LiquidationStep {
            debt: self.debt[step.debt].asset.clone(),
            collateral: self.collateral[step.collateral].asset.clone(),
            repaid: step.repaid,
            seized: step.seized,
            health: step.health,
        }
    }

    fn path(&self) -> Vec<LendingPoint> {
        let free = self.free();
        PATH.map(|i| {
            let change = f64::from(i) / STEPS;
            let state = self.state.at(&free, 1.0 + change);
            let health = state.health();
            let equity = state.collateral_value() - state.debt_value();
            let due = health.filter(|health| *health < 1.0);
            let outcome = due.map(|health| self.outcome(&state, change, health));
            LendingPoint {
                change,
                health,
                equity,
                equity_after: outcome.as_ref().map_or(equity, |outcome| outcome.equity_after),
                bad_debt: outcome.map_or(0.0, |outcome| outcome.bad_debt),
            }
        })
        .collect()
    }
}
