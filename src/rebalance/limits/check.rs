//! The figures that are limited, and the exposures that the limits allow.

use super::request::LimitsRequest;
use super::response::{LimitCheck, LimitKind};

/// Beyond a limit is what is by more than rounding.
const ROUNDING: f64 = 1e-9;

/// What is held, by asset and as parts of the equity.
#[derive(Debug, Clone)]
pub struct Exposures {
    pub assets: Vec<String>,
    pub held: Vec<f64>,
    /// None where the request has no target.
    pub target: Option<Vec<f64>>,
    pub margin: f64,
    /// None where it is not limited.
    pub value_at_risk: Option<f64>,
}

/// A figure with its asset, where it is of one.
struct Figure {
    limit: LimitKind,
    label: &'static str,
    asset: Option<usize>,
    value: f64,
    most: f64,
}

fn beyond(value: f64, most: f64) -> bool {
    value > most + ROUNDING * (1.0 + most)
}

impl Exposures {
    /// All figures that are limited, those by asset for every asset.
    fn figures(&self, request: &LimitsRequest) -> Vec<Figure> {
        let mut figures = vec![];
        let mut add = |limit, label, asset, value: f64, most: Option<f64>| {
            if let Some(most) = most {
                figures.push(Figure { limit, label, asset, value, most });
            }
        };
        let net: f64 = self.held.iter().sum();
        let gross: f64 = self.held.iter().map(|x| x.abs()).sum();
        for (i, x) in self.held.iter().enumerate() {
            if let Some(target) = &self.target {
                add(LimitKind::Drift, "Drift", Some(i), (x - target[i]).abs(), request.drift);
            }
        }
        for (i, x) in self.held.iter().enumerate() {
            add(LimitKind::Concentration, "Concentration", Some(i), x.abs(), request.concentration);
        }
        add(LimitKind::GrossExposure, "Gross exposure", None, gross, request.gross_exposure);
        add(LimitKind::NetExposure, "Net exposure", None, net.abs(), request.net_exposure);
        add(LimitKind::MarginUse, "Margin use", None, self.margin, request.margin_use);
        if let Some(at_risk) = self.value_at_risk {
            add(LimitKind::ValueAtRisk, "Value at risk", None, at_risk, request.value_at_risk);
        }
        figures
    }

    /// Whether every limit holds.
    pub fn within(&self, request: &LimitsRequest) -> bool {
        self.figures(request).iter().all(|figure| !beyond(figure.value, figure.most))
    }

    /// The exposures nearest to those held that stay within the limits by asset and of exposure, in that order.
    pub fn allowed(&self, request: &LimitsRequest) -> Vec<f64> {
        let mut allowed = self.held.clone();
        for (i, x) in allowed.iter_mut().enumerate() {
            if let (Some(drift), Some(target)) = (request.drift, &self.target) {
                *x = x.clamp(target[i] - drift, target[i] + drift);
            }
            if let Some(most) = request.concentration {
                *x = x.clamp(-most, most);
            }
        }
        let gross: f64 = allowed.iter().map(|x| x.abs()).sum();
        let net: f64 = allowed.iter().sum::<f64>().abs();
        let part =
            |most: Option<f64>, of: f64| most.map_or(1.0, |most| if of > most { most / of } else { 1.0 });
        let by = part(request.gross_exposure, gross).min(part(request.net_exposure, net));
        allowed.iter().map(|x| x * by).collect()
    }

    /// The limits beside what is held now (self) and would be after the orders.
    pub fn checks(&self, after: &Self, request: &LimitsRequest) -> Vec<LimitCheck> {
        let check = |(now, later): (Figure, Figure)| LimitCheck {
            limit: now.limit,
            label: now.label,
            asset: now.asset.map(|i| self.assets[i].clone()),
            breached: beyond(now.value, now.most),
            breached_after: beyond(later.value, later.most),
            value: now.value,
            most: now.most,
            after: later.value,
        };
        let all: Vec<LimitCheck> =
            self.figures(request).into_iter().zip(after.figures(request)).map(check).collect();
        let kept = |check: &LimitCheck| !check.breached && !check.breached_after;
        // Of assets that all keep a limit only the nearest to it is told.
        let told = |k: usize| {
            let nearest = |(other, one): (usize, &LimitCheck)| {
                one.limit != all[k].limit || (kept(one) && (one.value, k) <= (all[k].value, other))
            };
            !kept(&all[k]) || all.iter().enumerate().all(nearest)
        };
        (0..all.len()).filter(|k| told(*k)).map(|k| all[k].clone()).collect()
    }
}
