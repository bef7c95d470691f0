//! The figures of a book whose scenarios are a sample: past ones or simulated ones.

use super::closing;
use super::histogram::Histogram;
use super::measure::{Details, Outcome, Setting, Worst};
use super::scenario_losses::check_size;
use super::scenarios::Scenarios;
use super::simulation::Simulation;
use super::tail::{Dependence, Tail};
use super::trade;
use crate::error::{Code, Error, Notice, grouped};
use crate::progress::Progress;

/// Fewer scenarios beyond the level than these are worth a word.
const FEW: f64 = 10.0;

/// The squares of larger profits are no numbers any more.
const LARGEST_PROFIT: f64 = 1e150;

/// Measures the book in all scenarios. `named` is what the sample is called in a sentence: "A history of
/// 200 days".
pub fn measure(
    setting: &Setting,
    scenarios: &dyn Scenarios,
    dependence: Dependence,
    named: &str,
    progress: &mut dyn Progress,
) -> Result<Outcome, Error> {
    Ok(with_losses(setting, scenarios, dependence, named, progress)?.0)
}

/// The same with the losses, in the order of the scenarios.
pub(super) fn with_losses(
    setting: &Setting,
    scenarios: &dyn Scenarios,
    dependence: Dependence,
    named: &str,
    progress: &mut dyn Progress,
) -> Result<(Outcome, Vec<f64>), Error> {
    if setting.book.by_position {
        check_size(setting.book.held.len(), scenarios.count())?;
    }
    let simulation = Simulation::new(setting.book, scenarios);
    // One array serves as losses and as profits: there may be millions.
    let mut numbers = simulation.simulate(progress);
    if !numbers.iter().all(|profit| profit.abs() < LARGEST_PROFIT) {
        return Err(too_large());
    }
    numbers.iter_mut().for_each(|profit| *profit = 0.0 - *profit);
    let weights = scenarios.weights();
    let tail = Tail::of(&numbers, weights, setting.level, dependence, setting.worst);
    if setting.walk.is_some() {
        let figures = Outcome {
            value_at_risk: tail.value_at_risk,
            expected_shortfall: tail.expected_shortfall,
            ..Outcome::default()
        };
        return Ok((figures, numbers));
    }
    let traded = setting.book.trade.as_ref().map(|trade| {
        trade::measure(trade, &simulation, (&numbers, &tail), (setting.level, dependence), progress)
    });
    let liquidation = setting.book.closing.as_deref().map(|cost| {
        closing::measure(cost, &simulation, (&numbers, &tail), (setting.level, dependence), progress)
    });
    numbers.iter_mut().for_each(|loss| *loss = 0.0 - *loss);
    let profits = &numbers;

    // As many that count alike are worth as much.
    let n = weights.map_or(profits.len() as f64, |weights| 1.0 / weights.iter().map(|w| w * w).sum::<f64>());
    let mean = |of: &dyn Fn(f64) -> f64| match weights {
        None => profits.iter().map(|profit| of(*profit)).sum::<f64>() / n,
        Some(weights) => profits.iter().zip(weights).map(|(profit, w)| w * of(*profit)).sum(),
    };
    let expected_profit = mean(&|profit| profit);
    let variance = mean(&|profit| (profit - expected_profit) * (profit - expected_profit));
    let worst = tail.worst.iter().map(|&scenario| {
        let scenario = scenario as usize;
        Worst {
            label: scenarios.label(scenario),
            profit: profits[scenario],
            moves: simulation.moves(scenario),
        }
    });
    let parts = simulation.parts(&tail, progress);
    let kept = setting.book.by_position;
    let outcome = Outcome {
        value_at_risk: tail.value_at_risk,
        expected_shortfall: tail.expected_shortfall,
        standard_error: tail.standard_error,
        band: Some(tail.band),
        contributions: parts[..setting.book.held.len()].iter().map(|part| part.contribution).collect(),
        scenarios: Some(profits.len()),
        histogram: Histogram::of_sample(profits),
        worst: worst.collect(),
        expected_profit,
        standard_deviation: (variance * n / (n - 1.0).max(1.0)).sqrt(),
        quantile: "VaR is the k-th smallest of n losses, k = ⌈n × level⌉; ES is the mean of the worst n × (1 − level) losses, the VaR counting for what is left of a whole one (Acerbi and Tasche).".into(),
        error: "Standard errors and the 95 % band of VaR come from the order of the losses and assume no distribution.".into(),
        contribution_rule: "To ES: a position's mean loss over the tail. To VaR: its mean loss in the scenarios around the VaR (triangular weights over two standard errors of the rank), scaled to add up to the VaR.".into(),
        warnings: thin_tail(n, setting.level, named).into_iter().collect(),
        details: Details {
            part_errors: parts.iter().map(|part| part.standard_error).collect(),
            traded,
            liquidation,
            losses: if kept { simulation.losses_by_position(progress) } else { vec![] },
            weights: weights.filter(|_| kept).map(<[f64]>::to_vec),
            ..Details::default()
        },
        ..Outcome::default()
    };
    numbers.iter_mut().for_each(|profit| *profit = 0.0 - *profit);
    Ok((outcome, numbers))
}

/// Such losses come from quantities and prices at the far end of what is accepted.
pub(super) fn too_large() -> Error {
    let message = "The losses are too large for a number; look for a quantity or a price that is far off.";
    Error::new(Code::InvalidValue, message).at("positions")
}

/// What has to be said when few scenarios, or none, lie beyond the level.
fn thin_tail(n: f64, level: f64, named: &str) -> Option<Notice> {
    let beyond = n * (1.0 - level);
    let one_in = (1.0 / (1.0 - level)).round() as u64;
    // Rounding of 1 − level must not turn 10 into 9.999….
    if beyond < 1.0 - 1e-6 {
        let message = format!(
            "{named} cannot show a 1-in-{} outcome: both figures are the largest loss in it, and too low. It takes at least {} scenarios.",
            grouped(one_in),
            grouped(one_in)
        );
        return Some(Notice::new("levelBeyondSample", message).at("level"));
    }
    if beyond < FEW - 1e-6 {
        let count = beyond.round().max(1.0) as u64;
        let message = format!(
            "{named} has {} outcome{} beyond this level: the figures rest on {}.",
            count,
            if count == 1 { "" } else { "s" },
            if count == 1 { "it" } else { "them" },
        );
        return Some(Notice::new("fewBeyondLevel", message).at("level"));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_history_says_what_it_cannot_show() {
        let notice = thin_tail(200.0, 0.9999, "A history of 200 days").unwrap();
        assert_eq!(
            notice.message,
            "A history of 200 days cannot show a 1-in-10,000 outcome: both figures are the largest loss in it, and too low. It takes at least 10,000 scenarios."
        );
        assert_eq!(thin_tail(200.0, 0.99, "A history of 200 days").unwrap().code, "fewBeyondLevel");
        assert_eq!(thin_tail(1000.0, 0.99, "A history of 1,000 days"), None);
        assert_eq!(grouped(1), "1");
        assert_eq!(grouped(123_456), "123,456");
    }
}
