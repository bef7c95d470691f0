//! Rates that rise with the size of a position.
//!
//! ```text
//! maintenance(N) = N m_k − c_k,   c_k = c_{k−1} + floor_k (m_k − m_{k−1}),   floor_k < N ≤ floor_{k+1}
//! initial(N)     = N i_k
//! ```
//!
//! N notional, m_k and i_k the rates of the tier that N lies in. The deductions c_k make the maintenance margin
//! continuous: the higher rate holds only for what exceeds the floor. Where a venue takes the rate of the tier for the
//! whole position they are 0.

use crate::error::{Code, Error};

/// The most tiers of one contract.
const MOST_TIERS: usize = 200;

/// One tier.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tier {
    /// Where it begins, in the unit of the notional.
    pub floor: f64,
    /// m.
    pub maintenance_rate: f64,
    /// i: the least initial rate, one over the greatest leverage.
    pub initial_rate: f64,
    /// c, in the unit of the notional.
    pub deduction: f64,
}

/// For what part of a position the rate of a tier holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// For what exceeds the floor: deductions are counted.
    Marginal,
    /// For all of it.
    Whole,
}

/// Tiers from zero upward, with rates that do not fall.
#[derive(Debug, Clone, PartialEq)]
pub struct Tiers(Vec<Tier>);

impl Tiers {
    /// The tiers of these floors, maintenance rates and initial rates, or the first thing that is wrong with them.
    pub fn check(rows: &[[f64; 3]], span: Span) -> Result<Self, Error> {
        if rows.is_empty() || rows.len() > MOST_TIERS {
            let message = format!("There are {} tiers; there are between 1 and {MOST_TIERS}.", rows.len());
            return Err(Error::new(Code::InvalidValue, message));
        }
        let mut tiers: Vec<Tier> = Vec::with_capacity(rows.len());
        for (k, &[floor, maintenance_rate, initial_rate]) in rows.iter().enumerate() {
            let wrong = |field: &str, message: String| Err(Error::invalid(format!("[{k}].{field}"), message));
            let Some(last) = tiers.last() else {
                if floor != 0.0 {
                    return wrong("floor", format!("The first tier begins at {floor}; it begins at 0."));
                }
                check_rates(maintenance_rate, initial_rate).map_err(|error| error.inside("[0]"))?;
                tiers.push(Tier { floor, maintenance_rate, initial_rate, deduction: 0.0 });
                continue;
            };
            if !(floor > last.floor && floor <= 1e18) {
                let message = format!(
                    "A tier begins at {floor} after one that begins at {}; tiers stand in rising order.",
                    last.floor
                );
                return wrong("floor", message);
            }
            check_rates(maintenance_rate, initial_rate).map_err(|error| error.inside(&format!("[{k}]")))?;
            if maintenance_rate < last.maintenance_rate {
                let message = format!(
                    "The maintenance rate falls from {} to {maintenance_rate}; a larger position never needs a smaller part.",
                    last.maintenance_rate
                );
                return wrong("maintenance", message);
            }
            let deduction = match span {
                Span::Marginal => last.deduction + floor * (maintenance_rate - last.maintenance_rate),
                Span::Whole => 0.0,
            };
            tiers.push(Tier { floor, maintenance_rate, initial_rate, deduction });
        }
        Ok(Self(tiers))
    }

    /// One tier for any size.
    pub fn flat(maintenance_rate: f64, initial_rate: f64) -> Self {
        Self(vec![Tier { floor: 0.0, maintenance_rate, initial_rate, deduction: 0.0 }])
    }

    /// With initial rates that are so much of the way from theirs to 1.
    pub fn raised(&self, part: f64) -> Self {
        let raise = |tier: &Tier| Tier {
            initial_rate: tier.initial_rate + part * (1.0 - tier.initial_rate),
            ..*tier
        };
        Self(self.0.iter().map(raise).collect())
    }

    /// The tiers, from the lowest.
    pub fn all(&self) -> &[Tier] {
        &self.0
    }

    /// Whether the rates hold for what exceeds the floors; of one tier they do.
    pub fn is_marginal(&self) -> bool {
        self.0.len() == 1 || self.0[1..].iter().any(|tier| tier.deduction > 0.0)
    }

    /// The tier of a notional, with its place; a floor belongs to the tier below it.
    pub fn at(&self, notional: f64) -> (usize, &Tier) {
        let k = self.0.partition_point(|tier| tier.floor < notional).max(1) - 1;
        (k, &self.0[k])
    }

    /// What has to be held so that the position stays open, in the unit of the notional.
    pub fn maintenance(&self, notional: f64) -> f64 {
        let (_, tier) = self.at(notional);
        notional * tier.maintenance_rate - tier.deduction
    }

    /// What has to be held at least so that it may be opened, in the unit of the notional.
    pub fn initial(&self, notional: f64) -> f64 {
        notional * self.at(notional).1.initial_rate
    }
}

fn check_rates(maintenance: f64, initial: f64) -> Result<(), Error> {
    if !(maintenance > 0.0 && maintenance <= 1.0) {
        let message = format!(
            "The maintenance rate is {maintenance}; it lies above 0 and at most at 1 (0.005 is 0.5 %)."
        );
        return Err(Error::invalid("maintenance", message));
    }
    if !(initial >= maintenance && initial <= 1.0) {
        let message = format!(
            "The initial rate is {initial}; it lies between the maintenance rate, {maintenance}, and 1."
        );
        return Err(Error::invalid("initial", message));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// BTCUSDT as announced for 2021-03-18 by Binance (announcement 86cf9aa472574b8cb2e05bb751c2a9a6).
    const BTC: [[f64; 3]; 10] = [
        [0.0, 0.004, 0.008],
        [50_000.0, 0.005, 0.01],
        [250_000.0, 0.01, 0.02],
        [1e6, 0.025, 0.05],
        [1e7, 0.05, 0.1],
        [2e7, 0.1, 0.2],
        [5e7, 0.125, 0.25],
        [1e8, 0.15, 0.333],
        [2e8, 0.25, 0.5],
        [3e8, 0.5, 1.0],
    ];

    #[test]
    fn deductions_are_the_published_ones() {
        let tiers = Tiers::check(&BTC, Span::Marginal).unwrap();
        let published = [
            0.0,
            50.0,
            1_300.0,
            16_300.0,
            266_300.0,
            1_266_300.0,
            2_516_300.0,
            5_016_300.0,
            25_016_300.0,
            100_016_300.0,
        ];
        for (tier, published) in tiers.all().iter().zip(published) {
            // Sums of a few products: rounding is some units of 1e8 in the last place.
            assert!((tier.deduction - published).abs() < 1e-6, "{} for {published}", tier.deduction);
        }
    }

    #[test]
    fn maintenance_does_not_jump_and_a_floor_belongs_to_the_tier_below() {
        let tiers = Tiers::check(&BTC, Span::Marginal).unwrap();
        for (k, tier) in tiers.all().iter().enumerate().skip(1) {
            assert_eq!(tiers.at(tier.floor).0, k - 1);
            assert_eq!(tiers.at(tier.floor * (1.0 + 1e-15)).0, k);
            let above = tier.floor * tier.maintenance_rate - tier.deduction;
            assert!((tiers.maintenance(tier.floor) - above).abs() < 1e-9 * tier.floor);
        }
        assert_eq!(tiers.at(0.0).0, 0);
        assert_eq!(tiers.initial(2e6), 1e5);
        let whole = Tiers::check(&BTC, Span::Whole).unwrap();
        assert_eq!(whole.maintenance(2e6), 5e4);
    }

    #[test]
    fn tiers_out_of_order_are_refused_with_their_place() {
        for (rows, path) in [
            (vec![[1.0, 0.01, 0.02]], "[0].floor"),
            (vec![[0.0, 0.01, 0.02], [5.0, 0.02, 0.04], [5.0, 0.03, 0.04]], "[2].floor"),
            (vec![[0.0, 0.01, 0.02], [f64::NAN, 0.02, 0.04]], "[1].floor"),
            (vec![[0.0, 0.02, 0.02], [5.0, 0.01, 0.04]], "[1].maintenance"),
            (vec![[0.0, 0.02, 0.01]], "[0].initial"),
            (vec![[0.0, 0.0, 0.01]], "[0].maintenance"),
        ] {
            let error = Tiers::check(&rows, Span::Marginal).unwrap_err();
            assert_eq!(error.path.as_deref(), Some(path), "{rows:?}");
        }
        assert!(Tiers::check(&[], Span::Marginal).is_err());
    }
}
