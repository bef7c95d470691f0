//! Other correlations, variances as they are.
//!
//! ```text
//! C' = (1 − w) C + w T     Σ' = D C' D,  D = diag √Σ
//! σ² = e'Σe    VaR = z₀.₉₉ σ     e exposures, delta times spot
//! ```
//!
//! C estimated correlations, T ones throughout, or C with the stated pairs in their places. A mixture with ones
//! has no negative eigenvalue; stated pairs may give one, and C' is then the nearest matrix that has none (Higham).
//! In either case a part ε of the identity is mixed in, so that no eigenvalue is zero.
//!
//! Sources: Rebonato and Jäckel (1999), The most general methodology to create a valid correlation matrix for
//! risk management and option pricing purposes, Journal of Risk 2(2); Higham (2002), Computing the nearest
//! correlation matrix, IMA Journal of Numerical Analysis 22(3).

use nalgebra::DMatrix;
use serde::{Deserialize, Serialize};

use super::background::{Background, Joint};
use super::scenario::conditional_shock::variance_of;
use crate::error::{Code, Error, Notice};
use crate::estimate::{Repair, correlation};
use crate::math::normal_quantile::normal_quantile;
use crate::math::symmetric_eigen::Spectrum;

/// ε.
const IDENTITY: f64 = 1e-8;
const LEVEL: f64 = 0.99;

/// The correlation of two assets.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct StatedCorrelation {
    /// One.
    pub first: String,
    /// The other.
    pub second: String,
    /// Between −1 and 1.
    pub correlation: f64,
}

/// Other correlations.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct CorrelationStress {
    /// w: 0 leaves correlations as they are, 1 takes the target.
    pub weight: f64,
    /// The target: these pairs, the others as they are; ones throughout where none is stated.
    #[serde(default)]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub pairs: Vec<StatedCorrelation>,
}

/// The book under other correlations; delta-normal, in quote currency.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct StressedCorrelation {
    /// The assets of the matrix.
    pub assets: Vec<String>,
    /// Row after row, as estimated.
    pub before: Vec<f64>,
    /// Row after row, as stressed.
    pub after: Vec<f64>,
    /// Standard deviation of the profit over the horizon.
    pub volatility_before: f64,
    /// The same under the other correlations.
    pub volatility_after: f64,
    /// Value at risk at 99 % over the horizon.
    pub value_at_risk_before: f64,
    /// The same under the other correlations.
    pub value_at_risk_after: f64,
    /// Least eigenvalue of the mixture before its repair.
    pub least_eigenvalue: f64,
    /// The farthest that a repair moved a correlation.
    pub repaired_by: f64,
}

/// The mixture, positive definite with a unit diagonal; with its least eigenvalue before that was seen to.
pub fn blended(from: &DMatrix<f64>, to: &DMatrix<f64>, weight: f64) -> Result<(DMatrix<f64>, f64), Error> {
    let mut mixture = from * (1.0 - weight) + to * weight;
    mixture.fill_diagonal(1.0);
    let unfound = || Error::new(Code::NotConverged, "The eigenvalues of the correlations were not found.");
    let least = Spectrum::of(&mixture).ok_or_else(unfound)?.values.last().copied().unwrap_or(1.0);
    let mut result = match Repair::default().apply(&mixture)? {
        Some((repaired, _)) => repaired,
        None => mixture,
    };
    if least < IDENTITY {
        result *= 1.0 - IDENTITY;
        result.fill_diagonal(1.0);
    }
    Ok((result, least))
}

fn target(stress: &CorrelationStress, joint: &Joint, before: &DMatrix<f64>) -> Result<DMatrix<f64>, Error> {
    if stress.pairs.is_empty() {
        return Ok(before.map(|_| 1.0));
    }
    let mut target = before.clone();
    for (i, pair) in stress.pairs.iter().enumerate() {
        let path = |field: &str| format!("pairs[{i}].{field}");
        if !(-1.0..=1.0).contains(&pair.correlation) {
            let message = format!("The correlation is {}; it lies between -1 and 1.", pair.correlation);
            return Err(Error::invalid(path("correlation"), message));
        }
        let place = |field: &str, asset: &str| {
            joint.place(asset).ok_or_else(|| {
                let message = format!("{asset} is not held with a price history.");
                Error::new(Code::NotFound, message).at(path(field))
            })
        };
        let (a, b) = (place("first", &pair.first)?, place("second", &pair.second)?);
        if a == b {
            return Err(Error::invalid(path("second"), "An asset's correlation with itself is 1."));
        }
        (target[(a, b)], target[(b, a)]) = (pair.correlation, pair.correlation);
    }
    Ok(target)
}

/// The book under other correlations.
pub(super) fn stressed(
    stress: &CorrelationStress,
    background: &Background,
) -> Result<(StressedCorrelation, Vec<Notice>), Error> {
    if !(0.0..=1.0).contains(&stress.weight) {
        let message = format!("The weight is {}; it lies between 0 and 1.", stress.weight);
        return Err(Error::invalid("weight", message));
    }
    let joint = background.joint(&[])?;
    let before = correlation(&joint.matrix);
    let (after, least) = blended(&before, &target(stress, &joint, &before)?, stress.weight)?;
    let n = before.nrows();
    let scaled =
        DMatrix::from_fn(n, n, |i, j| after[(i, j)] * (joint.matrix[(i, i)] * joint.matrix[(j, j)]).sqrt());
    let volatility = |matrix: &DMatrix<f64>| variance_of(matrix, &joint, background).sqrt();
    let (first, second) = (volatility(&joint.matrix), volatility(&scaled));
    let mixture = &before * (1.0 - stress.weight) + target(stress, &joint, &before)? * stress.weight;
    let repaired_by = if least < IDENTITY { (&after - mixture).abs().max() } else { 0.0 };
    let mut notices = joint.notices.clone();
    if repaired_by > 1e-6 {
        let message = format!(
            "No market has these correlations: their least eigenvalue is {least:.2e}. They were moved to the nearest that one could have, none by more than {repaired_by:.2}."
        );
        notices.push(Notice::new("correlationsRepaired", message).at("correlation.pairs"));
    }
    let z = normal_quantile(LEVEL);
    let flat = |matrix: DMatrix<f64>| matrix.as_slice().to_vec();
    let result = StressedCorrelation {
        before: flat(before),
        after: flat(after),
        volatility_before: first,
        volatility_after: second,
        value_at_risk_before: z * first,
        value_at_risk_after: z * second,
        least_eigenvalue: least,
        repaired_by,
        assets: joint.assets,
    };
    Ok((result, notices))
}
