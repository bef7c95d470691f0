//! A number for each of some assets, as requests carry it: `{"BTC": 0.03}`.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use crate::error::{Code, Error};

/// Numbers by asset; unchecked.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(transparent)]
pub struct ByAsset(
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Record<string, number>"))] pub BTreeMap<String, f64>,
);

impl ByAsset {
    /// Whether no asset is named.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Refuses a number out of its range, which `rule` states.
    pub fn check(&self, range: RangeInclusive<f64>, path: &str, rule: &str) -> Result<(), Error> {
        match self.0.iter().find(|(_, number)| !range.contains(*number)) {
            Some((asset, _)) => Err(Error::invalid(format!("{path}.{asset}"), rule)),
            None => Ok(()),
        }
    }

    /// Refuses an asset that is not among the known ones.
    pub fn check_names(&self, known: &[String], path: &str) -> Result<(), Error> {
        match self.0.keys().find(|asset| !known.contains(asset)) {
            Some(asset) => {
                let error = Error::new(Code::NotFound, format!("There is no asset {asset}."));
                Err(error.at(format!("{path}.{asset}")))
            }
            None => Ok(()),
        }
    }

    /// The numbers of these assets; 0 for those that are not named.
    pub fn of(&self, assets: &[String]) -> Vec<f64> {
        assets.iter().map(|asset| self.0.get(asset).copied().unwrap_or(0.0)).collect()
    }
}
