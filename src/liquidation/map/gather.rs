//! Everything that a request names, in the order in which moves reach it.

use std::collections::{BTreeSet, HashMap};

use super::cascade::Holder;
use super::crowd::{Amounts, Queue};
use super::levels::Mark;
use super::loan::Loan;
use super::own::{Ends, OwnLoan, OwnPool};
use super::read::{Placed, Reader, Row, queues};
use super::request::LiquidationMapRequest;
use super::response::OwnLiquidation;
use super::rows::{located, pack_name, rows};
use crate::error::{Code, Error, Notice};
use crate::margin::lending::Account;
use crate::margin::lending::market::LendingRules;
use crate::margin::lending::market::aave_v3::AaveV3;
use crate::margin::state::{Setting, State};
use crate::margin::{ANY_VENUE, VENUES, pack_of, venue};
use crate::market::{ByAsset, Market, is_currency};

/// An account of the person's own.
pub struct Own {
    name: String,
    notional: f64,
    ends: Ends,
}

impl Own {
    /// As the answer has it.
    pub fn shown(self, spot: Option<f64>) -> OwnLiquidation {
        let change = |x: Option<f64>| x.map(|x| x - 1.0);
        let price = |x: Option<f64>| Some(x? * spot?);
        OwnLiquidation {
            name: self.name,
            notional: self.notional,
            below: change(self.ends.below),
            below_price: price(self.ends.below),
            above: change(self.ends.above),
            above_price: price(self.ends.above),
            already: self.ends.already,
            round: None,
        }
    }
}

/// All of it.
pub struct Gathered<'a> {
    pub assets: Vec<String>,
    pub betas: Vec<f64>,
    pub volumes: Vec<f64>,
    /// Of each asset in the move of all.
    pub weights: Vec<f64>,
    pub spot: Option<f64>,
    pub venues: Vec<String>,
    pub marks: Vec<Mark>,
    pub queues: Vec<[Queue<'a>; 2]>,
    pub pairs: Vec<Loan>,
    pub holders: Vec<Box<dyn Holder + 'a>>,
    /// The account of each holder.
    pub held: Vec<usize>,
    pub own: Vec<Own>,
    /// Rows of other coins.
    pub elsewhere: usize,
    pub warnings: Vec<Notice>,
}

/// The names of venues that rows mention; the first is that of rows without one.
fn venues<'a>(rows: &[Row<'a>]) -> Vec<&'a str> {
    let named: BTreeSet<&str> = rows.iter().filter_map(|row| row.venue).collect();
    named.into_iter().collect()
}

/// Gathers all and hands it on; what it borrows ends with it.
pub fn gather<T>(
    request: &LiquidationMapRequest,
    market: &Market,
    then: impl FnOnce(Gathered) -> Result<T, Error>,
) -> Result<T, Error> {
    let chosen = request.asset.as_deref();
    let spot = chosen.map(|asset| market.spot(asset)).transpose().map_err(|error| error.at("asset"))?;
    if chosen.is_some_and(is_currency) {
        return Err(Error::invalid("asset", "Money has no map: name a coin, or leave it out for all coins."));
    }
    let rows = rows(request)?;
    let about = |row: &Row| chosen.is_none_or(|asset| row.coins().any(|coin| coin == asset));
    let mut warnings = vec![];

    // The packs: that of rows without a venue first, then those of the venues that have one.
    let names = venues(&rows);
    let usual = if request.pack == ANY_VENUE { VENUES[0].0 } else { &request.pack };
    let mut packs = vec![venue(usual).map_err(|error| error.at("pack"))?];
    let mut places: HashMap<&str, (usize, usize)> = HashMap::new();
    let mut strangers = vec![];
    for (place, name) in names.iter().enumerate() {
        let pack = match pack_name(name) {
            Some(known) => {
                packs.push(venue(known)?);
                packs.len() - 1
            }
            None => 0,
        };
        let lends = rows.iter().filter(|row| row.venue == Some(name)).all(Row::is_loan);
        if pack == 0 && !lends {
            strangers.push(*name);
        }
        places.insert(name, (place + 1, pack));
    }
    if !strangers.is_empty() {
        let message = format!(
            "There is no pack of {}: margin there is counted by the rules of {}.",
            strangers.join(", "),
            packs[0].label
        );
        warnings.push(Notice::new("venueWithoutPack", message).at("rows"));
    }
    let checked = packs.iter().map(|pack| pack.check()).collect::<Result<Vec<_>, _>>()?;

    // The person's own accounts.
    let (no_interest, mut states) = (ByAsset::default(), vec![]);
    for (i, account) in request.accounts.iter().enumerate() {
        let inside = |error: Error| {
            let quoted = error.path.as_ref().is_some_and(|path| path.starts_with("quotes"));
            if error.code == Code::MissingQuote && quoted {
                error
            } else {
                error.inside(&format!("accounts[{i}]"))
            }
        };
        let written = pack_of(account, &request.pack).map_err(inside)?;
        let field = if account.own_pack.is_some() { "ownPack" } else { "pack" };
        let pack = written.check().map_err(|error| inside(error.inside(field)))?;
        let setting = Setting { market, interest: &no_interest, elapsed: 0.0 };
        states.push(State::new(account, &pack, &setting).map_err(inside)?);
    }
    let mut loans = vec![];
    for (i, account) in request.lending.iter().enumerate() {
        let read = Account::read(account, &request.quotes.spots);
        loans.push(read.map_err(|error| error.inside(&format!("lending[{i}]")))?);
    }

    let mut assets: BTreeSet<&str> = rows.iter().filter(|row| about(row)).flat_map(Row::coins).collect();
    let books = states.iter().flat_map(|state| &state.pools).flat_map(|pool| &pool.books);
    assets.extend(books.map(|book| book.asset.as_str()).filter(|asset| !is_currency(asset)));
    for account in &loans {
        let coins = account.collateral.iter().chain(&account.debt).filter(|coin| !coin.stable);
        assets.extend(coins.map(|coin| coin.group.as_str()));
    }
    assets.extend(chosen);
    let assets: Vec<&str> = assets.into_iter().collect();
    let beta = |asset: &&str| match chosen {
        Some(chosen) => f64::from(u8::from(*asset == chosen)),
        None => request.betas.0.get(*asset).copied().unwrap_or(1.0),
    };
    let betas: Vec<f64> = assets.iter().map(beta).collect();
    let mut volumes = vec![];
    for (asset, beta) in assets.iter().zip(&betas) {
        let volume = request.volume(asset);
        // What the first move leaves alone moves only where its volume is stated.
        if volume.is_none() && *beta > 0.0 {
            let message = format!(
                "No daily volume of {asset} is stated: its forced orders do not move its price, and set nothing off."
            );
            warnings.push(Notice::new("volumeMissing", message).at(format!("volumes.{asset}")));
        }
        volumes.push(volume.unwrap_or(f64::INFINITY));
    }

    let lending = AaveV3::default().pack()?;
    let index: HashMap<&str, usize> =
        assets.iter().enumerate().map(|(place, asset)| (*asset, place)).collect();
    let reader = Reader {
        market,
        packs: &checked,
        venues: places,
        assets: index.clone(),
        betas: betas.clone(),
        lending: &lending,
    };
    let (mut placed, mut elsewhere): (Vec<Placed>, usize) = (Vec::with_capacity(rows.len()), 0);
    for (i, row) in rows.iter().enumerate() {
        if about(row) {
            placed.push(reader.place(row).map_err(|error| located(request, i, error))?);
        } else {
            elsewhere += 1;
        }
    }
    let mut weights = vec![0.0; assets.len()];
    let (mut marks, queues, pairs) = queues(placed, &mut weights);

    let place = |asset: &str| index.get(asset).copied();
    let own_venue = names.len() + 1;
    let (mut own, mut holders, mut held): (Vec<Own>, Vec<Box<dyn Holder>>, Vec<usize>) =
        (vec![], vec![], vec![]);
    let mut add = |name: String, ends: Ends, amounts: Amounts, holder: Box<dyn Holder>| {
        // The nearer of the two ends is the one on the map.
        let distance = |x: Option<f64>| x.map_or(f64::INFINITY, |x| libm::fabs(libm::log(x)));
        let falls = distance(ends.below) <= distance(ends.above);
        let x = if ends.already {
            Some(1.0)
        } else if falls {
            ends.below
        } else {
            ends.above
        };
        marks.push(Mark { x, falls, venue: own_venue, own: true, amounts });
        if !ends.already {
            held.push(own.len());
            holders.push(holder);
        }
        own.push(Own { name, notional: amounts.notional, ends });
    };
    for (account, state) in request.accounts.iter().zip(&states) {
        for pool in &state.pools {
            let held = OwnPool::new(pool, &place);
            held.weigh(&mut weights);
            if held.amounts().notional == 0.0 {
                continue;
            }
            let name = match state.pools.len() {
                1 => account.name.clone(),
                _ => format!("{}: {}", account.name, crate::margin::operation::name(account, pool)),
            };
            add(name, held.ends(chosen, &request.betas), held.amounts(), Box::new(held));
        }
    }
    for (account, read) in request.lending.iter().zip(&loans) {
        let held = OwnLoan::new(read, &place);
        held.weigh(&mut weights);
        let name = account.name.clone().unwrap_or_else(|| read.pack.name.clone());
        add(name, held.ends(&betas), held.amounts(), Box::new(held));
    }
    weigh(&mut weights, chosen.and_then(place));
    let mut all = vec![packs[0].label.clone()];
    all.extend(names.iter().map(|name| (*name).to_owned()));
    all.push("Own accounts".to_owned());
    then(Gathered {
        assets: assets.iter().map(|asset| (*asset).to_owned()).collect(),
        betas,
        volumes,
        weights,
        spot,
        venues: all,
        marks,
        queues,
        pairs,
        holders,
        held,
        own,
        elsewhere,
        warnings,
    })
}

/// From notional by asset to its parts; all of it is the chosen asset's where there is one.
fn weigh(weights: &mut [f64], chosen: Option<usize>) {
    let sum: f64 = weights.iter().sum();
    let count = weights.len() as f64;
    for (place, weight) in weights.iter_mut().enumerate() {
        *weight = match chosen {
            Some(chosen) => f64::from(u8::from(chosen == place)),
            None if sum > 0.0 => *weight / sum,
            None => 1.0 / count,
        };
    }
}
