//! What a guess of the weights says of the scenarios, so that few of them need a row
//! ([`super::epigraph`]).

use nalgebra::DMatrix;

use super::ranking::{Model, Pairs, Ranking};
use super::risk::{Functional, Risk, Series};
use super::value::descending;
use crate::allocate::convex::{Convex, Shape};
use crate::allocate::scenarios::Scenarios;

/// Of up to this many scenarios all pairs have a row.
const ALL_PAIRS: usize = 40;

/// How a scenario enters the program.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Part {
    /// With a row of its own.
    Open,
    /// As surely above the threshold.
    Above,
    /// As surely below the threshold.
    Below,
}

/// How each scenario enters; all are open where nothing is guessed.
#[derive(Debug, Clone, Default)]
pub struct Sorting {
    parts: Vec<Part>,
    ranking: Option<Ranking>,
}

impl Sorting {
    /// Before there is a guess.
    pub fn new(convex: &Convex, scenarios: Option<&Scenarios>) -> Self {
        let long = scenarios.filter(|scenarios| scenarios.len() > ALL_PAIRS);
        let ranks = matches!(
            convex.shape,
            Shape::Risk(Risk::Scenario(Series::Below(_) | Series::BelowMean, Functional::MeanDifference))
        );
        Self { parts: vec![], ranking: long.filter(|_| ranks).map(Ranking::new) }
    }

    /// How a scenario enters.
    pub fn part(&self, t: usize) -> Part {
        self.parts.get(t).copied().unwrap_or(Part::Open)
    }

    /// Whether the scenarios of a risk can be sorted at all.
    pub fn sorts(convex: &Convex) -> bool {
        matches!(
            convex.shape,
            Shape::Risk(Risk::Scenario(
                Series::Below(_) | Series::BelowMean,
                Functional::Mean(_) | Functional::Tail(_)
            ))
        )
    }

    /// Whether pairs of scenarios count, of which a guess says the order.
    pub fn ranks(&self) -> bool {
        self.ranking.is_some()
    }

    /// What stands for the risk where it is not bounded yet.
    pub fn norm(&self) -> Option<&DMatrix<f64>> {
        match &self.ranking.as_ref()?.model {
            Model::Norm(norm) => Some(norm),
            Model::Pairs(_) => None,
        }
    }

    /// The pairs of scenarios whose order is open, with the ranking that they belong to.
    pub fn pairs(&self) -> Option<(&Ranking, &Pairs)> {
        let ranking = self.ranking.as_ref()?;
        match &ranking.model {
            Model::Norm(_) => None,
            Model::Pairs(pairs) => Some((ranking, pairs)),
        }
    }

    /// Takes all scenarios into the program, but for an order that is guessed.
    pub fn open(&mut self) {
        self.parts.clear();
    }

    /// Sorted by a guess of the weights: the `open` scenarios next to the threshold are left open,
    /// and so are those that were before. An order is `settled` where no norm shall stand for it any more.
    pub fn refine(
        &mut self,
        convex: &Convex,
        scenarios: &Scenarios,
        weights: &[f64],
        open: usize,
        settled: bool,
    ) {
        let Shape::Risk(Risk::Scenario(series, functional)) = convex.shape else { return };
        if self.ranking.is_none() && !Self::sorts(convex) {
            return;
        }
        let weights = convex.less_reference(weights);
        let (x, p) = (series.of(scenarios, &weights), scenarios.probabilities());
        if let Some(ranking) = &mut self.ranking {
            ranking.refine(scenarios, &x, &weights, 2 * open, settled);
            return;
        }
        let threshold = match functional {
            Functional::Tail(mass) => {
                let mut left = mass;
                let order = descending(&x);
                let at = order.iter().find(|&&t| {
                    left -= p[t];
                    left <= 0.0
                });
                at.or(order.last()).map_or(0.0, |&t| x[t])
            }
            _ => 0.0,
        };
        let far: Vec<f64> = x.iter().map(|x| -(x - threshold).abs()).collect();
        let mut next: Vec<Part> =
            x.iter().map(|x| if *x > threshold { Part::Above } else { Part::Below }).collect();
        for (t, part) in self.parts.iter().enumerate() {
            // Whoever was on the wrong side is no longer guessed at.
            if *part == Part::Open || *part != next[t] {
                next[t] = Part::Open;
            }
        }
        descending(&far).into_iter().take(open).for_each(|t| next[t] = Part::Open);
        self.parts = next;
    }
}
