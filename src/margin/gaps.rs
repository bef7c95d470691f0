//! What an account holds that a pack has no figures for.

use super::pack::CheckedPack;
use super::request::MarginAccount;
use super::rule::Leg;
use super::state::State;
use crate::error::Notice;

/// Says where the account holds what the pack has no figures for.
pub fn beyond_pack(account: &MarginAccount, state: &State, pack: &CheckedPack, warnings: &mut Vec<Notice>) {
    for pool in &state.pools {
        for book in pool.books.iter().filter(|book| book.legs.iter().any(Leg::beyond_cap)) {
            let message = format!(
                "{} holds more {} than the tiers of {} ({}) go up to: the last tier is taken.",
                account.name, book.asset, pack.pack.label, pack.date
            );
            warnings.push(Notice::new("beyondTiers", message));
        }
        let rising = |leg: &Leg| leg.rule.open_interest.is_some();
        for book in pool.books.iter().filter(|book| book.legs.iter().any(rising)) {
            if account.open_interest.0.contains_key(&book.asset) {
                continue;
            }
            let message = format!(
                "The initial margin of {} rises with the open interest of {}, which {} does not state: the least rate is taken.",
                book.asset, pack.pack.label, account.name
            );
            warnings.push(Notice::new("openInterestUnknown", message));
        }
        let unmeasured =
            pool.books.iter().filter(|book| book.coins > 0.0 && pack.counts_in_full(&book.asset));
        for book in unmeasured.filter(|_| account.own_pack.is_none()) {
            let message = format!(
                "{} counts {} as collateral in full, since the pack of {} has no ratio for it: the venue counts less, and liquidates sooner.",
                account.name, book.asset, pack.pack.label
            );
            warnings.push(Notice::new("collateralInFull", message));
        }
        if pack.debt_rate() == 0.0 && pool.books.iter().any(|book| book.coins < 0.0) {
            let message = format!("{} of {} asks no margin of what is borrowed.", pack.pack.label, pack.date);
            warnings.push(Notice::new("debtWithoutMargin", message));
        }
    }
}
