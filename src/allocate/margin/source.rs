//! Where margin rates come from.

use crate::error::Error;
use crate::margin::Charge;
use crate::method::Reference;

/// Which margin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// So that positions may be opened.
    Initial,
    /// So that they stay open.
    Maintenance,
}

/// An asset that is held on margin.
#[derive(Debug, Clone, Copy)]
pub struct OnMargin<'a> {
    /// Its name.
    pub asset: &'a str,
    /// Its last price, where one is known.
    pub price: Option<f64>,
    /// By what factor the price has moved.
    pub factor: f64,
    /// The largest |weight| that is looked at.
    pub reach: f64,
}

/// Rates of margin.
pub trait MarginSource {
    /// What each asset asks for, held long and short.
    fn charges(&self, held: &[OnMargin], which: Which) -> Result<Vec<[Charge; 2]>, Error>;
}

crate::methods! {
    /// Where margin rates come from.
    pub enum MarginRates as dyn MarginSource, family "marginRates", label "Margin rates" {
        stated_rates::StatedRates,
        venue_rates::VenueRates,
    }
}

/// On how margins and positions bind each other.
fn brunnermeier() -> Reference {
    Reference {
        text: "Brunnermeier, M. K., Pedersen, L. H. (2009). Market liquidity and funding liquidity. The Review of Financial Studies 22(6).",
        url: Some("https://doi.org/10.1093/rfs/hhn098"),
    }
}
