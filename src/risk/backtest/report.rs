//! What the exceptions of each method say, and which method was best.

use serde::Serialize;

use super::coverage::{LikelihoodRatio, conditional, independence, unconditional};
use super::scores::{equal, joint_loss, quantile_loss};
use super::shortfall::{Chance, TailSizes, statistics};
use super::traffic_light::{TrafficLight, cumulative};
use super::trial::MethodForecasts;
use crate::allocate::ChosenMethod;
use crate::risk::asked::labelled;

/// A test rejects where its probability is below this.
const REJECTED: f64 = 0.05;
/// With fewer exceptions by every method the order of their scores is that of their heights.
const FEW: usize = 5;
/// The 95 % quantiles of chi-square with one and with two degrees of freedom.
const CHI_SQUARE: [f64; 2] = [3.841_458_820_694_124, 5.991_464_547_107_98];
/// Draws behind the probabilities of the tests of the expected shortfall.
const DRAWS: usize = 10_000;

/// One test of one method.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct BacktestTest {
    /// Its name.
    pub name: &'static str,
    /// What it asks.
    pub question: &'static str,
    /// None where it cannot be had: no exceptions, or no positive expected shortfall.
    pub statistic: Option<f64>,
    /// The probability of one as extreme where the figures are right.
    pub p_value: Option<f64>,
    /// Beyond this the figures are rejected at 5 %: above it for likelihood ratios, below it for Z1 and Z2.
    pub critical: Option<f64>,
    /// Whether they are.
    pub rejected: bool,
}

/// The mean score of a method; lower is better.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct BacktestScore {
    /// Over all steps.
    pub mean: f64,
    /// Above that of the method of rank 1.
    pub difference: f64,
    /// Of a difference as large where there is none (Diebold and Mariano).
    pub p_value: Option<f64>,
}

/// What the walk says of one method.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct MethodBacktest {
    /// The method.
    pub method: ChosenMethod,
    /// Its figures at each step; fit to be given back in `given`.
    pub forecasts: MethodForecasts,
    /// The steps at which the loss was above the value at risk.
    pub exceptions: Vec<u32>,
    /// How many were to be expected.
    pub expected_exceptions: f64,
    /// The traffic light; none where the method failed.
    pub light: Option<TrafficLight>,
    /// The probability of so many exceptions or fewer where the figures are right.
    pub cumulative: Option<f64>,
    /// The tests.
    pub tests: Vec<BacktestTest>,
    /// The first has the lowest joint score, or quantile score where there is no joint one.
    pub rank: Option<u32>,
    /// Quantile loss of the value at risk, in quote currency.
    pub quantile_score: Option<BacktestScore>,
    /// Fissler-Ziegel loss of both figures, in units of the standard deviation of the profits.
    pub joint_score: Option<BacktestScore>,
    /// In words.
    pub summary: String,
}

/// Scores by step.
struct Scored {
    place: usize,
    quantile: Vec<f64>,
    joint: Option<Vec<f64>>,
}

/// Judges each method by what the book earned, at a level.
pub(super) fn report(
    profits: &[f64],
    forecasts: Vec<MethodForecasts>,
    level: f64,
    seed: u64,
) -> Vec<MethodBacktest> {
    let mut methods: Vec<MethodBacktest> =
        forecasts.into_iter().map(|forecasts| judge(profits, forecasts, level, seed)).collect();
    rank(profits, &mut methods, level);
    methods
}

fn judge(profits: &[f64], forecasts: MethodForecasts, level: f64, seed: u64) -> MethodBacktest {
    let days = profits.len();
    let p = 1.0 - level;
    let mut found = MethodBacktest {
        method: labelled(&forecasts.method),
        exceptions: vec![],
        expected_exceptions: days as f64 * p,
        light: None,
        cumulative: None,
        tests: vec![],
        rank: None,
        quantile_score: None,
        joint_score: None,
        summary: String::new(),
        forecasts,
    };
    let forecasts = &found.forecasts;
    if forecasts.value_at_risk.is_empty() {
        let reason = forecasts.failure.as_deref().unwrap_or("it gave no figures.");
        found.summary = format!("Not tested: {reason}");
        return found;
    }
    let beyond: Vec<bool> =
        profits.iter().zip(&forecasts.value_at_risk).map(|(profit, var)| -profit > *var).collect();
    found.exceptions = (0..days).filter(|t| beyond[*t]).map(|t| t as u32).collect();
    let count = found.exceptions.len();
    let cumulative = cumulative(count, days, p);
    let light = TrafficLight::at(cumulative);
    (found.light, found.cumulative) = (Some(light), Some(cumulative));

    let often = unconditional(count, days, p);
    let apart = independence(&beyond);
    let ratio =
        |name: &'static str, question: &'static str, degrees: usize, found: LikelihoodRatio| BacktestTest {
            name,
            question,
            statistic: Some(found.statistic),
            p_value: Some(found.p_value),
            critical: Some(CHI_SQUARE[degrees - 1]),
            rejected: found.p_value < REJECTED,
        };
    found.tests = vec![
        ratio("Kupiec", "As many exceptions as expected?", 1, often),
        ratio("Christoffersen, independence", "Exceptions without regard to the day before?", 1, apart),
        ratio("Christoffersen, conditional", "Both?", 2, conditional(often, apart)),
    ];
    found.tests.extend(shortfall_tests(profits, &found, level, seed));
    found.summary = summary(&found, light, often);
    found
}

fn shortfall_tests(profits: &[f64], found: &MethodBacktest, level: f64, seed: u64) -> [BacktestTest; 2] {
    let forecasts = &found.forecasts;
    let means = &forecasts.expected_shortfall;
    let known = means.iter().chain(&forecasts.value_at_risk).all(|figure| *figure > 0.0);
    let (mut first, mut second) = (None, None);
    if known {
        let ratio = means.iter().zip(&forecasts.value_at_risk).map(|(es, var)| es / var).sum::<f64>();
        let sizes = TailSizes::of_ratio(level, ratio / means.len() as f64);
        let chance = Chance::new(&sizes, profits.len(), level, DRAWS, seed);
        let size = |t: &u32| -profits[*t as usize] / means[*t as usize];
        let sizes: Vec<f64> = found.exceptions.iter().map(size).collect();
        let z = statistics(&sizes, found.expected_exceptions);
        let critical = chance.critical_given_exceptions(REJECTED);
        first = z.given_exceptions.map(|z| (z, chance.of_given_exceptions(z), critical));
        second = Some((z.joint, chance.of_joint(z.joint), chance.critical_joint(REJECTED)));
    }
    let test = |name, question, z: Option<(f64, f64, Option<f64>)>| BacktestTest {
        name,
        question,
        statistic: z.map(|(z, ..)| z),
        p_value: z.map(|(_, p, _)| p),
        critical: z.and_then(|(.., critical)| critical),
        rejected: z.is_some_and(|(_, p, _)| p < REJECTED),
    };
    [
        test("Acerbi-Szekely Z1", "Exceptions no larger than the expected shortfall says?", first),
        test("Acerbi-Szekely Z2", "Neither more nor larger than it says?", second),
    ]
}

fn summary(found: &MethodBacktest, light: TrafficLight, often: LikelihoodRatio) -> String {
    let count = found.exceptions.len();
    let mut text = format!(
        "{count} exception{} where {:.1} were expected: {}.",
        if count == 1 { "" } else { "s" },
        found.expected_exceptions,
        light.word()
    );
    let say = |said: bool, words: &str, text: &mut String| {
        if said {
            text.push(' ');
            text.push_str(words);
        }
    };
    let few = (count as f64) < found.expected_exceptions;
    let rejected = |k: usize| found.tests.get(k).is_some_and(|test| test.rejected);
    say(few && often.p_value < REJECTED, "So few that the figures are too high.", &mut text);
    say(rejected(1), "They come in clusters.", &mut text);
    say(rejected(3), "Losses beyond are larger than the expected shortfall says.", &mut text);
    say(
        rejected(4) && !rejected(3) && !few,
        "Losses beyond are more than the expected shortfall allows for.",
        &mut text,
    );
    if let (held @ 1.., Some(reason)) = (found.forecasts.held, &found.forecasts.failure) {
        let steps = if held == 1 { "step" } else { "steps" };
        text.push_str(&format!(" At {held} {steps} the figures of the step before were kept: {reason}"));
    }
    text
}

fn rank(profits: &[f64], methods: &mut [MethodBacktest], level: f64) {
    let n = profits.len() as f64;
    let mean = profits.iter().sum::<f64>() / n;
    let spread = (profits.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n).sqrt();
    let tested = methods.iter().enumerate().filter(|(_, method)| method.light.is_some());
    let mut scored: Vec<Scored> = tested
        .map(|(place, method)| {
            let (var, es) = (&method.forecasts.value_at_risk, &method.forecasts.expected_shortfall);
            let days = || profits.iter().zip(var).zip(es);
            let quantile = days().map(|((profit, var), _)| quantile_loss(-profit, *var, level)).collect();
            let positive = spread > 0.0 && es.iter().all(|es| *es > 0.0);
            let joint = positive.then(|| {
                days()
                    .map(|((x, var), es)| joint_loss(-x / spread, var / spread, es / spread, level))
                    .collect()
            });
            Scored { place, quantile, joint }
        })
        .collect();
    let jointly = scored.iter().all(|method| method.joint.is_some());
    let average = |scores: &[f64]| scores.iter().sum::<f64>() / n;
    let key = |method: &Scored| match &method.joint {
        Some(joint) if jointly => average(joint),
        _ => average(&method.quantile),
    };
    // By score, then in the order of the request.
    scored.sort_by(|a, b| key(a).total_cmp(&key(b)));
    let Some(best) = scored.first() else { return };
    let against = |scores: &[f64], best: &[f64]| BacktestScore {
        mean: average(scores),
        difference: average(scores) - average(best),
        p_value: equal(scores, best),
    };
    for (k, one) in scored.iter().enumerate() {
        let method = &mut methods[one.place];
        method.rank = Some(k as u32 + 1);
        method.quantile_score = Some(against(&one.quantile, &best.quantile));
        method.joint_score = match (&one.joint, &best.joint) {
            (Some(joint), Some(best)) => Some(against(joint, best)),
            _ => None,
        };
    }
}

/// Which methods come to the same here, as the worst stretch of a window and all of it do where the window is shorter.
pub(super) fn alike(methods: &[MethodBacktest]) -> String {
    let mut text = String::new();
    for (i, method) in methods.iter().enumerate() {
        let figures = |one: &MethodBacktest| {
            (one.forecasts.value_at_risk.clone(), one.forecasts.expected_shortfall.clone())
        };
        let own = figures(method);
        let twin = methods[..i].iter().find(|other| !own.0.is_empty() && figures(other) == own);
        if let Some(twin) = twin {
            text.push_str(&format!(
                " {} has the figures of {} at every step.",
                method.method.label, twin.method.label
            ));
        }
    }
    text
}

/// Which method is best, and which cannot be told from it.
pub(super) fn ranking(methods: &[MethodBacktest]) -> String {
    let mut ranked: Vec<&MethodBacktest> = methods.iter().filter(|method| method.rank.is_some()).collect();
    ranked.sort_by_key(|method| method.rank);
    let [best, others @ ..] = &ranked[..] else { return String::new() };
    let score = |method: &MethodBacktest| method.joint_score.or(method.quantile_score);
    let jointly = ranked.iter().all(|method| method.joint_score.is_some());
    let by = if jointly { "value at risk and expected shortfall" } else { "value at risk" };
    if others.is_empty() {
        return String::new();
    }
    if ranked.iter().all(|method| method.exceptions.len() < FEW) {
        return format!(
            "{} has the best score for {by}; with so few exceptions that says little.",
            best.method.label
        );
    }
    let close: Vec<&str> = others
        .iter()
        .filter(|method| score(method).and_then(|score| score.p_value).is_none_or(|p| p >= REJECTED))
        .map(|method| method.method.label.as_str())
        .collect();
    let rest = match &close[..] {
        [] => "every other is worse by more than chance explains".to_owned(),
        [one] => format!("{one} cannot be told from it at 5 %"),
        [several @ .., last] => format!("{} and {last} cannot be told from it at 5 %", several.join(", ")),
    };
    format!("{} has the best score for {by}; {rest}.", best.method.label)
}
