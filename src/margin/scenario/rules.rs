//! What a method says: scenarios, how volatilities move in them, and how profits count.

use serde::Serialize;

/// Days at which a move of volatilities is what a scenario says.
const REFERENCE_DAYS: f64 = 30.0;

/// A skew that is tilted or bent, each expiry the worse way round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum SkewShape {
    /// By the signed log-moneyness.
    Linear,
    /// By its absolute value.
    Absolute,
}

/// One scenario.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct ArrayScenario {
    /// S'/S − 1.
    pub change: f64,
    /// By what part of itself a volatility of 30 days goes up or down.
    pub volatility: f64,
    /// How the skew moves, instead.
    pub skew: Option<SkewShape>,
    /// The part of the profit that counts.
    pub weight: f64,
    /// Beyond the range of the others.
    pub tail: bool,
}

impl ArrayScenario {
    /// Within the range: the whole profit counts.
    pub fn core(change: f64, volatility: f64) -> Self {
        Self { change, volatility, skew: None, weight: 1.0, tail: false }
    }

    /// Beyond it.
    pub fn tail(change: f64, volatility: f64, weight: f64) -> Self {
        Self { weight, tail: true, ..Self::core(change, volatility) }
    }

    /// Nothing moves but the skew.
    pub fn skew(shape: SkewShape) -> Self {
        Self { skew: Some(shape), ..Self::core(0.0, 0.0) }
    }

    /// All price moves, each with all moves of volatility.
    pub fn grid(changes: &[f64], volatilities: &[f64]) -> Vec<Self> {
        let row = |&change: &f64| volatilities.iter().map(move |&volatility| Self::core(change, volatility));
        changes.iter().flat_map(row).collect()
    }
}

/// σ' = max(σ (1 + v (30/d)^p), least), d days to expiry, v > 0 where `least` holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct VolatilityRule {
    /// p below thirty days.
    pub short_power: f64,
    /// p from there on.
    pub long_power: f64,
    /// d is at least this.
    pub floor_days: f64,
    /// To what at least a volatility goes when it goes up.
    pub least: f64,
}

impl VolatilityRule {
    /// The same for all expiries.
    pub const FLAT: Self = Self { short_power: 0.0, long_power: 0.0, floor_days: 1.0, least: 0.0 };

    /// By two powers, of a day at least.
    pub const fn by_power(short_power: f64, long_power: f64) -> Self {
        Self { short_power, long_power, floor_days: 1.0, least: 0.0 }
    }

    /// σ' − σ.
    pub fn shift(&self, volatility: f64, days: f64, change: f64) -> f64 {
        if change == 0.0 {
            return 0.0;
        }
        let power = if days < REFERENCE_DAYS { self.short_power } else { self.long_power };
        let scale = libm::pow(REFERENCE_DAYS / days.max(self.floor_days), power);
        let least = if change > 0.0 { self.least } else { 0.0 };
        (volatility * (1.0 + change * scale)).max(least) - volatility
    }
}

/// σ' = σ (1 + clamp(k c/k*, −c, c)), k = ln(K/F) or its absolute value.
///
/// ```text
/// c = cap + cap_slope √T        k* = max(least_width, width √T (level + level_slope √T))
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SkewRule {
    /// Of the factor, at expiry.
    pub cap: f64,
    /// What it gains by √T.
    pub cap_slope: f64,
    /// Where the wings end, at least.
    pub least_width: f64,
    /// In deviations.
    pub width: f64,
    /// The volatility of such a deviation, at expiry.
    pub level: f64,
    /// What it gains by √T.
    pub level_slope: f64,
}

impl SkewRule {
    /// σ' − σ.
    pub fn shift(&self, volatility: f64, moneyness: f64, years: f64, shape: SkewShape) -> f64 {
        let root = years.sqrt();
        let cap = (self.cap + self.cap_slope * root).max(0.0);
        let end = (self.width * root * (self.level + self.level_slope * root)).max(self.least_width);
        let k = if shape == SkewShape::Linear { moneyness } else { moneyness.abs() };
        volatility * (k * cap / end).clamp(-cap, cap).max(-1.0)
    }
}

/// What options of one expiry are worth in scenarios, times a factor that is worse for the account.
///
/// ```text
/// long  L e^{−T (a r + b)}        short  min(e^{rT}, H e^{T (c r + b)})
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DiscountRule {
    /// L.
    pub long: f64,
    /// a.
    pub long_rate: f64,
    /// H.
    pub short: f64,
    /// c.
    pub short_rate: f64,
    /// b.
    pub added_rate: f64,
}

impl DiscountRule {
    /// For an expiry that is worth so much together, at the rate r.
    pub fn factor(&self, value: f64, rate: f64, years: f64) -> f64 {
        if value >= 0.0 {
            self.long * libm::exp(-years * (self.long_rate * rate + self.added_rate))
        } else {
            let short = self.short * libm::exp(years * (self.short_rate * rate + self.added_rate));
            short.min(libm::exp(rate * years))
        }
    }
}

/// What of losses in tails is left out: (|x|/range − 1) amount.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TailDamper {
    /// Where the other scenarios end.
    pub range: f64,
    /// In quote currency.
    pub amount: f64,
}

impl TailDamper {
    /// What counts of a profit; in coin it is converted at the end of the range.
    pub fn counted(&self, change: f64, profit: f64, in_coin: bool) -> f64 {
        let edge = if in_coin { 1.0 + self.range.copysign(change) } else { 1.0 };
        let profit = if in_coin { profit * (1.0 + change) / edge } else { profit };
        let left_out = (change.abs() / self.range - 1.0).max(0.0) * self.amount / edge;
        if profit < 0.0 { (profit + left_out).min(0.0) } else { profit }
    }
}

/// What a method says of a portfolio's scenarios.
#[derive(Debug, Clone, PartialEq)]
pub struct ArrayRules {
    /// In the order of its source.
    pub scenarios: Vec<ArrayScenario>,
    /// How volatilities move by expiry.
    pub volatility: VolatilityRule,
    /// How skews move.
    pub skew: Option<SkewRule>,
    /// Days that pass in every scenario.
    pub days: f64,
    /// Whether what settles in coin is apart from what settles in quote currency, and counted in coin.
    pub by_settlement: bool,
    /// Whether coins that are held hedge contracts; else they are collateral alone.
    pub coins: bool,
    /// Whether whatever else moves with a coin counts too.
    pub everything: bool,
    /// Of options in scenarios.
    pub discount: Option<DiscountRule>,
    /// Of losses in tails.
    pub damper: Option<TailDamper>,
    /// Price moves whose worst by expiry the charges ask for.
    pub probes: Vec<f64>,
}

impl ArrayRules {
    /// Coins hedge contracts on them, and nothing but scenarios counts.
    pub fn hedged(scenarios: Vec<ArrayScenario>, volatility: VolatilityRule) -> Self {
        Self {
            scenarios,
            volatility,
            skew: None,
            days: 0.0,
            by_settlement: false,
            coins: true,
            everything: false,
            discount: None,
            damper: None,
            probes: vec![],
        }
    }
}

/// One part of what must be held.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct MarginCharge {
    /// As a person calls it.
    pub label: &'static str,
    /// How it is computed.
    pub rule: &'static str,
    /// To open positions, in quote currency.
    pub initial: f64,
    /// To keep them, in quote currency.
    pub maintenance: f64,
}
