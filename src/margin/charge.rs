//! What an exposure asks for, as a function of its part of the capital.
//!
//! With e = |exposure| / C now, C capital, S price of the coin and x the factor by which it has moved:
//!
//! ```text
//! linear     notional e C x in quote currency     e C / S coins
//! inverse    notional e C / (S x) coins           e C of face value
//! f(e)     = Σ_k b_k max(e − a_k, 0) + e r(e)     as a part of C
//! ```
//!
//! The margin of tiers whose rates hold for what exceeds a floor is convex and in pieces: each floor a_k adds the rise b_k
//! of the rate. Rates that rise with every coin are chords, which lie above by a [`CHORDS`]²-th of a quarter of what the rise
//! comes to at most. Where the rate of a tier holds for the whole position, r jumps at the floors, and f is not convex.

use super::pack::CheckedPack;
use super::rule::{Basis, CountedAt, Rule};
use crate::error::{Code, Error};
use crate::market::Settlement;

/// Into how many chords a rate that rises with every coin is cut.
const CHORDS: u32 = 16;

/// See the module.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Charge {
    /// a_k and b_k.
    pub pieces: Vec<[f64; 2]>,
    /// Above which exposure which rate r holds for all of it; rates rise.
    pub steps: Vec<[f64; 2]>,
}

impl Charge {
    /// The same rate for any size.
    pub fn flat(rate: f64) -> Self {
        Self { pieces: vec![[0.0, rate]], steps: vec![] }
    }

    /// The place of the step that an exposure lies on; a floor belongs to the one below.
    pub fn step(&self, exposure: f64) -> usize {
        self.steps.partition_point(|[floor, _]| *floor < exposure).max(1) - 1
    }

    /// The rate of a step; 0 where there are none.
    pub fn rate(&self, step: usize) -> f64 {
        self.steps.get(step).map_or(0.0, |[_, rate]| *rate)
    }

    /// f(e).
    pub fn at(&self, exposure: f64) -> f64 {
        let pieces = self.pieces.iter().map(|[floor, slope]| slope * (exposure - floor).max(0.0));
        pieces.sum::<f64>() + exposure * self.rate(self.step(exposure))
    }

    /// One step is a straight line.
    fn tidy(mut self) -> Self {
        self.steps.dedup_by(|next, last| next[1] == last[1]);
        if let [[_, rate]] = self.steps[..] {
            self.pieces.push([0.0, rate]);
            self.steps.clear();
        }
        self
    }

    /// Adds c e² up to `reach` by its chords.
    fn rising(&mut self, c: f64, reach: f64) {
        if c > 0.0 {
            let width = reach / f64::from(CHORDS);
            self.pieces.push([0.0, c * width]);
            self.pieces.extend((1..CHORDS).map(|k| [f64::from(k) * width, 2.0 * c * width]));
        }
    }
}

/// What a contract is held in.
#[derive(Debug, Clone, Copy)]
pub struct Charged<'a> {
    /// The coin.
    pub asset: &'a str,
    /// In what it pays.
    pub settlement: Settlement,
    /// Of the account, in quote currency.
    pub capital: f64,
    /// Of the coin, where it is known.
    pub price: Option<f64>,
    /// The leverage chosen, for the initial margin.
    pub leverage: Option<f64>,
    /// The largest part of the capital that is looked at.
    pub reach: f64,
}

impl CheckedPack<'_> {
    /// What has to be held so that contracts may be opened now.
    pub fn initial(&self, held: &Charged) -> Result<Charge, Error> {
        let (rule, scale) = self.scaled(held, 1.0)?;
        let least = held.leverage.map_or(0.0, |leverage| 1.0 / leverage);
        let steps =
            rule.tiers.all().iter().map(|tier| [tier.floor * scale.floor, tier.initial_rate.max(least)]);
        let mut charge = Charge { pieces: vec![], steps: steps.collect() };
        charge.rising(scale.coins, held.reach);
        Ok(charge.tidy())
    }

    /// What has to be held so that contracts stay open when the price has moved by a factor.
    pub fn maintenance(&self, held: &Charged, factor: f64) -> Result<Charge, Error> {
        let (rule, scale) = self.scaled(held, factor)?;
        let tiers = rule.tiers.all();
        let mut charge = Charge::default();
        if rule.tiers.is_marginal() {
            let mut last = 0.0;
            for tier in tiers {
                let rise = tier.maintenance_rate - last;
                charge.pieces.push([tier.floor * scale.floor, rise * scale.rate]);
                last = tier.maintenance_rate;
            }
        } else {
            let steps =
                tiers.iter().map(|tier| [tier.floor * scale.floor, tier.maintenance_rate * scale.rate]);
            charge.steps = steps.collect();
        }
        charge.pieces.push([0.0, rule.fee * scale.fee]);
        charge.rising(scale.coins, held.reach);
        charge.pieces.retain(|[_, slope]| *slope > 0.0);
        Ok(charge.tidy())
    }

    fn scaled(&self, held: &Charged, factor: f64) -> Result<(&Rule, Scale), Error> {
        let rule = self.rule(held.asset, held.settlement)?;
        let inverse = held.settlement == Settlement::Inverse;
        let tiered = rule.tiers.all().len() > 1;
        let in_coin = tiered && (inverse != (rule.basis == Basis::Size));
        let price = match held.price {
            Some(price) => price,
            None if in_coin || rule.per_coin > 0.0 => {
                let message = format!(
                    "{} counts the size of {} in coins, and no price of it is known: state it under prices.",
                    self.pack.label, held.asset
                );
                return Err(Error::new(Code::MissingQuote, message));
            }
            None => 1.0,
        };
        let entered = rule.at == CountedAt::Entry;
        let (coin, money) = (price / held.capital, 1.0 / held.capital);
        // How far what is counted has moved since the exposure was taken, in the unit of the tiers.
        let moved = if entered { 1.0 } else { factor };
        let floor = match (inverse, rule.basis) {
            (false, Basis::Notional) => money / moved,
            (false, Basis::Size) => coin,
            (true, Basis::Notional) => coin * moved,
            (true, Basis::Size) => money,
        };
        let (rate, coins) = match inverse {
            false => (moved, rule.per_coin * moved / coin),
            // What is fixed in coin is worth more as the coin rises.
            true if entered => (factor, rule.per_coin * factor / coin),
            true => (1.0, rule.per_coin / (coin * factor)),
        };
        let fee = if inverse { 1.0 } else { factor };
        Ok((rule, Scale { floor, rate, fee, coins }))
    }
}

/// From the unit of tiers to parts of the capital.
struct Scale {
    floor: f64,
    rate: f64,
    fee: f64,
    /// Of e², for rates that rise with every coin.
    coins: f64,
}
