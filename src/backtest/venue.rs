//! The venue whose rules liquidate an account: what each pool of it holds and must hold, and how much is closed at once.

use super::account::Account;
use super::course::Line;
use super::line::HeldAs;
use super::request::{BacktestRequest, STATED};
use crate::error::{Error, Notice};
use crate::margin::{CoinsCounted, ContractMargin, PackCloses, PackLiquidation, PackPools, venue};
use crate::market::{Settlement, is_currency};

/// Halvings of the part that is closed: to 10⁻¹² of it.
const HALVINGS: usize = 40;
/// A part that is found so is this much greater, so that the cent it is rounded to does not miss.
const SLACK: f64 = 1e-9;

/// A venue as the lines of a course meet it.
pub struct Venue {
    /// Of what is closed, as a part of its notional.
    pub fee: f64,
    closing: PackLiquidation,
    debt_rate: f64,
    /// By line, whose collateral it shares; money is in the first pool.
    pools: Vec<usize>,
    /// How many pools there are.
    pub count: usize,
    /// By line: what of coins counts.
    counted: Vec<CoinsCounted>,
    /// By line, where it is on margin.
    contracts: Vec<Option<ContractMargin>>,
}

impl Venue {
    /// The venue of a request, if it names one.
    pub fn of(
        request: &BacktestRequest,
        lines: &[Line],
        notices: &mut Vec<Notice>,
    ) -> Result<Option<Self>, Error> {
        if request.pack == STATED {
            return Ok(None);
        }
        let written = venue(&request.pack).map_err(|error| error.at("pack"))?;
        let pack = written.check().map_err(|error| error.at("pack"))?;
        let (mut names, mut pools, mut counted, mut contracts) =
            (vec![String::new()], vec![], vec![], vec![]);
        for line in lines {
            let (asset, held_as) = (line.terms.asset.as_str(), line.terms.held_as);
            let paid = held_as == HeldAs::Spot;
            // What is paid in coin without a line for it is money.
            let own = (paid && !is_currency(asset)) || line.wallet.is_some();
            let pool = if own && written.pools == PackPools::ByCurrency { asset } else { "" };
            pools.push(names.iter().position(|name| name == pool).unwrap_or_else(|| {
                names.push(pool.to_owned());
                names.len() - 1
            }));
            let settlement = if held_as.is_inverse() { Settlement::Inverse } else { Settlement::Linear };
            contracts.push(match paid {
                true => None,
                false => Some(pack.contract(asset, settlement).map_err(|error| error.at("pack"))?),
            });
            counted.push(match pack.collateral(asset) {
                Ok(counted) => counted,
                Err(error) => {
                    if paid {
                        let message = format!("{} It counts for nothing in the account.", error.message);
                        notices.push(Notice::new("noCollateral", message).at("pack"));
                    }
                    CoinsCounted::nothing()
                }
            });
        }
        Ok(Some(Self {
            fee: written.fees.liquidation.unwrap_or(request.liquidation_fee),
            closing: written.liquidation,
            debt_rate: pack.debt_rate(),
            pools,
            count: names.len(),
            counted,
            contracts,
        }))
    }

    /// Lines of a pool that bind margin.
    pub fn bound(&self, account: &Account, pool: usize) -> Vec<usize> {
        let binds = |&i: &usize| {
            self.pools[i] == pool
                && account.units[i] != 0.0
                && (self.contracts[i].is_some() || account.units[i] < 0.0)
        };
        (0..self.pools.len()).filter(binds).collect()
    }

    /// Lines of a pool.
    pub fn members(&self, pool: usize) -> impl Iterator<Item = usize> + '_ {
        (0..self.pools.len()).filter(move |&i| self.pools[i] == pool)
    }

    /// Equity as the venue counts it and maintenance margin of a pool, were a part of what binds margin closed.
    pub fn state(&self, account: &Account, lines: &[Line], pool: usize, closed: f64) -> [f64; 2] {
        let kept = 1.0 - closed;
        let [mut equity, mut needed] = [0.0; 2];
        if pool == 0 {
            let money = account.money(account.cash);
            (equity, needed) = (money, self.debt_rate * (-money).max(0.0));
        }
        for i in self.members(pool).filter(|&i| account.units[i] != 0.0) {
            let (line, mark) = (&lines[i], account.mark[i]);
            let value = account.money(account.value[i]);
            match &self.contracts[i] {
                Some(contract) => {
                    let size = account.units[i] * line.terms.contract_size;
                    let spot = line.wallet.map_or(mark, |wallet| account.mark[wallet]);
                    needed += contract.maintenance(kept * size, mark, spot);
                    equity -= self.fee * closed * (account.units[i] * line.unit_exposure(mark)).abs();
                }
                None if value > 0.0 => equity += self.counted[i].of(value, mark),
                None => {
                    equity += value - self.fee * closed * value.abs();
                    needed += self.debt_rate * kept * value.abs();
                }
            }
        }
        [equity, needed]
    }

    /// The part of each of these lines that is closed at first.
    pub fn parts(&self, account: &Account, lines: &[Line], pool: usize, bound: &[usize]) -> Vec<f64> {
        match self.closing.closes {
            PackCloses::All => vec![1.0; bound.len()],
            PackCloses::Part => {
                let exposure = |i: usize| match self.contracts[i] {
                    Some(_) => account.units[i] * lines[i].unit_exposure(account.mark[i]),
                    None => account.money(account.value[i]),
                };
                let large = |i: usize| exposure(i).abs() > self.closing.above;
                bound.iter().map(|&i| if large(i) { self.closing.part } else { 1.0 }).collect()
            }
            PackCloses::UntilCovered => vec![self.covering(account, lines, pool); bound.len()],
        }
    }

    /// The least part of everything that leaves more than what is needed; all of it where none does.
    fn covering(&self, account: &Account, lines: &[Line], pool: usize) -> f64 {
        let covers = |part: f64| {
            let [equity, needed] = self.state(account, lines, pool, part);
            equity > needed
        };
        let (mut low, mut high) = (0.0, 1.0);
        for _ in 0..HALVINGS {
            let middle = 0.5 * (low + high);
            if covers(middle) { high = middle } else { low = middle }
        }
        (high * (1.0 + SLACK)).min(1.0)
    }

    /// Whether what is left is closed where the first part was not enough.
    pub fn goes_on(&self) -> bool {
        self.closing.closes == PackCloses::Part
    }
}
