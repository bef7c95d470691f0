//! Published figures, natively.

#[test]
fn published_figures() {
    super::golden::GOLDENS.iter().for_each(|check| check(super::run));
}
