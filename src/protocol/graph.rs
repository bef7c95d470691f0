//! What holdings depend on, and what that depends on in turn: as it stands in a request, and checked.

use serde::{Deserialize, Serialize};

use super::clearing::Claims;
use super::score::{FailureScore, ScoreFactors, ScoreTerm, probability};
use crate::error::{Code, Error};

/// A set of failures is kept as so many bits.
pub const MOST_NODES: usize = 128;
/// Sums of shares may miss 1 by rounding.
const SLACK: f64 = 1e-9;
/// What is certain to fail is no risk but a loss.
const MOST_PROBABILITY: f64 = 0.999;
/// A buffer beyond it is no debtor's.
const MOST_BUFFER: f64 = 0.99;

/// What kind of thing holdings depend on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum DependencyKind {
    /// A chain that settles.
    Chain,
    /// Code that holds money.
    Protocol,
    /// What brings value from one chain to another.
    Bridge,
    /// Who redeems a token.
    Issuer,
    /// Who keeps an account.
    Venue,
}

impl DependencyKind {
    /// All, in the order of the holding's fields.
    pub const ALL: [Self; 5] = [Self::Chain, Self::Protocol, Self::Bridge, Self::Issuer, Self::Venue];

    /// As requests write it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Chain => "chain",
            Self::Protocol => "protocol",
            Self::Bridge => "bridge",
            Self::Issuer => "issuer",
            Self::Venue => "venue",
        }
    }

    /// Part that is lost in a failure where none is stated: a judgement. Bridges have lost most of what they held,
    /// venues and protocols about half after recovery, issuers and chains less.
    fn loss(self) -> f64 {
        match self {
            Self::Bridge => 0.8,
            Self::Protocol | Self::Venue => 0.6,
            Self::Issuer | Self::Chain => 0.4,
        }
    }
}

/// What a part of the assets rests on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct DependencyLink {
    /// The name of what it rests on.
    pub on: String,
    /// Part of the assets.
    pub share: f64,
}

/// Something that holdings depend on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct DependencyNode {
    /// By which holdings and others name it.
    pub name: String,
    /// What it is.
    pub kind: DependencyKind,
    /// What its probability of failure follows from.
    #[serde(default)]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub factors: ScoreFactors,
    /// Probability of a failure within a year, in place of that of the score.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure_probability: Option<f64>,
    /// Part of its assets that a failure takes; by its kind where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loss_given_failure: Option<f64>,
    /// Part of its assets that is its own capital and bears losses first; 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub buffer: Option<f64>,
    /// What its assets rest on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub depends_on: Vec<DependencyLink>,
    /// What could strike it together with others that name the same: code, custodian, keys.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
}

/// Something that holdings depend on, with its figures.
#[derive(Debug, Clone)]
pub struct Node {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: DependencyKind,
    /// What its score is made of.
    pub terms: Vec<ScoreTerm>,
    /// Of a failure within a year.
    pub probability: f64,
    /// Part of its assets that a failure takes.
    pub loss: f64,
    /// The number of its cause.
    pub cause: Option<usize>,
}

/// All of it, valid.
#[derive(Debug)]
pub struct Graph {
    /// In the order of the request.
    pub nodes: Vec<Node>,
    /// Who has claims on whom.
    pub claims: Claims,
}

fn within(path: &str, value: Option<f64>, most: f64) -> Result<(), Error> {
    match value.filter(|value| !(0.0..=most).contains(value)) {
        Some(value) => Err(Error::invalid(path, format!("It is {value}; it lies between 0 and {most}."))),
        None => Ok(()),
    }
}

impl Graph {
    /// The graph of these nodes, or what is wrong, with a path such as `nodes[2].dependsOn[0].share`.
    pub fn check(nodes: &[DependencyNode], score: &FailureScore) -> Result<Self, Error> {
        score.method().check().map_err(|error| error.inside("score"))?;
        if nodes.len() > MOST_NODES {
            let message = format!("There are {} dependencies; the limit is {MOST_NODES}.", nodes.len());
            return Err(Error::new(Code::TooLarge, message).at("nodes"));
        }
        // All names before the first link to one of them.
        for (k, node) in nodes.iter().enumerate() {
            let path = format!("nodes[{k}].name");
            if node.name.is_empty() {
                return Err(Error::invalid(path, "What holdings depend on needs a name."));
            }
            if nodes[..k].iter().any(|other| other.name == node.name) {
                return Err(Error::invalid(path, format!("Two dependencies are called {}.", node.name)));
            }
        }
        let mut graph = Self { nodes: vec![], claims: Claims::default() };
        let mut causes: Vec<&str> = vec![];
        for (k, node) in nodes.iter().enumerate() {
            node.check(nodes).map_err(|error| error.inside(&format!("nodes[{k}]")))?;
            let terms = score.method().terms(node.kind, &node.factors);
            let cause = node.cause.as_deref().map(|cause| {
                causes.iter().position(|known| *known == cause).unwrap_or_else(|| {
                    causes.push(cause);
                    causes.len() - 1
                })
            });
            graph.nodes.push(Node {
                name: node.name.clone(),
                kind: node.kind,
                probability: node.failure_probability.unwrap_or_else(|| probability(&terms)),
                terms,
                loss: node.loss_given_failure.unwrap_or_else(|| node.kind.loss()),
                cause,
            });
            let place = |link: &DependencyLink| nodes.iter().position(|other| other.name == link.on);
            let on = node.depends_on.iter().filter_map(|link| Some((place(link)?, link.share)));
            graph.claims.on.push(on.collect());
            graph.claims.buffer.push(node.buffer.unwrap_or(0.0));
        }
        Ok(graph)
    }

    /// The place of a name.
    pub fn place(&self, name: &str) -> Option<usize> {
        self.nodes.iter().position(|node| node.name == name)
    }

    /// What is left of the assets of each where these fail.
    pub fn kept(&self, failed: u128) -> Vec<f64> {
        let left = |(k, node): (usize, &Node)| if failed >> k & 1 == 1 { 1.0 - node.loss } else { 1.0 };
        self.nodes.iter().enumerate().map(left).collect()
    }

    /// What a holding that names `on` loses where these parts are kept: what it names counts once, directly, and not
    /// again through the claims of the others that it names.
    pub fn lost(&self, on: &[usize], kept: &[f64], recoveries: &[f64]) -> f64 {
        1.0 - on.iter().map(|k| self.claims.paid(*k, kept[*k], recoveries, on)).product::<f64>()
    }
}

impl DependencyNode {
    fn check(&self, nodes: &[DependencyNode]) -> Result<(), Error> {
        self.factors.check(self.kind).map_err(|error| error.inside("factors"))?;
        within("failureProbability", self.failure_probability, MOST_PROBABILITY)
            .and_then(|()| within("lossGivenFailure", self.loss_given_failure, 1.0))
            .and_then(|()| within("buffer", self.buffer, MOST_BUFFER))?;
        let mut sum = 0.0;
        for (l, link) in self.depends_on.iter().enumerate() {
            let path = |field: &str| format!("dependsOn[{l}].{field}");
            if link.on == self.name {
                return Err(Error::invalid(path("on"), format!("{} depends on itself.", self.name)));
            }
            if self.depends_on[..l].iter().any(|other| other.on == link.on) {
                return Err(Error::invalid(path("on"), format!("{} is named twice.", link.on)));
            }
            if !nodes.iter().any(|other| other.name == link.on) {
                let message = format!("{} is not among the dependencies.", link.on);
                return Err(Error::new(Code::NotFound, message).at(path("on")));
            }
            within(&path("share"), Some(link.share), 1.0)?;
            sum += link.share;
        }
        if sum > 1.0 + SLACK {
            let message = format!("The shares add up to {sum}; together they are at most 1.");
            return Err(Error::invalid("dependsOn", message));
        }
        Ok(())
    }
}
