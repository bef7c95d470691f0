//! Positions by coin, revalued in the scenarios of a method.

use super::rules::{ArrayRules, ArrayScenario};
use crate::error::{Code, Error};
use crate::market::{HOURS_PER_YEAR, Market, QUOTE_CURRENCY, Settlement, Timestamp, is_currency};
use crate::portfolio::{Excluded, HeldPosition, Valued};
use crate::pricing::{Revaluation, ScenarioBlock, ScenarioFrame, SmileRule, Valuation};

/// Days of a year in which options count their time.
const YEAR_DAYS: f64 = 365.0;
/// Hours of funding that a charge may ask for.
const FUNDING_HOURS: f64 = 8.0;
/// Profits beyond this are no numbers any more when they are added.
const LARGEST_PROFIT: f64 = 1e150;
/// The stablecoin of venues that keep cash in one.
const CASH: &str = "USDC";

/// One position of a group.
pub struct Member<'a> {
    /// Its place in the list that the book was made of.
    pub place: usize,
    /// As in the portfolio.
    pub position: &'a HeldPosition,
    /// Today.
    pub valuation: &'a Valuation,
    /// In coins; of what is counted in coin without its value.
    pub delta: f64,
    /// ln(K/F), for options.
    moneyness: f64,
    revaluation: Box<dyn Revaluation>,
}

/// Positions whose profits net.
pub struct ArrayGroup<'a> {
    /// The coin.
    pub asset: &'a str,
    /// In what they settle, where the method keeps settlements apart.
    pub settlement: Option<Settlement>,
    /// The coin's price.
    pub spot: f64,
    /// In the order of the portfolio.
    pub members: Vec<Member<'a>>,
}

/// All groups, and what is in none.
pub struct ArrayBook<'a> {
    /// In the order in which positions name them.
    pub groups: Vec<ArrayGroup<'a>>,
    /// What no scenario counts.
    pub uncounted: Vec<Excluded>,
    /// Of the quote currency, per year.
    pub rate: f64,
    /// Price of the stablecoin that cash is kept in.
    pub stablecoin: f64,
}

impl Member<'_> {
    /// When an option or future expires.
    pub fn expiry(&self) -> Option<Timestamp> {
        self.position.contract.needs().forward
    }

    /// Years to expiry; 0 without one.
    pub fn years(&self) -> f64 {
        self.valuation.years_to_expiry.unwrap_or(0.0)
    }

    /// The strike of an option.
    pub fn strike(&self) -> Option<f64> {
        self.position.contract.needs().volatility.map(|(_, strike)| strike)
    }

    /// Whether it is a perpetual.
    pub fn is_perpetual(&self) -> bool {
        self.position.contract.funded().is_some()
    }

    /// Whether it is a future or perpetual.
    pub fn is_future(&self) -> bool {
        self.position.contract.margined()
    }

    /// Coins of a future or perpetual, whatever its price is to the coin's; the delta of an option.
    pub fn coins(&self, spot: f64) -> f64 {
        let figures = &self.valuation.figures;
        match &self.valuation.coin {
            _ if !self.is_future() => self.delta,
            Some(coin) => figures.delta - coin.value,
            None => figures.delta * spot / self.valuation.price,
        }
    }

    /// Whether it pays in the coin.
    pub fn in_coin(&self) -> bool {
        self.valuation.coin.is_some()
    }

    /// Expected funding of eight hours, paid above 0.
    pub fn funding(&self) -> f64 {
        let year = if self.is_perpetual() { -self.valuation.figures.theta } else { 0.0 };
        year * FUNDING_HOURS / HOURS_PER_YEAR
    }

    /// σ' − σ.
    fn shift(&self, rules: &ArrayRules, scenario: &ArrayScenario) -> f64 {
        let Some(volatility) = self.valuation.implied_volatility else { return 0.0 };
        match (scenario.skew, &rules.skew) {
            (Some(shape), Some(skew)) => skew.shift(volatility, self.moneyness, self.years(), shape),
            _ => rules.volatility.shift(volatility, self.years() * YEAR_DAYS, scenario.volatility),
        }
    }

    /// Its profit in each scenario, in quote currency at today's price.
    pub fn profits(
        &self,
        rules: &ArrayRules,
        scenarios: &[ArrayScenario],
        in_coin: bool,
    ) -> Result<Vec<f64>, Error> {
        let returns: Vec<f64> = scenarios.iter().map(|scenario| libm::log1p(scenario.change)).collect();
        let factors: Vec<f64> = scenarios.iter().map(|scenario| 1.0 + scenario.change).collect();
        let shifts: Vec<f64> = scenarios.iter().map(|scenario| self.shift(rules, scenario)).collect();
        let mut profits = vec![0.0; scenarios.len()];
        let block = ScenarioBlock::new(scenarios.len(), &returns, &factors, Some(&shifts));
        self.revaluation.profit(&block, &mut profits);
        let value = self.valuation.figures.value;
        for (profit, factor) in profits.iter_mut().zip(factors) {
            if in_coin {
                *profit = (value + *profit) / factor - value;
            }
            // A move of nothing gives 0, not −0.
            *profit += 0.0;
            if profit.is_nan() || profit.abs() > LARGEST_PROFIT {
                let message = format!("The profit of {} is too large for a number.", self.position.label);
                return Err(Error::new(Code::InvalidValue, message).at("positions"));
            }
        }
        Ok(profits)
    }
}

/// Why a position is in no scenario; none where it is in one.
fn left_out(held: &HeldPosition, rules: &ArrayRules) -> Option<&'static str> {
    let contract = &held.contract;
    let asset = contract.asset();
    if is_currency(asset) {
        return Some("Money: no scenario moves it.");
    }
    if contract.margined() || contract.needs().volatility.is_some() || rules.everything {
        return None;
    }
    match (held.kind == "spot", rules.coins) {
        (true, true) => None,
        (true, false) => Some("Collateral: these scenarios hold contracts only."),
        (false, _) => Some("This method margins options, futures and perpetuals."),
    }
}

impl<'a> ArrayBook<'a> {
    /// Of positions that can be valued.
    pub fn new(held: &'a [Valued<'a>], rules: &ArrayRules, market: &Market) -> Result<Self, Error> {
        let mut book = Self {
            groups: vec![],
            uncounted: vec![],
            rate: market.rate(QUOTE_CURRENCY),
            stablecoin: market.spot(CASH).unwrap_or(1.0),
        };
        for (place, (position, valuation)) in held.iter().enumerate() {
            if let Some(reason) = left_out(position, rules) {
                book.uncounted.push(Excluded { id: position.id.clone(), reason: reason.to_owned() });
                continue;
            }
            let asset = position.contract.asset();
            let coin = valuation.coin.as_ref();
            let settlement = rules
                .by_settlement
                .then(|| if coin.is_some() { Settlement::Inverse } else { Settlement::Linear });
            let frame = ScenarioFrame {
                assets: vec![asset.to_owned()],
                horizon_years: rules.days / YEAR_DAYS,
                smile: SmileRule::StickyStrike,
            };
            let mut holding = position.holding;
            if position.contract.margined() {
                holding.entry_price = holding.entry_price.or(Some(valuation.price));
            }
            let strike = position.contract.needs().volatility.map(|(_, strike)| strike);
            let moneyness = match (strike, valuation.forward) {
                (Some(strike), Some(forward)) => libm::log(strike / forward),
                _ => 0.0,
            };
            let value = coin.filter(|_| rules.by_settlement).map_or(0.0, |coin| coin.value);
            let member = Member {
                place,
                position,
                valuation,
                delta: valuation.figures.delta - value,
                moneyness,
                revaluation: position.contract.revaluation(market, &holding, &frame)?,
            };
            let known =
                book.groups.iter_mut().find(|group| group.asset == asset && group.settlement == settlement);
            match known {
                Some(group) => group.members.push(member),
                None => book.groups.push(ArrayGroup {
                    asset,
                    settlement,
                    spot: market.spot(asset)?,
                    members: vec![member],
                }),
            }
        }
        Ok(book)
    }
}
