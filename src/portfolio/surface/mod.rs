//! The operation `surface`: from quotes of options to volatility surfaces, with all that is said of them.
//!
//! Each asset is fitted by itself. What is checked and shown is the smile that was fitted, whatever the
//! method: errors against the quotes, arbitrage, skew at deltas, variance swaps and the index of thirty
//! days.

mod chain;
mod request;
mod response;

pub use request::{OptionQuote, SurfaceRequest, Weighting};
pub use response::{
    AssetSurface, ForwardOrigin, LeftOutQuotes, SmileLine, SurfaceExpiry, SurfaceQuote, SurfaceResponse,
    Unused,
};

use chain::{Candidate, Chain, chains};

use crate::error::{Code, Error, Notice};
use crate::market::smile::Smile;
use crate::market::{Forward, Timestamp, VolatilityQuote, format_instant};
use crate::method::{Choice, OperationDescription, Parameter, Value};
use crate::operations::Operation;
use crate::pricing::surface::arbitrage::{least_density, least_difference, searched};
use crate::pricing::surface::delta::DeltaQuotes;
use crate::pricing::surface::replication::{index, listed, replicated};
use crate::pricing::surface::{FittedParameter, Slice, SurfaceModel};
use crate::progress::Progress;

/// Points of a line that is drawn.
const LINE: usize = 61;
/// How far a line goes beyond the quotes, in their range.
const BEYOND: f64 = 0.05;

/// The surfaces of all assets with quotes.
pub fn run(request: &SurfaceRequest, progress: &mut dyn Progress) -> Result<SurfaceResponse, Error> {
    let market = request.quotes.check().map_err(|error| error.inside("quotes"))?;
    let (chains, warnings) = chains(&request.quotes, &request.options, &market, request.weighting)?;
    let mut response = SurfaceResponse {
        valuation_time: format_instant(market.valuation_time()),
        surfaces: vec![],
        volatilities: vec![],
        forwards: vec![],
        warnings,
    };
    if chains.is_empty() {
        let message = match response.warnings.first() {
            Some(first) => format!("No expiry has quotes that a smile can be fitted to. {}", first.message),
            None => "There are no quotes of options: drop an option chain, or give volatilities of single strikes.".into(),
        };
        return Err(Error::new(Code::MissingQuote, message).at("quotes.volatilities"));
    }
    for chains in chains.chunk_by(|a, b| a.asset == b.asset) {
        surface(request, chains, &mut response, progress)?;
    }
    Ok(response)
}

fn surface(
    request: &SurfaceRequest,
    chains: &[Chain],
    response: &mut SurfaceResponse,
    progress: &mut dyn Progress,
) -> Result<(), Error> {
    let asset = &chains[0].asset;
    let slices: Vec<_> = chains.iter().map(|chain| chain.slice.clone()).collect();
    let fitted = request.model.method().fit(&slices, progress)?;
    let mut expiries: Vec<SurfaceExpiry> = vec![];
    let (mut squares, mut used) = (0.0, 0);
    for (i, (chain, smile)) in chains.iter().zip(&fitted.smiles).enumerate() {
        let before = i.checked_sub(1).map(|i| (&slices[i], &fitted.smiles[i]));
        let expiry = describe(chain, smile, before, fitted.by_slice[i].clone());
        squares += expiry.rms_error * expiry.rms_error * expiry.used as f64;
        used += expiry.used;
        response.forwards.push(Forward {
            asset: asset.clone(),
            expiry: format_instant(chain.expiry),
            price: chain.slice.forward,
        });
        let volatility = quote(asset, chain.expiry, chain.slice.years, smile);
        // A model says the same of every expiry.
        if response.volatilities.last() != Some(&volatility) {
            response.volatilities.push(volatility);
        }
        expiries.push(expiry);
    }
    let variances: Vec<(f64, f64)> =
        expiries.iter().map(|expiry| (expiry.years, expiry.years * expiry.variance_swap)).collect();
    let index = index(&variances);
    if index.is_none() {
        let message =
            format!("{asset} has no expiries on both sides of thirty days: there is no index of it.");
        response.warnings.push(Notice::new("noIndex", message));
    }
    response.surfaces.push(AssetSurface {
        asset: asset.clone(),
        shared: fitted.shared,
        rms_error: (squares / used as f64).sqrt(),
        index,
        expiries,
    });
    Ok(())
}

/// All that is said of one expiry.
fn describe(
    chain: &Chain,
    smile: &Smile,
    before: Option<(&Slice, &Smile)>,
    parameters: Vec<FittedParameter>,
) -> SurfaceExpiry {
    let (slice, forward, years) = (&chain.slice, chain.slice.forward, chain.slice.years);
    let w = |k: f64| smile.total_variance(k);
    let volatility = |k: f64| (w(k) / years).sqrt();
    let used: Vec<&Candidate> = chain.candidates.iter().filter(|quote| quote.left_out.is_none()).collect();
    let (mut squares, mut largest) = (0.0, (0.0, forward));
    for (quote, listed) in slice.quotes.iter().zip(&used) {
        let error = (volatility(quote.moneyness) - quote.volatility).abs();
        squares += error * error;
        if error > largest.0 {
            largest = (error, listed.strike);
        }
    }
    let range = slice.range();
    let margin = BEYOND * (range.1 - range.0);
    let (low, high) = (range.0 - margin, range.1 + margin);
    let line: Vec<f64> = (0..LINE).map(|i| low + (high - low) * i as f64 / (LINE - 1) as f64).collect();
    let (start, earlier) =
        before.map_or((0.0, 0.0), |(slice, smile)| (slice.years, smile.total_variance(0.0)));
    let strikes: Vec<(f64, f64)> = used.iter().map(|quote| (quote.strike, quote.volatility)).collect();
    SurfaceExpiry {
        expiry: format_instant(chain.expiry),
        years,
        forward,
        forward_origin: chain.origin,
        parameters,
        used: slice.quotes.len(),
        left_out: chain.left_out(),
        rms_error: (squares / slice.quotes.len() as f64).sqrt(),
        largest_error: largest.0,
        largest_error_strike: largest.1,
        at_the_money: volatility(0.0),
        delta: DeltaQuotes::of(&w, years),
        forward_variance: (w(0.0) - earlier) / (years - start),
        variance_swap: replicated(&w) / years,
        listed_variance_swap: listed(&strikes, forward, years),
        butterfly_check: least_density(smile, searched(range)),
        calendar_check: before
            .map(|(early, before)| least_difference(before, smile, searched(early.range_with(slice)))),
        smile: SmileLine {
            strikes: line.iter().map(|k| forward * libm::exp(*k)).collect(),
            volatilities: line.iter().map(|k| volatility(*k)).collect(),
        },
        quotes: chain
            .candidates
            .iter()
            .map(|quote| SurfaceQuote {
                strike: quote.strike,
                volatility: quote.volatility,
                bid: quote.bid,
                ask: quote.ask,
                fitted: volatility(libm::log(quote.strike / forward)),
                left_out: quote.left_out,
            })
            .collect(),
    }
}

/// A smile as the market takes it.
fn quote(asset: &str, expiry: Timestamp, years: f64, smile: &Smile) -> VolatilityQuote {
    let (asset, expiry) = (asset.to_owned(), format_instant(expiry));
    match smile {
        Smile::Svi(svi) => VolatilityQuote::Svi {
            asset,
            expiry,
            a: svi.a,
            b: svi.b,
            rho: svi.rho,
            m: svi.m,
            sigma: svi.sigma,
        },
        Smile::Points(spline) => {
            let (k, w) = spline.points();
            let volatilities = w.iter().map(|w| (w / years).sqrt()).collect();
            VolatilityQuote::Smile { asset, expiry, moneyness: k.to_vec(), volatilities }
        }
        Smile::Heston(model) => {
            let [v0, kappa, theta, sigma, rho] = model.model().parameters();
            VolatilityQuote::Heston { asset, v0, kappa, theta, sigma, rho }
        }
    }
}

/// The operation `surface`.
pub struct MakeSurface;

impl Operation for MakeSurface {
    type Request = SurfaceRequest;
    type Response = SurfaceResponse;

    fn describe() -> OperationDescription {
        OperationDescription {
            name: "surface",
            book: "",
            label: "Volatility surface",
            summary: "Fits a volatility surface to quotes of options, checks it for arbitrage, and says what volatility and variance it implies.",
            parameters: vec![
                Parameter {
                    name: "model",
                    label: "Surface",
                    help: "How the smiles are fitted.",
                    value: Value::Method { family: "surface", default: SurfaceModel::default().kind() },
                    advanced: false,
                },
                Parameter {
                    name: "weighting",
                    label: "Quotes count",
                    help: "What the squared error of each quote counts in the fit.",
                    value: Value::Choice {
                        choices: vec![
                            Choice { value: "vega", label: "By vega" },
                            Choice { value: "spread", label: "By 1 / spread²" },
                            Choice { value: "equal", label: "Alike" },
                        ],
                        default: "vega",
                    },
                    advanced: false,
                },
            ],
        }
    }

    fn run(request: &SurfaceRequest, progress: &mut dyn Progress) -> Result<SurfaceResponse, Error> {
        run(request, progress)
    }
}
