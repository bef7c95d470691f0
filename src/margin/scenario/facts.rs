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
    /// Options sold beyond those bought of the same strike, calls and puts together, in coins.
    pub short_options: f64,
    /// The least profit of its options at the probes, not above 0.
    pub probed: f64,
}

/// Of a group.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct GroupFacts {
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
}
