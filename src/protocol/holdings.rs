//! Holdings with what they are worth, what they lose to the market, and what they depend on; checked.

use super::graph::{DependencyKind, Graph};
use super::request::{DependentHolding, HoldingRole};
use crate::error::{Code, Error};
use crate::risk::ScenarioLosses;

/// The most holdings.
const MOST_HOLDINGS: usize = 1_000;
/// The largest value, of either sign.
const GREATEST_VALUE: f64 = 1e15;
/// The most scenarios that a request carries.
const MOST_SCENARIOS: usize = 100_000;
/// Shares of a position may miss 1 by rounding.
const SLACK: f64 = 1e-9;

/// A holding, valid.
#[derive(Debug)]
pub struct Held {
    /// What answers call it.
    pub name: String,
    /// The coin or currency.
    pub asset: String,
    /// What it is for.
    pub role: Option<HoldingRole>,
    /// In quote currency.
    pub value: f64,
    /// The places of what it depends on.
    pub on: Vec<usize>,
    /// What it loses to the market, by scenario; empty where no scenario moves it.
    pub market: Vec<f64>,
}

impl Held {
    /// What it loses to the market in a scenario.
    pub fn market_loss(&self, scenario: usize) -> f64 {
        self.market.get(scenario).copied().unwrap_or(0.0)
    }
}

/// All holdings, and after them what of the positions is in none of them.
#[derive(Debug)]
pub struct Holdings {
    /// In the order of the request, and the others by asset.
    pub held: Vec<Held>,
    /// Market losses of everything, by scenario; one scenario without a loss where there are none.
    pub market: Vec<f64>,
    /// How much each scenario counts, where they do not count alike.
    pub weights: Option<Vec<f64>>,
    /// Whether there are market scenarios.
    pub moved: bool,
    /// Value of everything.
    pub value: f64,
}

impl Holdings {
    /// The holdings of a request, or what is wrong, with a path such as `holdings[1].protocol`.
    pub fn check(
        holdings: &[DependentHolding],
        graph: &Graph,
        risk: Option<&ScenarioLosses>,
    ) -> Result<Self, Error> {
        if holdings.is_empty() {
            return Err(Error::invalid("holdings", "There are no holdings."));
        }
        if holdings.len() > MOST_HOLDINGS {
            let message = format!("There are {} holdings; the limit is {MOST_HOLDINGS}.", holdings.len());
            return Err(Error::new(Code::TooLarge, message).at("holdings"));
        }
        let mut held: Vec<Held> = vec![];
        for (i, holding) in holdings.iter().enumerate() {
            let one = read(holding, graph, risk).map_err(|error| error.inside(&format!("holdings[{i}]")))?;
            held.push(one);
        }
        let given = holdings.iter().position(|holding| !holding.market_losses.is_empty());
        if let Some(first) = given {
            let count = holdings[first].market_losses.len();
            let other =
                holdings.iter().position(|holding| ![0, count].contains(&holding.market_losses.len()));
            if let Some(other) = other {
                let message = format!(
                    "It has {} scenarios, and {} has {count}: all holdings share their scenarios.",
                    holdings[other].market_losses.len(),
                    held[first].name
                );
                return Err(Error::invalid(format!("holdings[{other}].marketLosses"), message));
            }
        }
        shares(holdings)?;
        if let Some(risk) = risk {
            others(holdings, risk, &mut held);
        }
        let scenarios = held.iter().map(|one| one.market.len()).max().unwrap_or(0).max(1);
        let mut market = vec![0.0; scenarios];
        for one in &held {
            market.iter_mut().zip(&one.market).for_each(|(sum, loss)| *sum += loss);
        }
        Ok(Self {
            value: held.iter().map(|one| one.value).sum(),
            held,
            market,
            weights: risk.and_then(|risk| risk.weights.clone()),
            moved: risk.is_some() || given.is_some(),
        })
    }
}

/// What of the positions no holding names, by asset.
fn others(holdings: &[DependentHolding], risk: &ScenarioLosses, held: &mut Vec<Held>) {
    let first = held.len();
    for (place, id) in risk.ids.iter().enumerate() {
        let named = holdings.iter().filter(|holding| holding.position.as_ref() == Some(id));
        let rest = 1.0 - named.map(|holding| holding.share.unwrap_or(1.0)).sum::<f64>();
        if rest <= SLACK {
            continue;
        }
        let asset = &risk.assets[place];
        let known = held[first..].iter().position(|one| one.asset == *asset);
        let at = first + known.unwrap_or(held.len() - first);
        if at == held.len() {
            held.push(Held {
                name: format!("Other {asset}"),
                asset: asset.clone(),
                role: None,
                value: 0.0,
                on: vec![],
                market: vec![0.0; risk.losses[place].len()],
            });
        }
        held[at].value += rest * risk.values[place];
        held[at].market.iter_mut().zip(&risk.losses[place]).for_each(|(sum, loss)| *sum += rest * loss);
    }
}

/// No position is given away more than once.
fn shares(holdings: &[DependentHolding]) -> Result<(), Error> {
    for (i, holding) in holdings.iter().enumerate() {
        let same = holdings[..=i].iter().filter(|other| other.position == holding.position);
        let sum: f64 = same.map(|other| other.share.unwrap_or(1.0)).sum();
        if holding.position.is_some() && sum > 1.0 + SLACK {
            let message =
                format!("The shares of this position add up to {sum}; together they are at most 1.");
            return Err(Error::invalid(format!("holdings[{i}].share"), message));
        }
    }
    Ok(())
}

fn read(holding: &DependentHolding, graph: &Graph, risk: Option<&ScenarioLosses>) -> Result<Held, Error> {
    if holding.name.is_empty() {
        return Err(Error::invalid("name", "A holding needs a name."));
    }
    let mut on = vec![];
    for (kind, name) in DependencyKind::ALL.into_iter().zip(holding.named()) {
        let Some(name) = name else { continue };
        let place = graph.place(name).ok_or_else(|| {
            let message = format!("{name} is not among the dependencies.");
            Error::new(Code::NotFound, message).at(kind.word())
        })?;
        if graph.nodes[place].kind != kind {
            let message =
                format!("{name} is of the kind {}, and not {}.", graph.nodes[place].kind.word(), kind.word());
            return Err(Error::invalid(kind.word(), message));
        }
        on.push(place);
    }
    let (asset, value, market) = match (&holding.position, risk) {
        (Some(id), Some(risk)) => of_position(holding, id, risk)?,
        (Some(_), None) => {
            return Err(Error::invalid(
                "position",
                "A position is named, and there is no `risk` that holds it.",
            ));
        }
        (None, _) => of_request(holding, risk)?,
    };
    Ok(Held { name: holding.name.clone(), asset, role: holding.role, value, on, market })
}

type Worth = (String, f64, Vec<f64>);

fn of_position(holding: &DependentHolding, id: &str, risk: &ScenarioLosses) -> Result<Worth, Error> {
    let given = [
        ("asset", holding.asset.is_some()),
        ("value", holding.value.is_some()),
        ("marketLosses", !holding.market_losses.is_empty()),
    ];
    if let Some((field, _)) = given.into_iter().find(|(_, given)| *given) {
        return Err(Error::invalid(field, "It is that of the position: leave it out, or the position."));
    }
    let share = holding.share.unwrap_or(1.0);
    if !(share > 0.0 && share <= 1.0) {
        return Err(Error::invalid("share", format!("The share is {share}; it lies above 0 and up to 1.")));
    }
    let Some(place) = risk.ids.iter().position(|known| known == id) else {
        let reason = risk.excluded.iter().find(|one| one.id == id).map(|one| one.reason.as_str());
        let message = match reason {
            Some(reason) => format!("The position {id} cannot be measured. {reason}"),
            None => format!("There is no position {id}."),
        };
        return Err(Error::new(Code::NotFound, message).at("position"));
    };
    let losses = risk.losses[place].iter().map(|loss| share * loss).collect();
    Ok((risk.assets[place].clone(), share * risk.values[place], losses))
}

fn of_request(holding: &DependentHolding, risk: Option<&ScenarioLosses>) -> Result<Worth, Error> {
    if holding.share.is_some() {
        return Err(Error::invalid("share", "A share is of a position, and none is named."));
    }
    let asset = holding.asset.clone().filter(|asset| !asset.is_empty());
    let asset = asset.ok_or_else(|| Error::invalid("asset", "A holding names its asset, or a position."))?;
    let value = holding.value.ok_or_else(|| {
        Error::new(Code::MissingQuote, "A holding has a value, or names a position.").at("value")
    })?;
    if value.is_nan() || value.abs() > GREATEST_VALUE {
        let message = format!("The value is {value:e}; it lies within ±{GREATEST_VALUE:e}.");
        return Err(Error::invalid("value", message));
    }
    let losses = &holding.market_losses;
    if risk.is_some() && !losses.is_empty() {
        let message = "The scenarios are those of `risk`: leave the losses out, or `risk`.";
        return Err(Error::invalid("marketLosses", message));
    }
    if losses.len() > MOST_SCENARIOS {
        let message = format!("There are {} scenarios; the limit is {MOST_SCENARIOS}.", losses.len());
        return Err(Error::new(Code::TooLarge, message).at("marketLosses"));
    }
    if let Some(place) = losses.iter().position(|loss| loss.is_nan() || loss.abs() > GREATEST_VALUE) {
        let message = format!("The loss is {:e}; it lies within ±{GREATEST_VALUE:e}.", losses[place]);
        return Err(Error::invalid(format!("marketLosses[{place}]"), message));
    }
    Ok((asset, value, losses.clone()))
}
