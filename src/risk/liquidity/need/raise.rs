//! What can be raised by the hour: cash on its way, and coins sold at a share of the volume.

/// Coins that can be sold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sale {
    /// Coins.
    pub quantity: f64,
    /// Coins that may be sold an hour; all at once where no volume is known.
    pub hourly: Option<f64>,
    /// Price now.
    pub price: f64,
    /// Of what is sold, spread and impact together.
    pub cost: f64,
    /// Hours until proceeds arrive where they are needed.
    pub delay: usize,
}

impl Sale {
    /// Proceeds that have arrived by each hour, along moves of the price by hour.
    pub fn arrived(&self, moves: &[f64]) -> Vec<f64> {
        let (mut left, mut sum) = (self.quantity, 0.0);
        let mut arrived = vec![0.0; moves.len()];
        for (hour, x) in moves.iter().enumerate().skip(1) {
            let sold = self.hourly.map_or(left, |hourly| hourly.min(left));
            left -= sold;
            sum += sold * self.price * x * (1.0 - self.cost);
            if let Some(slot) = arrived.get_mut(hour + self.delay) {
                *slot = sum;
            }
        }
        for hour in 1..arrived.len() {
            arrived[hour] = arrived[hour].max(arrived[hour - 1]);
        }
        arrived
    }
}

/// An amount that is there from an hour on.
pub fn there_after(amount: f64, delay: usize, hours: usize) -> Vec<f64> {
    (0..hours).map(|hour| if hour >= delay { amount } else { 0.0 }).collect()
}

/// Half the spread and the impact of selling so much of a day's volume an hour, Y σ √(q/V).
pub fn cost(spread: f64, impact: f64, daily: f64, part_of_day: f64) -> f64 {
    (0.5 * spread + impact * daily * part_of_day.sqrt()).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 10 coins at 4 an hour: 4, 4 and 2, at 100, 90 and 80, less 1 %; the first proceeds after two hours.
    #[test]
    fn a_sale_worked_by_hand() {
        let mut sale = Sale { quantity: 10.0, hourly: Some(4.0), price: 100.0, cost: 0.01, delay: 1 };
        let moves = [1.0, 1.0, 0.9, 0.8, 0.8, 0.8];
        let sums = [0.0, 0.0, 396.0, 396.0 + 356.4, 396.0 + 356.4 + 158.4, 910.8];
        for (found, expected) in sale.arrived(&moves).into_iter().zip(sums) {
            assert!((found - expected).abs() < 1e-9, "{found} and {expected}");
        }
        (sale.hourly, sale.delay) = (None, 0);
        assert!((sale.arrived(&moves)[1] - 990.0).abs() < 1e-9);
        assert_eq!(there_after(5.0, 2, 4), [0.0, 0.0, 5.0, 5.0]);
        // A tenth of a day's volume over 24 hours, at 4 % a day: half of 0.1 % and 0.04 √(1/240).
        assert!((cost(0.001, 1.0, 0.04, 1.0 / 240.0) - (0.0005 + 0.04 / 240f64.sqrt())).abs() < 1e-15);
    }
}
