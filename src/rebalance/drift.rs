//! How far assets and groups are from their targets: weight less target, parts of the equity.

use super::response::{AssetDrift, GroupDrift};
use crate::error::Error;
use crate::risk::{RiskGroup, places};

/// Half the sum of absolute drifts: what has to be sold and bought again.
pub(super) fn half_sum(drift: &[AssetDrift], of: fn(&AssetDrift) -> Option<f64>) -> f64 {
    0.5 * drift.iter().filter_map(of).map(f64::abs).sum::<f64>()
}

/// The drifts of groups are the sums of those of their assets; an asset without a price counts nothing.
pub(super) fn of_groups(
    drift: &[AssetDrift],
    groups: &[RiskGroup],
    known: &[String],
) -> Result<Vec<GroupDrift>, Error> {
    let mut names: Vec<(String, Vec<usize>)> = known.iter().map(|asset| (asset.clone(), vec![])).collect();
    names.extend(drift.iter().enumerate().map(|(i, row)| (row.asset.clone(), vec![i])));
    let row = |(group, own): (&RiskGroup, Vec<usize>)| {
        let sum = |of: fn(&AssetDrift) -> Option<f64>| own.iter().filter_map(|i| of(&drift[*i])).sum::<f64>();
        GroupDrift {
            name: group.name.clone(),
            weight: sum(|row| row.weight),
            target: sum(|row| Some(row.target)),
            drift: sum(|row| row.drift),
            after: sum(|row| row.after),
        }
    };
    Ok(groups.iter().zip(places(groups, names)?).map(row).collect())
}
