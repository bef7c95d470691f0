//! The operation `riskComparison`: the figures of several methods at several levels, and in what they differ.
//!
//! ```text
//! VaR_a/VaR_b = (VaR_a/σ_a)/(VaR_b/σ_b) × σ_a/σ_b
//! ```
//!
//! σ the standard deviation of the profit as each method has it: how far one method is above another is split into
//! what comes of a wider distribution and what of a heavier tail.

use serde::{Deserialize, Serialize};

use super::RiskMethod;
use super::asked::{self, Asked, all_methods, check_level, labelled};
use super::measure::Setting;
use super::tail::{ConfidenceBand, StandardError};
use crate::SchemaVersion;
use crate::allocate::ChosenMethod;
use crate::error::{Error, Notice};
use crate::market::{PriceTable, Quotes};
use crate::method::OperationDescription;
use crate::operations::Operation;
use crate::portfolio::{Excluded, Position};
use crate::progress::Progress;

const DEFAULT_LEVELS: [f64; 3] = [0.95, 0.975, 0.99];
/// More levels than these no table shows.
const MOST_LEVELS: usize = 10;
/// Two figures within so many errors of their difference are not told apart.
const ERRORS: f64 = 1.959_963_984_540_054;
/// A cause with less than this share of a difference is not named.
const LEAST_SHARE: f64 = 0.2;

/// Asks for the figures of several methods side by side.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct RiskComparisonRequest {
    /// Always 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema_version: Option<SchemaVersion>,
    /// What is held.
    pub positions: Vec<Position>,
    /// Today's market.
    pub quotes: Quotes,
    /// Past prices.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prices: Option<PriceTable>,
    /// The methods; all of the catalog when none are named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub methods: Option<Vec<RiskMethod>>,
    /// Figures that an earlier answer has, to stand beside the others: so methods can be spread over workers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub given: Vec<ComparisonRow>,
    /// Shares of outcomes that the value at risk covers; 0.95, 0.975 and 0.99.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub levels: Option<Vec<f64>>,
    /// Days over which the loss may come; 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub horizon_days: Option<u32>,
    /// For what is drawn at random; 7.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// First date of the history that may be used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Last date of the history that may be used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

/// The figures of one method at one level, in quote currency.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct LevelRisk {
    /// The level.
    pub level: f64,
    /// Value at risk.
    pub value_at_risk: f64,
    /// Expected shortfall.
    pub expected_shortfall: f64,
    /// None where it cannot be told.
    #[serde(default)]
    pub standard_error: Option<StandardError>,
    /// 95 % band of the value at risk.
    #[serde(default)]
    pub band: Option<ConfidenceBand>,
}

/// What one method found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct ComparisonRow {
    /// The method.
    pub method: RiskMethod,
    /// By level, those at which it failed left out.
    pub figures: Vec<LevelRisk>,
    /// Of the profit.
    pub standard_deviation: f64,
    /// Why it failed, if it did.
    #[serde(default)]
    pub failure: Option<String>,
    /// What a reader should know.
    #[serde(default)]
    pub warnings: Vec<String>,
}

/// One method beside the first.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct ComparedRisk {
    /// The method.
    pub method: ChosenMethod,
    /// What it found; fit to be given back in `given`.
    pub row: ComparisonRow,
    /// In what it differs from the first, at the highest level; empty for the first.
    pub difference: String,
}

/// Methods side by side.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct RiskComparison {
    /// As asked, ascending.
    pub levels: Vec<f64>,
    /// As asked.
    pub horizon_days: u32,
    /// The methods, those given first.
    pub methods: Vec<ComparedRisk>,
    /// How far they lie apart, in words.
    pub summary: String,
    /// What a reader should know.
    pub warnings: Vec<Notice>,
    /// Positions that are not in it.
    pub excluded: Vec<Excluded>,
}

/// The operation `riskComparison`.
pub struct CompareRisk;

fn levels(request: &RiskComparisonRequest) -> Result<Vec<f64>, Error> {
    let mut levels = request.levels.clone().unwrap_or_else(|| DEFAULT_LEVELS.to_vec());
    if levels.is_empty() || levels.len() > MOST_LEVELS {
        let message = format!("There are {} levels; there can be 1 to {MOST_LEVELS}.", levels.len());
        return Err(Error::invalid("levels", message));
    }
    for (k, level) in levels.iter().enumerate() {
        check_level(*level, &format!("levels[{k}]"))?;
    }
    levels.sort_unstable_by(f64::total_cmp);
    levels.dedup();
    Ok(levels)
}

/// "7 % above", "20 % below".
fn apart(ratio: f64) -> String {
    let percent = (100.0 * (ratio - 1.0)).abs();
    let digits = usize::from(percent < 9.95);
    format!("{percent:.digits$} % {}", if ratio < 1.0 { "below" } else { "above" })
}

/// In what a method differs from the first, at a level.
fn difference(row: &ComparisonRow, first: &ComparisonRow, names: [&str; 2], level: f64) -> String {
    let at = |row: &ComparisonRow| row.figures.iter().find(|figures| figures.level == level).cloned();
    let (Some(a), Some(b)) = (at(row), at(first)) else { return String::new() };
    if a.value_at_risk <= 0.0 || b.value_at_risk <= 0.0 {
        return String::new();
    }
    let [name, other] = names;
    let ratio = a.value_at_risk / b.value_at_risk;
    let percent = 100.0 * level;
    if (ratio - 1.0).abs() < 0.0005 {
        return format!("{name} agrees with {other} at {percent} %.");
    }
    let mut text = format!("{name} is {} {other} at {percent} %", apart(ratio));
    let error = |figures: &LevelRisk| figures.standard_error.map_or(0.0, |error| error.value_at_risk);
    let within = ERRORS * (error(&a) * error(&a) + error(&b) * error(&b)).sqrt();
    if (a.value_at_risk - b.value_at_risk).abs() < within {
        text.push_str(", no more than their sampling errors allow");
    }
    let (sa, sb) = (row.standard_deviation, first.standard_deviation);
    if sa > 0.0 && sb > 0.0 {
        let whole = libm::log(ratio);
        let wider = libm::log(sa / sb) / whole;
        let (multiple, usual) = (a.value_at_risk / sa, b.value_at_risk / sb);
        let mut causes = vec![];
        if wider.abs() >= LEAST_SHARE {
            causes.push(format!("its standard deviation is {}", apart(sa / sb)));
        }
        if (1.0 - wider).abs() >= LEAST_SHARE {
            let word = if multiple > usual { "heavier" } else { "lighter" };
            causes.push(format!(
                "its tail is {word}: the value at risk lies at {multiple:.2} standard deviations against {usual:.2}"
            ));
        }
        if !causes.is_empty() {
            text.push_str(": ");
            text.push_str(&causes.join(", and "));
        }
    }
    text.push('.');
    text
}

/// Between which methods the figures at a level lie.
fn summary(methods: &[ComparedRisk], level: f64) -> String {
    let at = |one: &ComparedRisk| {
        one.row.figures.iter().find(|figures| figures.level == level).map(|figures| figures.value_at_risk)
    };
    let mut found: Vec<(f64, &str)> =
        methods.iter().filter_map(|one| Some((at(one)?, one.method.label.as_str()))).collect();
    found.sort_by(|a, b| a.0.total_cmp(&b.0));
    let failed = methods.iter().filter(|one| one.row.figures.is_empty()).count();
    let mut text = match &found[..] {
        [] => String::new(),
        [(_, only)] => format!("{only} alone has a figure at {} %.", 100.0 * level),
        [(low, lowest), .., (high, highest)] if *low > 0.0 => format!(
            "At {} % the value at risk is lowest by {lowest} and highest by {highest}, {} it.",
            100.0 * level,
            apart(high / low)
        ),
        _ => format!("At {} % not every method sees a loss.", 100.0 * level),
    };
    if failed > 0 {
        let have = if failed == 1 { "method has" } else { "methods have" };
        text.push_str(&format!(" {failed} {have} no figures; the reason stands in the row."));
    }
    text
}

impl Operation for CompareRisk {
    type Request = RiskComparisonRequest;
    type Response = RiskComparison;

    fn describe() -> OperationDescription {
        OperationDescription {
            name: "riskComparison",
            book: "",
            label: "Methods compared",
            summary: "The figures of several methods at several levels, with their errors, and in what they differ.",
            parameters: vec![asked::horizon(), asked::seed()],
        }
    }

    fn run(request: &RiskComparisonRequest, progress: &mut dyn Progress) -> Result<RiskComparison, Error> {
        let asked = Asked {
            quotes: &request.quotes,
            prices: request.prices.as_ref(),
            level: None,
            horizon_days: request.horizon_days,
            seed: request.seed,
            from: request.from.as_deref(),
            to: request.to.as_deref(),
        };
        let settings = asked.check()?;
        let levels = levels(request)?;
        let methods = request.methods.clone().map_or_else(all_methods, Ok)?;
        let (book, history) = asked.moved_book(&request.positions, settings.window)?;
        let mut rows = request.given.clone();
        let total = methods.len() * levels.len();
        for (k, method) in methods.iter().enumerate() {
            let measure = method.method().check().map_err(|error| error.inside(&format!("methods[{k}]")))?;
            let mut row = ComparisonRow {
                method: method.clone(),
                figures: vec![],
                standard_deviation: 0.0,
                failure: None,
                warnings: vec![],
            };
            for (i, level) in levels.iter().enumerate() {
                progress.report(k * levels.len() + i, total, "Measuring by each method");
                let setting = Setting {
                    book: &book,
                    history: &history,
                    window: settings.window,
                    walk: None,
                    level: *level,
                    horizon_days: settings.horizon_days,
                    seed: settings.seed,
                    worst: 1,
                };
                match measure.measure(&setting, &mut ()) {
                    Ok(outcome)
                        if outcome.value_at_risk.is_finite() && outcome.expected_shortfall.is_finite() =>
                    {
                        row.standard_deviation = outcome.standard_deviation;
                        row.figures.push(LevelRisk {
                            level: *level,
                            value_at_risk: outcome.value_at_risk,
                            expected_shortfall: outcome.expected_shortfall,
                            standard_error: outcome.standard_error,
                            band: outcome.band,
                        });
                        let new = outcome.warnings.into_iter().map(|notice| notice.message);
                        for message in new {
                            if !row.warnings.contains(&message) {
                                row.warnings.push(message);
                            }
                        }
                    }
                    Ok(_) => row.failure = Some("Its figures are no numbers.".to_owned()),
                    Err(error) => row.failure = Some(error.message),
                }
            }
            rows.push(row);
        }
        let labels: Vec<ChosenMethod> = rows.iter().map(|row| labelled(&row.method)).collect();
        let highest = levels[levels.len() - 1];
        let first = rows.iter().position(|row| !row.figures.is_empty());
        let differences: Vec<String> = (0..rows.len())
            .map(|k| match first {
                Some(first) if first != k => {
                    let names = [labels[k].label.as_str(), labels[first].label.as_str()];
                    difference(&rows[k], &rows[first], names, highest)
                }
                _ => String::new(),
            })
            .collect();
        let methods: Vec<ComparedRisk> = rows
            .into_iter()
            .zip(labels)
            .zip(differences)
            .map(|((row, method), difference)| ComparedRisk { method, row, difference })
            .collect();
        Ok(RiskComparison {
            horizon_days: settings.horizon_days,
            summary: summary(&methods, highest),
            levels,
            methods,
            warnings: book.notices,
            excluded: book.excluded,
        })
    }

    fn prices(request: &mut RiskComparisonRequest) -> Option<&mut Option<PriceTable>> {
        Some(&mut request.prices)
    }
}
