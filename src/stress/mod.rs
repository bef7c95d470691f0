//! What a book would lose if the market went so: scenarios stated or past, what follows from some moves for
//! others, a grid, a tornado, other correlations.
//!
//! A [`StressScenario`] says how far the market goes, given the [`Background`] of holdings, market and history; a
//! [`StressBook`] revalues every position in full under the [`Shock`] that comes of it.

mod background;
mod book;
mod correlation;
mod event;
mod grid;
pub mod impact;
mod operation;
mod propagation;
mod request;
mod response;
pub mod reverse;
mod scenario;
mod shock;
pub mod spiral;
mod tornado;

pub use background::{Background, Joint};
pub use book::{Ready, StressBook, Stressed};
pub use correlation::{CorrelationStress, StatedCorrelation, StressedCorrelation, blended};
pub use grid::StressGrid;
pub use operation::{StressPositions, run};
pub use propagation::{Propagated, propagate};
pub use request::{RecordedEvents, StepSize, StressRequest, UserScenario};
pub use response::{ScenarioMove, StressOutcome, StressResponse, StressSpiral, StressedPosition};
pub use scenario::StressScenario;
pub use shock::Shock;
pub use tornado::TornadoBar;

/// A fraction as sentences write it.
fn percent(fraction: f64) -> String {
    format!("{:.1} %", 100.0 * fraction)
}
