//! The rounds of a spiral.
//!
//! ```text
//! round 0      p_i = 1 + shock,  E = E₀ + P(p)
//! forced       layers with p_i ≤ trigger, once each: Q_i += share V_i
//!              the book, where f G(p)/E > Λ: sells the part s = 1 − Λ' E/(f G), Q_i += f s e_i(p)
//!              the book, where E ≤ m f G: sells all
//! next round   p_i = (1 + shock) exp(−sgn(Q_i) I(|Q_i|/V_i)),  E += f (P(p') − P(p)),  f ← f (1 − s)
//! ```
//!
//! p price over today's, P profit of the whole book revalued in full, e_i exposure p_i ∂P/∂p_i, G = Σ|e_i|, f part of
//! the book that is left, E equity, Q forced volume so far, V volume of a day, I impact law, m maintenance margin, Λ the
//! leverage at which the book sells and Λ' the one it sells down to. It ends when nothing is forced any more.

use serde::Serialize;

/// More rounds than layers have come only from selling in ever smaller parts.
const MOST_ROUNDS: usize = 60;
/// Of the differences for exposures.
const STEP: f64 = 1e-4;
/// A smaller part is not sold.
const LEAST_SALE: f64 = 1e-6;

/// What others sell when a price falls to the trigger.
#[derive(Debug, Clone, Copy)]
pub struct Layer {
    /// Price over today's.
    pub trigger: f64,
    /// Part of a day's volume.
    pub share: f64,
}

/// What spirals.
pub struct Spiralling<'a> {
    /// Profit of the whole book at moves S'/S − 1 of all assets.
    pub profits: &'a dyn Fn(&[Vec<f64>]) -> Vec<f64>,
    /// Of every asset with a volume.
    pub shock: f64,
    /// In quote currency; none for what keeps its price.
    pub volumes: Vec<Option<f64>>,
    /// Of every asset.
    pub layers: Vec<Layer>,
    /// |ln(S'/S)| of days' volumes.
    pub impact: &'a dyn Fn(f64) -> f64,
    /// m.
    pub maintenance: f64,
    /// Λ.
    pub highest: Option<f64>,
    /// Λ'.
    pub target: Option<f64>,
    /// E₀.
    pub equity: f64,
}

/// One round.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct SpiralRound {
    /// S'/S − 1 of each asset of the path.
    pub moves: Vec<f64>,
    /// Of the book, in quote currency.
    pub equity: f64,
    /// Exposure over equity; none where there is no equity.
    pub leverage: Option<f64>,
    /// Part of the book that is left.
    pub held: f64,
    /// What others are forced to sell now, in quote currency.
    pub crowd: f64,
    /// What the book is forced to trade now, in quote currency.
    pub sold: f64,
}

/// What became of a book.
#[derive(Debug, Clone, PartialEq)]
pub struct Path {
    /// From the first move on.
    pub rounds: Vec<SpiralRound>,
    /// Whether equity stayed above maintenance.
    pub survives: bool,
    /// Whether it ended by itself.
    pub ended: bool,
}

/// P and e at prices p.
fn value(spiralling: &Spiralling, prices: &[f64]) -> (f64, Vec<f64>) {
    let changes: Vec<f64> = prices.iter().map(|p| p - 1.0).collect();
    let mut points = vec![changes.clone()];
    for (i, price) in prices.iter().enumerate() {
        for factor in [1.0 - STEP, 1.0 + STEP] {
            let mut point = changes.clone();
            point[i] = price * factor - 1.0;
            points.push(point);
        }
    }
    let profits = (spiralling.profits)(&points);
    let exposures = profits[1..].chunks_exact(2).map(|pair| (pair[1] - pair[0]) / (2.0 * STEP)).collect();
    (profits[0], exposures)
}

/// Round after round until nothing is forced any more.
pub fn run(spiralling: &Spiralling) -> Path {
    let Spiralling { volumes, layers, .. } = spiralling;
    let start = |volume: &Option<f64>| if volume.is_some() { 1.0 + spiralling.shock } else { 1.0 };
    let mut prices: Vec<f64> = volumes.iter().map(start).collect();
    let mut forced = vec![0.0; prices.len()];
    let mut triggered = vec![false; prices.len() * layers.len()];
    let (mut profit, mut exposures) = value(spiralling, &prices);
    let mut equity = spiralling.equity + profit;
    let mut held = 1.0;
    let mut path = Path { rounds: vec![], survives: true, ended: false };
    for _ in 0..MOST_ROUNDS {
        let gross: f64 = exposures.iter().map(|e| e.abs()).sum::<f64>() * held;
        path.survives &= equity > spiralling.maintenance * gross && equity > 0.0;
        let part = match (path.survives, spiralling.highest, spiralling.target) {
            (false, _, _) => 1.0,
            (true, Some(highest), Some(target)) if gross > highest * equity => 1.0 - target * equity / gross,
            _ => 0.0,
        };
        let part = if held > 0.0 && part > LEAST_SALE { part } else { 0.0 };
        let mut crowd = 0.0;
        let mut sold = 0.0;
        for (i, volume) in volumes.iter().enumerate() {
            let own = held * part * exposures[i];
            sold += own.abs();
            let Some(volume) = volume else { continue };
            forced[i] += own;
            for (k, layer) in layers.iter().enumerate() {
                let done = &mut triggered[i * layers.len() + k];
                if !*done && prices[i] <= layer.trigger {
                    *done = true;
                    forced[i] += layer.share * volume;
                    crowd += layer.share * volume;
                }
            }
        }
        path.rounds.push(SpiralRound {
            moves: prices.iter().map(|p| p - 1.0).collect(),
            equity,
            leverage: (equity > 0.0).then(|| gross / equity),
            held,
            crowd,
            sold,
        });
        if crowd == 0.0 && sold == 0.0 {
            path.ended = true;
            break;
        }
        for (i, volume) in volumes.iter().enumerate() {
            if let Some(volume) = volume {
                let impact = (spiralling.impact)(forced[i].abs() / volume);
                prices[i] = (1.0 + spiralling.shock) * libm::exp(-impact.copysign(forced[i]));
            }
        }
        let before = profit;
        (profit, exposures) = value(spiralling, &prices);
        equity += held * (profit - before);
        held *= 1.0 - part;
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    fn coin<'a>(
        profits: &'a dyn Fn(&[Vec<f64>]) -> Vec<f64>,
        impact: &'a dyn Fn(f64) -> f64,
    ) -> Spiralling<'a> {
        Spiralling {
            profits,
            shock: -0.1,
            volumes: vec![Some(1_000.0)],
            layers: vec![
                Layer { trigger: 0.92, share: 1.0 },
                Layer { trigger: 0.82, share: 1.0 },
                Layer { trigger: 0.5, share: 1.0 },
            ],
            impact,
            maintenance: 0.0,
            highest: None,
            target: None,
            equity: 100.0,
        }
    }

    /// 200 of a coin on an equity of 100. The fall to 0.9 forces the first layer, a day's volume, which takes 10 % in
    /// logarithm: 0.9 e^−0.1 = 0.81435…, under the second trigger; two days' volume take 0.9 e^−0.2 = 0.73686…, above
    /// the third. Worked out by hand.
    #[test]
    fn a_spiral_of_one_coin_by_hand() {
        let profits = |points: &[Vec<f64>]| points.iter().map(|p| 200.0 * p[0]).collect();
        let path = run(&coin(&profits, &|days| 0.1 * days));
        let moves: Vec<f64> = path.rounds.iter().map(|round| round.moves[0]).collect();
        let expected = [0.9, 0.9 * (-0.1f64).exp(), 0.9 * (-0.2f64).exp()];
        assert_eq!(moves.len(), 3);
        for ((round, m), p) in path.rounds.iter().zip(&moves).zip(expected) {
            assert!((m - (p - 1.0)).abs() < 1e-15);
            assert!((round.equity - (100.0 + 200.0 * (p - 1.0))).abs() < 1e-12);
            assert_eq!(round.held, 1.0);
        }
        assert_eq!(path.rounds.iter().map(|round| round.crowd).collect::<Vec<_>>(), [1_000.0, 1_000.0, 0.0]);
        assert!(path.survives && path.ended);
        // Exposure is 200 p: differences of a straight line, whose rounding is 1e-12.
        assert!((path.rounds[0].leverage.unwrap() - 180.0 / 80.0).abs() < 1e-9);
    }

    /// At 0.9 the leverage is 180/80 = 2.25, above 2: the book sells down to 1.5, the part 1 − 1.5·80/180 = 1/3, 60 of
    /// volume beside the crowd's 1,000; ln p = ln 0.9 − 0.1·1.06.
    #[test]
    fn a_book_that_sells_by_hand() {
        let profits = |points: &[Vec<f64>]| points.iter().map(|p| 200.0 * p[0]).collect();
        let law = |days: f64| 0.1 * days;
        let path = run(&Spiralling { highest: Some(2.0), target: Some(1.5), ..coin(&profits, &law) });
        let [first, second, ..] = &path.rounds[..] else { panic!() };
        assert!((first.sold - 60.0).abs() < 1e-9);
        let price = 0.9 * (-0.106f64).exp();
        assert!((second.moves[0] - (price - 1.0)).abs() < 1e-12);
        // What was sold left at the second price: both thirds have lost by then.
        assert!((second.equity - (100.0 + 200.0 * (price - 1.0))).abs() < 1e-9);
        assert!((second.held - 2.0 / 3.0).abs() < 1e-9);
        assert!(path.survives && path.ended);
    }

    #[test]
    fn a_book_under_maintenance_does_not_survive() {
        let profits = |points: &[Vec<f64>]| points.iter().map(|p| 800.0 * p[0]).collect();
        let law = |days: f64| 0.1 * days;
        let path = run(&Spiralling { maintenance: 0.05, ..coin(&profits, &law) });
        // 100 − 80 = 20 is under 5 % of 720.
        assert!(!path.survives && path.ended);
        assert!((path.rounds[0].sold - 720.0).abs() < 1e-6);
        assert_eq!(path.rounds[1].held, 0.0);
        let last = path.rounds.last().unwrap();
        assert!(last.equity < path.rounds[0].equity && last.leverage.is_none_or(|leverage| leverage == 0.0));
    }

    #[test]
    fn short_books_push_prices_up() {
        let profits = |points: &[Vec<f64>]| points.iter().map(|p| -200.0 * p[0]).collect();
        let law = |days: f64| 0.1 * days;
        let path = run(&Spiralling {
            shock: 0.2,
            highest: Some(2.0),
            target: Some(1.0),
            layers: vec![],
            ..coin(&profits, &law)
        });
        assert!(path.rounds.len() > 1 && path.rounds[1].moves[0] > 0.2);
    }

    #[test]
    fn nothing_forced_is_one_round() {
        let profits = |points: &[Vec<f64>]| points.iter().map(|p| 50.0 * p[0]).collect();
        let law = |days: f64| days.sqrt();
        let path = run(&Spiralling { shock: -0.01, ..coin(&profits, &law) });
        assert_eq!((path.rounds.len(), path.survives, path.ended), (1, true, true));
    }
}
