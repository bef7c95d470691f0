//! A lending account as numbers: its health, and the move of prices that brings it to the edge.
//!
//! ```text
//! health = Σ C_i T_i / Σ D_k                      C, D values in quote currency, T liquidation thresholds
//! moved prices × f, others held:  Σ_r C T + f Σ_m C T = Σ_r D + f Σ_m D
//! f* = (Σ_r D − Σ_r C T) / (Σ_m C T − Σ_m D)
//! ```
//!
//! An asset may be collateral and debt at once; its price then stands on both sides. Where Σ_m C T > Σ_m D a fall
//! below f* makes the account liquidatable, else a rise above it.

/// One collateral.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Backing {
    /// In quote currency.
    pub value: f64,
    /// The part of it that counts against the debt.
    pub threshold: f64,
    /// The part of it that may be borrowed.
    pub loan_to_value: f64,
    /// What a liquidation takes beyond the debt it repays: a part of that debt, or of the collateral (see the market).
    pub penalty: f64,
    /// The protocol's part of the penalty.
    pub protocol_fee: f64,
}

/// The collaterals and debts of one account, in quote currency.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    /// In the order of the request.
    pub collateral: Vec<Backing>,
    /// In the order of the request.
    pub debt: Vec<f64>,
}

/// Which collaterals and debts a price moves.
#[derive(Debug, Clone, PartialEq)]
pub struct Moved {
    /// Of each collateral.
    pub collateral: Vec<bool>,
    /// Of each debt.
    pub debt: Vec<bool>,
}

/// Where a price meets the edge.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Edge {
    /// Prices times this; below it the account can be liquidated.
    Below(f64),
    /// Prices times this; above it the account can be liquidated.
    Above(f64),
    /// No price of these does it.
    Never,
    /// At every price of these it can be liquidated.
    Always,
}

/// What of the counted collateral and of the debt a price moves; in quote currency.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sides {
    /// Σ_r C T.
    pub counted_rest: f64,
    /// Σ_m C T.
    pub counted_moved: f64,
    /// Σ_r D.
    pub debt_rest: f64,
    /// Σ_m D.
    pub debt_moved: f64,
}

fn part(values: impl Iterator<Item = f64>, moved: &[bool]) -> (f64, f64) {
    values.zip(moved).fold((0.0, 0.0), |(rest, moves), (value, moved)| match moved {
        true => (rest, moves + value),
        false => (rest + value, moves),
    })
}

impl State {
    /// Σ C.
    pub fn collateral_value(&self) -> f64 {
        self.collateral.iter().map(|one| one.value).sum()
    }

    /// Σ D.
    pub fn debt_value(&self) -> f64 {
        self.debt.iter().sum()
    }

    /// Σ C T.
    pub fn counted(&self) -> f64 {
        self.collateral.iter().map(|one| one.value * one.threshold).sum()
    }

    /// Σ C LTV − Σ D: what could still be borrowed; below zero nothing can.
    pub fn borrowable(&self) -> f64 {
        let limit: f64 = self.collateral.iter().map(|one| one.value * one.loan_to_value).sum();
        limit - self.debt_value()
    }

    /// Σ C T / Σ D; none without debt.
    pub fn health(&self) -> Option<f64> {
        let debt = self.debt_value();
        (debt > 0.0).then(|| self.counted() / debt)
    }

    /// What moves and what stays, on either side.
    pub fn sides(&self, moved: &Moved) -> Sides {
        let counted = self.collateral.iter().map(|one| one.value * one.threshold);
        let (counted_rest, counted_moved) = part(counted, &moved.collateral);
        let (debt_rest, debt_moved) = part(self.debt.iter().copied(), &moved.debt);
        Sides { counted_rest, counted_moved, debt_rest, debt_moved }
    }

    /// The factor on the moved prices at which health is 1.
    pub fn edge(&self, moved: &Moved) -> Edge {
        let sides = self.sides(moved);
        let (spare, slope) = (sides.counted_rest - sides.debt_rest, sides.counted_moved - sides.debt_moved);
        // What both sides hold alike moves neither; a difference below rounding is none.
        let same = slope.abs() <= 1e-14 * (sides.counted_moved + sides.debt_moved);
        match (same, slope > 0.0) {
            (true, _) if spare + slope >= 0.0 => Edge::Never,
            (true, _) => Edge::Always,
            (false, true) if spare >= 0.0 => Edge::Never,
            (false, true) => Edge::Below(-spare / slope),
            (false, false) if spare <= 0.0 => Edge::Always,
            (false, false) => Edge::Above(-spare / slope),
        }
    }

    /// The account with the moved prices times a factor.
    pub fn at(&self, moved: &Moved, factor: f64) -> Self {
        let mut state = self.clone();
        for (one, _) in state.collateral.iter_mut().zip(&moved.collateral).filter(|(_, moved)| **moved) {
            one.value *= factor;
        }
        for (debt, _) in state.debt.iter_mut().zip(&moved.debt).filter(|(_, moved)| **moved) {
            *debt *= factor;
        }
        state
    }

    /// Years until health is 1 if prices stand still and all grow by continuously compounded rates; none where the
    /// debt does not catch up within `most` years. The debt gains on the collateral for good once it does, since
    /// each side is a sum of exponentials of which the fastest wins in the end: the first crossing is looked for.
    pub fn years_to_edge(&self, yields: &[f64], rates: &[f64], most: f64) -> Option<f64> {
        let spare = |years: f64| {
            let counted = self.collateral.iter().zip(yields);
            let counted: f64 =
                counted.map(|(one, rate)| one.value * one.threshold * libm::exp(rate * years)).sum();
            let debt: f64 =
                self.debt.iter().zip(rates).map(|(debt, rate)| debt * libm::exp(rate * years)).sum();
            counted - debt
        };
        if self.debt_value() <= 0.0 || spare(0.0) < 0.0 {
            return None;
        }
        let steps = 400;
        let step = most / f64::from(steps);
        let first = (1..=steps).find(|i| spare(f64::from(*i) * step) < 0.0)?;
        let (mut low, mut high) = (f64::from(first - 1) * step, f64::from(first) * step);
        for _ in 0..60 {
            let middle = 0.5 * (low + high);
            if spare(middle) < 0.0 { high = middle } else { low = middle }
        }
        Some(0.5 * (low + high))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(collateral: &[(f64, f64)], debt: &[f64]) -> State {
        let backing = |(value, threshold): &(f64, f64)| Backing {
            value: *value,
            threshold: *threshold,
            loan_to_value: *threshold,
            penalty: 0.05,
            protocol_fee: 0.1,
        };
        State { collateral: collateral.iter().map(backing).collect(), debt: debt.to_vec() }
    }

    #[test]
    fn edges_of_either_side() {
        let one = |collateral: &[bool], debt: &[bool]| Moved {
            collateral: collateral.to_vec(),
            debt: debt.to_vec(),
        };
        let account = state(&[(100.0, 0.75), (50.0, 0.5)], &[60.0, 20.0]);
        // 75 f + 25 = 80;  100 = 60 f + 20;  25 f + 75 = 80;  (75 + 25 − 60 − 20) f = 0.
        assert_eq!(account.edge(&one(&[true, false], &[false, false])), Edge::Below(55.0 / 75.0));
        assert_eq!(account.edge(&one(&[false, false], &[true, false])), Edge::Above(80.0 / 60.0));
        assert_eq!(account.edge(&one(&[false, true], &[false, false])), Edge::Below(5.0 / 25.0));
        assert_eq!(account.edge(&one(&[true, true], &[true, true])), Edge::Never);
        // The second carries the debt alone.
        let rich = state(&[(100.0, 0.75), (50.0, 0.5)], &[20.0]);
        assert_eq!(rich.edge(&one(&[true, false], &[false])), Edge::Never);
        let broke = state(&[(100.0, 0.75)], &[90.0, 10.0]);
        assert_eq!(broke.edge(&one(&[true], &[true, true])), Edge::Always);
        assert_eq!(broke.edge(&one(&[false], &[false, true])), Edge::Always);
        assert_eq!(broke.edge(&one(&[false], &[false, false])), Edge::Always);
    }

    #[test]
    fn interest_brings_a_single_loan_to_the_edge_by_its_logarithm() {
        let account = state(&[(100.0, 0.75)], &[60.0]);
        let years = account.years_to_edge(&[0.03], &[0.08], 10.0).unwrap();
        // Sixty halvings of a fortieth of a year.
        assert!((years - libm::log(1.25) / 0.05).abs() < 1e-12, "{years}");
        assert_eq!(account.years_to_edge(&[0.08], &[0.03], 10.0), None);
        assert_eq!(account.years_to_edge(&[0.03], &[0.04], 10.0), None);
        assert_eq!(state(&[(100.0, 0.75)], &[]).years_to_edge(&[0.0], &[], 10.0), None);
    }
}
