//! What an American put with strike 1 is worth beyond the European one, by the spot price.

use super::exercise::ExerciseRegion;
use super::{American, Scheme};
use crate::pricing::Right;
use crate::pricing::carry::Carry;

/// Pieces of a stretch between ends or boundaries.
const PIECES: usize = 64;
/// How many deviations σ√τ a table reaches beyond the boundaries.
const REACH: f64 = 9.0;

/// A stretch of ln S with values and slopes at equal steps.
#[derive(Debug)]
struct Stretch {
    from: f64,
    to: f64,
    /// Value, and slope by ln S times the step.
    knots: Vec<[f64; 2]>,
}

/// The table of one volatility.
#[derive(Debug)]
pub struct PremiumTable {
    option: American,
    /// Rising.
    stretches: Vec<Stretch>,
}

impl PremiumTable {
    /// Rate on the strike, rate on the spot, years; volatility.
    pub fn new([rate, dividend, years]: [f64; 3], volatility: f64) -> Self {
        let carry = Carry {
            spot: 1.0,
            forward: libm::exp((rate - dividend) * years),
            years,
            carry: rate - dividend,
            discount_rate: rate,
            discount: libm::exp(-rate * years),
        };
        let option = American::new(Right::Put, 1.0, volatility, &carry, Scheme::accurate());
        let root = years.sqrt();
        let beyond =
            REACH * volatility * root + ((rate - dividend).abs() + 0.5 * volatility * volatility) * years;
        let ends = match &option.region {
            ExerciseRegion::Nowhere => vec![],
            ExerciseRegion::Below(boundary) => vec![boundary.log(root)],
            ExerciseRegion::Between { upper, lower, live } => {
                let root = live.sqrt();
                if *live < years {
                    let middle = upper.log(root);
                    return Self::over(option, &[middle - beyond, middle, middle + beyond]);
                }
                vec![lower.log(root), upper.log(root)]
            }
        };
        let (Some(first), Some(last)) = (ends.first(), ends.last()) else {
            return Self { option, stretches: vec![] };
        };
        let marks = [&[first - beyond], &ends[..], &[last + beyond]].concat();
        Self::over(option, &marks)
    }

    fn over(option: American, marks: &[f64]) -> Self {
        let stretches = marks.windows(2).map(|pair| Stretch::new(&option, pair[0], pair[1])).collect();
        Self { option, stretches }
    }

    /// Beyond the European value, at ln S.
    pub fn at(&self, log: f64) -> f64 {
        let (Some(first), Some(last)) = (self.stretches.first(), self.stretches.last()) else {
            // Where time decides alone, value by value is cheap; where exercise never pays, it is 0.
            return if self.option.still { self.option.excess(libm::exp(log)) } else { 0.0 };
        };
        if log < first.from {
            return self.option.excess(libm::exp(log));
        }
        if log >= last.to {
            return 0.0;
        }
        self.stretches.iter().find(|stretch| log < stretch.to).map_or(0.0, |stretch| stretch.at(log))
    }
}

impl Stretch {
    fn new(option: &American, from: f64, to: f64) -> Self {
        let step = (to - from) / PIECES as f64;
        let knots = (0..=PIECES)
            .map(|i| {
                let spot = libm::exp(from + step * i as f64);
                let (here, european) = (option.at(spot), option.european(spot));
                [here.value - european.value, (here.delta - european.delta) * spot * step]
            })
            .collect();
        Self { from, to, knots }
    }

    fn at(&self, log: f64) -> f64 {
        let place = ((log - self.from) / (self.to - self.from)).max(0.0) * PIECES as f64;
        let i = (place as usize).min(PIECES - 1);
        let t = place - i as f64;
        let ([a, u], [b, v]) = (self.knots[i], self.knots[i + 1]);
        let rise = b - a;
        a + t * (u + t * (3.0 * rise - 2.0 * u - v + t * (u + v - 2.0 * rise)))
    }
}
