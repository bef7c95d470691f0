//! The history that an account meets: by line and row prices, funding, volumes and the futures in front.

use super::line::{BacktestLine, HeldAs};
use super::quarterly::quarterly;
use super::request::BacktestRequest;
use super::venue::Venue;
use crate::error::{Code, Error, Notice};
use crate::market::{
    FundingTimes, PriceHistory, PriceTable, Returns, Timestamp, is_level, no_instant, parse_expiry,
    read_instant, years_between,
};
use crate::rebalance::daily_volatility;

const DAY: i64 = 86_400_000;

/// A dated future.
pub struct Contract {
    /// In milliseconds.
    expiry: i64,
    /// By row; NaN where there is none.
    pub prices: Vec<f64>,
}

/// One thing that can be held, checked.
pub struct Line {
    pub terms: BacktestLine,
    /// The line that takes what is paid in coin; in quote currency where there is none.
    pub wallet: Option<usize>,
    pub fee: f64,
    pub half_spread: f64,
    pub maintenance: f64,
    /// Of the coin, by row; NaN where there is none, 0 where it is worthless.
    pub spot: Vec<f64>,
    pub contracts: Vec<Contract>,
    /// The sum of funding rates since the row before.
    pub funding: Vec<f64>,
    /// What impact needs, where the market's trade is known.
    traded: Option<Traded>,
}

/// What the market trades of an asset, and how its price moves.
struct Traded {
    /// In the day of each row, where it is known.
    volumes: Vec<Option<f64>>,
    /// Log-returns of the asset; none where it has too few prices.
    returns: Vec<f64>,
    /// By row, how many of them have ended.
    ended: Vec<usize>,
    periods_per_year: f64,
}

impl Traded {
    fn new(course: &Course, asset: &str, days: &[(Timestamp, f64)]) -> Self {
        // The last volume that was known in each row.
        let last = |time: &Timestamp| days.partition_point(|(day, _)| day <= time).checked_sub(1);
        let volumes = course.times.iter().map(|time| last(time).map(|k| days[k].1)).collect();
        let moves = Returns::logarithmic(&course.history, asset).ok();
        let ends = moves.as_ref().map_or(&[] as &[Timestamp], Returns::times);
        Self {
            volumes,
            returns: moves.as_ref().map_or(vec![], |moves| moves.column(0).to_vec()),
            ended: course.times.iter().map(|time| ends.partition_point(|end| end <= time)).collect(),
            periods_per_year: moves.as_ref().map_or(0.0, |moves| moves.sample().periods_per_year),
        }
    }
}

impl Line {
    /// The price of a unit's coin or future in a row.
    pub fn price(&self, contract: usize, row: usize) -> f64 {
        self.contracts.get(contract).map_or_else(|| self.spot[row], |contract| contract.prices[row])
    }

    /// Traded value in the day of a row.
    pub fn volume(&self, row: usize) -> Option<f64> {
        self.traded.as_ref().and_then(|traded| traded.volumes[row])
    }

    /// The volatility of a day, from the returns up to a row; 0 where there are too few, or no volumes are known.
    pub fn volatility(&self, row: usize) -> f64 {
        let known = self.traded.as_ref();
        let found = known.and_then(|traded| {
            daily_volatility(&traded.returns[..traded.ended[row]], traded.periods_per_year)
        });
        found.unwrap_or(0.0)
    }

    /// Money that one unit moves with at a price of its coin or future.
    pub fn unit_exposure(&self, price: f64) -> f64 {
        let size = self.terms.contract_size;
        if self.terms.held_as.is_inverse() { size } else { size * price }
    }
}

/// All of it.
pub struct Course {
    /// By row, as the table has them.
    pub dates: Vec<String>,
    pub times: Vec<Timestamp>,
    /// From the row before, of 365 days.
    pub years: Vec<f64>,
    /// What estimates look at: without the prices of what is worthless.
    pub history: PriceHistory,
    pub lines: Vec<Line>,
    /// The rows of the walk.
    pub first: usize,
    pub last: usize,
    /// When the bar of a date alone ends: at the end of the day.
    shift: i64,
    pub notices: Vec<Notice>,
    /// Whose rules liquidate, where one is named.
    pub venue: Option<Venue>,
}

impl Course {
    /// The course of a request.
    pub fn check(request: &BacktestRequest) -> Result<Self, Error> {
        let table =
            request.prices.as_ref().ok_or_else(|| Error::invalid("prices", "There are no prices."))?;
        let raw = table.check().map_err(|error| error.inside("prices"))?;
        let times = raw.times().to_vec();
        let history = with_prices(table)?;
        let mut years = vec![0.0; times.len()];
        for t in 1..times.len() {
            years[t] = years_between(times[t - 1], times[t]);
        }
        let whole_days = times.iter().all(|time| time.as_millisecond().rem_euclid(DAY) == 0);
        let shift = if whole_days { DAY } else { 0 };
        let [first, last] = rows(request, &times)?;
        let mut course = Self {
            dates: table.dates.clone(),
            times,
            years,
            history,
            lines: vec![],
            first,
            last,
            shift,
            notices: vec![],
            venue: None,
        };
        for (k, terms) in listed(request, &raw)?.into_iter().enumerate() {
            let line = course.line(request, &raw, &terms).map_err(|error| {
                if k < request.lines.len() { error.inside(&format!("lines[{k}]")) } else { error }
            })?;
            course.lines.push(line);
        }
        for i in 0..course.lines.len() {
            let own = &course.lines[i].terms;
            let wallet = |line: &Line| line.terms.held_as == HeldAs::Spot && line.terms.asset == own.asset;
            course.lines[i].wallet =
                if own.held_as.is_inverse() { course.lines.iter().position(wallet) } else { None };
        }
        course.venue = Venue::of(request, &course.lines, &mut course.notices)?;
        Ok(course)
    }

    /// When the bar of a row ends, in milliseconds.
    pub fn end_of(&self, row: usize) -> i64 {
        self.times[row].as_millisecond() + self.shift
    }

    /// The place of a line by its name.
    pub fn place(&self, name: &str) -> Option<usize> {
        self.lines.iter().position(|line| line.terms.name() == name)
    }

    /// The line that an allocation to an asset is held as: that of its name, else the first of the asset.
    pub fn carrier(&self, asset: &str) -> Option<usize> {
        self.place(asset).or_else(|| self.lines.iter().position(|line| line.terms.asset == asset))
    }

    /// The assets that lines stand for, each once.
    pub fn assets(&self) -> Vec<String> {
        let mut assets: Vec<String> = vec![];
        for line in &self.lines {
            if !assets.contains(&line.terms.asset) {
                assets.push(line.terms.asset.clone());
            }
        }
        assets
    }

    /// The future that is held in a row: the first that is not about to expire.
    pub fn front(&self, line: &Line, row: usize) -> Option<usize> {
        let until = self.end_of(row) + i64::from(line.terms.roll_days) * DAY;
        line.contracts.iter().position(|contract| contract.expiry > until)
    }

    /// Whether a future has expired by a row.
    pub fn expired(&self, line: &Line, contract: usize, row: usize) -> bool {
        line.contracts.get(contract).is_some_and(|contract| contract.expiry <= self.end_of(row))
    }

    fn line(
        &mut self,
        request: &BacktestRequest,
        raw: &PriceHistory,
        terms: &BacktestLine,
    ) -> Result<Line, Error> {
        let unknown = |name: &str, path: &str| {
            Error::new(Code::NotFound, format!("There are no prices of {name}.")).at(path)
        };
        let column = raw.position(&terms.asset).ok_or_else(|| unknown(&terms.asset, "asset"))?;
        let spot = raw.level(column).to_vec();
        if let Some(t) = spot.iter().position(|price| *price < 0.0) {
            let message = format!(
                "{} has the price {} on {}; a price is not below zero.",
                terms.asset, spot[t], self.dates[t]
            );
            return Err(Error::invalid("asset", message));
        }
        let ends: Vec<i64> = (0..spot.len()).map(|t| self.end_of(t)).collect();
        let by_basis = |expiry: i64| -> Vec<f64> {
            let left = |end: &i64| (expiry - end).max(0) as f64 / (365 * DAY) as f64;
            spot.iter().zip(&ends).map(|(spot, end)| spot * libm::exp(terms.basis * left(end))).collect()
        };
        let kind = terms.held_as;
        if !kind.is_dated() && !terms.contracts.is_empty() {
            let message = format!("{} has futures listed and is not held as one.", terms.name());
            return Err(Error::invalid("contracts", message));
        }
        let mut contracts = vec![];
        if kind.is_dated() && terms.contracts.is_empty() {
            let [first, last] = [self.times[0], self.times[self.times.len() - 1]].map(Timestamp::day);
            let usual = quarterly(first, last).into_iter();
            contracts = usual.map(|expiry| Contract { expiry, prices: by_basis(expiry) }).collect();
            let message = format!(
                "{} is held in futures of the last Fridays of March, June, September and December, priced by the coin with a basis of {} % a year.",
                terms.name(),
                // Without the last digits of a binary fraction.
                (1e8 * terms.basis).round() / 1e6
            );
            self.notices.push(Notice::new("quarterlyFutures", message));
        }
        for (k, contract) in terms.contracts.iter().enumerate() {
            let path = |field: &str| format!("contracts[{k}].{field}");
            let expiry =
                parse_expiry(&contract.expiry).ok_or_else(|| no_instant(&contract.expiry, path("expiry")))?;
            let millis = expiry.as_millisecond();
            if contracts.last().is_some_and(|last: &Contract| last.expiry >= millis) {
                return Err(Error::invalid(path("expiry"), "Futures stand in the order of their expiries."));
            }
            let prices = match &contract.series {
                Some(series) => {
                    raw.column(raw.position(series).ok_or_else(|| unknown(series, &path("series")))?).to_vec()
                }
                None => by_basis(millis),
            };
            contracts.push(Contract { expiry: millis, prices });
        }
        let funding = if kind.is_perpetual() { self.funding(request, terms)? } else { vec![] };
        let traded = match request.volumes.iter().position(|series| series.asset == terms.asset) {
            Some(k) => {
                let days =
                    request.volumes[k].check().map_err(|error| error.inside(&format!("volumes[{k}]")))?;
                Some(Traded::new(self, &terms.asset, &days))
            }
            None => None,
        };
        Ok(Line {
            wallet: None,
            fee: terms.fee.unwrap_or(request.fee),
            half_spread: 0.5 * terms.spread.unwrap_or(request.spread),
            maintenance: terms.maintenance_margin.unwrap_or(request.maintenance_margin),
            spot,
            contracts,
            funding,
            traded,
            terms: terms.clone(),
        })
    }

    /// Funding rates added up from row to row.
    fn funding(&mut self, request: &BacktestRequest, terms: &BacktestLine) -> Result<Vec<f64>, Error> {
        let mut sums = vec![0.0; self.times.len()];
        let name = terms.name();
        let series = [name, &terms.asset]
            .iter()
            .find_map(|name| request.funding.iter().position(|series| series.asset == **name));
        let Some(k) = series else {
            let message = format!("No funding of {name} is known: none is paid.");
            self.notices.push(Notice::new("noFunding", message));
            return Ok(sums);
        };
        let FundingTimes { times, rates } =
            request.funding[k].check().map_err(|error| error.inside(&format!("funding[{k}]")))?;
        let mut next = 0;
        for (t, sum) in sums.iter_mut().enumerate() {
            let end = self.end_of(t);
            while next < times.len() && times[next].as_millisecond() <= end {
                *sum += rates[next];
                next += 1;
            }
            if t == 0 {
                *sum = 0.0;
            }
        }
        let known = |time: Option<&Timestamp>| time.map(|time| time.as_millisecond());
        let (first, last) = (known(times.first()), known(times.last()));
        let begins_late = first.is_none_or(|first| first > self.end_of(self.first) + 2 * DAY);
        let ends_early = last.is_none_or(|last| last + 2 * DAY < self.end_of(self.last));
        if begins_late || ends_early {
            let span = times
                .first()
                .zip(times.last())
                .map_or(String::new(), |(first, last)| format!(" from {} to {}", first.day(), last.day()));
            let message = format!("Funding of {name} is known{span} only: outside of it none is paid.");
            self.notices.push(Notice::new("fundingIncomplete", message));
        }
        Ok(sums)
    }
}

/// The first and the last row of the walk.
fn rows(request: &BacktestRequest, times: &[Timestamp]) -> Result<[usize; 2], Error> {
    let from = read_instant(request.from.as_deref(), "from")?;
    let to = read_instant(request.to.as_deref(), "to")?;
    let looked_back = request.looks_back();
    let first = from.map_or(0, |from| times.partition_point(|time| *time < from)).max(looked_back);
    let end = to.map_or(times.len(), |to| times.partition_point(|time| *time <= to));
    if first + 1 >= end {
        let message = format!(
            "There are {} dates up to the last one; a walk needs two after the {looked_back} that decisions look back on.",
            end
        );
        return Err(Error::new(Code::InsufficientHistory, message).at("window"));
    }
    Ok([first, end - 1])
}

/// The lines of a request, then every other asset as itself.
fn listed(request: &BacktestRequest, raw: &PriceHistory) -> Result<Vec<BacktestLine>, Error> {
    let mut lines = request.lines.clone();
    for k in 0..lines.len() {
        if lines[..k].iter().any(|other| other.name() == lines[k].name()) {
            return Err(Error::invalid(
                format!("lines[{k}].name"),
                format!("{} stands twice.", lines[k].name()),
            ));
        }
    }
    let series = |name: &String| {
        let mut contracts = request.lines.iter().flat_map(|line| &line.contracts);
        contracts.any(|contract| contract.series.as_ref() == Some(name)) || request.series.contains(name)
    };
    let all: Vec<String> = match &request.assets {
        Some(assets) => assets.clone(),
        None => (raw.assets().iter().enumerate())
            .filter(|(i, name)| !series(name) && !is_level(raw.level(*i).iter().copied()))
            .map(|(_, name)| name.clone())
            .collect(),
    };
    for (k, asset) in all.iter().enumerate() {
        if raw.position(asset).is_none() {
            let message = format!("There are no prices of {asset}.");
            return Err(Error::new(Code::NotFound, message).at(format!("assets[{k}]")));
        }
        if !lines.iter().any(|line| line.name() == asset) {
            lines.push(BacktestLine::spot(asset));
        }
    }
    Ok(lines)
}

/// The history with nothing where a price is zero: that is a loss of the account and no return of an estimate.
fn with_prices(table: &PriceTable) -> Result<PriceHistory, Error> {
    if !table.prices.values.contains(&0.0) {
        return table.check().map_err(|error| error.inside("prices"));
    }
    let mut table = table.clone();
    for price in table.prices.values.iter_mut().filter(|price| **price == 0.0) {
        *price = f64::NAN;
    }
    table.check().map_err(|error| error.inside("prices"))
}
