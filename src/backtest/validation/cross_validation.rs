//! The operation `crossValidation`: strategies judged on groups of the history that they were not fitted on.
//!
//! Each split of combinatorial purged cross-validation ([`splits`](super::splits)) fits the weights of a strategy on
//! the rows outside of the judged groups, and holds them over these, traded back after every bar and without costs.
//! Put together group by group the judged parts make whole paths, whose Sharpe ratios are a distribution instead of
//! one number.

use serde::{Deserialize, Serialize};

use super::sharpe_ratio::SharpeRatio;
use super::splits::{Split, combinatorial, paths};
use crate::SchemaVersion;
use crate::allocate::{AllocateRequest, Folds};
use crate::backtest::BacktestStrategy;
use crate::backtest::cash_like::is_cash_like;
use crate::backtest::settings::MOST_STRATEGIES;
use crate::error::{Code, Error, Notice};
use crate::market::{PriceTable, is_level, read_instant};
use crate::math::stationary_bootstrap::quantile;
use crate::method::{OperationDescription, Parameter, Unit, Value};
use crate::operations::Operation;
use crate::progress::Progress;
use crate::risk::track::drawdowns::{drawdowns, wealth};

/// Groups that the history is cut into; at most a few thousand splits.
const GROUPS: [usize; 2] = [3, 16];
/// Rows left out beside a judged group.
const GAPS: [usize; 2] = [0, 10_000];
/// More splits than that take too long.
const MOST_SPLITS: usize = 2_000;

/// Strategies, the history, and how it is cut.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct CrossValidationRequest {
    /// Always 1.
    pub schema_version: Option<SchemaVersion>,
    /// Price history; a session may lend its own.
    pub prices: Option<PriceTable>,
    /// One to six; those that fit nothing are left out.
    pub strategies: Vec<BacktestStrategy>,
    /// Which assets may be held; all that have prices and are none of the series where it is left out.
    pub assets: Option<Vec<String>>,
    /// Columns of the table that are no assets: what estimators look at.
    pub series: Vec<String>,
    /// First date of the history that may be used.
    pub from: Option<String>,
    /// Last date of the history that may be used.
    pub to: Option<String>,
    /// N.
    pub groups: usize,
    /// k, judged at a time.
    pub judged: usize,
    /// Rows left out on either side of a judged group.
    pub purge: usize,
    /// Rows more left out after it.
    pub embargo: usize,
}

impl Default for CrossValidationRequest {
    fn default() -> Self {
        Self {
            schema_version: None,
            prices: None,
            strategies: vec![],
            assets: None,
            series: vec![],
            from: None,
            to: None,
            groups: 10,
            judged: 2,
            purge: 5,
            embargo: 5,
        }
    }
}

/// One strategy over all paths.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct CrossValidatedStrategy {
    /// As it is called.
    pub name: String,
    /// Sharpe ratio of each path per year; none where a path does not vary.
    pub sharpe_ratios: Vec<Option<f64>>,
    /// Growth of each path per year.
    pub growths: Vec<f64>,
    /// Maximum drawdown of each path.
    pub maximum_drawdowns: Vec<f64>,
    /// Least, median and greatest of the ratios; none where there is none.
    pub spread: Option<[f64; 3]>,
    /// Share of the ratios below zero.
    pub below_zero: f64,
    /// Splits without weights, held in cash.
    pub unsolved: usize,
}

/// All strategies over all paths.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct CrossValidationResponse {
    /// Of the returns.
    pub first_date: String,
    /// Of the returns.
    pub last_date: String,
    /// Rows of the history.
    pub observations: usize,
    /// Bars that make a year.
    pub periods_per_year: f64,
    /// Ways to choose the judged groups.
    pub splits: usize,
    /// Whole paths that they make.
    pub paths: usize,
    /// In the order of the request.
    pub strategies: Vec<CrossValidatedStrategy>,
    /// How it is to be read, in words.
    pub convention: String,
    /// What to know about it.
    pub warnings: Vec<Notice>,
}

impl CrossValidationRequest {
    fn check(&self) -> Result<(), Error> {
        let within = |inside: bool, path: &str, rule: &str| {
            if inside { Ok(()) } else { Err(Error::invalid(path, rule)) }
        };
        let rule = "One to six strategies are compared.";
        within((1..=MOST_STRATEGIES).contains(&self.strategies.len()), "strategies", rule)?;
        let [least, most] = GROUPS;
        within((least..=most).contains(&self.groups), "groups", "The history is cut into 3 to 16 groups.")?;
        let rule = "At least one group is judged, and at least one is fitted on.";
        within((1..self.groups).contains(&self.judged), "judged", rule)?;
        let splits = (1..=self.judged).fold(1, |count, i| count * (self.groups + 1 - i) / i);
        within(splits <= MOST_SPLITS, "judged", "So many choices of groups take too long.")?;
        let [_, most] = GAPS;
        let rule = "At most 10,000 rows are left out.";
        within(self.purge <= most, "purge", rule)?;
        within(self.embargo <= most, "embargo", rule)
    }

    /// The assets of a strategy, and those that are taken for cash over the whole history.
    fn assets(&self, strategy: &BacktestStrategy) -> Result<(Option<Vec<String>>, Vec<String>), Error> {
        let said = strategy.cash_like_below > 0.0 || !self.series.is_empty();
        let Some(prices) = self.prices.as_ref().filter(|_| said) else {
            return Ok((self.assets.clone(), vec![]));
        };
        let history = prices.check().map_err(|error| error.inside("prices"))?;
        let from = read_instant(self.from.as_deref(), "from")?;
        let to = read_instant(self.to.as_deref(), "to")?;
        let times = history.times();
        let first = from.map_or(0, |from| times.partition_point(|time| *time < from));
        let end = to.map_or(times.len(), |to| times.partition_point(|time| *time <= to)).max(first);
        let asset = |(i, name): &(usize, &String)| {
            !self.series.contains(name) && !is_level(history.level(*i).iter().copied())
        };
        let all = history.assets().iter().enumerate().filter(asset).map(|(_, name)| name.clone());
        let names: Vec<String> = self.assets.clone().unwrap_or_else(|| all.collect());
        let cash = |name: &String| {
            let prices = history.position(name).map(|i| &history.level(i)[first..end]);
            prices.is_some_and(|prices| is_cash_like(prices, strategy.cash_like_below))
        };
        let (cash_like, kept): (Vec<_>, Vec<_>) = names.into_iter().partition(cash);
        if kept.is_empty() {
            let message = "Every asset keeps its price and is taken for cash: none is left to choose.";
            return Err(Error::invalid("cashLikeBelow", message));
        }
        Ok((Some(kept), cash_like))
    }

    /// The allocation of a strategy over the history of the request.
    fn allocation(&self, strategy: &BacktestStrategy, assets: Option<Vec<String>>) -> AllocateRequest {
        AllocateRequest {
            prices: self.prices.clone(),
            assets,
            from: self.from.clone(),
            to: self.to.clone(),
            ..strategy.target.method().allocation()
        }
    }
}

/// Judges every strategy on every path.
pub fn run(
    request: &CrossValidationRequest,
    progress: &mut dyn Progress,
) -> Result<CrossValidationResponse, Error> {
    request.check()?;
    let mut warnings = vec![];
    let mut judged = vec![];
    let mut sample = None;
    let of_path = paths(request.groups, request.judged);
    for (k, strategy) in request.strategies.iter().enumerate() {
        let name = strategy.name.clone().unwrap_or_else(|| format!("Strategy {}", k + 1));
        if !strategy.target.method().needs_history() {
            let message = format!("{name} fits nothing to the past: there is nothing to validate.");
            warnings.push(Notice::new("nothingFitted", message).at(format!("strategies[{k}]")));
            continue;
        }
        let inside = |error: Error, field: &str| error.inside(&format!("strategies[{k}]{field}"));
        strategy.check().map_err(|error| inside(error, ""))?;
        let (assets, cash_like) = request.assets(strategy).map_err(|error| match error.path.as_deref() {
            Some("cashLikeBelow") => inside(error, ""),
            _ => error,
        })?;
        if !cash_like.is_empty() {
            let message =
                format!("{name} leaves out as cash what keeps its price: {}.", cash_like.join(", "));
            warnings.push(Notice::new("cashLike", message).at(format!("strategies[{k}]")));
        }
        let allocation = request.allocation(strategy, assets);
        let folds = allocation.folds().map_err(|error| inside(error, ".target"))?;
        let rows = folds.returns().observations();
        let splits = combinatorial(rows, (request.groups, request.judged), (request.purge, request.embargo));
        if splits.iter().any(|split| split.train.len() < 2) || rows < 2 * request.groups {
            let message =
                format!("{rows} returns are too few for {} groups with these gaps.", request.groups);
            return Err(Error::new(Code::InsufficientHistory, message).at("groups"));
        }
        let total = request.strategies.len() * splits.len();
        let mut report = |split: usize| {
            progress.report(k * splits.len() + split, total, "fitting and judging");
        };
        judged.push(of_strategy((name, strategy.leverage), &folds, &splits, &of_path, &mut report));
        sample.get_or_insert_with(|| folds.returns().sample().clone());
    }
    let sample = sample.ok_or_else(|| {
        Error::invalid(
            "strategies",
            "None of the strategies fits anything to the past: there is nothing to validate.",
        )
    })?;
    let splits = of_path.len() * request.groups / request.judged;
    progress.report(1, 1, "done");
    Ok(CrossValidationResponse {
        first_date: sample.first_date,
        last_date: sample.last_date,
        observations: sample.observations,
        periods_per_year: sample.periods_per_year,
        splits,
        paths: of_path.len(),
        strategies: judged,
        convention: "Weights are fitted on the groups that are not judged, less the rows left out beside them, also on what came later; they are held over the judged groups, traded back after every bar, without costs. Paths share groups and fits: they are not independent. (López de Prado 2018)".into(),
        warnings,
    })
}

/// The paths of one strategy.
fn of_strategy(
    (name, leverage): (String, f64),
    folds: &Folds,
    splits: &[Split],
    of_path: &[Vec<(usize, usize)>],
    report: &mut dyn FnMut(usize),
) -> CrossValidatedStrategy {
    let returns = folds.returns();
    let mut unsolved = 0;
    let mut held = Vec::with_capacity(splits.len());
    for (s, split) in splits.iter().enumerate() {
        report(s);
        let mut weights = folds.weights(&split.train).unwrap_or_else(|_| {
            unsolved += 1;
            vec![]
        });
        weights.iter_mut().for_each(|weight| *weight *= leverage);
        held.push(weights);
    }
    let of_block = |&(split, block): &(usize, usize)| {
        let weights: &[f64] = &held[split];
        splits[split].test[block]
            .clone()
            .map(move |t| weights.iter().enumerate().map(|(i, w)| w * returns.column(i)[t]).sum::<f64>())
    };
    let per_year = returns.sample().periods_per_year;
    let whole: Vec<Vec<f64>> =
        of_path.iter().map(|blocks| blocks.iter().flat_map(of_block).collect()).collect();
    let ratio = |path: &Vec<f64>| SharpeRatio::of(path).map(|found| found.ratio * libm::sqrt(per_year));
    let sharpe_ratios: Vec<Option<f64>> = whole.iter().map(ratio).collect();
    let mut known: Vec<f64> = sharpe_ratios.iter().flatten().copied().collect();
    known.sort_unstable_by(f64::total_cmp);
    let growth = |path: &Vec<f64>| {
        let last = wealth(path).last().copied().unwrap_or(1.0);
        libm::pow(last.max(0.0), per_year / path.len() as f64) - 1.0
    };
    CrossValidatedStrategy {
        name,
        growths: whole.iter().map(growth).collect(),
        maximum_drawdowns: whole
            .iter()
            .map(|path| drawdowns(&wealth(path)).into_iter().fold(0.0, f64::max))
            .collect(),
        spread: (!known.is_empty()).then(|| [0.0, 0.5, 1.0].map(|p| quantile(&known, p))),
        below_zero: known.iter().filter(|ratio| **ratio < 0.0).count() as f64 / known.len().max(1) as f64,
        sharpe_ratios,
        unsolved,
    }
}

/// The operation `crossValidation`.
pub struct CrossValidate;

impl Operation for CrossValidate {
    type Request = CrossValidationRequest;
    type Response = CrossValidationResponse;

    fn describe() -> OperationDescription {
        let usual = CrossValidationRequest::default();
        let parameter = |name, label, help, unit, [min, max]: [usize; 2], default: usize| Parameter {
            name,
            label,
            help,
            value: Value::Integer {
                unit,
                min: Some(min as i64),
                max: Some(max as i64),
                default: Some(default as i64),
            },
            advanced: false,
        };
        let (count, bars) = (Unit::Count, Unit::Periods);
        OperationDescription {
            name: "crossValidation",
            book: "",
            label: "Cross-validation",
            summary: "Judges strategies on many paths through groups of the history that they were not fitted on.",
            parameters: vec![
                parameter(
                    "groups",
                    "Groups",
                    "Into how many groups the history is cut.",
                    count,
                    GROUPS,
                    usual.groups,
                ),
                parameter(
                    "judged",
                    "Judged at a time",
                    "How many groups are judged; the others are fitted on.",
                    count,
                    [1, GROUPS[1] - 1],
                    usual.judged,
                ),
                parameter(
                    "purge",
                    "Purge",
                    "Rows left out on either side of a judged group.",
                    bars,
                    GAPS,
                    usual.purge,
                ),
                parameter(
                    "embargo",
                    "Embargo",
                    "Rows more left out after a judged group.",
                    bars,
                    GAPS,
                    usual.embargo,
                ),
            ],
        }
    }

    fn run(
        request: &CrossValidationRequest,
        progress: &mut dyn Progress,
    ) -> Result<CrossValidationResponse, Error> {
        run(request, progress)
    }

    fn prices(request: &mut CrossValidationRequest) -> Option<&mut Option<PriceTable>> {
        Some(&mut request.prices)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};

    use crate::operations::run_json;

    fn fixture() -> Json {
        let all: Json =
            serde_json::from_str(include_str!("../../../tests/fixtures/peers/validation.json")).unwrap();
        all["crossValidation"].clone()
    }

    fn request(strategies: Json) -> Json {
        let fixture = fixture();
        let prices = fixture["prices"].as_array().unwrap();
        let day = |t: usize| {
            let time = crate::market::parse_instant("2024-01-01").unwrap().as_millisecond();
            let time = crate::market::Timestamp::from_millisecond(time + t as i64 * 86_400_000).unwrap();
            crate::market::format_instant(time)
        };
        let mut request = json!({
            "prices": {"dates": (0..prices.len()).map(day).collect::<Vec<_>>(), "assets": ["A", "B", "C"], "prices": prices},
            "strategies": strategies,
        });
        for name in ["groups", "judged", "purge", "embargo"] {
            request[name] = fixture[name].clone();
        }
        request
    }

    fn answer(request: &Json) -> Json {
        serde_json::from_str(&run_json("crossValidation", &request.to_string(), &mut ()).unwrap()).unwrap()
    }

    /// Paths of skfolio with weights by inverse volatility: `tests/fixtures/peers/validation.py`. The same formula,
    /// rounded.
    #[test]
    fn paths_of_an_independent_library() {
        let strategy = json!({"name": "Inverse", "target": {"kind": "allocation", "objective": {"kind": "inverseVolatility"}}});
        let found = answer(&request(json!([strategy])));
        let (expected, own) = (fixture(), &found["strategies"][0]);
        assert_eq!((found["splits"].clone(), found["paths"].clone()), (json!(15), json!(5)));
        assert_eq!(own["unsolved"], 0);
        let compare = |name: &str, theirs: &str, scale: f64| {
            let (a, b) = (own[name].as_array().unwrap(), expected[theirs].as_array().unwrap());
            assert_eq!(a.len(), b.len());
            for (a, b) in a.iter().zip(b) {
                let (a, b) = (a.as_f64().unwrap(), scale * b.as_f64().unwrap());
                assert!((a / b - 1.0).abs() < 1e-9, "{name}: {a} instead of {b}");
            }
        };
        compare("sharpeRatios", "ratios", f64::sqrt(365.0));
        compare("maximumDrawdowns", "falls", 1.0);
    }

    #[test]
    fn what_fits_nothing_is_left_out_and_said() {
        let fitted = json!({"name": "Fitted", "target": {"kind": "allocation"}});
        let fixed = json!({"name": "Fixed", "target": {"kind": "fixedWeights", "weights": {"A": 1.0}}});
        let found = answer(&request(json!([fitted, fixed])));
        assert_eq!(found["strategies"].as_array().unwrap().len(), 1);
        assert_eq!(found["warnings"][0]["code"], "nothingFitted");
        let refused = |strategies: Json, name: &str, value: Json| {
            let mut request = request(strategies);
            request[name] = value;
            run_json("crossValidation", &request.to_string(), &mut ()).unwrap_err().path.unwrap()
        };
        let one = json!([{"target": {"kind": "allocation"}}]);
        assert_eq!(refused(one.clone(), "groups", json!(2)), "groups");
        assert_eq!(refused(one.clone(), "judged", json!(6)), "judged");
        assert_eq!(refused(one.clone(), "purge", json!(60)), "groups");
        assert_eq!(refused(json!([]), "purge", json!(1)), "strategies");
    }
}
