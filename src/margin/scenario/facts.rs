//! What charges are made of: the deltas, short options and perpetuals of positions on one coin.

/// Of one expiry; perpetuals and coins stand together under none.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct ExpiryFacts {
    /// Years of 365 days; 0 without an expiry.
    pub years: f64,
    /// In coins.
    pub delta: f64,
    /// Of that futures or perpetuals.
    pub futures: f64,
    /// Coins of futures and perpetuals, and deltas of options, with their signs.
    pub contracts: f64,
    /// Options with their signs, in coins.
    pub options: f64,
    /// Of options, by a volatility of 1.00.
    pub vega: f64,
    /// Options sold beyond those bought of the same strike, calls and puts together, in coins.
    pub short_options: f64,
    /// The least profit of its options at the probes, not above 0.
    pub probed: f64,
}

/// Of a group.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct GroupFacts {
    /// The coin.
    pub asset: String,
    /// Price of the coin.
    pub spot: f64,
    /// The least that counts of the scenarios' profits.
    pub worst: f64,
    /// By expiry.
    pub expiries: Vec<ExpiryFacts>,
    /// Sum of absolute deltas by position, in coins.
    pub gross_delta: f64,
    /// Sum of absolute perpetuals, in coins.
    pub perpetuals: f64,
    /// Sum of absolute coins of futures and perpetuals.
    pub gross_futures: f64,
    /// Sum of absolute deltas of options.
    pub gross_options: f64,
    /// Coins of contracts and deltas of options that pay in currency, and of those that pay in the coin.
    pub by_settlement: [f64; 2],
    /// Of options, by a year that passes.
    pub theta: f64,
    /// Options sold, in coins, whatever is bought.
    pub sold_options: f64,
    /// Value of the coins that are held, where they hedge.
    pub coins: f64,
    /// Funding that is expected to be paid in eight hours, in quote currency; below 0 it is received.
    pub funding: f64,
    /// Price of the stablecoin that cash is kept in.
    pub stablecoin: f64,
}

impl GroupFacts {
    /// The loss in the worst scenario.
    pub fn loss(&self) -> f64 {
        (-self.worst).max(0.0)
    }

    /// In coins.
    pub fn net_delta(&self) -> f64 {
        self.expiries.iter().map(|expiry| expiry.delta).sum()
    }

    /// Deltas that hedge each other, counted once.
    pub fn hedged_delta(&self) -> f64 {
        // Rounding of the sums may leave less than nothing.
        (0.5 * (self.gross_delta - self.net_delta().abs())).max(0.0)
    }

    /// Options sold beyond those bought of their expiry and strike.
    pub fn short_options(&self) -> f64 {
        self.expiries.iter().map(|expiry| expiry.short_options).sum()
    }

    /// Futures and perpetuals of one expiry against those of others, counted once.
    pub fn offsetting_futures(&self) -> f64 {
        offsetting(self.expiries.iter().map(|expiry| expiry.futures))
    }

    /// Deltas of one expiry against those of others, counted once.
    pub fn offsetting_deltas(&self) -> f64 {
        offsetting(self.expiries.iter().map(|expiry| expiry.delta))
    }
    /// Vegas of one expiry against those of others, counted once.
    pub fn offsetting_vegas(&self) -> f64 {
        offsetting(self.expiries.iter().map(|expiry| expiry.vega))
    }

    /// Contracts that pay in currency against those that pay in the coin, counted once.
    pub fn offsetting_settlements(&self) -> f64 {
        offsetting(self.by_settlement.into_iter())
    }

    /// Deltas of one expiry against those of others, times the years between the two sides.
    pub fn delta_years(&self) -> f64 {
        apart(self.expiries.iter().map(|expiry| (expiry.years, expiry.delta)))
    }

    /// Options of one expiry against those of others, times the years between the two sides.
    pub fn option_years(&self) -> f64 {
        apart(self.expiries.iter().map(|expiry| (expiry.years, expiry.options)))
    }
}

/// What offsets, times the distance of the mean times of its two sides.
fn apart(parts: impl Iterator<Item = (f64, f64)>) -> f64 {
    let mut sides = [[0.0; 2]; 2];
    for (years, part) in parts {
        let side = &mut sides[usize::from(part < 0.0)];
        side[0] += part.abs();
        side[1] += part.abs() * years;
    }
    let [[long, long_years], [short, short_years]] = sides;
    if long == 0.0 || short == 0.0 {
        return 0.0;
    }
    f64::min(long, short) * (long_years / long - short_years / short).abs()
}

fn offsetting(parts: impl Iterator<Item = f64>) -> f64 {
    let (long, short) =
        parts.fold((0.0, 0.0), |(long, short), part: f64| (long + part.max(0.0), short + (-part).max(0.0)));
    f64::min(long, short)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn futures(parts: &[f64]) -> GroupFacts {
        let expiries = parts.iter().map(|&futures| ExpiryFacts { futures, ..Default::default() });
        GroupFacts { expiries: expiries.collect(), ..Default::default() }
    }

    /// Deribit's example of 2019: 100 long of one future and 100 short of another are 100 that offset.
    #[test]
    fn futures_of_two_expiries_offset() {
        assert_eq!(futures(&[100.0, -100.0]).offsetting_futures(), 100.0);
        assert_eq!(futures(&[100.0, -40.0, -10.0]).offsetting_futures(), 50.0);
        assert_eq!(futures(&[100.0, 40.0]).offsetting_futures(), 0.0);
    }

    /// 3 long at a quarter and 1 at a half against 2 short now: 2 that offset, 1.25/4 years apart.
    #[test]
    fn what_offsets_is_so_many_years_apart() {
        let parts = [(0.25, 3.0), (0.5, 1.0), (0.0, -2.0)];
        assert_eq!(apart(parts.into_iter()), 2.0 * 0.3125);
        assert_eq!(apart(parts[..2].iter().copied()), 0.0);
    }
}
