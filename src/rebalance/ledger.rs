//! Money that adds up: every amount is a whole number of a smallest unit as soon as it is formed, and sums of
//! whole numbers below 2⁵³ are exact. So a plan reconciles to zero, in whatever order it is added up.

/// Whole numbers up to here are exact, with room for sums.
const MOST: f64 = (1_u64 << 51) as f64;

/// How many smallest units are 1.00 of money.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ledger {
    per_money: f64,
}

impl Ledger {
    /// Of a smallest unit, 0.01 for cents; without one (0), or where there is too much money to count it so,
    /// of the power of two that is about 2⁻⁵⁰ of all the money there is, `whole`.
    pub fn new(unit: f64, whole: f64) -> Self {
        let per_money = (1.0 / unit).round();
        if unit > 0.0 && per_money >= 1.0 && whole * per_money <= MOST {
            return Self { per_money };
        }
        let (_, exponent) = libm::frexp(if whole > 0.0 { whole } else { 1.0 });
        Self { per_money: libm::ldexp(1.0, 50 - exponent) }
    }

    /// The nearest number of units.
    pub fn units(self, money: f64) -> f64 {
        (money * self.per_money).round() + 0.0
    }

    /// So many units as money: the number nearest to the decimal that they are.
    pub fn money(self, units: f64) -> f64 {
        units / self.per_money
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cents_are_counted_and_written_as_decimals() {
        let ledger = Ledger::new(0.01, 1e6);
        let sum: f64 = (0..10).map(|_| ledger.units(0.1)).sum();
        assert_eq!(ledger.money(sum), 1.0, "0.1 added ten times is not 1 in binary fractions");
        assert_eq!(ledger.money(ledger.units(1234.567)), 1234.57);
    }

    #[test]
    fn without_a_unit_scaling_by_two_scales_every_amount() {
        let (small, large) = (Ledger::new(0.0, 0.7), Ledger::new(0.0, 1.4));
        assert_eq!(2.0 * small.money(small.units(0.123)), large.money(large.units(0.246)));
    }

    #[test]
    fn too_much_money_for_cents_is_counted_in_coarser_units() {
        let ledger = Ledger::new(0.01, 1e18);
        let units = ledger.units(1e18);
        assert!(units < (1_u64 << 53) as f64, "{units}");
        assert_eq!(ledger.money(units + 1.0 - units), ledger.money(1.0));
    }
}
