//! What `allocate` is asked.

use serde::{Deserialize, Serialize};

use super::bands::Bands;
use super::basis::{Basis, Checked, Past};
use super::constraints::Constraints;
use super::given_moments::GivenMoments;
use super::problem::Problem;
use super::scenarios::Scenarios;
use super::units::TradedUnits;
use super::{Objective, basis, factor_band};
use crate::error::Error;
use crate::estimate::{Covariance, Estimation, HistoryUse, Mean, Moments, Repair};
use crate::market::{ByAsset, PriceTable, ReturnKind, Returns};

/// How the capital is to be spread.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct AllocateRequest {
    /// Always 1.
    pub schema_version: Option<crate::SchemaVersion>,
    /// Price history; a session may lend its own.
    pub prices: Option<PriceTable>,
    /// Instead of prices.
    pub moments: Option<GivenMoments>,
    /// Which assets to hold, in this order; all when left out.
    pub assets: Option<Vec<String>>,
    /// How expected returns are estimated.
    pub mean: Mean,
    /// What holding each asset brings or costs beside its price, per year; added to its expected return.
    pub carry: ByAsset,
    /// What borrowing an asset costs per year, where it is held short.
    #[serde(skip_serializing_if = "ByAsset::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub borrow: ByAsset,
    /// How covariances are estimated.
    pub covariance: Covariance,
    /// What is done where the estimated covariance is none.
    pub repair: Repair,
    /// What the weights are chosen for.
    pub objective: Objective,
    /// What they have to obey.
    pub constraints: Constraints,
    /// Per year.
    pub risk_free_rate: f64,
    /// Which part of unequal histories is used.
    pub history: HistoryUse,
    /// Simple or log returns.
    pub returns: ReturnKind,
    /// Instead of what the dates say.
    pub periods_per_year: Option<f64>,
    /// What is held now, to compare with.
    pub current: Option<Vec<CurrentWeight>>,
    /// Whether the answer says what each limit that binds is worth; takes one more solve for each.
    pub binding: bool,
    /// Whether it is shown how far other histories would have moved the weights.
    pub bands: Bands,
    /// Whether the weights are turned into units that can be traded.
    pub units: TradedUnits,
    /// First date of the history that may be used.
    pub from: Option<String>,
    /// Last date of the history that may be used.
    pub to: Option<String>,
}

/// The share of one asset in what is held now.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct CurrentWeight {
    /// The asset.
    pub asset: String,
    /// Its part of the capital.
    pub weight: f64,
}

impl AllocateRequest {
    /// The problem that it states, or the first thing that is wrong with it.
    pub(super) fn check(&self) -> Result<Checked, Error> {
        self.check_on(self.prices.as_ref().map(Past::Table))
    }

    /// The same with prices from elsewhere.
    pub(super) fn check_on(&self, prices: Option<Past>) -> Result<Checked, Error> {
        let checked = Basis {
            prices,
            moments: self.moments.as_ref(),
            assets: self.assets.as_deref(),
            observed: self.objective.method().observes(),
            mean: &self.mean,
            carry: &self.carry,
            borrow: &self.borrow,
            covariance: &self.covariance,
            repair: self.repair,
            constraints: &self.constraints,
            risk_free_rate: self.risk_free_rate,
            history: self.history,
            returns: self.returns,
            periods_per_year: self.periods_per_year,
            current: self.current.as_deref(),
            from: self.from.as_deref(),
            to: self.to.as_deref(),
        }
        .check()?;
        basis::check_objective(&self.objective, &checked.problem, "objective")?;
        self.bands.check(checked.returns.as_ref())?;
        Ok(checked)
    }

    /// The same problem with other returns of the same assets: moments, scenarios and the loadings of factor bands are
    /// estimated from these alone.
    pub(super) fn on(&self, checked: &Checked, returns: &Returns) -> Result<Problem, Error> {
        let problem = &checked.problem;
        let Estimation { mut moments, probabilities, .. } =
            Moments::estimate(returns, &problem.known, &self.mean, &self.covariance, self.repair)?;
        moments.add_carry(&self.carry, &problem.known)?;
        let mut limits = problem.limits.clone();
        for row in factor_band::rows(&self.constraints.factors, Some(returns))? {
            if let Some(whole) = limits.rows.iter_mut().find(|whole| whole.path == row.path) {
                *whole = row;
            }
        }
        Ok(Problem {
            mean: moments.mean,
            covariance: moments.covariance,
            limits,
            scenarios: Some(Scenarios::of(returns, probabilities).into()),
            ..problem.clone()
        })
    }
}
