//! Derivatives and portfolios of them: prices, Greeks, surfaces, carry, profiles, hedges. One program, since each costs
//! seconds to link.

mod american;
mod carry;
#[path = "../contracts/mod.rs"]
mod contracts;
mod exchange_chain;
mod explain;
#[path = "../golden/derivatives.rs"]
mod golden;
mod hedge;
mod heston;
mod option_greeks;
mod option_properties;
mod price;
mod profile;
mod published_prices;
mod surface;
mod totals;
