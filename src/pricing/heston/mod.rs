//! Heston's model beyond its smile: figures of options, and calibration to a chain.

pub mod calibration;
mod figures;

pub use crate::market::heston::{Heston, HestonExpiry, TimeValue};
pub use figures::HestonFigures;
