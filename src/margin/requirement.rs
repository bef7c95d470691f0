//! What an account must hold.

/// What an account must hold at prices given, in quote currency: knows nothing of requests.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Requirement {
    /// To open the positions.
    pub initial: f64,
    /// To keep them.
    pub maintenance: f64,
}

impl std::ops::AddAssign for Requirement {
    fn add_assign(&mut self, other: Self) {
        self.initial += other.initial;
        self.maintenance += other.maintenance;
    }
}
