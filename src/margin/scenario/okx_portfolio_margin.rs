//! OKX's portfolio margin: spot and volatility, extreme moves, time, volatility terms, basis, stablecoins, a minimum.

use serde::{Deserialize, Serialize};

use super::RiskArrayMethod;
use super::facts::GroupFacts;
use super::fields::{self, Field, LONG_POWER, SHORT_POWER, part};
use super::rules::{ArrayRules, ArrayScenario, MarginCharge, VolatilityRule};
use crate::error::Error;
use crate::method::{Describe, Method, Reference, Unit};

/// Prices on either side of today's.
const STEPS: i32 = 3;
const YEAR_DAYS: f64 = 365.0;
const MAJOR: [&str; 2] = ["BTC", "ETH"];
/// Coins whose spot shock is the second.
const SECOND_SHOCK: [&str; 12] =
    ["LTC", "BCH", "EOS", "OKB", "DOT", "BSV", "LINK", "FIL", "ADA", "TRX", "UNI", "XRP"];
/// Coins whose extreme move and basis are the second.
const SECOND_EXTREME: [&str; 11] =
    ["SOL", "DOGE", "PEPE", "XRP", "BNB", "SHIB", "LTC", "ORDI", "WLD", "BCH", "ADA"];
/// From where the minimum charge counts how many times, in quote currency.
const MINIMUM_TIERS: [[f64; 2]; 7] =
    [[0.0, 1.0], [2.5e5, 2.0], [5e5, 4.0], [1e6, 6.0], [2e6, 8.0], [3e6, 10.0], [4e6, 12.0]];
/// Where the parts of what hedges across settlements begin.
const DEPEG_FLOORS: [f64; 3] = [0.0, 1e6, 5e6];

const FIELDS: [Field; 23] = [
    part("majorShock", "Spot shock of BTC and ETH", "Greatest move either way.", (0.001, 0.9), 0.12),
    part("secondShock", "Of LTC and like coins", "Greatest move either way.", (0.001, 0.9), 0.18).more(),
    part("otherShock", "Of other coins", "Greatest move either way.", (0.001, 0.9), 0.25).more(),
    part("majorExtreme", "Extreme move of BTC and ETH", "Half of its loss counts.", (0.001, 0.9), 0.24)
        .more(),
    part("secondExtreme", "Of SOL and like coins", "Half of its loss counts.", (0.001, 0.9), 0.36).more(),
    part("otherExtreme", "Of other coins", "Half of its loss counts.", (0.001, 0.9), 0.5).more(),
    part("extremeWeight", "Counted part of the extreme loss", "Of it.", (0.0, 1.0), 0.5).more(),
    part("volatilityUp", "Volatility up", "Of itself, at thirty days.", (0.0, 10.0), 0.5),
    part("volatilityDown", "Volatility down", "Of itself, at thirty days.", (0.0, 1.0), 0.25),
    SHORT_POWER,
    LONG_POWER,
    part("days", "Days of time value", "That options lose.", (0.0, 30.0), 1.0).unit(Unit::Days).more(),
    part("vegaTerm", "Volatility term", "A move of one expiry against others.", (0.0, 1.0), 0.0).more(),
    part("majorBasis", "Basis of BTC and ETH", "A move per year.", (0.0, 1.0), 0.05)
        .unit(Unit::PerYear)
        .more(),
    part("secondBasis", "Of SOL and like coins", "A move per year.", (0.0, 1.0), 0.15)
        .unit(Unit::PerYear)
        .more(),
    part("otherBasis", "Of other coins", "A move per year.", (0.0, 1.0), 0.3).unit(Unit::PerYear).more(),
    part("majorLeastBasis", "Least basis move of BTC and ETH", "Of the delta.", (0.0, 1.0), 0.002).more(),
    part("otherLeastBasis", "Of other coins", "Of the delta.", (0.0, 1.0), 0.008).more(),
    part("majorMinimum", "Minimum charge of BTC and ETH", "Of all contracts.", (0.0, 1.0), 0.0045).more(),
    part("otherMinimum", "Of other coins", "Of all contracts.", (0.0, 1.0), 0.007).more(),
    part("depegFirst", "Stablecoins, to a million", "Of what hedges across them.", (0.0, 1.0), 0.0075).more(),
    part("depegSecond", "To five millions", "Of what is above a million.", (0.0, 1.0), 0.0175).more(),
    part("depegThird", "Beyond", "Of what is above five millions.", (0.0, 1.0), 0.025).more(),
];
const INITIAL_FACTOR: f64 = 1.3;

/// OKX's portfolio margin.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct OkxPortfolioMargin {
    /// Of BTC and ETH.
    pub major_shock: f64,
    /// Of LTC and like coins.
    pub second_shock: f64,
    /// Of other coins.
    pub other_shock: f64,
    /// Of BTC and ETH.
    pub major_extreme: f64,
    /// Of SOL and like coins.
    pub second_extreme: f64,
    /// Of other coins.
    pub other_extreme: f64,
    /// Of the extreme loss.
    pub extreme_weight: f64,
    /// Of a volatility of 30 days, of itself.
    pub volatility_up: f64,
    /// Likewise.
    pub volatility_down: f64,
    /// p below 30 days.
    pub short_power: f64,
    /// p from 30 days on.
    pub long_power: f64,
    /// That pass.
    pub days: f64,
    /// A move of the volatility of one expiry against others.
    pub vega_term: f64,
    /// Of BTC and ETH, per year.
    pub major_basis: f64,
    /// Of SOL and like coins, per year.
    pub second_basis: f64,
    /// Of other coins, per year.
    pub other_basis: f64,
    /// Of BTC and ETH.
    pub major_least_basis: f64,
    /// Of other coins.
    pub other_least_basis: f64,
    /// Of BTC and ETH.
    pub major_minimum: f64,
    /// Of other coins.
    pub other_minimum: f64,
    /// Of what hedges across settlements, up to a million.
    pub depeg_first: f64,
    /// Up to five millions.
    pub depeg_second: f64,
    /// Beyond.
    pub depeg_third: f64,
}

impl Default for OkxPortfolioMargin {
    fn default() -> Self {
        let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w] =
            FIELDS.map(|field| field.default);
        Self {
            major_shock: a,
            second_shock: b,
            other_shock: c,
            major_extreme: d,
            second_extreme: e,
            other_extreme: f,
            extreme_weight: g,
            volatility_up: h,
            volatility_down: i,
            short_power: j,
            long_power: k,
            days: l,
            vega_term: m,
            major_basis: n,
            second_basis: o,
            other_basis: p,
            major_least_basis: q,
            other_least_basis: r,
            major_minimum: s,
            other_minimum: t,
            depeg_first: u,
            depeg_second: v,
            depeg_third: w,
        }
    }
}

impl OkxPortfolioMargin {
    fn values(&self) -> [f64; 23] {
        [
            self.major_shock,
            self.second_shock,
            self.other_shock,
            self.major_extreme,
            self.second_extreme,
            self.other_extreme,
            self.extreme_weight,
            self.volatility_up,
            self.volatility_down,
            self.short_power,
            self.long_power,
            self.days,
            self.vega_term,
            self.major_basis,
            self.second_basis,
            self.other_basis,
            self.major_least_basis,
            self.other_least_basis,
            self.major_minimum,
            self.other_minimum,
            self.depeg_first,
            self.depeg_second,
            self.depeg_third,
        ]
    }

    /// The spot shock of a coin with its extreme move.
    fn moves(&self, asset: &str) -> (f64, f64) {
        let shock = [self.major_shock, self.second_shock, self.other_shock];
        let extreme = [self.major_extreme, self.second_extreme, self.other_extreme];
        (shock[class(asset, &SECOND_SHOCK)], extreme[class(asset, &SECOND_EXTREME)])
    }

    fn grid(&self, asset: &str) -> Vec<ArrayScenario> {
        let (shock, extreme) = self.moves(asset);
        let changes: Vec<f64> =
            (-STEPS..=STEPS).map(|step| shock * f64::from(step) / f64::from(STEPS)).collect();
        ArrayScenario::grid(&changes, &[self.volatility_up, 0.0, -self.volatility_down])
            .into_iter()
            .chain([extreme, -extreme].map(|change| ArrayScenario::tail(change, 0.0, self.extreme_weight)))
            .collect()
    }
}

/// 0 for BTC and ETH, 1 for the coins of a list, 2 for all others.
fn class(asset: &str, second: &[&str]) -> usize {
    if MAJOR.contains(&asset) { 0 } else { 2 - usize::from(second.contains(&asset)) }
}

/// The sum over the parts of an amount between the floors, each so many times.
fn sliced(amount: f64, tiers: impl DoubleEndedIterator<Item = (f64, f64)>) -> f64 {
    let slice = |(sum, top): (f64, f64), (floor, times): (f64, f64)| {
        (sum + (top - floor).max(0.0) * times, top.min(floor))
    };
    tiers.rev().fold((0.0, amount), slice).0
}

impl Describe for OkxPortfolioMargin {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "OKX",
            summary: "Seven prices by three volatilities and two extreme moves, with charges for time, volatility terms, basis and stablecoins, or a minimum charge if that is more.",
            formula: "maintenance = max(max(MR1, MR2, MR6) + MR3 + MR4, MR7) + MR9; MR1 = −min_k P[k], MR6 = half the extreme loss, MR2 = −θ of a day, MR3 = m · offsetting vega, MR4 = Σ_e |Δ_e| S max(b T, least), MR7 = Σ_i f_i slices of c Σ |Δ_j| S, MR9 = Σ_i p_i slices of what hedges across settlements; initial = 1.3 maintenance",
            conventions: &[
                "Spot shocks, extreme moves and basis are those of 6 January 2025, the tiers of the minimum charge (1 to 12 times) of 15 January 2025; the least basis move and the minimum charge are those of the example in the API documentation, of BTC and of LTC.",
                "The moves of volatilities could not be read: Deribit's stand in. Nor could those of MR3, which is 0 until one is given.",
                "MR9 has the tiers of an example of November 2024, at a stablecoin below its peg; contracts that pay in currency are taken for USDT, those that pay in coin for USD.",
                "A basis is of futures, perpetuals and options by expiry; coins that are held count in the scenarios alone.",
                "Borrowing margin (MR8) is that of the account, and open orders are left out.",
            ],
            parameters: fields::parameters(&FIELDS),
            references: vec![
                Reference {
                    text: "OKX, Portfolio margin parameters (2 January 2025)",
                    url: Some("https://www.okx.com/help/okx-will-further-adjust-portfolio-margin-parameters"),
                },
                Reference {
                    text: "OKX, API: position builder, with an example of all parts (2025)",
                    url: Some(
                        "https://www.okx.com/docs-v5/en/#trading-account-rest-api-position-builder-new",
                    ),
                },
                Reference {
                    text: "OKX, Margin calculation rules of portfolio margin (25 November 2024)",
                    url: Some(
                        "https://www.okx.com/help/okx-will-update-margin-calculation-rules-for-the-portfolio-margin-mode",
                    ),
                },
            ],
        }
    }
}

impl RiskArrayMethod for OkxPortfolioMargin {
    fn check(&self) -> Result<(), Error> {
        fields::check(&FIELDS, &self.values())
    }

    fn rules(&self) -> ArrayRules {
        ArrayRules::hedged(self.grid(MAJOR[0]), VolatilityRule::by_power(self.short_power, self.long_power))
    }

    fn scenarios(&self, asset: &str) -> Option<Vec<ArrayScenario>> {
        Some(self.grid(asset))
    }

    fn charges(&self, group: &GroupFacts) -> Vec<MarginCharge> {
        let spot = group.spot;
        let major = MAJOR.contains(&group.asset.as_str());
        let basis =
            [self.major_basis, self.second_basis, self.other_basis][class(&group.asset, &SECOND_EXTREME)];
        let (least, minimum) = if major {
            (self.major_least_basis, self.major_minimum)
        } else {
            (self.other_least_basis, self.other_minimum)
        };
        let moved = |years: f64| (basis * years).max(least);
        let basis: f64 = group.expiries.iter().map(|one| one.contracts.abs() * moved(one.years)).sum();
        let (loss, time) = (group.loss(), (-group.theta * self.days / YEAR_DAYS).max(0.0));
        let vega = self.vega_term * group.offsetting_vegas();
        let raw = minimum * (group.gross_futures + group.gross_options) * spot;
        let minimum = sliced(raw, MINIMUM_TIERS.into_iter().map(|[floor, times]| (floor, times)));
        let rates = [self.depeg_first, self.depeg_second, self.depeg_third];
        let depeg = sliced(group.offsetting_settlements() * spot, DEPEG_FLOORS.into_iter().zip(rates));
        let before = loss.max(time) + vega + basis * spot;
        let part = |label, rule, maintenance: f64| MarginCharge {
            label,
            rule,
            initial: INITIAL_FACTOR * maintenance,
            maintenance,
        };
        vec![
            part("Worst scenario", "MR1 or half of the extreme loss, MR6.", loss),
            part("Time", "What a day of time value, MR2, is above it.", (time - loss).max(0.0)),
            part("Volatility terms", "MR3: vegas of expiries against each other.", vega),
            part("Basis", "MR4: delta of each expiry × max(rate × years, least).", basis * spot),
            part("Minimum charge", "What MR7 is above the sum.", (minimum - before).max(0.0)),
            part("Stablecoins", "MR9: contracts that hedge across settlements.", depeg),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// OKX's example of 2021: 30,000 with 10,000 once and the rest twice are 50,000. And that of MR9: ten millions.
    #[test]
    fn the_published_slices() {
        let tiers = [(0.0, 1.0), (1e4, 2.0), (7e4, 4.0)];
        assert_eq!(sliced(3e4, tiers.into_iter()), 5e4);
        let method = OkxPortfolioMargin::default();
        let group =
            GroupFacts { asset: "ETH".into(), spot: 1.0, by_settlement: [2e7, -1e7], ..Default::default() };
        let charges = method.charges(&group);
        assert!((charges[5].maintenance - 202_500.0).abs() < 1e-9, "{:?}", charges[5]);
    }

    #[test]
    fn each_coin_has_its_moves() {
        let method = OkxPortfolioMargin::default();
        for (asset, moves) in [
            ("ETH", (0.12, 0.24)),
            ("LTC", (0.18, 0.36)),
            ("LINK", (0.18, 0.5)),
            ("SOL", (0.25, 0.36)),
            ("X", (0.25, 0.5)),
        ] {
            assert_eq!(method.moves(asset), moves, "{asset}");
        }
    }
}
