//! Everything the engine offers: operations with their settings, families with their methods.
//!
//! The page makes its forms and its help of this, the command line its help, the documentation its
//! table of methods. Nothing in here is written twice: a method describes itself in its own file.

use serde::{Deserialize, Serialize};

use crate::SchemaVersion;
use crate::error::Error;
use crate::method::{Family, OperationDescription};
use crate::operations::{self, Operation};
use crate::progress::Progress;

/// Asks for the catalog.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct CatalogRequest {
    /// Always 1.
    pub schema_version: Option<SchemaVersion>,
}

/// All operations and all families of methods.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct Catalog {
    /// The version of the shapes.
    pub schema_version: u32,
    /// The operations, in the order of the list.
    pub operations: Vec<OperationDescription>,
    /// The families of methods that operations choose from.
    pub families: Vec<Family>,
}

/// The families of methods; one line for each folder's list.
pub fn families() -> Vec<Family> {
    vec![
        crate::pricing::instrument::Instrument::family(),
        crate::pricing::surface::SurfaceModel::family(),
        crate::pricing::funding::FundingRule::family(),
        crate::margin::lending::LendingMarket::family(),
        crate::margin::lending::LendingLoop::family(),
        crate::estimate::Mean::family(),
        crate::estimate::Covariance::family(),
        crate::estimate::volatility::VolatilityModel::family(),
        crate::allocate::Objective::family(),
        crate::allocate::Measure::family(),
        crate::allocate::Tolerance::family(),
        crate::allocate::Bands::family(),
        crate::allocate::TradedUnits::family(),
        crate::allocate::MarginRates::family(),
        crate::allocate::SurvivalScenario::family(),
        crate::backtest::Target::family(),
        crate::risk::RiskMethod::family(),
        crate::rebalance::policy::RebalancePolicy::family(),
        crate::stress::StressScenario::family(),
        crate::stress::spiral::Spiral::family(),
        crate::stress::impact::ImpactLaw::family(),
        crate::margin::scenario::RiskArray::family(),
        crate::protocol::FailureScore::family(),
        crate::protocol::FailureDependence::family(),
        crate::import::FileForm::family(),
    ]
}

/// The operation `catalog`.
pub struct ReadCatalog;

impl Operation for ReadCatalog {
    type Request = CatalogRequest;
    type Response = Catalog;

    fn describe() -> OperationDescription {
        OperationDescription {
            name: "catalog",
            book: "",
            label: "Catalog",
            summary: "Lists every operation and method with parameters, units, ranges, defaults and sources.",
            parameters: vec![],
        }
    }

    fn run(_request: &CatalogRequest, _progress: &mut dyn Progress) -> Result<Catalog, Error> {
        Ok(Catalog {
            schema_version: crate::SCHEMA_VERSION,
            operations: operations::describe(),
            families: families(),
        })
    }
}
