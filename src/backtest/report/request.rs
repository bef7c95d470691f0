//! What `backtestReport` is asked, unchecked.

use serde::{Deserialize, Serialize};

use super::bands::{Draw, automatic_block};
use crate::SchemaVersion;
use crate::error::{Code, Error};
use crate::estimate::check_periods_per_year;
use crate::market::{Timestamp, no_instant, parse_instant, periods_per_year};
use crate::seed::check_seed;

/// Six strategies beside six benchmarks.
const MOST_PATHS: usize = 12;
/// Windows of a rolling figure, in bars.
pub const WINDOWS: [usize; 2] = [2, 5000];
/// Levels of value at risk.
pub const LEVELS: [f64; 2] = [0.5, 0.9999];
/// Shares of resampled paths within an interval.
pub const CONFIDENCES: [f64; 2] = [0.5, 0.999];
/// Fewer say nothing of a tail, more take minutes.
pub const RESAMPLES: [usize; 2] = [100, 5000];
/// One bar, and more than any history has.
pub const BLOCKS: [f64; 2] = [1.0, 1e6];
/// One try, and more than a person makes.
pub const TRIALS: [usize; 2] = [1, 1_000_000];
/// Groups of the halves of a history: 6 to 12,870 choices.
pub const GROUPS: [usize; 2] = [4, 16];

/// What a strategy returned from date to date.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct ReturnPath {
    /// As it is called.
    pub name: String,
    /// Simple returns, one for each date but the first; deposits and withdrawals apart.
    pub returns: Vec<f64>,
}

/// Paths of returns and how they are to be measured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct BacktestReportRequest {
    /// Always 1.
    pub schema_version: Option<SchemaVersion>,
    /// The beginning, and when each return ends; ISO 8601.
    pub dates: Vec<String>,
    /// One to twelve.
    pub paths: Vec<ReturnPath>,
    /// The path that the others stand beside; none where it is left out.
    pub benchmark: Option<String>,
    /// Per year.
    pub risk_free_rate: f64,
    /// Instead of what the dates say.
    pub periods_per_year: Option<f64>,
    /// Bars of a rolling window; a quarter of a year where it is left out.
    pub window: Option<usize>,
    /// Of value at risk and expected shortfall.
    pub level: f64,
    /// Share of the resampled paths within an interval.
    pub confidence: f64,
    /// Paths that are drawn for intervals.
    pub resamples: usize,
    /// Expected length of a block in bars; left out, the returns tell.
    pub mean_block: Option<f64>,
    /// The same seed gives the same intervals.
    pub seed: u64,
    /// How many strategies were tried; those of the request where it is left out.
    pub trials: Option<usize>,
    /// Into how many groups the history is cut for halves; even.
    pub groups: usize,
}

impl Default for BacktestReportRequest {
    fn default() -> Self {
        Self {
            schema_version: None,
            dates: vec![],
            paths: vec![],
            benchmark: None,
            risk_free_rate: 0.0,
            periods_per_year: None,
            window: None,
            level: 0.95,
            confidence: 0.9,
            resamples: 500,
            mean_block: None,
            seed: 1,
            trials: None,
            groups: 10,
        }
    }
}

/// What the request asks for, valid.
pub struct Asked<'a> {
    pub times: Vec<Timestamp>,
    pub returns: Vec<&'a [f64]>,
    /// Place among the paths.
    pub benchmark: Option<usize>,
    pub per_year: f64,
    pub window: usize,
    pub draw: Draw,
}

impl BacktestReportRequest {
    pub(super) fn check(&self) -> Result<Asked<'_>, Error> {
        if !(1..=MOST_PATHS).contains(&self.paths.len()) {
            let message = format!("There are {} paths; a report has 1 to {MOST_PATHS}.", self.paths.len());
            return Err(Error::invalid("paths", message));
        }
        let times = self.times()?;
        let count = times.len().saturating_sub(1);
        if count < 2 {
            let message = "There are fewer than two returns: a report needs three dates.";
            return Err(Error::new(Code::InsufficientHistory, message).at("dates"));
        }
        for (k, path) in self.paths.iter().enumerate() {
            path.check(count).map_err(|error| error.inside(&format!("paths[{k}]")))?;
            if self.paths[..k].iter().any(|other| other.name == path.name) {
                let message = format!("{} stands twice.", path.name);
                return Err(Error::invalid(format!("paths[{k}].name"), message));
            }
        }
        let benchmark = match &self.benchmark {
            None => None,
            Some(name) => {
                let place = self.paths.iter().position(|path| path.name == *name);
                Some(place.ok_or_else(|| {
                    Error::new(Code::NotFound, format!("There is no path {name}.")).at("benchmark")
                })?)
            }
        };
        self.ranges()?;
        let returns: Vec<&[f64]> = self.paths.iter().map(|path| path.returns.as_slice()).collect();
        let per_year = self.periods_per_year.unwrap_or_else(|| periods_per_year(&times));
        let quarter = (per_year / 4.0) as usize;
        let [least, _] = WINDOWS;
        let draw = Draw {
            resamples: self.resamples,
            confidence: self.confidence,
            mean_block: self.mean_block.unwrap_or_else(|| automatic_block(&returns)),
            seed: self.seed,
        };
        let window = self.window.unwrap_or(quarter.clamp(least, count.max(least)));
        Ok(Asked { times, returns, benchmark, per_year, window, draw })
    }

    fn times(&self) -> Result<Vec<Timestamp>, Error> {
        let mut times: Vec<Timestamp> = Vec::with_capacity(self.dates.len());
        for (t, date) in self.dates.iter().enumerate() {
            let wrong = |message: String| Error::invalid(format!("dates[{t}]"), message);
            let time = parse_instant(date).ok_or_else(|| no_instant(date, format!("dates[{t}]")))?;
            if times.last().is_some_and(|last| *last >= time) {
                return Err(wrong(format!("{date} does not come after the date before it.")));
            }
            times.push(time);
        }
        Ok(times)
    }

    fn ranges(&self) -> Result<(), Error> {
        let within = |inside: bool, path: &str, rule: &str| {
            if inside { Ok(()) } else { Err(Error::invalid(path, rule)) }
        };
        let counted = |value: usize, [least, most]: [usize; 2]| (least..=most).contains(&value);
        let measured = |value: f64, [least, most]: [f64; 2]| (least..=most).contains(&value);
        check_periods_per_year(self.periods_per_year)?;
        within(
            measured(self.risk_free_rate, [-1.0, 10.0]),
            "riskFreeRate",
            "A rate per year lies between −1 and 10; 0.04 is 4 %.",
        )?;
        within(
            self.window.is_none_or(|window| counted(window, WINDOWS)),
            "window",
            "A window has from 2 to 5,000 bars.",
        )?;
        within(measured(self.level, LEVELS), "level", "A level lies between 0.5 and 0.9999.")?;
        within(
            measured(self.confidence, CONFIDENCES),
            "confidence",
            "An interval holds from 0.5 to 0.999 of the paths drawn.",
        )?;
        within(counted(self.resamples, RESAMPLES), "resamples", "From 100 to 5,000 paths can be drawn.")?;
        within(
            self.mean_block.is_none_or(|length| measured(length, BLOCKS)),
            "meanBlock",
            "A block is a bar long at least, and a million at most.",
        )?;
        check_seed(self.seed)?;
        within(
            self.trials.is_none_or(|trials| counted(trials, TRIALS)),
            "trials",
            "From 1 to 1,000,000 strategies can have been tried.",
        )?;
        within(
            counted(self.groups, GROUPS) && self.groups.is_multiple_of(2),
            "groups",
            "The halves are made of an even number of groups from 4 to 16.",
        )
    }
}

impl ReturnPath {
    fn check(&self, count: usize) -> Result<(), Error> {
        if self.returns.len() != count {
            let message = format!(
                "{} has {} returns for {} dates; there is one for each date but the first.",
                self.name,
                self.returns.len(),
                count + 1
            );
            return Err(Error::invalid("returns", message));
        }
        match self.returns.iter().position(|r| !(-1.0..=1e6).contains(r)) {
            Some(t) => {
                let message = format!(
                    "{} returned {}; nothing loses more than all, which is −1, or gains more than a million times itself.",
                    self.name, self.returns[t]
                );
                Err(Error::invalid(format!("returns[{t}]"), message))
            }
            None => Ok(()),
        }
    }
}
