//! From a lending account of a request to numbers: every coin with its terms and its price.

use super::curve::Curve;
use super::market::{LendingRules, Terms};
use super::pack::{Pack, Rates, Reserve};
use super::request::{LendingAccount, LendingCollateral, LendingDebt, Spots, within};
use super::state::{Backing, Moved, State};
use crate::error::{Code, Error};
use crate::market::{check_price, is_currency, is_money};

const AMOUNTS: (f64, f64) = (1e-12, 1e15);

/// A coin of an account.
#[derive(Debug, Clone)]
pub struct Coin {
    pub asset: String,
    /// The coin whose price it follows; itself where it follows none.
    pub group: String,
    pub staked: bool,
    pub stable: bool,
    pub amount: f64,
    pub price: f64,
}

/// What a loan costs.
#[derive(Debug, Clone)]
pub struct Cost {
    /// Of the market, where the coin has one.
    pub curve: Option<Curve>,
    pub utilization: Option<f64>,
    pub rate: f64,
    /// What suppliers of the coin earn at that utilisation.
    pub supply: Option<f64>,
}

/// A checked account.
pub struct Account<'a> {
    pub rules: &'a dyn LendingRules,
    pub pack: Pack,
    pub state: State,
    pub collateral: Vec<Coin>,
    pub debt: Vec<Coin>,
    pub yields: Vec<f64>,
    pub costs: Vec<Cost>,
}

/// The price of a coin: as stated, its own, that of what it wraps, or 1 for money.
pub(super) fn price(
    spots: &Spots,
    asset: &str,
    stated: Option<f64>,
    reserve: Option<&Reserve>,
) -> Result<f64, Error> {
    if let Some(price) = stated {
        check_price("It", price).map_err(|error| error.at("price"))?;
        return Ok(price);
    }
    let wraps = reserve.filter(|one| !one.staked);
    let names = [Some(asset), wraps.map(|one| one.asset.as_str()), wraps.and_then(|one| one.of.as_deref())];
    if let Some(price) = names.iter().flatten().find_map(|name| spots.get(*name)) {
        return Ok(*price);
    }
    if is_money(asset) {
        return Ok(1.0);
    }
    let message = format!("There is no price of {asset}: state one.");
    Err(Error::new(Code::MissingQuote, message).at("price"))
}

fn coin(
    spots: &Spots,
    asset: &str,
    amount: f64,
    stated: Option<f64>,
    reserve: Option<&Reserve>,
) -> Result<Coin, Error> {
    within("amount", amount, AMOUNTS.0, AMOUNTS.1)?;
    let group = reserve.and_then(|one| one.of.clone()).unwrap_or_else(|| asset.to_owned());
    Ok(Coin {
        asset: asset.to_owned(),
        group,
        staked: reserve.is_some_and(|one| one.staked),
        stable: is_currency(asset),
        amount,
        price: price(spots, asset, stated, reserve)?,
    })
}

impl<'a> Account<'a> {
    pub fn read(account: &'a LendingAccount, spots: &Spots) -> Result<Self, Error> {
        let rules = account.market.method();
        rules.check().map_err(|error| error.inside("market"))?;
        let pack = rules.pack()?;
        if account.collateral.is_empty() {
            return Err(Error::invalid("collateral", "An account holds at least one collateral."));
        }
        let mut read = Self {
            rules,
            pack,
            state: State { collateral: vec![], debt: vec![] },
            collateral: vec![],
            debt: vec![],
            yields: vec![],
            costs: vec![],
        };
        for (i, one) in account.collateral.iter().enumerate() {
            let twice = account.collateral[..i].iter().any(|other| other.asset == one.asset);
            read.deposit(one, spots, twice).map_err(|error| error.inside(&format!("collateral[{i}]")))?;
        }
        for (i, one) in account.debt.iter().enumerate() {
            let twice = account.debt[..i].iter().any(|other| other.asset == one.asset);
            read.loan(one, spots, twice).map_err(|error| error.inside(&format!("debt[{i}]")))?;
        }
        Ok(read)
    }

    fn deposit(&mut self, one: &LendingCollateral, spots: &Spots, twice: bool) -> Result<(), Error> {
        once(&one.asset, twice)?;
        let reserve = self.pack.reserve(&one.asset);
        let packed = reserve.and_then(|reserve| self.rules.terms(&self.pack, reserve));
        let threshold = one.threshold.or(packed.map(|terms| terms.threshold)).ok_or_else(|| {
            let message = format!(
                "{} is no collateral in {}; state a threshold, or take one of {}.",
                one.asset,
                self.pack.name,
                self.pack.collaterals().join(", ")
            );
            Error::new(Code::NotFound, message).at("asset")
        })?;
        let terms = Terms {
            loan_to_value: one.loan_to_value.or(packed.map(|terms| terms.loan_to_value)).unwrap_or(threshold),
            threshold,
            penalty: one.penalty.or(packed.map(|terms| terms.penalty)).unwrap_or(0.0),
        };
        within("threshold", terms.threshold, 0.0, 1.0)?;
        // A stated threshold below the pack's loan to value lowers that too.
        let loan_to_value = match one.loan_to_value {
            Some(stated) => within("loanToValue", stated, 0.0, terms.threshold).map(|()| stated)?,
            None => terms.loan_to_value.min(terms.threshold),
        };
        within("penalty", terms.penalty, 0.0, 1.0)?;
        within("yieldRate", one.yield_rate.unwrap_or(0.0), -1.0, 10.0)?;
        let coin = coin(spots, &one.asset, one.amount, one.price, reserve)?;
        self.state.collateral.push(Backing {
            value: coin.amount * coin.price,
            threshold: terms.threshold,
            loan_to_value,
            penalty: terms.penalty,
            protocol_fee: reserve.map_or(0.0, |reserve| reserve.protocol_fee),
        });
        self.yields.push(one.yield_rate.unwrap_or(0.0));
        self.collateral.push(coin);
        Ok(())
    }

    fn loan(&mut self, one: &LendingDebt, spots: &Spots, twice: bool) -> Result<(), Error> {
        once(&one.asset, twice)?;
        let reserve = self.pack.reserve(&one.asset);
        let rates: Option<&Rates> = reserve.and_then(|reserve| reserve.rates.as_ref());
        let rates = rates.ok_or_else(|| {
            let message = format!(
                "{} is not lent in {}; take one of {}.",
                one.asset,
                self.pack.name,
                self.pack.lent().join(", ")
            );
            Error::new(Code::NotFound, message).at("asset")
        })?;
        let coin = coin(spots, &one.asset, one.amount, one.price, reserve)?;
        let held = self.collateral.iter().find(|other| other.asset == coin.asset);
        if held.is_some_and(|held| held.price != coin.price) {
            let message = format!("{} has another price as collateral; a coin has one.", coin.asset);
            return Err(Error::invalid("price", message));
        }
        let curve = self.rules.curve(rates);
        let utilization = one.utilization.unwrap_or(curve.kink);
        within("utilization", utilization, 0.0, 1.0)?;
        within("rate", one.rate.unwrap_or(0.0), 0.0, 100.0)?;
        self.costs.push(match one.rate {
            Some(rate) => Cost { curve: None, utilization: None, rate, supply: None },
            None => Cost {
                rate: curve.rate(utilization),
                supply: Some(self.rules.supply_rate(rates, utilization)),
                curve: Some(curve),
                utilization: Some(utilization),
            },
        });
        self.state.debt.push(coin.amount * coin.price);
        self.debt.push(coin);
        Ok(())
    }

    /// What moves where the coins of a kind do.
    pub fn moved(&self, which: impl Fn(&Coin) -> bool) -> Moved {
        Moved {
            collateral: self.collateral.iter().map(&which).collect(),
            debt: self.debt.iter().map(&which).collect(),
        }
    }
}

fn once(asset: &str, twice: bool) -> Result<(), Error> {
    if asset.is_empty() {
        return Err(Error::invalid("asset", "It names a coin."));
    }
    if twice {
        return Err(Error::invalid("asset", format!("{asset} stands here twice; add the amounts.")));
    }
    Ok(())
}
