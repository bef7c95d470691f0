//! The operation `lending`.

use super::account::Account;
use super::form;
use super::pledge;
use super::request::LendingRequest;
use super::response::LendingResponse;
use crate::error::{Error, Notice};
use crate::method::OperationDescription;
use crate::operations::Operation;
use crate::progress::Progress;

/// The operation `lending`.
pub struct MeasureLending;

/// Lending accounts, staked collateral and a loop, measured.
pub fn run(request: &LendingRequest) -> Result<LendingResponse, Error> {
    request.check()?;
    let mut warnings = vec![];
    let mut accounts = vec![];
    for (i, account) in request.accounts.iter().enumerate() {
        let path = format!("accounts[{i}]");
        let read = Account::read(account, &request.spots).map_err(|error| error.inside(&path))?;
        let health = read.measure(account.name.as_deref(), request.price_change, request.slashing);
        if health.equity < 0.0 {
            let message = format!("{} owes more than its collateral is worth.", health.name);
            warnings.push(Notice::new("negativeEquity", message).at(path));
        } else if health.liquidatable {
            let message = format!("{} can be liquidated at these prices.", health.name);
            warnings.push(Notice::new("liquidatable", message).at(path));
        }
        accounts.push(health);
    }
    let mut pledges = vec![];
    for (i, one) in request.pledges.iter().enumerate() {
        let measured = pledge::measure(one, &request.spots, request.slashing);
        pledges.push(measured.map_err(|error| error.inside(&format!("pledges[{i}]")))?);
    }
    let looping = request.looping.method().run().map_err(|error| error.inside("looping"))?;
    Ok(LendingResponse { accounts, pledges, looping, warnings })
}

impl Operation for MeasureLending {
    type Request = LendingRequest;
    type Response = LendingResponse;

    fn describe() -> OperationDescription {
        OperationDescription {
            name: "lending",
            book: "",
            label: "Lending",
            summary: "Health of lending accounts, prices at which they are liquidated and what that leaves; staked coins as collateral; the yield and risk of a staking loop.",
            parameters: form::parameters(),
        }
    }

    fn run(request: &LendingRequest, _progress: &mut dyn Progress) -> Result<LendingResponse, Error> {
        run(request)
    }
}
