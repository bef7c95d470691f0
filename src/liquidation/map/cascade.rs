//! The rounds of a cascade.
//!
//! ```text
//! round 0      p_i = 1 + β_i shock
//! forced       everybody whose line p crosses, once: Q_i += what is sold, −= what is bought
//! next round   p_i = (1 + β_i shock) exp(−sgn(Q_i) I(|Q_i|/V_i))
//! bad debt     what is missing where the orders of a round are filled at the prices of the next
//! ```
//!
//! p price over today's, Q forced volume so far at today's prices, V volume of a day, I impact law. It ends when nothing
//! is forced any more: every line is crossed once, so that it does.

use super::crowd::{Amounts, Queue, Staged};
use super::loan::{Loan, Repayment};
use super::staged::StagedPosition;

/// More rounds than lists of any size have needed.
const MOST_ROUNDS: usize = 10_000;
/// So many rounds are told one by one; the last one tells the rest.
const TOLD: usize = 60;

/// Somebody whose end depends on several prices.
pub trait Holder {
    /// As before anything happened.
    fn reset(&mut self);

    /// What is traded where these prices end it: sold is above zero, by asset. None while they do not.
    fn force(&mut self, prices: &[f64], sold: &mut [f64]) -> Option<(Amounts, f64)>;

    /// What is missing where the orders of this round are filled at these prices.
    fn close(&mut self, prices: &[f64]) -> f64;
}

/// Who is there and what moves them.
pub struct Setting<'a> {
    /// By asset, those that a fall and those that a rise ends.
    pub queues: Vec<[Queue<'a>; 2]>,
    /// Loans between two coins.
    pub pairs: Vec<Loan>,
    /// β of each asset; 0 for those that the first move leaves alone.
    pub betas: Vec<f64>,
    /// Volume of a day by asset.
    pub volumes: Vec<f64>,
    /// |ln(S'/S)| of days' volumes.
    pub impact: &'a dyn Fn(f64) -> f64,
}

/// One round.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Round {
    /// Prices over today's, at which it begins.
    pub prices: Vec<f64>,
    /// What they force.
    pub amounts: Amounts,
    /// Orders, at today's prices.
    pub volume: f64,
    /// What is missing once they are filled.
    pub bad_debt: f64,
    /// Which holders it ends for the first time.
    pub ended: Vec<usize>,
}

/// What became of a first move.
#[derive(Debug, Clone, PartialEq)]
pub struct Cascade {
    /// From the first move on; the last one told stands for all that followed.
    pub rounds: Vec<Round>,
    /// How many there were.
    pub count: usize,
    /// Where prices end.
    pub prices: Vec<f64>,
    /// Whether it ended by itself.
    pub settled: bool,
}

impl Cascade {
    /// Everything that was forced.
    pub fn total(&self) -> Round {
        let mut sum = Round { prices: self.prices.clone(), ..Round::default() };
        for round in &self.rounds {
            sum.amounts += round.amounts;
            sum.volume += round.volume;
            sum.bad_debt += round.bad_debt;
        }
        sum
    }
}

/// What has been reached of one queue.
#[derive(Default, Clone, Copy)]
struct Reached {
    whole: usize,
    staged: usize,
    /// Where this round began.
    from: usize,
}

struct State<'s, 'a> {
    setting: &'s Setting<'a>,
    reached: Vec<[Reached; 2]>,
    positions: Vec<StagedPosition<'a>>,
    loans: Vec<Loan>,
    pairs: Vec<Loan>,
    sold: Vec<f64>,
}

impl<'a> State<'_, 'a> {
    fn repay(round: &mut Round, sold: &mut [f64], loan: &mut Loan, prices: &[f64]) {
        let Repayment { seized, repaid, written_off, amounts } = loan.force(prices);
        for (asset, volume) in [(loan.collateral_asset, seized), (loan.debt_asset, -repaid)] {
            if let Some(asset) = asset {
                sold[asset] += volume;
                round.volume += volume.abs();
            }
        }
        round.bad_debt += written_off;
        round.amounts += amounts;
    }

    /// Everybody whom these prices end, apart from holders.
    fn force(&mut self, prices: &[f64], round: &mut Round) {
        let setting = self.setting;
        for (asset, pair) in setting.queues.iter().enumerate() {
            for (queue, reached) in pair.iter().zip(&mut self.reached[asset]) {
                let (whole, staged) = queue.reached(prices[asset]);
                reached.from = reached.whole;
                reached.whole = whole.max(reached.whole);
                let (volume, amounts) = queue.between(reached.from, reached.whole);
                self.sold[asset] += if queue.falls() { volume } else { -volume };
                round.volume += volume;
                round.amounts += amounts;
                for (_, one) in &queue.staged[reached.staged..staged.max(reached.staged)] {
                    match one {
                        Staged::Position(position) => self.positions.push(*position),
                        Staged::Loan(loan) => self.loans.push(*loan),
                    }
                }
                reached.staged = staged.max(reached.staged);
            }
        }
        for position in self.positions.iter().filter(|one| one.reached(prices[one.asset])) {
            let (volume, amounts) = position.force();
            self.sold[position.asset] += if position.long { volume } else { -volume };
            round.volume += volume;
            round.amounts += amounts;
        }
        for loan in self.loans.iter_mut().chain(&mut self.pairs).filter(|one| one.reached(prices)) {
            Self::repay(round, &mut self.sold, loan, prices);
        }
    }

    /// What is missing where the orders of the round that began at `before` are filled at `after`.
    fn close(&mut self, before: &[f64], after: &[f64]) -> f64 {
        let mut lost = 0.0;
        for (asset, pair) in self.setting.queues.iter().enumerate() {
            for (queue, reached) in pair.iter().zip(&self.reached[asset]) {
                lost += queue.shortfall(reached.from, reached.whole, after[asset]);
            }
        }
        for position in &mut self.positions {
            if position.reached(before[position.asset]) {
                lost += position.close(after[position.asset]);
            }
        }
        self.positions.retain(|one| one.volume > 0.0);
        self.loans.retain(|one| one.debt > 0.0);
        lost
    }
}

/// The price over today's after a first move.
pub fn after(beta: f64, shock: f64) -> f64 {
    (1.0 + beta * shock).max(1e-9)
}

/// Round after round until nothing is forced any more.
pub fn run(setting: &Setting, shock: f64, holders: &mut [Box<dyn Holder + '_>]) -> Cascade {
    let start: Vec<f64> = setting.betas.iter().map(|beta| after(*beta, shock)).collect();
    let mut state = State {
        setting,
        reached: vec![Default::default(); setting.queues.len()],
        positions: vec![],
        loans: vec![],
        pairs: setting.pairs.clone(),
        sold: vec![0.0; start.len()],
    };
    let mut prices = start.clone();
    let mut cascade = Cascade { rounds: vec![], count: 0, prices: vec![], settled: false };
    let mut seen = vec![false; holders.len()];
    holders.iter_mut().for_each(|holder| holder.reset());
    while cascade.count < MOST_ROUNDS {
        let mut round = Round { prices: prices.clone(), ..Round::default() };
        let before = state.sold.clone();
        state.force(&prices, &mut round);
        let crowd = state.sold.clone();
        for (place, holder) in holders.iter_mut().enumerate() {
            let Some((amounts, written_off)) = holder.force(&prices, &mut state.sold) else { continue };
            round.amounts += amounts;
            round.bad_debt += written_off;
            if !std::mem::replace(&mut seen[place], true) {
                round.ended.push(place);
            }
        }
        round.volume += crowd.iter().zip(&state.sold).map(|(a, b)| (b - a).abs()).sum::<f64>();
        let forced = round.volume > 0.0 || round.amounts != Amounts::default();
        let moved = before != state.sold;
        let last = prices.clone();
        if moved {
            for (i, price) in prices.iter_mut().enumerate() {
                let impact = (setting.impact)(state.sold[i].abs() / setting.volumes[i]);
                *price = start[i] * libm::exp(-impact.copysign(state.sold[i]));
            }
        }
        round.bad_debt += state.close(&last, &prices);
        round.bad_debt += holders.iter_mut().map(|holder| holder.close(&prices)).sum::<f64>();
        cascade.count += 1;
        tell(&mut cascade.rounds, round);
        if !forced {
            cascade.settled = true;
            break;
        }
    }
    cascade.prices = prices;
    cascade
}

fn tell(rounds: &mut Vec<Round>, round: Round) {
    let full = rounds.len() >= TOLD;
    match rounds.last_mut() {
        Some(last) if full => {
            last.amounts += round.amounts;
            last.volume += round.volume;
            last.bad_debt += round.bad_debt;
            last.ended.extend(round.ended);
            last.prices = round.prices;
        }
        _ => rounds.push(round),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::liquidation::map::crowd::Ending;

    fn ending(line: f64, volume: f64, bankruptcy: f64) -> Ending {
        let amounts = Amounts { count: 1.0, notional: volume, collateral: 0.1 * volume, debt: 0.0 };
        Ending { line, volume, bankruptcy, amounts }
    }

    fn setting<'a>(falls: &[Ending], rises: &[Ending], impact: &'a dyn Fn(f64) -> f64) -> Setting<'a> {
        Setting {
            queues: vec![[Queue::new(true, falls, vec![]), Queue::new(false, rises, vec![])]],
            pairs: vec![],
            betas: vec![1.0],
            volumes: vec![1_000.0],
            impact,
        }
    }

    /// Three longs at lines 0.95, 0.86 and 0.5 with volumes of 200, 500 and 800; a day's volume of 1,000 moves ln p by
    /// 0.5. A fall of 8 % crosses the first: ln p = ln 0.92 − 0.1, p = 0.832450… crosses the second: ln p = ln 0.92 −
    /// 0.35, p = 0.648313…, above the third. The first is bankrupt at 0.9 and misses 200 (0.9 − 0.832450) = 13.50992,
    /// the second at 0.80: 500 (0.8 − 0.648313) = 75.84348.
    #[test]
    fn three_positions_by_hand() {
        let falls = [ending(0.95, 200.0, 0.9), ending(0.86, 500.0, 0.8), ending(0.5, 800.0, 0.45)];
        let law = |days: f64| 0.5 * days;
        let cascade = run(&setting(&falls, &[], &law), -0.08, &mut []);
        let prices: Vec<f64> = cascade.rounds.iter().map(|round| round.prices[0]).collect();
        let [first, second] = [0.92 * (-0.1f64).exp(), 0.92 * (-0.35f64).exp()];
        assert_eq!(prices, [0.92, first, second]);
        let rounds: Vec<[f64; 3]> = cascade
            .rounds
            .iter()
            .map(|round| [round.amounts.count, round.volume, round.amounts.collateral])
            .collect();
        assert_eq!(rounds, [[1.0, 200.0, 20.0], [1.0, 500.0, 50.0], [0.0, 0.0, 0.0]]);
        assert!((cascade.rounds[0].bad_debt - 13.509_92).abs() < 1e-5);
        assert!((cascade.rounds[1].bad_debt - 75.843_48).abs() < 1e-5);
        assert!(cascade.settled && cascade.prices == [second] && cascade.count == 3);
        assert_eq!(cascade.total().volume, 700.0);
    }

    #[test]
    fn shorts_push_prices_up_and_each_ends_once() {
        let rises = [ending(1.05, 300.0, 1.1), ending(1.2, 300.0, 1.25)];
        let law = |days: f64| 0.4 * days;
        let cascade = run(&setting(&[ending(0.9, 50.0, 0.8)], &rises, &law), 0.06, &mut []);
        let prices: Vec<f64> = cascade.rounds.iter().map(|round| round.prices[0]).collect();
        assert_eq!(prices, [1.06, 1.06 * 0.12f64.exp()]);
        // 1.195… stays below the second.
        assert!((cascade.total().volume, cascade.total().amounts.count) == (300.0, 1.0));
        assert!((cascade.rounds[0].bad_debt - 300.0 * (prices[1] - 1.1)).abs() < 1e-12);
    }
}
