//! What an order costs, as a part of its notional N, and into how many slices it is cut:
//!
//! ```text
//! c(N, n) = f + s + I √(N/(n V)) + g n/N
//! ```
//!
//! f fee, s half the spread, I the impact of a day's volume (a factor of about one times the volatility of a
//! day), V volume of a day, g gas of one slice, n equal slices. One slice moves the price by I √(N/(n V)), and
//! the next one comes when that has decayed. The square root is the same for slices of any duration: over the
//! part d of a day the volatility is σ √d and the volume V d, and σ √d √(N/(V d)) = σ √(N/V).
//!
//! Sources: Almgren, Thum, Hauptmann and Li (2005), Direct estimation of equity market impact, Risk 18(7); Tóth et al.
//! (2011), Anomalous price impact and the critical nature of liquidity, Physical Review X 1 (the square root).

use super::plan::Reason;
use super::rules::Rules;
use crate::risk::bars;

/// Returns that a daily volatility is taken from, at least and at most.
const VOLATILITY_RETURNS: [usize; 2] = [20, 365];

/// The volatility of a day, from the last of an asset's log-returns; none of too few.
pub fn daily_volatility(log_returns: &[f64], periods_per_year: f64) -> Option<f64> {
    let [least, most] = VOLATILITY_RETURNS;
    let last = &log_returns[log_returns.len().saturating_sub(most)..];
    if last.len() < least {
        return None;
    }
    let mean = last.iter().sum::<f64>() / last.len() as f64;
    let variance = last.iter().map(|r| (r - mean) * (r - mean)).sum::<f64>() / (last.len() - 1) as f64;
    Some((variance * bars(1, periods_per_year)).sqrt())
}

/// What trading one line costs.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct TradeCosts {
    /// f, a part of the notional.
    pub fee: f64,
    /// s, a part of the notional.
    pub half_spread: f64,
    /// I, a part of the notional: what an order of a day's volume moves the price by.
    pub impact: f64,
    /// V in money; where it is not known there is no impact, and where it is zero no trade.
    pub volume: Option<f64>,
    /// g in money.
    pub gas: f64,
}

/// How much of an order the limits let through.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fit {
    /// Notional that can be traded.
    pub notional: f64,
    /// In so many slices.
    pub slices: u32,
    /// What cut it.
    pub cut: Option<Reason>,
}

impl TradeCosts {
    /// What one of `slices` moves the price by, as a part of it.
    pub fn impact_rate(&self, notional: f64, slices: u32) -> f64 {
        match self.volume {
            Some(volume) if volume > 0.0 => self.impact * (notional / (f64::from(slices) * volume)).sqrt(),
            _ => 0.0,
        }
    }

    /// c(N, n).
    pub fn rate(&self, notional: f64, slices: u32) -> f64 {
        let gas = if self.gas > 0.0 { self.gas * f64::from(slices) / notional } else { 0.0 };
        self.fee + self.half_spread + self.impact_rate(notional, slices) + gas
    }

    /// The greatest order up to that notional whose slices are within their share of the volume and whose costs are
    /// within their limit, in the fewest slices. An order that costs all that it is worth is none.
    pub fn fit(&self, notional: f64, rules: &Rules) -> Fit {
        let none = |reason| Fit { notional: 0.0, slices: 1, cut: Some(reason) };
        if self.volume == Some(0.0) {
            return none(Reason::NoVolume);
        }
        let most = rules.most_slices.max(1);
        let slice = match (rules.share_of_volume, self.volume) {
            (Some(share), Some(volume)) => share * volume,
            _ => f64::INFINITY,
        };
        let room = slice * f64::from(most);
        let (within, cut) =
            if notional > room { (room, Some(Reason::ShareOfVolume)) } else { (notional, None) };
        if within <= 0.0 {
            return none(Reason::ShareOfVolume);
        }
        if let Some(slices) = self.slices(within, slice, rules) {
            return Fit { notional: within, slices, cut };
        }
        // What is dear because of its size is less so at half of it; gas makes small orders dear.
        let mut high = within;
        for _ in 0..60 {
            let half = 0.5 * high;
            if self.slices(half, slice, rules).is_some() {
                let mut low = half;
                for _ in 0..60 {
                    let middle = 0.5 * (low + high);
                    match self.slices(middle, slice, rules) {
                        Some(_) => low = middle,
                        None => high = middle,
                    }
                }
                let slices = self.slices(low, slice, rules).unwrap_or(most);
                return Fit { notional: low, slices, cut: Some(Reason::Costs) };
            }
            high = half;
        }
        none(Reason::Costs)
    }

    /// The fewest slices within the limits.
    fn slices(&self, notional: f64, slice: f64, rules: &Rules) -> Option<u32> {
        let least = (notional / slice * (1.0 - 1e-12)).ceil().max(1.0) as u32;
        let within = |n: &u32| {
            let rate = self.rate(notional, *n);
            rate < 1.0 && rules.most_cost.is_none_or(|most| rate <= most)
        };
        (least..=rules.most_slices.max(1)).find(within)
    }
}
