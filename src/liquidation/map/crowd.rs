//! Everybody whose position ends at one price of one coin, in the order in which a move reaches them.
//!
//! Prices are factors on today's, volumes and amounts quote currency at today's prices. A queue holds those whom a fall
//! ends, or those whom a rise does; what ends whole at its line is summed up once, so that the orders between two prices
//! are a difference of sums. What its venue closes in parts, and loans, are *staged*: each is asked at the price itself.

use super::loan::Loan;
use super::staged::StagedPosition;

/// What is liquidated.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Amounts {
    /// How many lists' rows and accounts.
    pub count: f64,
    /// Exposure to coins.
    pub notional: f64,
    /// What backs it.
    pub collateral: f64,
    /// What is owed.
    pub debt: f64,
}

impl std::ops::AddAssign for Amounts {
    fn add_assign(&mut self, other: Self) {
        self.count += other.count;
        self.notional += other.notional;
        self.collateral += other.collateral;
        self.debt += other.debt;
    }
}

impl Amounts {
    /// So many times them.
    pub fn times(self, factor: f64) -> Self {
        Self {
            count: self.count * factor,
            notional: self.notional * factor,
            collateral: self.collateral * factor,
            debt: self.debt * factor,
        }
    }

    /// What is left without others.
    pub fn less(self, other: Self) -> Self {
        let mut left = self;
        left += other.times(-1.0);
        left
    }
}

/// A position that ends whole at its line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ending {
    /// The line.
    pub line: f64,
    /// What has to be traded.
    pub volume: f64,
    /// Where nothing is left.
    pub bankruptcy: f64,
    /// What goes with it.
    pub amounts: Amounts,
}

/// What ends in stages.
#[derive(Debug, Clone, Copy)]
pub enum Staged<'a> {
    /// A position that its venue closes in parts.
    Position(StagedPosition<'a>),
    /// A loan against a collateral.
    Loan(Loan),
}

/// Those that one coin ends on one side, the nearest first.
#[derive(Debug, Clone, Default)]
pub struct Queue<'a> {
    falls: bool,
    /// The lines, with the sign that lets them rise.
    keys: Vec<f64>,
    /// Volume and bankruptcy of each.
    ends: Vec<[f64; 2]>,
    /// Sums before each, and of all: volume, then amounts.
    sums: Vec<(f64, Amounts)>,
    /// The same for what is staged, with its line.
    pub staged: Vec<(f64, Staged<'a>)>,
}

impl<'a> Queue<'a> {
    /// The queue of these, which stand in the order of their lines: falling for falls.
    pub fn new(falls: bool, endings: &[Ending], staged: Vec<(f64, Staged<'a>)>) -> Self {
        let sign = if falls { -1.0 } else { 1.0 };
        let mut queue = Self { falls, keys: vec![], ends: vec![], sums: vec![], staged };
        let mut sum = (0.0, Amounts::default());
        for ending in endings {
            queue.keys.push(sign * ending.line);
            queue.ends.push([ending.volume, ending.bankruptcy]);
            queue.sums.push(sum);
            sum.0 += ending.volume;
            sum.1 += ending.amounts;
        }
        queue.sums.push(sum);
        queue.staged.iter_mut().for_each(|one| one.0 *= sign);
        queue
    }

    /// Whether a fall ends them.
    pub fn falls(&self) -> bool {
        self.falls
    }

    /// How many whole ones, and how many staged ones, a price reaches.
    pub fn reached(&self, price: f64) -> (usize, usize) {
        let key = if self.falls { -price } else { price };
        (
            self.keys.partition_point(|line| *line <= key),
            self.staged.partition_point(|(line, _)| *line <= key),
        )
    }

    /// Volume and amounts of the whole ones between two places.
    pub fn between(&self, from: usize, to: usize) -> (f64, Amounts) {
        let (before, after) = (self.sums[from], self.sums[to]);
        (after.0 - before.0, after.1.less(before.1))
    }

    /// What is missing where those between two places are closed at a price.
    pub fn shortfall(&self, from: usize, to: usize, price: f64) -> f64 {
        let lost = |[volume, bankruptcy]: &[f64; 2]| {
            let beyond = if self.falls { bankruptcy - price } else { price - bankruptcy };
            volume * beyond.max(0.0)
        };
        self.ends[from..to].iter().map(lost).sum()
    }
}
