//! Returns of several assets over their common history.
//!
//! r[t][i] = p[t][i] / p[t−1][i] − 1 (simple) or ln(p[t][i] / p[t−1][i]) (log), decimals per period.
//!
//! A return stands between successive rows in which *all* chosen assets have a price; a missing
//! price is never filled. A span longer than [`LONGEST_SPAN`] median spacings gives no return: five
//! lets a calendar of five days a week join one of seven over a long weekend, and keeps a hole in
//! the data from looking like one violent day.

use nalgebra::DMatrix;
use serde::{Deserialize, Serialize};

use super::left_out::{listed, shortened};
use super::levels::{choose, levels_left_out, refuse_level, standing, value_stands};
use super::periods::{at_weekend, median_spacing, periods_per_year, rests_at_weekends, seconds};
use super::{Observed, PriceHistory, Timestamp, format_instant};
use crate::error::{Code, Error, Notice};

/// The longest span of a return, in median spacings.
const LONGEST_SPAN: f64 = 5.0;

/// Squares and products of returns must stay numbers.
const LARGEST_RETURN: f64 = 1e50;

/// Simple returns add up across assets, log returns across time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum ReturnKind {
    /// p[t] / p[t−1] − 1.
    #[default]
    Simple,
    /// ln(p[t] / p[t−1]).
    Log,
}

/// Which returns to take.
#[derive(Debug, Clone, Copy, Default)]
pub struct ReturnOptions<'a> {
    /// The assets, in this order; all of the history when none.
    pub assets: Option<&'a [String]>,
    /// Series that are only looked at; one that the history does not hold is left out, and whoever looks for
    /// it says so.
    pub observed: &'a [Observed],
    /// Simple or log.
    pub kind: ReturnKind,
    /// First date that may be used.
    pub from: Option<Timestamp>,
    /// Last date that may be used.
    pub to: Option<Timestamp>,
    /// Instead of what the dates say.
    pub periods_per_year: Option<f64>,
    /// The fewest returns that the caller can use.
    pub at_least: usize,
}

/// Which prices an asset may lack in a row that is used.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Gaps {
    /// None.
    None,
    /// Those before its first.
    Heads,
    /// All but those of one asset.
    Any,
}

/// What a result was computed from.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct ReturnSample {
    /// Date of the first price that was used.
    pub first_date: String,
    /// Date of the last price that was used.
    pub last_date: String,
    /// How many returns each asset has.
    pub observations: usize,
    /// How many of them make a year.
    pub periods_per_year: f64,
    /// Simple or log.
    pub returns: ReturnKind,
}

/// A complete table of returns: no asset lacks one.
#[derive(Debug, Clone)]
pub struct Returns {
    assets: Vec<String>,
    /// When each return ends.
    times: Vec<Timestamp>,
    /// One column after the other: the assets, then what is only looked at.
    columns: Vec<f64>,
    observed: Vec<Observed>,
    /// Mean and covariance of greatest likelihood, where what the table lacked was only drawn.
    likeliest: Option<(Vec<f64>, DMatrix<f64>)>,
    sample: ReturnSample,
}

impl Returns {
    /// The returns over the common history, and what had to be left out.
    pub fn new(history: &PriceHistory, options: &ReturnOptions) -> Result<(Self, Vec<Notice>), Error> {
        Self::read(history, options, Gaps::None)
    }

    /// The log-returns of one asset over all of its history.
    pub fn logarithmic(history: &PriceHistory, asset: &str) -> Result<Self, Error> {
        let own = [asset.to_owned()];
        let options = ReturnOptions { assets: Some(&own), kind: ReturnKind::Log, ..ReturnOptions::default() };
        Ok(Self::new(history, &options)?.0)
    }

    /// The same, or from the first date of any asset on with NaN in the gaps that there may be.
    pub(super) fn read(
        history: &PriceHistory,
        options: &ReturnOptions,
        gaps: Gaps,
    ) -> Result<(Self, Vec<Notice>), Error> {
        let chosen = choose(history, options.assets)?;
        let assets: Vec<String> = chosen.iter().map(|&i| history.assets()[i].clone()).collect();
        let times = history.times();
        let mut observed: Vec<Observed> = vec![];
        let mut beside: Vec<usize> = vec![];
        for one in options.observed {
            let held = !one.differences && assets.contains(&one.name);
            let position = history.position(&one.name).filter(|_| !held && !observed.contains(one));
            let Some(i) = position else { continue };
            if !one.differences {
                refuse_level(history, i)?;
            }
            beside.push(i);
            observed.push(one.clone());
        }
        let lasting: Vec<Option<Vec<f64>>> = beside.iter().map(|&i| standing(history.level(i))).collect();
        let looked_at = beside.iter().zip(&lasting);
        let series: Vec<(&str, &[f64])> = (chosen.iter().map(|&i| (i, history.column(i))))
            .chain(looked_at.map(|(&i, lasting)| (i, lasting.as_deref().unwrap_or(history.level(i)))))
            .map(|(i, values)| (history.assets()[i].as_str(), values))
            .collect();
        let within: Vec<usize> = (0..times.len())
            .filter(|&t| options.from.is_none_or(|from| times[t] >= from))
            .filter(|&t| options.to.is_none_or(|to| times[t] <= to))
            .collect();
        let first = |(_, values): &(&str, &[f64])| {
            within.iter().copied().find(|&t| values[t].is_finite()).unwrap_or(times.len())
        };
        let firsts: Vec<usize> = series.iter().map(first).collect();
        let earliest = firsts.iter().copied().min().unwrap_or(0);
        let complete = |t: &usize| {
            let to_come = |k: usize| gaps == Gaps::Heads && *t < firsts[k];
            let mut has =
                series.iter().enumerate().map(|(k, (_, values))| to_come(k) || values[*t].is_finite());
            if gaps == Gaps::Any { has.any(|has| has) } else { *t >= earliest && has.all(|has| has) }
        };
        let mut rows: Vec<usize> = within.iter().copied().filter(complete).collect();
        let latest = if gaps == Gaps::Any { 0 } else { firsts.iter().copied().max().unwrap_or(0) };
        let at = |rows: &[usize]| rows.iter().map(|&t| times[t]).collect::<Vec<Timestamp>>();
        let rests = match gaps {
            Gaps::None => false,
            Gaps::Heads => {
                let common: Vec<usize> = rows.iter().copied().filter(|t| *t >= latest).collect();
                rests_at_weekends(&at(&common))
            }
            Gaps::Any => series.iter().any(|(_, values)| {
                let own: Vec<usize> = rows.iter().copied().filter(|t| values[*t].is_finite()).collect();
                rests_at_weekends(&at(&own))
            }),
        };
        if rests {
            let all = |t: usize| series.iter().all(|(_, values)| values[t].is_finite());
            rows.retain(|&t| all(t) || !at_weekend(&times[t]));
        }
        let used = at(&rows);
        let longest = median_spacing(&used).unwrap_or(0.0) * LONGEST_SPAN;
        let (spans, gaps): (Vec<[usize; 2]>, Vec<[usize; 2]>) = rows
            .windows(2)
            .map(|pair| [pair[0], pair[1]])
            .partition(|[a, b]| seconds(times[*a], times[*b]) <= longest);

        let mut notices = shortened(times, &series, &within, &rows);
        let stand = beside.iter().zip(&lasting).filter(|(_, lasting)| lasting.is_some());
        notices.extend(stand.map(|(&i, _)| value_stands(&history.assets()[i])));
        let common = spans.iter().filter(|[a, _]| *a >= latest).count();
        if common < options.at_least.max(1) {
            let rows: Vec<usize> = rows.into_iter().filter(|t| *t >= latest).collect();
            let why = notices.first().map_or(String::new(), |notice| format!(" {}", notice.message));
            let message = format!(
                "There {} with prices for all of {}; {} are needed.{why}",
                if rows.len() == 1 { "is 1 row".to_owned() } else { format!("are {} rows", rows.len()) },
                listed(&series.iter().map(|(name, _)| *name).collect::<Vec<_>>()),
                options.at_least.max(1) + 1,
            );
            return Err(Error::new(Code::InsufficientHistory, message).at("prices"));
        }
        notices.extend(gaps.iter().map(|[a, b]| {
            let (from, to) = (times[*a], times[*b]);
            let days = (seconds(from, to) / 86_400.0).round();
            let (from, to) = (format_instant(from), format_instant(to));
            let message = format!("There is no return across the gap of {days} days from {from} to {to}.");
            Notice::new("gapSkipped", message)
        }));
        if options.assets.is_none() {
            notices.extend(levels_left_out(history, &observed));
        }

        let mut columns = Vec::with_capacity(series.len() * spans.len());
        for (k, (_, prices)) in series.iter().enumerate() {
            let differences = k.checked_sub(assets.len()).is_some_and(|k| observed[k].differences);
            columns.extend(spans.iter().map(|&[a, b]| match options.kind {
                _ if differences => prices[b] - prices[a],
                ReturnKind::Simple => prices[b] / prices[a] - 1.0,
                ReturnKind::Log => libm::log(prices[b] / prices[a]),
            }));
        }
        if let Some(k) = columns.iter().position(|r| r.abs() > LARGEST_RETURN) {
            let asset = series[k / spans.len()].0;
            let date = format_instant(times[spans[k % spans.len()][1]]);
            let message =
                format!("The return of {asset} on {date} is beyond {LARGEST_RETURN:e}: check the price.");
            return Err(Error::new(Code::InvalidValue, message).at("prices"));
        }
        let sample = ReturnSample {
            first_date: format_instant(times[spans[0][0]]),
            last_date: format_instant(times[spans[spans.len() - 1][1]]),
            observations: spans.len(),
            periods_per_year: options.periods_per_year.unwrap_or_else(|| periods_per_year(&used)),
            returns: options.kind,
        };
        let times = spans.iter().map(|&[_, b]| times[b]).collect();
        Ok((Self { assets, times, columns, observed, likeliest: None, sample }, notices))
    }

    /// Counts what is only looked at among the assets, and hands it over.
    pub(super) fn unite(&mut self) -> Vec<Observed> {
        self.assets.extend(self.observed.iter().map(|series| series.name.clone()));
        std::mem::take(&mut self.observed)
    }

    /// Undoes [`Self::unite`], with other columns in the place of its own.
    pub(super) fn divided(mut self, observed: Vec<Observed>, columns: Vec<f64>) -> Self {
        self.assets.truncate(self.assets.len() - observed.len());
        Self { columns, observed, ..self }
    }

    /// The moves of series that were looked at, as a table of their own, over the same periods; or the first
    /// that is not there.
    pub fn looked_at(&self, series: &[Observed]) -> Result<Self, usize> {
        let mut columns = Vec::with_capacity(series.len() * self.observations());
        for (k, one) in series.iter().enumerate() {
            let held = self.assets.iter().position(|asset| !one.differences && *asset == one.name);
            let beside = || self.observed.iter().position(|other| other == one);
            let i = held.or_else(|| Some(self.assets.len() + beside()?)).ok_or(k)?;
            columns.extend_from_slice(self.column(i));
        }
        let names = series.iter().map(|one| one.name.clone()).collect();
        Ok(self.beside(names, columns))
    }

    /// Other columns over the same periods.
    pub fn beside(&self, names: Vec<String>, columns: Vec<f64>) -> Self {
        let (times, sample) = (self.times.clone(), self.sample.clone());
        Self { assets: names, times, columns, observed: vec![], likeliest: None, sample }
    }

    /// The returns that end after the one moment and not after the other; none where there are none.
    pub fn between(&self, from: Option<Timestamp>, to: Option<Timestamp>) -> Option<Self> {
        let first = from.map_or(0, |from| self.times.partition_point(|time| *time <= from));
        let end = to.map_or(self.times.len(), |to| self.times.partition_point(|time| *time <= to));
        if first >= end {
            return None;
        }
        let columns = self.columns.chunks_exact(self.times.len()).flat_map(|column| &column[first..end]);
        let mut sample = self.sample.clone();
        if first > 0 {
            sample.first_date = format_instant(self.times[first - 1]);
        }
        sample.last_date = format_instant(self.times[end - 1]);
        sample.observations = end - first;
        Some(Self {
            assets: self.assets.clone(),
            times: self.times[first..end].to_vec(),
            columns: columns.copied().collect(),
            observed: self.observed.clone(),
            likeliest: None,
            sample,
        })
    }

    /// The returns of these rows in the place of its own, by time.
    pub fn resampled(&self, rows: &[usize]) -> Self {
        let mut resampled = Self { likeliest: None, ..self.clone() };
        for (column, own) in
            resampled.columns.chunks_exact_mut(rows.len()).zip(self.columns.chunks_exact(self.times.len()))
        {
            column.iter_mut().zip(rows).for_each(|(r, row)| *r = own[*row]);
        }
        resampled
    }

    /// The returns of these rows alone.
    pub fn only(&self, rows: &[usize]) -> Self {
        let columns = self.columns.chunks_exact(self.times.len());
        let mut sample = self.sample.clone();
        sample.observations = rows.len();
        Self {
            assets: self.assets.clone(),
            times: rows.iter().map(|row| self.times[*row]).collect(),
            columns: columns.flat_map(|column| rows.iter().map(|row| column[*row])).collect(),
            observed: self.observed.clone(),
            likeliest: None,
            sample,
        }
    }

    /// The assets, in the order of the columns.
    pub fn assets(&self) -> &[String] {
        &self.assets
    }

    /// When each return ends, ascending.
    pub fn times(&self) -> &[Timestamp] {
        &self.times
    }

    /// How many returns each asset has.
    pub fn observations(&self) -> usize {
        self.times.len()
    }

    /// The returns of the `i`-th asset.
    pub fn column(&self, i: usize) -> &[f64] {
        &self.columns[i * self.times.len()..(i + 1) * self.times.len()]
    }

    /// All returns, one column after the other.
    pub fn columns(&self) -> &[f64] {
        &self.columns[..self.assets.len() * self.times.len()]
    }

    /// Gives the assets, the first columns of these moments, their mean and covariance of greatest likelihood.
    pub fn with_likeliest(mut self, mut mean: Vec<f64>, covariance: &DMatrix<f64>) -> Self {
        let n = self.assets.len();
        mean.truncate(n);
        self.likeliest = Some((mean, covariance.view((0, 0), (n, n)).into_owned()));
        self
    }

    /// The covariance of greatest likelihood, where the table's own is not it.
    pub fn likeliest_covariance(&self) -> Option<&DMatrix<f64>> {
        self.likeliest.as_ref().map(|(_, covariance)| covariance)
    }

    /// The mean return of each asset.
    pub fn means(&self) -> Vec<f64> {
        if let Some((mean, _)) = &self.likeliest {
            return mean.clone();
        }
        let rows = self.observations() as f64;
        self.columns().chunks_exact(self.observations()).map(|r| r.iter().sum::<f64>() / rows).collect()
    }

    /// What the returns were computed from.
    pub fn sample(&self) -> &ReturnSample {
        &self.sample
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::market::{PriceRows, PriceTable};

    fn history(dates: &[&str], assets: &[&str], prices: &[&[f64]]) -> PriceHistory {
        let table = PriceTable {
            dates: dates.iter().map(|d| d.to_string()).collect(),
            assets: assets.iter().map(|a| a.to_string()).collect(),
            prices: PriceRows::from_flat(prices.concat(), assets.len()),
        };
        table.check().unwrap()
    }

    const NO: f64 = f64::NAN;

    #[test]
    fn simple_and_log() {
        let prices =
            history(&["2024-01-01", "2024-01-02", "2024-01-03"], &["A"], &[&[100.0], &[110.0], &[99.0]]);
        let (simple, notices) = Returns::new(&prices, &ReturnOptions::default()).unwrap();
        assert!(notices.is_empty());
        approx::assert_relative_eq!(simple.column(0)[0], 0.1, max_relative = 1e-14);
        approx::assert_relative_eq!(simple.column(0)[1], -0.1, max_relative = 1e-14);
        let options = ReturnOptions { kind: ReturnKind::Log, ..Default::default() };
        let (log, _) = Returns::new(&prices, &options).unwrap();
        approx::assert_relative_eq!(log.column(0)[0], 1.1_f64.ln(), max_relative = 1e-14);
    }

    #[test]
    fn a_hole_gives_no_return_and_is_said() {
        let prices = history(
            &["2024-01-01", "2024-01-02", "2024-01-03", "2024-04-01", "2024-04-02"],
            &["A", "B"],
            &[&[1.0, 1.0], &[2.0, 1.0], &[3.0, 1.0], &[30.0, 2.0], &[33.0, 2.0]],
        );
        let (returns, notices) = Returns::new(&prices, &ReturnOptions::default()).unwrap();
        assert_eq!(returns.observations(), 3);
        assert!(returns.column(1).iter().all(|r| *r == 0.0));
        assert_eq!(notices.len(), 1);
        assert_eq!(
            notices[0].message,
            "There is no return across the gap of 89 days from 2024-01-03 to 2024-04-01."
        );
    }

    #[test]
    fn calendars_join_on_common_days() {
        // A trades on weekdays, B every day; the return of B over the weekend is one return.
        let prices = history(
            &["2024-01-04", "2024-01-05", "2024-01-06", "2024-01-07", "2024-01-08", "2024-01-09"],
            &["A", "B"],
            &[&[1.0, 1.0], &[1.0, 2.0], &[NO, 3.0], &[NO, 3.5], &[1.0, 4.0], &[1.0, 4.0]],
        );
        let (returns, notices) = Returns::new(&prices, &ReturnOptions::default()).unwrap();
        assert_eq!(returns.column(1), [1.0, 1.0, 0.0]);
        assert_eq!(returns.sample().periods_per_year, 252.0);
        assert_eq!(notices[0].code, "rowsLeftOut");
    }

    #[test]
    fn a_late_start_names_the_asset() {
        let dates = ["2024-01-01", "2024-01-02", "2024-01-03"];
        let prices = history(&dates, &["OLD", "NEW"], &[&[1.0, NO], &[1.0, 1.0], &[1.0, 1.0]]);
        let (returns, notices) = Returns::new(&prices, &ReturnOptions::default()).unwrap();
        assert_eq!(returns.sample().first_date, "2024-01-02");
        let expected = "The common history starts on 2024-01-02; without NEW it would start on 2024-01-01.";
        assert_eq!(notices[0].message, expected);
    }

    #[test]
    fn one_day_is_refused_with_the_count_that_is_needed() {
        let prices = history(&["2024-01-01"], &["A", "B"], &[&[1.0, 2.0]]);
        let options = ReturnOptions { at_least: 2, ..Default::default() };
        let error = Returns::new(&prices, &options).unwrap_err();
        assert_eq!(error.code, Code::InsufficientHistory);
        assert_eq!(error.message, "There is 1 row with prices for all of A and B; 3 are needed.");
    }
}
