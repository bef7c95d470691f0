//! No loop is asked for.

use serde::{Deserialize, Serialize};

use super::LoopMethod;
use super::figures::StakingLoopResponse;
use super::staking_loop::source;
use crate::error::Error;
use crate::method::{Describe, Method};

/// Nothing is looped.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct NoLoop {}

impl LoopMethod for NoLoop {
    fn run(&self) -> Result<Option<StakingLoopResponse>, Error> {
        Ok(None)
    }
}

impl Describe for NoLoop {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "None",
            summary: "What is borrowed is not bought into more collateral.",
            formula: "S = K, B = 0",
            conventions: &[],
            parameters: vec![],
            references: vec![source()],
        }
    }
}
