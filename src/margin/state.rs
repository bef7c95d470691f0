//! From accounts as requests write them to pools whose equity and margin are functions of prices.

use std::collections::BTreeMap;

use super::book::Revalued;
use super::pack::{CheckedPack, PackPools};
use super::pool::{Pool, PoolKey};
use super::request::{MarginAccount, MarginPosition};
use super::rule::{Leg, Piece};
use crate::error::{Code, Error};
use crate::market::{ByAsset, HOURS_PER_YEAR, Market, QUOTE_CURRENCY, Settlement, is_currency};
use crate::portfolio::{HeldPosition, Portfolio, Position};
use crate::pricing::instrument::Instrument;
use crate::pricing::{ScenarioFrame, SmileRule, Valuation};

/// Where a position stands.
#[derive(Debug, Clone, Copy)]
pub enum Place {
    /// A leg of a book.
    Leg(usize),
    /// What is revalued in a book.
    Revalued(usize),
    /// Among its coins.
    Coins,
}

/// A position with its place.
pub struct Placed {
    /// Its name on an exchange.
    pub label: String,
    /// Its pool.
    pub pool: usize,
    /// Its book there.
    pub book: usize,
    /// Where in the book.
    pub place: Place,
    /// Its value now.
    pub valuation: Valuation,
    /// This position alone, where it is a future or perpetual.
    pub alone: Option<Leg>,
}

/// An account with everything worked out.
pub struct State {
    /// Its pools.
    pub pools: Vec<Pool>,
    /// Its positions, in the order of the request.
    pub positions: Vec<Placed>,
    /// Years until the first expiry.
    pub first_expiry: Option<f64>,
}

/// What all accounts of a request are seen in.
pub struct Setting<'a> {
    /// The market.
    pub market: &'a Market,
    /// Interest of what is borrowed, per year.
    pub interest: &'a ByAsset,
    /// Years that have passed.
    pub elapsed: f64,
}

/// Positions of one contract, added up with their signs.
struct Netted {
    place: usize,
    signed: f64,
    signed_entry: f64,
}

/// A leg before those of one contract have been netted.
struct Draft {
    pool: usize,
    book: usize,
    position: usize,
    net: Netted,
    leg: Leg,
}

impl State {
    /// The account, or the first thing that is wrong with it.
    pub fn new(account: &MarginAccount, pack: &CheckedPack, setting: &Setting) -> Result<Self, Error> {
        let market = setting.market;
        let mut state = Self { pools: vec![], positions: vec![], first_expiry: None };
        let mut pools = BTreeMap::new();
        for (asset, amount) in &account.collateral.0 {
            let place = |error: Error| error.at(format!("collateral.{asset}"));
            let key = state.key(pack, if is_currency(asset) { None } else { Some(asset) });
            let pool = state.pool(&mut pools, key);
            let years = if *amount < 0.0 { setting.elapsed } else { 0.0 };
            let accrued = amount * (1.0 + setting.interest.0.get(asset).copied().unwrap_or(0.0) * years);
            state.add_coins(pool, asset, accrued, pack, market).map_err(place)?;
        }
        for (i, staked) in account.staked.iter().enumerate() {
            let coin = staked.underlying.as_str();
            let place = |error: Error| {
                if error.code == Code::MissingQuote { error } else { error.inside(&format!("staked[{i}]")) }
            };
            let haircut = match staked.haircut {
                Some(haircut) => haircut,
                None => pack.haircuts(&staked.asset).map_err(place)?.first(),
            };
            let key = state.key(pack, if is_currency(coin) { None } else { Some(coin) });
            let pool = state.pool(&mut pools, key);
            let book = state.pools[pool].book_of(coin, market).map_err(place)?;
            let book = &mut state.pools[pool].books[book];
            let worth = staked.quantity * staked.ratio * book.price;
            book.staked[0] += worth;
            book.staked[1] += worth * (1.0 - haircut);
        }
        let held = checked(&account.positions)?;
        let mut drafts: Vec<Draft> = vec![];
        for (i, (position, held)) in account.positions.iter().zip(held.positions()).enumerate() {
            let place = |error: Error| relocated(error, i);
            let rules = (pack, setting, &account.open_interest);
            let placed = state.place(i, position, held, rules, &mut pools, &mut drafts);
            let placed = placed.map_err(place)?;
            state.positions.push(placed);
        }
        state.net(account.hedge_mode, drafts);
        state.pools.iter_mut().for_each(Pool::settle);
        Ok(state)
    }

    fn key(&self, pack: &CheckedPack, coin: Option<&str>) -> PoolKey {
        match pack.pack.pools {
            PackPools::One => PoolKey::Cross,
            PackPools::ByCurrency => PoolKey::Currency(coin.unwrap_or(QUOTE_CURRENCY).to_owned()),
        }
    }

    fn pool(&mut self, pools: &mut BTreeMap<PoolKey, usize>, key: PoolKey) -> usize {
        *pools.entry(key.clone()).or_insert_with(|| {
            self.pools.push(Pool::new(key));
            self.pools.len() - 1
        })
    }

    fn add_coins(
        &mut self,
        pool: usize,
        asset: &str,
        amount: f64,
        pack: &CheckedPack,
        market: &Market,
    ) -> Result<usize, Error> {
        let book = self.book(pool, asset, pack, market)?;
        self.pools[pool].books[book].coins += amount;
        Ok(book)
    }

    /// The book of an asset that counts as collateral.
    fn book(
        &mut self,
        pool: usize,
        asset: &str,
        pack: &CheckedPack,
        market: &Market,
    ) -> Result<usize, Error> {
        let book = self.pools[pool].book_of(asset, market)?;
        let haircuts = pack.haircuts(asset)?;
        let held = &mut self.pools[pool].books[book];
        (held.haircuts, held.debt_rate) = (haircuts, pack.debt_rate());
        Ok(book)
    }

    fn place(
        &mut self,
        i: usize,
        position: &MarginPosition,
        held: &HeldPosition,
        (pack, setting, open_interest): (&CheckedPack, &Setting, &ByAsset),
        pools: &mut BTreeMap<PoolKey, usize>,
        drafts: &mut Vec<Draft>,
    ) -> Result<Placed, Error> {
        let market = setting.market;
        let asset = held.contract.asset();
        let valuation = held.contract.value(market, &held.holding)?;
        if valuation.expired || !valuation.is_finite() {
            let message = if valuation.expired { "It has expired." } else { "Its value is too large." };
            return Err(Error::invalid("instrument", message));
        }
        if let Some(years) = valuation.years_to_expiry {
            self.first_expiry = Some(self.first_expiry.map_or(years, |first| first.min(years)));
        }
        let settlement = settlement_of(&position.instrument);
        let in_coin = settlement == Some(Settlement::Inverse);
        let own = !is_currency(asset) && (settlement.is_none() || in_coin);
        let key = match position.isolated_margin {
            Some(_) => PoolKey::Isolated(i),
            None => self.key(pack, own.then_some(asset)),
        };
        let pool = self.pool(pools, key);
        let label = held.label.clone();
        let placed = |book, place, valuation, alone| Placed { label, pool, book, place, valuation, alone };
        let (Instrument::Perpetual(_) | Instrument::Future(_), Some(settlement)) =
            (&position.instrument, settlement)
        else {
            if position.isolated_margin.is_some() {
                return Err(Error::invalid(
                    "isolatedMargin",
                    "Only futures and perpetuals are margined alone.",
                ));
            }
            if let Instrument::Spot(_) | Instrument::Cash(_) = position.instrument {
                let book = self.add_coins(pool, asset, position.quantity, pack, market)?;
                return Ok(placed(book, Place::Coins, valuation, None));
            }
            let counts_as_coins = in_coin || matches!(position.instrument, Instrument::InterestBearing(_));
            let book = if counts_as_coins {
                self.book(pool, asset, pack, market)?
            } else {
                self.pools[pool].book_of(asset, market)?
            };
            let short = match &position.instrument {
                Instrument::VanillaOption(option) if position.quantity < 0.0 => {
                    let rule = pack.options().map_err(|error| error.at("instrument"))?;
                    Some((-position.quantity, option.right, option.strike, rule))
                }
                _ => None,
            };
            let frame = ScenarioFrame {
                assets: vec![asset.to_owned()],
                horizon_years: setting.elapsed,
                smile: SmileRule::StickyStrike,
            };
            let revalued = Revalued {
                value: valuation.figures.value,
                revaluation: held.contract.revaluation(market, &held.holding, &frame)?,
                in_coin: counts_as_coins,
                short,
            };
            let place = Place::Revalued(self.pools[pool].books[book].revalued.len());
            self.pools[pool].books[book].revalued.push(revalued);
            return Ok(placed(book, place, valuation, None));
        };
        let rule = pack.rule(asset, settlement).map_err(|error| error.at("instrument"))?;
        let book = match settlement {
            Settlement::Inverse => self.book(pool, asset, pack, market)?,
            Settlement::Linear => self.pools[pool].book_of(asset, market)?,
        };
        if let Some(margin) = position.isolated_margin {
            match settlement {
                Settlement::Inverse => self.pools[pool].books[book].coins += margin,
                Settlement::Linear => self.pools[pool].still += margin,
            }
        }
        let spot = market.spot(asset)?;
        let rule = rule.at_open_interest(open_interest.0.get(asset).copied().unwrap_or(0.0) * spot);
        // With time a future's price goes to the spot at its own carry.
        let pull = valuation.years_to_expiry.map_or(0.0, |years| (setting.elapsed / years).min(1.0));
        let price = valuation.price * libm::exp(-libm::log(valuation.price / spot) * pull);
        let entry = held.holding.entry_price.unwrap_or(valuation.price);
        let signed = position.quantity * contract_size(&position.instrument);
        let funding = funding(market, asset, settlement, &position.instrument) * setting.elapsed;
        let (value, notional, signed_entry) = match settlement {
            Settlement::Linear => {
                let paid = funding * signed * valuation.price;
                (Piece::line(-signed * entry - paid, signed * price), signed.abs() * price, signed * entry)
            }
            Settlement::Inverse => {
                let paid = funding * signed / valuation.price;
                let value = Piece::line(-signed * spot / price, (signed / entry - paid) * spot);
                (value, signed.abs() / price, signed / entry)
            }
        };
        let leg = Leg {
            value,
            size: signed.abs(),
            notional,
            entry_notional: signed_entry.abs(),
            coin_price: (settlement == Settlement::Inverse).then_some(spot),
            rule,
            leverage: position.leverage,
        };
        let net = Netted { place: 0, signed, signed_entry };
        drafts.push(Draft { pool, book, position: i, net, leg: leg.clone() });
        Ok(placed(book, Place::Leg(0), valuation, Some(leg)))
    }

    /// Puts the legs into their books; those of one contract are one leg where they net, in hedge mode one of a side.
    fn net(&mut self, hedge_mode: bool, drafts: Vec<Draft>) {
        let mut open: BTreeMap<(usize, usize, String, bool), Netted> = BTreeMap::new();
        for Draft { pool, book, position, net, leg } in drafts {
            let placed = &mut self.positions[position];
            let side = hedge_mode && net.signed < 0.0;
            let legs = &mut self.pools[pool].books[book].legs;
            let sum = open.entry((pool, book, placed.label.clone(), side)).or_insert(Netted {
                place: legs.len(),
                signed: 0.0,
                signed_entry: 0.0,
            });
            sum.signed += net.signed;
            sum.signed_entry += net.signed_entry;
            placed.place = Place::Leg(sum.place);
            let Some(whole) = legs.get_mut(sum.place) else {
                legs.push(leg);
                continue;
            };
            whole.value += leg.value;
            whole.size = sum.signed.abs();
            whole.notional = sum.signed.abs() * (leg.notional / leg.size);
            whole.entry_notional = sum.signed_entry.abs();
            whole.leverage = match (whole.leverage, leg.leverage) {
                (Some(one), Some(other)) => Some(one.min(other)),
                (one, other) => one.or(other),
            };
        }
    }
}

fn checked(positions: &[MarginPosition]) -> Result<Portfolio, Error> {
    let plain: Vec<Position> = positions
        .iter()
        .map(|position| Position {
            id: position.id.clone(),
            instrument: position.instrument.clone(),
            quantity: position.quantity,
            entry_price: position.entry_price,
        })
        .collect();
    Portfolio::check(&plain).map_err(|error| error.inside("positions"))
}

/// The error of a position with its place; a missing quote keeps that of the quote.
fn relocated(error: Error, i: usize) -> Error {
    if error.code == Code::MissingQuote { error } else { error.inside(&format!("positions[{i}]")) }
}

fn settlement_of(instrument: &Instrument) -> Option<Settlement> {
    match instrument {
        Instrument::Perpetual(perpetual) => Some(perpetual.settlement),
        Instrument::Future(future) => Some(future.settlement),
        Instrument::VanillaOption(option) => Some(option.settlement),
        _ => None,
    }
}

fn contract_size(instrument: &Instrument) -> f64 {
    match instrument {
        Instrument::Perpetual(perpetual) => perpetual.contract_size.unwrap_or(1.0),
        Instrument::Future(future) => future.contract_size.unwrap_or(1.0),
        _ => 1.0,
    }
}

/// The expected funding that longs pay, per year.
fn funding(market: &Market, asset: &str, settlement: Settlement, instrument: &Instrument) -> f64 {
    match instrument {
        Instrument::Perpetual(_) => {
            market.perpetual(asset, settlement).and_then(|quote| quote.funding).unwrap_or(0.0)
        }
        _ => 0.0,
    }
}

/// Years in a number of days.
pub fn years(days: f64) -> f64 {
    days * 24.0 / HOURS_PER_YEAR
}
