//! The data of a lending market as published: one dated file with its source.
//!
//! ```text
//! loanToValue ≤ threshold,  threshold (1 + bonus) ≤ 1,  0 < kink < 1
//! ```

use serde::Deserialize;

use crate::error::{Code, Error};
use crate::json;
use crate::market::parse_instant;

/// What one coin counts for.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct Reserve {
    /// As the market calls it.
    pub asset: String,
    /// The coin whose price it follows.
    pub of: Option<String>,
    /// Whether it is staked: it has a price of its own, and can be slashed.
    pub staked: bool,
    /// The part of its value that may be borrowed.
    pub loan_to_value: f64,
    /// The part of its value that counts against the debt; 0 where it is no collateral.
    pub threshold: f64,
    /// What a liquidator takes beyond the debt repaid, as a part of it.
    pub bonus: f64,
    /// The protocol's part of the bonus.
    pub protocol_fee: f64,
    /// The part of the collateral that an absorbed account is credited.
    pub liquidation_factor: f64,
    /// What borrowing it costs; none where it is not lent.
    pub rates: Option<Rates>,
}

impl Default for Reserve {
    fn default() -> Self {
        Self {
            asset: String::new(),
            of: None,
            staked: false,
            loan_to_value: 0.0,
            threshold: 0.0,
            bonus: 0.0,
            protocol_fee: 0.0,
            liquidation_factor: 1.0,
            rates: None,
        }
    }
}

/// An interest curve in the market's own terms, per year.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct Rates {
    /// Optimal utilisation.
    pub kink: f64,
    /// Where nothing is lent out.
    pub base: f64,
    /// Below the kink: what is added up to it (Aave), or per 1.00 of utilisation (Compound).
    pub slope_below: f64,
    /// Above the kink, likewise.
    pub slope_above: f64,
    /// The protocol's part of the interest.
    pub reserve_factor: f64,
    /// Of suppliers per 1.00 of utilisation, where they have a curve of their own.
    pub supply_slope_below: f64,
    /// Likewise above the kink.
    pub supply_slope_above: f64,
}

/// Thresholds that coins of one kind have among themselves.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Mode {
    /// As requests name it.
    pub id: String,
    /// Its collaterals.
    pub assets: Vec<String>,
    /// The part of the value that may be borrowed.
    pub loan_to_value: f64,
    /// The part of the value that counts against the debt.
    pub threshold: f64,
    /// What a liquidator takes beyond the debt repaid.
    pub bonus: f64,
}

/// A market's data.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Pack {
    /// As a person calls it.
    pub name: String,
    /// Of which day the values are.
    #[serde(default)]
    pub date: String,
    /// Where they stand.
    #[serde(default)]
    pub source: String,
    /// Which rules they go with.
    #[serde(default)]
    pub version: String,
    /// Its coins.
    pub reserves: Vec<Reserve>,
    /// Its efficiency modes.
    #[serde(default)]
    pub modes: Vec<Mode>,
    /// What every other coin counts for; none where no other is taken.
    #[serde(skip)]
    pub others: Option<Reserve>,
}

impl Pack {
    /// Reads and checks a file.
    pub fn read(file: &str) -> Result<Self, Error> {
        let pack: Self = json::read(file).map_err(|(fault, path)| Error {
            code: Code::Unreadable,
            message: fault.to_string(),
            path,
        })?;
        pack.check()?;
        Ok(pack)
    }

    /// The reserve that a name of a request means: its own, or that of the coin it wraps.
    pub fn reserve(&self, name: &str) -> Option<&Reserve> {
        let wraps = |one: &&Reserve| !one.staked && one.of.as_deref() == Some(name);
        let named = self.reserves.iter().find(|one| one.asset == name);
        named.or_else(|| self.reserves.iter().find(wraps)).or(self.others.as_ref())
    }

    /// The names of what can be deposited as collateral.
    pub fn collaterals(&self) -> Vec<String> {
        self.names(|one| one.threshold > 0.0)
    }

    /// The names of what can be borrowed.
    pub fn lent(&self) -> Vec<String> {
        self.names(|one| one.rates.is_some())
    }

    fn names(&self, which: impl Fn(&Reserve) -> bool) -> Vec<String> {
        self.reserves.iter().filter(|one| which(one)).map(|one| one.asset.clone()).collect()
    }

    fn check(&self) -> Result<(), Error> {
        if parse_instant(&self.date).is_none() {
            return Err(Error::invalid("date", "A pack says of which day its values are, as 2026-11-22."));
        }
        for (field, text) in [("source", &self.source), ("version", &self.version)] {
            if text.is_empty() {
                return Err(Error::invalid(
                    field,
                    "A pack says where its values stand and which rules they go with.",
                ));
            }
        }
        for (i, one) in self.reserves.iter().enumerate() {
            let at = |field: &str| format!("reserves[{i}].{field}");
            if self.reserves[..i].iter().any(|other| other.asset == one.asset) {
                return Err(Error::invalid(at("asset"), "A coin stands in a pack once."));
            }
            thresholds(one.loan_to_value, one.threshold, one.bonus)
                .map_err(|e| e.inside(&format!("reserves[{i}]")))?;
            for (field, value) in
                [("protocolFee", one.protocol_fee), ("liquidationFactor", one.liquidation_factor)]
            {
                if !(0.0..=1.0).contains(&value) {
                    return Err(Error::invalid(at(field), "It is a fraction between 0 and 1."));
                }
            }
            if let Some(rates) = &one.rates
                && !(rates.kink > 0.0
                    && rates.kink < 1.0
                    && rates.slope_above >= 0.0
                    && rates.slope_below >= 0.0)
            {
                return Err(Error::invalid(at("rates"), "The kink lies between 0 and 1, and rates rise."));
            }
        }
        for (i, mode) in self.modes.iter().enumerate() {
            thresholds(mode.loan_to_value, mode.threshold, mode.bonus)
                .map_err(|e| e.inside(&format!("modes[{i}]")))?;
        }
        Ok(())
    }
}

/// That a collateral can be liquidated before it is worth less than the debt and the bonus.
pub(super) fn thresholds(loan_to_value: f64, threshold: f64, bonus: f64) -> Result<(), Error> {
    if !(0.0..=threshold).contains(&loan_to_value) {
        return Err(Error::invalid("loanToValue", "It lies between 0 and the threshold."));
    }
    if !(bonus >= 0.0 && threshold * (1.0 + bonus) <= 1.0) {
        return Err(Error::invalid(
            "threshold",
            "The threshold with the bonus is at most the whole collateral.",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::margin::lending::LendingMarket;

    #[test]
    fn every_pack_reads() {
        for market in [
            r#"{"kind": "aaveV3"}"#,
            r#"{"kind": "compoundV3"}"#,
            r#"{"kind": "compoundV3", "base": "weth"}"#,
        ] {
            let market: LendingMarket = json::read(market).unwrap();
            let pack = market.method().pack().unwrap();
            assert!(pack.reserves.len() >= 3 && !pack.collaterals().is_empty() && !pack.lent().is_empty());
            for rates in pack.reserves.iter().filter_map(|one| one.rates.as_ref()) {
                let curve = market.method().curve(rates);
                for i in 0..=20 {
                    let utilization = f64::from(i) / 20.0;
                    let back = curve.utilization(curve.rate(utilization)).unwrap();
                    assert!((back - utilization).abs() < 1e-12, "{} {utilization}", pack.name);
                }
                // What suppliers earn comes from borrowers; beyond the kink a market may pay more, to draw deposits.
                assert_eq!(market.method().supply_rate(rates, 0.0), 0.0, "{}", pack.name);
                assert!(market.method().supply_rate(rates, rates.kink) < curve.at_kink, "{}", pack.name);
            }
        }
    }

    #[test]
    fn what_is_wrong_with_a_pack_is_told_with_its_place() {
        let pack = |head: &str, reserve: &str| {
            format!(r#"{{"name": "n", {head} "version": "1", "reserves": [{{"asset": "A", {reserve}}}]}}"#)
        };
        let whole = r#""date": "2026-11-22", "source": "s","#;
        let plain = r#""loanToValue": 0.5, "threshold": 0.6"#;
        assert!(Pack::read(&pack(whole, plain)).is_ok());
        for (text, path) in [
            (pack(r#""source": "s","#, plain), "date"),
            (pack(r#""date": "soon", "source": "s","#, plain), "date"),
            (pack(r#""date": "2026-11-22","#, plain), "source"),
            (pack(whole, r#""loanToValue": 0.7, "threshold": 0.6"#), "reserves[0].loanToValue"),
            (pack(whole, r#""threshold": 0.98, "bonus": 0.05"#), "reserves[0].threshold"),
            (pack(whole, r#""liquidationFactor": 1.5"#), "reserves[0].liquidationFactor"),
            (pack(whole, r#""rates": {"kink": 1}"#), "reserves[0].rates"),
            (pack(whole, r#""unheardOf": 1"#), "reserves[0].unheardOf"),
        ] {
            assert_eq!(Pack::read(&text).unwrap_err().path.as_deref(), Some(path), "{text}");
        }
    }
}
