//! The operation `forecast`: its request, its check, its run.

use serde::{Deserialize, Serialize};

use super::super::history::check_periods_per_year;
use super::super::{
    Covariance, Mean, boosted_trees, elastic_net, regime_mean, ridge, series, vector_autoregression,
};
use super::lead_lag::{TestCorrection, pairs};
use super::response::{ForecastConvention, ForecastResponse, judged};
use super::walk::Walk;
use crate::SchemaVersion;
use crate::error::{Error, Notice};
use crate::market::{
    Observed, PriceHistory, PriceTable, ReturnKind, ReturnOptions, Returns, format_instant, is_level,
    read_instant,
};
use crate::method::{Choice, OperationDescription, Parameter, Unit, Value};
use crate::operations::Operation;
use crate::progress::Progress;

/// Returns that an estimator may see, bars of a forecast, lags of a test.
const WINDOWS: [u32; 2] = [30, 100_000];
const HORIZONS: [u32; 2] = [1, 400];
const LAGS: [u32; 2] = [1, 20];
const DEFAULT_WINDOW: u32 = 500;
const DEFAULT_HORIZON: u32 = 10;
const DEFAULT_LAGS: u32 = 2;
const DEFAULT_LEVEL: f64 = 0.05;
/// Forecasts below which tests say little.
const FEW: usize = 40;

/// Asks how well estimators of the mean would have foretold returns.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct ForecastRequest {
    /// Always 1.
    pub schema_version: Option<SchemaVersion>,
    /// Price history; a session may lend its own.
    pub prices: Option<PriceTable>,
    /// Which assets, in this order; all that are not named as series when left out.
    pub assets: Option<Vec<String>>,
    /// The estimators; those that look ahead when left out.
    pub methods: Option<Vec<Mean>>,
    /// Series that move by returns, for the estimators when they are left out, and for the leads.
    pub series: Vec<String>,
    /// Series that are levels, likewise.
    pub levels: Vec<String>,
    /// For estimators that take a covariance.
    pub covariance: Covariance,
    /// Returns that an estimator sees; 500, or half of a shorter history.
    pub window: Option<u32>,
    /// Whether it sees all returns before as well.
    pub expanding: bool,
    /// Bars that a forecast is about, and from one to the next; 10.
    pub horizon: Option<u32>,
    /// Lags of the tests of which series leads; 2.
    pub lags: Option<u32>,
    /// How probabilities are adjusted for the number of tests.
    pub correction: TestCorrection,
    /// Adjusted probabilities below it count; 0.05.
    pub level: Option<f64>,
    /// Simple or log returns.
    pub returns: ReturnKind,
    /// Instead of what the dates say.
    pub periods_per_year: Option<f64>,
    /// First date of the history that may be used.
    pub from: Option<String>,
    /// Last date of the history that may be used.
    pub to: Option<String>,
}

fn whole(value: Option<u32>, usual: u32, [least, most]: [u32; 2], path: &str) -> Result<usize, Error> {
    let value = value.unwrap_or(usual);
    if (least..=most).contains(&value) {
        return Ok(value as usize);
    }
    Err(Error::invalid(path, format!("It is {value}; it lies between {least} and {most}.")))
}

impl ForecastRequest {
    /// Those asked for, or those that look ahead.
    fn estimators(&self) -> Vec<Mean> {
        let (series, levels) = (|| self.series.clone(), || self.levels.clone());
        self.methods.clone().unwrap_or_else(|| {
            vec![
                Mean::VectorAutoregression(vector_autoregression::VectorAutoregression {
                    series: series(),
                    levels: levels(),
                    ..Default::default()
                }),
                Mean::RegimeMean(regime_mean::RegimeMean::default()),
                Mean::Ridge(ridge::Ridge { series: series(), levels: levels(), ..Default::default() }),
                Mean::ElasticNet(elastic_net::ElasticNet {
                    series: series(),
                    levels: levels(),
                    ..Default::default()
                }),
                Mean::BoostedTrees(boosted_trees::BoostedTrees {
                    series: series(),
                    levels: levels(),
                    ..Default::default()
                }),
            ]
        })
    }

    /// The assets asked for, or all that are neither levels nor among the series.
    fn chosen(&self, history: &PriceHistory, observed: &[Observed]) -> Option<Vec<String>> {
        let named = |name: &String| observed.iter().any(|one| one.name == *name);
        let asset =
            |(i, name): &(usize, &String)| !named(name) && !is_level(history.level(*i).iter().copied());
        let all =
            || history.assets().iter().enumerate().filter(asset).map(|(_, name)| name.clone()).collect();
        self.assets.clone().or_else(|| (!observed.is_empty()).then(all))
    }
}

/// The operation `forecast`.
pub struct JudgeForecasts;

impl Operation for JudgeForecasts {
    type Request = ForecastRequest;
    type Response = ForecastResponse;

    fn describe() -> OperationDescription {
        let integer = |name, label, help, unit, [least, most]: [u32; 2], default: Option<u32>| Parameter {
            name,
            label,
            help,
            value: Value::Integer {
                unit,
                min: Some(least.into()),
                max: Some(most.into()),
                default: default.map(i64::from),
            },
            advanced: false,
        };
        let mut parameters = vec![
            integer(
                "horizon",
                "Bars ahead",
                "How many bars a forecast is about; the next is made when they are over.",
                Unit::Periods,
                HORIZONS,
                Some(DEFAULT_HORIZON),
            ),
            integer(
                "window",
                "Window",
                "How many past returns an estimator sees; left out, 500 or half of a shorter history.",
                Unit::Periods,
                WINDOWS,
                None,
            ),
            integer(
                "lags",
                "Lags of leads",
                "How many bars back the tests of which series leads look.",
                Unit::Periods,
                LAGS,
                Some(DEFAULT_LAGS),
            ),
            Parameter {
                name: "correction",
                label: "Correction",
                help: "How probabilities are adjusted where many tests are made at once.",
                value: Value::Choice {
                    choices: vec![
                        Choice { value: "holm", label: "Holm: no wrong find" },
                        Choice { value: "benjaminiHochberg", label: "Benjamini-Hochberg: few wrong finds" },
                    ],
                    default: "holm",
                },
                advanced: true,
            },
            Parameter {
                name: "level",
                label: "Level",
                help: "Adjusted probabilities below it count as more than chance.",
                value: Value::Number {
                    unit: Unit::Fraction,
                    min: Some(0.001),
                    max: Some(0.5),
                    default: Some(DEFAULT_LEVEL),
                },
                advanced: true,
            },
        ];
        parameters.extend(series::parameters());
        OperationDescription {
            name: "forecast",
            book: "",
            label: "Forecasts",
            summary: "Judges forecasts of returns out of sample against the historical mean, and tests which series lead which.",
            parameters,
        }
    }

    fn run(request: &ForecastRequest, progress: &mut dyn Progress) -> Result<ForecastResponse, Error> {
        let horizon = whole(request.horizon, DEFAULT_HORIZON, HORIZONS, "horizon")?;
        let lags = whole(request.lags, DEFAULT_LAGS, LAGS, "lags")?;
        let level = request.level.unwrap_or(DEFAULT_LEVEL);
        if !(0.001..=0.5).contains(&level) {
            return Err(Error::invalid("level", "The level lies between 0.001 and 0.5; 0.05 is 5 %."));
        }
        check_periods_per_year(request.periods_per_year)?;
        series::check(&request.series, "series")?;
        series::check(&request.levels, "levels")?;
        let methods = request.estimators();
        if methods.is_empty() {
            return Err(Error::invalid("methods", "There is no estimator to judge."));
        }
        let named = Observed::list(&request.series, &request.levels);
        let mut observed = named.clone();
        for (k, method) in methods.iter().enumerate() {
            method.method().check().map_err(|error| error.inside(&format!("methods[{k}]")))?;
            observed.extend(method.method().observes());
        }
        observed.extend(request.covariance.method().observes());
        let prices =
            request.prices.as_ref().ok_or_else(|| Error::invalid("prices", "There are no prices."))?;
        let history = prices.check().map_err(|error| error.inside("prices"))?;
        let assets = request.chosen(&history, &observed);
        let options = ReturnOptions {
            assets: assets.as_deref(),
            observed: &observed,
            kind: request.returns,
            from: read_instant(request.from.as_deref(), "from")?,
            to: read_instant(request.to.as_deref(), "to")?,
            periods_per_year: request.periods_per_year,
            at_least: 2 * WINDOWS[0] as usize,
        };
        let (returns, mut warnings) = Returns::new(&history, &options)?;
        let place = |k: usize| series::place(k, request.series.len());
        let further = series::moves(&returns, &named, &place)?;
        let half = (returns.observations() / 2) as u32;
        let window = whole(request.window, DEFAULT_WINDOW.min(half), WINDOWS, "window")?;
        let walk = Walk {
            returns: &returns,
            known: history.assets(),
            window,
            expanding: request.expanding,
            horizon,
            covariance: &request.covariance,
        };
        let walked = walk.run(&methods, progress)?;
        let dates: Vec<String> = walked.times.iter().copied().map(format_instant).collect();
        if dates.len() < FEW {
            let message = format!(
                "There are only {} forecasts: the tests say little. Take a shorter horizon or window, or a longer history.",
                dates.len()
            );
            warnings.push(Notice::new("fewForecasts", message).at("horizon"));
        }
        let leads = pairs(&returns, &further, lags, request.correction, level);
        let adjust = |p: &[f64]| request.correction.of(p);
        let periods = returns.sample().periods_per_year;
        let seen = if request.expanding { "at least the" } else { "the" };
        Ok(ForecastResponse {
            methods: judged(&methods, walked, returns.assets(), periods, &adjust, level),
            convention: ForecastConvention {
                window: format!(
                    "Each forecast is of the mean of the next {horizon} returns and is fitted anew on {seen} {window} returns before it and nothing later; forecasts do not overlap."
                ),
                benchmark: "The mean of the same returns that the estimator saw.",
                tests: "Diebold and Mariano with errors of Newey and West and Student's t; adjusted for the number of estimators. The test is cautious where an estimator holds the historical mean as a special case.",
                leads: format!(
                    "Granger's F test with {lags} lags over the whole history, adjusted for {} pairs. It is in sample, and to lead is not to cause.",
                    leads.len()
                ),
            },
            assets: returns.assets().to_vec(),
            dates,
            window,
            horizon,
            level,
            leads,
            sample: returns.sample().clone(),
            warnings,
        })
    }

    fn prices(request: &mut ForecastRequest) -> Option<&mut Option<PriceTable>> {
        Some(&mut request.prices)
    }
}

#[cfg(test)]
mod tests {
    use super::super::prices_of;
    use super::*;
    use crate::error::Code;
    use crate::math::random::BlockStream;

    fn request(rows: usize) -> ForecastRequest {
        let mut stream = BlockStream::new(43, 0);
        let mut draw = || -> Vec<f64> { (0..rows).map(|_| 0.01 * stream.normal()).collect() };
        let (a, mut b, c) = (draw(), draw(), draw());
        (1..rows).for_each(|t| b[t] += 0.7 * a[t - 1]);
        ForecastRequest { prices: Some(prices_of(&[a, b, c])), horizon: Some(1), ..Default::default() }
    }

    #[test]
    fn a_lead_is_found_and_noise_is_not() {
        let methods =
            [r#"{"kind":"historical"}"#, r#"{"kind":"vectorAutoregression"}"#, r#"{"kind":"regimeMean"}"#];
        let of = |json: &&str| serde_json::from_str::<Mean>(json).unwrap();
        let asked = ForecastRequest {
            methods: Some(methods.iter().map(of).collect()),
            series: vec!["A0".into()],
            window: Some(90),
            ..request(300)
        };
        let found = JudgeForecasts::run(&asked, &mut ()).unwrap();
        assert_eq!(found.assets, ["A1", "A2"]);
        assert_eq!(found.dates.len(), 210);
        let first = &found.leads[0];
        assert_eq!((first.leader.as_str(), first.follower.as_str()), ("A0", "A1"));
        // 0.7 at the first lag; its error over 300 returns is 0.06 for each of two lags, three of them together.
        assert!(first.significant && (first.coefficient - 0.7).abs() < 0.26, "{first:?}");
        assert!(found.leads[1..].iter().all(|pair| !pair.significant), "{:?}", found.leads);
        // A0 and A2 lead A1, A0 and A1 lead A2.
        assert_eq!(found.leads.len(), 4);
        let [historical, autoregression, regimes] = &found.methods[..] else { panic!() };
        assert_eq!(historical.score.as_ref().unwrap().calls, 0);
        assert!(historical.verdict.starts_with("Said the same"));
        // 90 returns are too few for two states of two assets.
        assert!(
            regimes.score.is_none() && regimes.verdict.contains("need 100 returns"),
            "{}",
            regimes.verdict
        );
        // Without the series among its own, it does not see the lead.
        assert!(autoregression.score.as_ref().unwrap().r_squared < 0.05);
        let last = autoregression.saved[autoregression.saved.len() - 1];
        assert!((last - autoregression.score.as_ref().unwrap().r_squared).abs() < 1e-12);
    }

    #[test]
    fn bad_requests_are_refused_at_their_place() {
        let refused = |request: ForecastRequest| {
            let error = JudgeForecasts::run(&request, &mut ()).unwrap_err();
            (error.code, error.path.unwrap())
        };
        let short = || request(40);
        let invalid = |path: &str| (Code::InvalidValue, path.to_owned());
        assert_eq!(refused(ForecastRequest { horizon: Some(0), ..short() }), invalid("horizon"));
        assert_eq!(refused(ForecastRequest { level: Some(0.9), ..short() }), invalid("level"));
        assert_eq!(refused(ForecastRequest { lags: Some(99), ..short() }), invalid("lags"));
        assert_eq!(refused(ForecastRequest { methods: Some(vec![]), ..short() }), invalid("methods"));
        assert_eq!(refused(ForecastRequest { window: Some(3), ..request(80) }), invalid("window"));
        assert_eq!(refused(short()), (Code::InsufficientHistory, "prices".to_owned()));
        let unknown = ForecastRequest { series: vec!["X".into()], ..request(80) };
        assert_eq!(refused(unknown), (Code::NotFound, "series[0]".to_owned()));
    }
}
