//! From a price table to moments: settings as they stand in a request, their check, the estimate.

use super::{
    Covariance, Estimation, HistoryUse, Mean, Moments, Repair, expectation_maximization, full_history,
};
use crate::error::{Error, Notice};
use crate::market::{
    Incomplete, Observed, PriceHistory, PriceTable, ReturnKind, ReturnOptions, ReturnSample, Returns,
    Timestamp, read_instant,
};

/// A covariance needs two returns, since the mean takes one away.
const FEWEST_RETURNS: usize = 2;

/// From one bar in a century to one a minute.
pub const PERIODS_PER_YEAR: [f64; 2] = [0.01, 600_000.0];

/// How moments are to be estimated; unchecked.
pub struct HistorySettings<'a> {
    /// Which assets, in this order; all when none.
    pub assets: Option<&'a [String]>,
    /// Series that are looked at beside those that the estimators name.
    pub observed: &'a [Observed],
    /// How expected returns are estimated.
    pub mean: &'a Mean,
    /// How covariances are estimated.
    pub covariance: &'a Covariance,
    /// What is done where that gives none.
    pub repair: Repair,
    /// Which part of unequal histories is used.
    pub history: HistoryUse,
    /// Simple or log.
    pub returns: ReturnKind,
    /// Instead of what the dates say.
    pub periods_per_year: Option<f64>,
    /// First date that may be used.
    pub from: Option<&'a str>,
    /// Last date that may be used.
    pub to: Option<&'a str>,
}

/// Moments and where they come from.
pub struct Estimated {
    /// Per year.
    pub moments: Moments,
    /// All assets of the table, those that were not chosen among them.
    pub known: Vec<String>,
    /// The history that was used.
    pub sample: ReturnSample,
    /// The returns themselves.
    pub returns: Returns,
    /// Of the returns, where they do not count alike.
    pub probabilities: Option<Vec<f64>>,
    /// What had to be left out.
    pub notices: Vec<Notice>,
}

impl HistorySettings<'_> {
    /// The window of dates, once all settings can be used.
    pub fn check(&self) -> Result<[Option<Timestamp>; 2], Error> {
        check_periods_per_year(self.periods_per_year)?;
        self.mean.method().check().map_err(|error| error.inside("mean"))?;
        self.covariance.method().check().map_err(|error| error.inside("covariance"))?;
        Ok([read_instant(self.from, "from")?, read_instant(self.to, "to")?])
    }

    /// The moments of a price table.
    pub fn estimate(&self, prices: &PriceTable) -> Result<Estimated, Error> {
        let window = self.check()?;
        self.within(&prices.check().map_err(|error| error.inside("prices"))?, window)
    }

    /// The moments of a history that was checked before, as a walk through it asks for them step by step.
    pub fn estimate_checked(&self, history: &PriceHistory) -> Result<Estimated, Error> {
        self.within(history, self.check()?)
    }

    fn within(&self, history: &PriceHistory, [from, to]: [Option<Timestamp>; 2]) -> Result<Estimated, Error> {
        let mut observed = self.observed.to_vec();
        observed.extend(self.mean.method().observes());
        observed.extend(self.covariance.method().observes());
        let options = ReturnOptions {
            assets: self.assets,
            observed: &observed,
            kind: self.returns,
            from,
            to,
            periods_per_year: self.periods_per_year,
            at_least: FEWEST_RETURNS,
        };
        let (returns, mut notices) = match self.history {
            HistoryUse::Common => Returns::new(history, &options)?,
            HistoryUse::Full => {
                let (late, mut notices) = Incomplete::late_starts(history, &options)?;
                let (returns, completed) = full_history::complete(late)?;
                notices.extend(completed);
                (returns, notices)
            }
            HistoryUse::ExpectationMaximization => {
                let (incomplete, mut notices) = Incomplete::any_gaps(history, &options)?;
                let (returns, completed) = expectation_maximization::complete(incomplete)?;
                notices.extend(completed);
                (returns, notices)
            }
        };
        let Estimation { moments, probabilities, notices: of_moments } =
            Moments::estimate(&returns, history.assets(), self.mean, self.covariance, self.repair)?;
        notices.extend(of_moments);
        let (known, sample) = (history.assets().to_vec(), returns.sample().clone());
        Ok(Estimated { moments, known, sample, returns, probabilities, notices })
    }
}

/// Refuses a count of periods that no history has.
pub fn check_periods_per_year(periods: Option<f64>) -> Result<(), Error> {
    let [least, greatest] = PERIODS_PER_YEAR;
    match periods {
        Some(periods) if !(least..=greatest).contains(&periods) => {
            let message = format!("Periods per year lie between {least} and {greatest}, not at {periods}.");
            Err(Error::invalid("periodsPerYear", message))
        }
        _ => Ok(()),
    }
}
