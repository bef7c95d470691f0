//! What one contract has to hold, as a function of the price.
//!
//! With x = S'/S the move of the price, everything a future or perpetual adds is a/1 + b x + c/x in quote currency:
//!
//! ```text
//! linear, q coins at P     N = |q| P x        MM = N (m + φ + s |q|) − d
//! inverse, Q at P          N = |Q| / (P x)    MM = [N (m + φ + s N) − d] S x     N in coin
//! ```
//!
//! m and d rate and deduction of the tier that N lies in *at that price*, φ the fee of closing where the venue counts it,
//! s what the rate rises by per coin of size. Where the venue fixes the requirement at entry, N m − d is a constant.

use super::tiers::Tiers;

/// What decides the tier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// The notional: quote currency for what is linear, coin for what is inverse.
    Notional,
    /// The size, which no price changes: coins for what is linear, quote currency for what is inverse.
    Size,
}

/// At which price the notional is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountedAt {
    /// The mark: it moves.
    Mark,
    /// The entry: it stays.
    Entry,
}

/// How a venue margins one contract.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// Rates by size.
    pub tiers: Tiers,
    /// What decides the tier.
    pub basis: Basis,
    /// At which price.
    pub at: CountedAt,
    /// s: added to both rates per coin of size.
    pub per_coin: f64,
    /// φ: added to the maintenance rate.
    pub fee: f64,
    /// How far the tiers are known, in the unit of their floors.
    pub cap: Option<f64>,
    /// The open interest, in quote currency, between which the initial rate rises to 1.
    pub open_interest: Option<[f64; 2]>,
    /// Whether maintenance never jumps: the rates hold for what exceeds the floors.
    pub continuous: bool,
}

impl Rule {
    /// With the initial rates i + (1 − i) (N − lower)/(upper − lower), within i and 1, of an open notional N.
    pub fn at_open_interest(&self, notional: f64) -> Self {
        let mut raised = self.clone();
        if let Some([lower, upper]) = self.open_interest {
            raised.tiers = self.tiers.raised(((notional - lower) / (upper - lower)).clamp(0.0, 1.0));
        }
        raised
    }
}

/// `a + b x + c/x`.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Piece {
    /// a.
    pub fixed: f64,
    /// b.
    pub slope: f64,
    /// c.
    pub inverse: f64,
}

impl Piece {
    /// A line.
    pub fn line(fixed: f64, slope: f64) -> Self {
        Self { fixed, slope, inverse: 0.0 }
    }

    /// Its value.
    pub fn at(&self, x: f64) -> f64 {
        let inverse = if self.inverse == 0.0 { 0.0 } else { self.inverse / x };
        self.fixed + self.slope * x + inverse
    }

    /// So many times it.
    pub fn times(self, factor: f64) -> Self {
        Self { fixed: self.fixed * factor, slope: self.slope * factor, inverse: self.inverse * factor }
    }
}

impl std::ops::AddAssign for Piece {
    fn add_assign(&mut self, other: Self) {
        self.fixed += other.fixed;
        self.slope += other.slope;
        self.inverse += other.inverse;
    }
}

/// A future or perpetual, or several of one instrument that net.
#[derive(Debug, Clone, PartialEq)]
pub struct Leg {
    /// Its value in quote currency, a line in x.
    pub value: Piece,
    /// |q| coins, or |Q| of quote currency.
    pub size: f64,
    /// N now: quote currency for what is linear, coin for what is inverse.
    pub notional: f64,
    /// N at entry.
    pub entry_notional: f64,
    /// The coin's price now where it pays in coin, else none.
    pub coin_price: Option<f64>,
    /// How it is margined.
    pub rule: Rule,
    /// The leverage chosen, which may ask for more than the tier's.
    pub leverage: Option<f64>,
}

impl Leg {
    /// N at x, in the unit of the tiers.
    pub fn notional_at(&self, x: f64) -> f64 {
        match self.coin_price {
            Some(_) => self.notional / x,
            None => self.notional * x,
        }
    }

    /// By what the tier is found at x.
    fn basis_at(&self, x: f64) -> f64 {
        match (self.rule.basis, self.rule.at) {
            (Basis::Size, _) => self.size,
            (Basis::Notional, CountedAt::Mark) => self.notional_at(x),
            (Basis::Notional, CountedAt::Entry) => self.entry_notional,
        }
    }

    /// The place of the tier that applies at x.
    pub fn tier_at(&self, x: f64) -> usize {
        self.rule.tiers.at(self.basis_at(x)).0
    }

    /// Whether the tiers are known that far.
    pub fn beyond_cap(&self) -> bool {
        self.rule.cap.is_some_and(|cap| self.basis_at(1.0) > cap)
    }

    /// The moves at which the tier changes.
    pub fn breaks(&self, out: &mut Vec<f64>) {
        if self.rule.basis == Basis::Size || self.rule.at == CountedAt::Entry || self.notional == 0.0 {
            return;
        }
        for tier in &self.rule.tiers.all()[1..] {
            out.push(match self.coin_price {
                Some(_) => self.notional / tier.floor,
                None => tier.floor / self.notional,
            });
        }
    }

    /// The maintenance margin around x, in quote currency.
    pub fn maintenance(&self, x: f64) -> Piece {
        let (_, tier) = self.rule.tiers.at(self.basis_at(x));
        let (rate, deduction) = (tier.maintenance_rate, tier.deduction);
        let Rule { per_coin, fee, at, .. } = self.rule;
        let n = self.notional;
        match (self.coin_price, at) {
            (None, CountedAt::Mark) => Piece::line(-deduction, n * (rate + fee + per_coin * self.size)),
            (None, CountedAt::Entry) => {
                let held = self.entry_notional * (rate + per_coin * self.size) - deduction;
                Piece::line(held, fee * n)
            }
            (Some(spot), CountedAt::Mark) => Piece {
                fixed: n * (rate + fee) * spot,
                slope: -deduction * spot,
                inverse: per_coin * n * n * spot,
            },
            (Some(spot), CountedAt::Entry) => {
                let entered = self.entry_notional;
                let held = entered * (rate + per_coin * entered) - deduction;
                Piece::line(fee * n * spot, held * spot)
            }
        }
    }

    /// The fee of closing around x, in quote currency.
    pub fn closing_fee(&self) -> Piece {
        match self.coin_price {
            Some(spot) => Piece::line(self.rule.fee * self.notional * spot, 0.0),
            None => Piece::line(0.0, self.rule.fee * self.notional),
        }
    }

    /// The initial margin now, in quote currency.
    pub fn initial(&self) -> f64 {
        let (_, tier) = self.rule.tiers.at(self.basis_at(1.0));
        let coins = if self.coin_price.is_some() { self.notional } else { self.size };
        let least = tier.initial_rate + self.rule.per_coin * coins;
        let rate = self.leverage.map_or(least, |leverage| least.max(1.0 / leverage));
        self.notional * rate * self.coin_price.unwrap_or(1.0)
    }

    /// The same so many times as large, with its value now.
    pub fn scaled(&self, factor: f64) -> Self {
        let now = self.value.at(1.0);
        let slope = self.value.slope * factor;
        Self {
            value: Piece::line(now - slope, slope),
            size: self.size * factor,
            notional: self.notional * factor,
            entry_notional: self.entry_notional * factor,
            ..self.clone()
        }
    }

    /// The largest leverage at which this alone, entered at its mark with margin in what it pays in, is not liquidated
    /// at x, where that is a loss. None where no margin below the whole position would do, or none is needed.
    pub fn surviving_leverage(&self, x: f64) -> f64 {
        let unit = self.coin_price.map_or(1.0, |spot| spot * x);
        let entered = Self {
            entry_notional: self.notional,
            value: match self.coin_price {
                // v = Q (1/E − 1/P) with E = P now: the slope is Q S/E, of which the value now is nothing.
                Some(spot) => {
                    let face = self.value.slope.signum() * self.notional * spot;
                    Piece::line(-face, face)
                }
                None => Piece::line(-self.value.slope, self.value.slope),
            },
            ..self.clone()
        };
        let needed = (entered.maintenance(x).at(x) - entered.value.at(x)) / unit;
        let least = self.rule.tiers.at(self.basis_at(1.0)).1.initial_rate;
        let most = 1.0 / least;
        if needed <= 0.0 { most } else { (self.notional / needed).min(most) }
    }
}
