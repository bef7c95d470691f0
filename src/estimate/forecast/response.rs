//! What the operation answers, and its careful words.

use serde::Serialize;

use super::lead_lag::LeadLag;
use super::score::{ForecastScore, Foretold, score};
use super::walk::{Made, Walked};
use crate::error::Notice;
use crate::estimate::Mean;
use crate::market::ReturnSample;

/// How forecasts of one asset did.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct AssetForecast {
    /// The asset.
    pub asset: String,
    /// Against the historical mean.
    pub score: ForecastScore,
    /// Foretold today, per year.
    pub today: f64,
    /// The historical mean today, per year.
    pub historical: f64,
}

/// How one estimator did.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct MethodForecast {
    /// Which of the family of means.
    pub kind: String,
    /// Over all assets, each counting alike; none where it made no forecasts.
    pub score: Option<ForecastScore>,
    /// The probability of the score, adjusted for the number of estimators.
    pub adjusted: Option<f64>,
    /// What the score comes to, in words.
    pub verdict: String,
    /// Asset by asset.
    pub assets: Vec<AssetForecast>,
    /// The share of squared errors saved up to each step; the last is R².
    pub saved: Vec<f64>,
}

/// How the figures are to be read.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct ForecastConvention {
    /// What an estimator sees at each step.
    pub window: String,
    /// What it is measured against.
    pub benchmark: &'static str,
    /// How the probabilities come about.
    pub tests: &'static str,
    /// What the table of leads is.
    pub leads: String,
}

/// How well estimators foretold returns, and which series lead which.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct ForecastResponse {
    /// The assets.
    pub assets: Vec<String>,
    /// When each forecast was made.
    pub dates: Vec<String>,
    /// Returns that an estimator sees.
    pub window: usize,
    /// Bars that a forecast is about.
    pub horizon: usize,
    /// Adjusted probabilities below it count as more than chance.
    pub level: f64,
    /// The estimators, in the order of the request.
    pub methods: Vec<MethodForecast>,
    /// All pairs, the likeliest leads first.
    pub leads: Vec<LeadLag>,
    /// How to read it.
    pub convention: ForecastConvention,
    /// The history that was used.
    pub sample: ReturnSample,
    /// What to know about the answer.
    pub warnings: Vec<Notice>,
}

/// The score in words, held against a level after correction for that many estimators.
fn verdict(score: &ForecastScore, adjusted: Option<f64>, level: f64) -> &'static str {
    let beyond_chance = adjusted.is_some_and(|p| p < level);
    match (score.calls, score.r_squared > 0.0, beyond_chance) {
        (0, ..) => "Said the same as the historical mean.",
        (_, true, true) => {
            "Nearer than the historical mean by more than chance explains, in this history. It need not go on."
        }
        (_, true, false) => {
            "Slightly nearer than the historical mean, no more than chance would give: no evidence that it adds anything."
        }
        (_, false, false) => "No better than the historical mean: it adds nothing here.",
        (_, false, true) => "Worse than the historical mean by more than chance explains: it does harm here.",
    }
}

/// Each method beside its adjusted probability; probabilities are adjusted together.
pub fn judged(
    methods: &[Mean],
    walked: Walked,
    assets: &[String],
    periods: f64,
    adjust: &dyn Fn(&[f64]) -> Vec<f64>,
    level: f64,
) -> Vec<MethodForecast> {
    let Walked { came, means, forecasts, today, mean_today, .. } = walked;
    let judge = |(k, (method, made)): (usize, (&Mean, Made))| {
        let kind = method.kind();
        let made = match made {
            Ok(made) => made,
            Err(error) => {
                let verdict = format!("No forecast: {}", error.message);
                return MethodForecast {
                    kind,
                    score: None,
                    adjusted: None,
                    verdict,
                    assets: vec![],
                    saved: vec![],
                };
            }
        };
        let steps = came[0].len();
        let (mut all, mut hits) = (vec![0.0; steps], [0, 0]);
        let mut of_assets = Vec::with_capacity(assets.len());
        for (i, asset) in assets.iter().enumerate() {
            let foretold = Foretold { came: &came[i], mean: &means[i], forecast: &made[i] };
            let (gains, own) = (foretold.gains(), foretold.hits());
            all.iter_mut().zip(&gains).for_each(|(all, gain)| *all += gain / assets.len() as f64);
            hits = [hits[0] + own[0], hits[1] + own[1]];
            of_assets.push(AssetForecast {
                asset: asset.clone(),
                score: score(&gains, own),
                today: today[k][i] * periods,
                historical: mean_today[i] * periods,
            });
        }
        let mut sum = 0.0;
        let save = |gain: &f64| {
            sum += gain / steps as f64;
            sum
        };
        MethodForecast {
            kind,
            score: Some(score(&all, hits)),
            adjusted: None,
            verdict: String::new(),
            assets: of_assets,
            saved: all.iter().map(save).collect(),
        }
    };
    let mut judged: Vec<MethodForecast> = methods.iter().zip(forecasts).enumerate().map(judge).collect();
    let tested = |one: &MethodForecast| one.score.as_ref().and_then(|score| score.p_value);
    let adjusted = adjust(&judged.iter().filter_map(tested).collect::<Vec<f64>>());
    let mut adjusted = adjusted.into_iter();
    for one in &mut judged {
        if tested(one).is_some() {
            one.adjusted = adjusted.next();
        }
        if let Some(score) = &one.score {
            one.verdict = verdict(score, one.adjusted, level).to_owned();
        }
    }
    judged
}
