//! Derivatives of a value that most positions have none of: of second order across variables, and of
//! third order.

use serde::{Serialize, Serializer};

/// Derivatives for whole units, as those of [`Figures`](super::Figures): price 1.00, volatility 1.00, one
/// year of calendar time with the carry held.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct HigherGreeks {
    /// Of delta, by volatility.
    pub vanna: f64,
    /// Of vega, by volatility.
    pub volga: f64,
    /// Of delta, by calendar time.
    pub charm: f64,
    /// Of vega, by calendar time.
    pub veta: f64,
    /// Of gamma, by the spot price.
    pub speed: f64,
    /// Of gamma, by volatility.
    pub zomma: f64,
    /// Of gamma, by calendar time.
    pub color: f64,
    /// Of volga, by volatility.
    pub ultima: f64,
}

/// In the order of [`HigherGreeks::values`].
const NAMES: [&str; 8] = ["vanna", "volga", "charm", "veta", "speed", "zomma", "color", "ultima"];

impl HigherGreeks {
    /// All of them, in the order of the fields.
    pub fn values(&self) -> [f64; 8] {
        let Self { vanna, volga, charm, veta, speed, zomma, color, ultima } = *self;
        [vanna, volga, charm, veta, speed, zomma, color, ultima]
    }

    /// From [`values`](Self::values).
    pub fn from_values([vanna, volga, charm, veta, speed, zomma, color, ultima]: [f64; 8]) -> Self {
        Self { vanna, volga, charm, veta, speed, zomma, color, ultima }
    }

    /// Of so many.
    pub fn times(&self, quantity: f64) -> Self {
        // + 0 turns −0 into 0.
        Self::from_values(self.values().map(|value| value * quantity + 0.0))
    }

    /// Adds those of another position.
    pub fn add(&mut self, other: &Self) {
        let (own, others) = (self.values(), other.values());
        *self = Self::from_values(std::array::from_fn(|i| own[i] + others[i]));
    }

    /// Whether every figure is a number.
    pub fn is_finite(&self) -> bool {
        self.values().iter().all(|value| value.is_finite())
    }
}

impl Serialize for HigherGreeks {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(NAMES.iter().zip(self.values()))
    }
}
