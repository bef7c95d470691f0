//! Every operation by name: the one list behind the page, the command line and the catalog.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::{Code, Error, grouped};
use crate::json;
use crate::market::PriceTable;
use crate::method::OperationDescription;
use crate::pricing::option_batch;
use crate::progress::Progress;

/// A pure function from a request to a response.
pub trait Operation {
    /// What it takes; unchecked until `run` checks it.
    type Request: DeserializeOwned;
    /// What it answers.
    type Response: Serialize;

    /// Label, summary and settings, for the catalog.
    fn describe() -> OperationDescription;

    /// The answer, or what is wrong with the request.
    fn run(request: &Self::Request, progress: &mut dyn Progress) -> Result<Self::Response, Error>;

    /// Where the request holds its price table, so that a caller that keeps one can lend it.
    fn prices(_request: &mut Self::Request) -> Option<&mut Option<PriceTable>> {
        None
    }

    /// Takes a price table out of the response, for a caller that hands large numbers over by itself.
    fn take_prices(_response: &mut Self::Response) -> Option<PriceTable> {
        None
    }
}

/// Something to be done with whichever operation a name stands for.
pub trait Visitor {
    /// What comes of it.
    type Output;
    /// Does it with the operation `O`.
    fn visit<O: Operation>(self) -> Self::Output;
}

macro_rules! operations {
    ($($name:literal => $operation:path, $request:ident => $response:ident;)*) => {
        /// The names of all operations.
        pub const NAMES: &[&str] = &[$($name),*];

        /// Calls the visitor with the operation of that name.
        pub fn with_operation<V: Visitor>(name: &str, visitor: V) -> Result<V::Output, Error> {
            match name {
                $($name => Ok(visitor.visit::<$operation>()),)*
                _ => Err(Error::new(
                    Code::UnknownOperation,
                    format!("There is no operation {name:?}. There are: {}.", NAMES.join(", ")),
                )),
            }
        }

        /// The descriptions of all operations.
        pub fn describe() -> Vec<OperationDescription> {
            vec![$(<$operation as Operation>::describe()),*]
        }

        /// The map from an operation's name to the types of its request and response, in TypeScript.
        pub const TYPESCRIPT: &str = concat!(
            "/** Every operation with its request and response. */\n",
            "export interface OperationMap {\n",
            $("  ", $name, ": { request: ", stringify!($request), "; response: ", stringify!($response), " };\n",)*
            "}\n"
        );
    };
}

operations! {
    "risk" => crate::risk::MeasureRisk, RiskRequest => RiskResponse;
    "riskBacktest" => crate::risk::backtest::BacktestRisk, RiskBacktestRequest => RiskBacktestResponse;
    "riskComparison" => crate::risk::CompareRisk, RiskComparisonRequest => RiskComparison;
    "stress" => crate::stress::StressPositions, StressRequest => StressResponse;
    "reverseStress" => crate::stress::reverse::ReverseStress, ReverseStressRequest => ReverseStressResponse;
    "sample" => crate::sample::MakeSample, SampleRequest => SampleBook;
    "margin" => crate::margin::MeasureMargin, MarginRequest => MarginResponse;
    "venuePack" => crate::margin::ReadVenuePack, VenuePackRequest => VenuePack;
    "liquidationRisk" => crate::liquidation::MeasureLiquidationRisk, LiquidationRiskRequest => LiquidationRiskResponse;
    "liquidationMap" => crate::liquidation::map::MapLiquidations, LiquidationMapRequest => LiquidationMapResponse;
    "hedge" => crate::hedge::HedgePositions, HedgeRequest => HedgeResponse;
    "portfolioMargin" => crate::margin::scenario::MarginPortfolio, PortfolioMarginRequest => PortfolioMarginResponse;
    "rebalancePolicies" => crate::rebalance::policy::ComparePolicies, RebalancePoliciesRequest => RebalancePoliciesResponse;
    "lending" => crate::margin::lending::MeasureLending, LendingRequest => LendingResponse;
    "limits" => crate::rebalance::limits::CheckLimits, LimitsRequest => LimitsResponse;
    "rebalance" => crate::rebalance::PlanOrders, RebalanceRequest => RebalanceResponse;
    "dependencies" => crate::protocol::MeasureDependencies, DependenciesRequest => DependenciesResponse;
    "index" => crate::protocol::MakeIndex, IndexRequest => IndexResponse;
    "import" => crate::import::Import, ImportRequest => ImportResponse;
    "positionList" => crate::import::position_list::ReadPositionList, PositionListRequest => PositionListResponse;
    "incrementalRisk" => crate::risk::MeasureTrade, IncrementalRiskRequest => IncrementalRiskResponse;
    "trackRecord" => crate::risk::MeasureTrackRecord, TrackRecordRequest => TrackRecordResponse;
    "liquidity" => crate::risk::MeasureLiquidity, LiquidityRequest => LiquidityResponse;
    "intradayNeed" => crate::risk::FollowNeed, IntradayNeedRequest => IntradayNeedResponse;
    "backtest" => crate::backtest::Backtest, BacktestRequest => BacktestResponse;
    "crossValidation" => crate::backtest::validation::CrossValidate, CrossValidationRequest => CrossValidationResponse;
    "backtestReport" => crate::backtest::report::ReportBacktest, BacktestReportRequest => BacktestReportResponse;
    "catalog" => crate::catalog::ReadCatalog, CatalogRequest => Catalog;
    "volatility" => crate::estimate::volatility::FitVolatility, VolatilityRequest => VolatilityResponse;
    "estimate" => crate::estimate::Estimate, EstimateRequest => EstimateResponse;
    "forecast" => crate::estimate::forecast::JudgeForecasts, ForecastRequest => ForecastResponse;
    "experts" => crate::estimate::experts::WeighExperts, ExpertsRequest => ExpertsResponse;
    "allocate" => crate::allocate::Allocate, AllocateRequest => AllocateResponse;
    "frontier" => crate::allocate::Frontier, FrontierRequest => FrontierResponse;
    "quotes" => crate::portfolio::quotes::DeriveQuotes, QuotesRequest => QuotesResponse;
    "carry" => crate::portfolio::carry::MeasureCarry, CarryRequest => CarryResponse;
    "price" => crate::portfolio::price::Price, PriceRequest => PriceResponse;
    "explain" => crate::portfolio::explain::Explain, ExplainRequest => ExplainResponse;
    "profile" => crate::portfolio::profile::Profile, ProfileRequest => ProfileResponse;
    "impliedVolatility" => crate::portfolio::implied_volatility::ImpliedVolatility, ImpliedVolatilityRequest => ImpliedVolatilityResponse;
    "surface" => crate::portfolio::surface::MakeSurface, SurfaceRequest => SurfaceResponse;
}

/// The most numbers that columns may have together: two million options.
pub const MOST_NUMBERS: usize = 14_000_000;

/// Refuses columns that would take more memory than a tab has; to be asked before they are copied.
pub fn check_columns(numbers: usize) -> Result<(), Error> {
    if numbers <= MOST_NUMBERS {
        return Ok(());
    }
    let message = format!(
        "There are {} numbers; columns have at most {} together. Send them in parts.",
        grouped(numbers as u64),
        grouped(MOST_NUMBERS as u64)
    );
    Err(Error::new(Code::TooLarge, message))
}

/// Runs an operation on numbers that are too many for JSON: columns of one length, one after the other.
pub fn run_columns(name: &str, columns: &[f64]) -> Result<Vec<f64>, Error> {
    check_columns(columns.len())?;
    match name {
        "valueOptions" => option_batch::value_options(columns),
        "valueAmericanOptions" => option_batch::value_american_options(columns),
        "priceAmericanOptions" => option_batch::price_american_options(columns),
        "impliedVolatilities" => crate::pricing::implied_batch::implied_volatilities(columns),
        _ => Err(Error::new(
            Code::UnknownOperation,
            format!(
                "There is no operation {name:?} on columns. There are: valueOptions, valueAmericanOptions, priceAmericanOptions, impliedVolatilities."
            ),
        )),
    }
}

/// Reads the request of an operation from JSON.
pub fn read<O: Operation>(json: &str) -> Result<O::Request, Error> {
    json::read(json).map_err(|(fault, path)| Error {
        code: Code::InvalidRequest,
        message: fault.to_string(),
        path,
    })
}

/// Writes a response as JSON.
pub fn write<T: Serialize>(response: &T) -> Result<String, Error> {
    serde_json::to_string(response).map_err(|error| Error::new(Code::InvalidValue, error.to_string()))
}

/// Reads a request from JSON, runs it, and writes the response as JSON.
pub fn run_json(name: &str, request: &str, progress: &mut dyn Progress) -> Result<String, Error> {
    struct Json<'a>(&'a str, &'a mut dyn Progress);
    impl Visitor for Json<'_> {
        type Output = Result<String, Error>;
        fn visit<O: Operation>(self) -> Self::Output {
            write(&O::run(&read::<O>(self.0)?, self.1)?)
        }
    }
    with_operation(name, Json(request, progress))?
}
