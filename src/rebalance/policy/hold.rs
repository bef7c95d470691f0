//! Never trading again.

use serde::{Deserialize, Serialize};

use super::{Decision, Moment, Policy};
use crate::error::Error;
use crate::method::{Describe, Method, Reference};

/// Buying and holding.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct Hold {}

impl Policy for Hold {
    fn check(&self) -> Result<(), Error> {
        Ok(())
    }

    fn decide(&self, _moment: &Moment) -> Decision {
        Decision::Wait
    }
}

impl Describe for Hold {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Never",
            summary: "Takes the target once and lets everything drift.",
            formula: "w[i, t] ∝ w*[i] p[i, t] / p[i, 0]",
            conventions: &["What rises most comes to be most of the account."],
            parameters: vec![],
            references: vec![Reference {
                text: "Perold, A. F., Sharpe, W. F. (1988). Dynamic strategies for asset allocation. Financial Analysts Journal 44(1).",
                url: Some("https://doi.org/10.2469/faj.v44.n1.16"),
            }],
        }
    }
}
