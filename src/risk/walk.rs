//! What the steps of a walk through history share, so that none of them reads the history or fits a model anew.

use std::any::Any;
use std::cell::RefCell;
use std::rc::Rc;

use super::book::Window;
use super::measure::Setting;
use crate::error::{Code, Error};
use crate::market::{Observed, ReturnKind, ReturnOptions, Returns};

/// The most scenarios that one step simulates.
const MOST_SCENARIOS: usize = 2_000;

/// Returns over the whole history, and models that were fitted at an earlier step.
pub struct Walk {
    window: Window,
    read: RefCell<Vec<Read>>,
    fits: RefCell<Vec<(String, Box<dyn Any>)>>,
}

struct Read {
    kind: ReturnKind,
    observed: Vec<Observed>,
    returns: Rc<Returns>,
}

impl Walk {
    /// Through this part of the history.
    pub fn new(window: Window) -> Self {
        Self { window, read: RefCell::default(), fits: RefCell::default() }
    }

    /// From here on models are fitted anew.
    pub fn refit(&self) {
        self.fits.borrow_mut().clear();
    }

    /// All returns of the walk.
    pub(super) fn whole(
        &self,
        setting: &Setting,
        kind: ReturnKind,
        observed: &[Observed],
    ) -> Result<Rc<Returns>, Error> {
        let known = self.read.borrow().iter().find_map(|read| {
            (read.kind == kind && read.observed == observed).then(|| Rc::clone(&read.returns))
        });
        if let Some(returns) = known {
            return Ok(returns);
        }
        let options = ReturnOptions {
            assets: Some(&setting.book.assets),
            observed,
            kind,
            from: self.window.from,
            to: self.window.to,
            periods_per_year: None,
            at_least: 1,
        };
        let returns = Rc::new(Returns::new(setting.history, &options)?.0);
        let read = Read { kind, observed: observed.to_vec(), returns: Rc::clone(&returns) };
        self.read.borrow_mut().push(read);
        Ok(returns)
    }
}

/// The returns within the window of one step.
pub(super) fn returns(
    walk: &Walk,
    setting: &Setting,
    kind: ReturnKind,
    observed: &[Observed],
    at_least: usize,
) -> Result<Returns, Error> {
    let Window { from, to } = setting.window;
    let whole = walk.whole(setting, kind, observed)?;
    whole.between(from, to).filter(|returns| returns.observations() >= at_least).ok_or_else(|| {
        let message = format!("There are fewer than {} returns in the window.", at_least.max(1));
        Error::new(Code::InsufficientHistory, message).at("window")
    })
}

impl Setting<'_> {
    /// A model by its name: from `fit`, or within a walk as it was at the last step at which it was due.
    pub fn fitted<T: Clone + 'static>(
        &self,
        model: &str,
        fit: &dyn Fn() -> Result<T, Error>,
    ) -> Result<T, Error> {
        let Some(walk) = self.walk else { return fit() };
        let fits = walk.fits.borrow();
        let known = fits.iter().find(|(name, _)| name == model);
        if let Some(fitted) = known.and_then(|(_, fitted)| fitted.downcast_ref::<T>()) {
            return Ok(fitted.clone());
        }
        drop(fits);
        let fitted = fit()?;
        walk.fits.borrow_mut().push((model.to_owned(), Box::new(fitted.clone())));
        Ok(fitted)
    }

    /// How many scenarios are simulated where so many were asked for: fewer at each step of a walk.
    pub fn scenarios(&self, asked: usize) -> usize {
        if self.walk.is_some() { asked.min(MOST_SCENARIOS) } else { asked }
    }
}
