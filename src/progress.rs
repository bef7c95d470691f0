//! How long work tells how far it is.

/// Receives the state of long work. Work reports between chunks of a few milliseconds, so that a
/// page can show it; cancelling is the caller's affair (a worker is simply stopped).
pub trait Progress {
    /// `done` of `total` parts are finished; `doing` says in a few words what goes on.
    fn report(&mut self, done: usize, total: usize, doing: &str);
}

/// Nobody watches.
impl Progress for () {
    fn report(&mut self, _done: usize, _total: usize, _doing: &str) {}
}
