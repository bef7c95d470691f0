//! Forced selling at leverage thresholds: see [`path`](super::path) for the rounds.

use serde::{Deserialize, Serialize};

use super::SpiralMethod;
use super::path::{Layer, Path, Spiralling, run};
use crate::error::{Code, Error};
use crate::market::{ByAsset, is_currency};
use crate::method::{Describe, Method, Parameter, Reference, Unit, Value};
use crate::stress::book::StressBook;
use crate::stress::impact::ImpactLaw;
use crate::stress::scenario::{ALL, check_range};

const SHOCKS: (f64, f64) = (-0.99, 10.0);
const SHARES: (f64, f64) = (0.0, 10.0);
const LEVERAGES: (f64, f64) = (1.0, 1_000.0);
const MAINTENANCES: (f64, f64) = (0.0, 0.5);
const VOLUMES: (f64, f64) = (1e-6, 1e18);
const DEFAULT_SHOCK: f64 = -0.1;
const DEFAULT_SHARE: f64 = 0.05;
const DEFAULT_MAINTENANCE: f64 = 0.01;
/// Leverages at which the crowd is liquidated where none are stated.
const CROWD: [f64; 7] = [50.0, 25.0, 20.0, 10.0, 5.0, 3.0, 2.0];

/// What others hold with one leverage.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct CrowdLayer {
    /// Exposure ÷ equity at today's prices.
    pub leverage: f64,
    /// Their volume as a part of a day's.
    pub share: f64,
}

/// Forced selling at leverage thresholds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct LeverageSpiral {
    /// The move of all coins that begins it.
    pub shock: f64,
    /// Volume of a day in quote currency, by asset; `*` stands for those that are not named.
    #[serde(skip_serializing_if = "ByAsset::is_empty")]
    pub volumes: ByAsset,
    /// How far volume moves a price.
    pub impact: ImpactLaw,
    /// Volume forced at each of the usual thresholds, as a part of a day's.
    pub share: f64,
    /// Other thresholds with their volumes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub crowd: Vec<CrowdLayer>,
    /// Equity ÷ exposure below which a position is liquidated.
    pub maintenance: f64,
    /// Exposure ÷ equity above which the book sells; never where it is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub highest_leverage: Option<f64>,
    /// What it sells down to; the same where it is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_leverage: Option<f64>,
    /// Equity of the book; the value of the positions where it is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub equity: Option<f64>,
}

impl Default for LeverageSpiral {
    fn default() -> Self {
        Self {
            shock: DEFAULT_SHOCK,
            volumes: ByAsset::default(),
            impact: ImpactLaw::default(),
            share: DEFAULT_SHARE,
            crowd: vec![],
            maintenance: DEFAULT_MAINTENANCE,
            highest_leverage: None,
            target_leverage: None,
            equity: None,
        }
    }
}

/// The work that names it.
pub(super) fn brunnermeier() -> Reference {
    Reference {
        text: "M. K. Brunnermeier, L. H. Pedersen (2009), Market liquidity and funding liquidity, Review of Financial Studies 22(6), 2201-2238",
        url: Some("https://doi.org/10.1093/rfs/hhn098"),
    }
}

impl Describe for LeverageSpiral {
    fn describe() -> Method {
        let number = |name, label, help, unit, (min, max), default, advanced| Parameter {
            name,
            label,
            help,
            value: Value::Number { unit, min: Some(min), max: Some(max), default },
            advanced,
        };
        Method {
            kind: String::new(),
            label: "Leverage thresholds",
            summary: "A first move liquidates the most leveraged, their selling moves prices and liquidates the next; the book sells when its own leverage is too high.",
            formula: "sold at S'/S ≤ 1 − 1/λ + m;  S'/S = (1 + shock) exp(∓ impact(|Q|/V))",
            conventions: &[
                "λ leverage at today's prices, m maintenance margin; the crowd is long.",
                "Without other thresholds these are 50, 25, 20, 10, 5, 3 and 2 times.",
                "What the book sells leaves at the prices after its own impact.",
                "Stablecoins and money keep their price; a coin without a stated volume stops the computation.",
            ],
            parameters: vec![
                number(
                    "shock",
                    "First move",
                    "Of all coins.",
                    Unit::Fraction,
                    SHOCKS,
                    Some(DEFAULT_SHOCK),
                    false,
                ),
                Parameter {
                    name: "volumes",
                    label: "Daily volume",
                    help: "In quote currency; * is all coins that are not named.",
                    value: Value::PerAsset {
                        unit: Unit::Money,
                        min: Some(VOLUMES.0),
                        max: Some(VOLUMES.1),
                        default: None,
                    },
                    advanced: false,
                },
                Parameter {
                    name: "impact",
                    label: "Impact",
                    help: "How far forced volume moves a price.",
                    value: Value::Method { family: "impactLaw", default: ImpactLaw::default().kind() },
                    advanced: false,
                },
                number(
                    "share",
                    "Volume at each threshold",
                    "As a part of a day's volume.",
                    Unit::Fraction,
                    SHARES,
                    Some(DEFAULT_SHARE),
                    false,
                ),
                Parameter {
                    name: "crowd",
                    label: "Other thresholds",
                    help: "What others hold, by leverage; left out, the usual seven thresholds.",
                    value: Value::Rows {
                        row: "Threshold",
                        columns: vec![
                            number(
                                "leverage",
                                "Leverage",
                                "Exposure over equity at today's prices.",
                                Unit::None,
                                LEVERAGES,
                                None,
                                false,
                            )
                            .required(),
                            number(
                                "share",
                                "Volume",
                                "As a part of a day's volume.",
                                Unit::Fraction,
                                SHARES,
                                None,
                                false,
                            )
                            .required(),
                        ],
                    },
                    advanced: true,
                },
                number(
                    "highestLeverage",
                    "Leverage at which the book sells",
                    "Exposure over equity; left out, it never does.",
                    Unit::None,
                    LEVERAGES,
                    None,
                    false,
                ),
                number(
                    "targetLeverage",
                    "Leverage it sells down to",
                    "Left out, the same.",
                    Unit::None,
                    LEVERAGES,
                    None,
                    true,
                ),
                number(
                    "maintenance",
                    "Maintenance margin",
                    "Equity over exposure below which a position is liquidated.",
                    Unit::Fraction,
                    MAINTENANCES,
                    Some(DEFAULT_MAINTENANCE),
                    true,
                ),
                number(
                    "equity",
                    "Equity",
                    "Left out, the value of the positions.",
                    Unit::Money,
                    (0.0, 1e18),
                    None,
                    true,
                ),
            ],
            references: vec![
                brunnermeier(),
                Reference {
                    text: "R. Cont, E. Schaanning (2017), Fire sales, indirect contagion and systemic stress testing, Norges Bank Working Paper 2/2017",
                    url: Some("https://doi.org/10.2139/ssrn.2541114"),
                },
            ],
        }
    }
}

impl SpiralMethod for LeverageSpiral {
    fn spiral(&self) -> Option<&LeverageSpiral> {
        Some(self)
    }

    fn check(&self) -> Result<(), Error> {
        self.impact.method().check().map_err(|error| error.inside("impact"))?;
        check_range("shock", self.shock, SHOCKS)?;
        check_range("share", self.share, SHARES)?;
        check_range("maintenance", self.maintenance, MAINTENANCES)?;
        self.volumes.check(
            VOLUMES.0..=VOLUMES.1,
            "volumes",
            "A daily volume is an amount of quote currency above zero.",
        )?;
        for (i, layer) in self.crowd.iter().enumerate() {
            check_range(&format!("crowd[{i}].leverage"), layer.leverage, LEVERAGES)?;
            check_range(&format!("crowd[{i}].share"), layer.share, SHARES)?;
        }
        for (field, leverage) in
            [("highestLeverage", self.highest_leverage), ("targetLeverage", self.target_leverage)]
        {
            check_range(field, leverage.unwrap_or(LEVERAGES.0), LEVERAGES)?;
        }
        if self.target_leverage > self.highest_leverage {
            let message = "The book sells down to a leverage not above the one at which it sells.";
            return Err(Error::invalid("targetLeverage", message));
        }
        Ok(())
    }
}

impl LeverageSpiral {
    /// What becomes of a book.
    pub fn follow(&self, book: &StressBook) -> Result<Path, Error> {
        let moves = |asset: &String| !is_currency(asset);
        let all = self.volumes.0.get(ALL);
        let mut volumes = vec![];
        for asset in &book.assets {
            let stated = self.volumes.0.get(asset).or(all);
            if moves(asset) && stated.is_none() {
                let message =
                    format!("State the daily volume of {asset}: its forced selling has no impact without.");
                return Err(Error::new(Code::MissingQuote, message).at(format!("volumes.{asset}")));
            }
            volumes.push(stated.filter(|_| moves(asset)).copied());
        }
        let equity = self.equity.unwrap_or_else(|| book.value());
        if equity.is_nan() || equity <= 0.0 {
            let message =
                format!("The equity is {equity}; a book without equity cannot survive anything. State it.");
            return Err(Error::invalid("equity", message));
        }
        let usual = CROWD.map(|leverage| CrowdLayer { leverage, share: self.share });
        let crowd = if self.crowd.is_empty() { &usual[..] } else { &self.crowd[..] };
        let layers = crowd.iter().map(|layer| Layer {
            trigger: 1.0 - 1.0 / layer.leverage + self.maintenance,
            share: layer.share,
        });
        let width = book.assets.len();
        let profits = |points: &[Vec<f64>]| {
            let mut flat = vec![];
            for point in points {
                flat.extend(point);
                flat.resize(flat.len() + width, 0.0);
            }
            book.now.totals(&flat)
        };
        Ok(run(&Spiralling {
            profits: &profits,
            shock: self.shock,
            volumes,
            layers: layers.collect(),
            impact: &|days| self.impact.method().of(days),
            maintenance: self.maintenance,
            highest: self.highest_leverage,
            target: self.target_leverage.or(self.highest_leverage),
            equity,
        }))
    }
}
