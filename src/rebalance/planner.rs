//! How a plan is made: gaps, then the limits one after the other, in units of the ledger.

use super::ledger::Ledger;
use super::plan::{CashAccount, Order, Plan, Reason, Unplaced};
use super::rules::{FlowUse, Rules, TradeDirection};
use super::tradable::{Tradable, WHOLE};

/// Exposures below this part of the equity are rounding.
const DUST: f64 = 1e-12;
/// What cash cuts off an order is told from this part of the equity on: less is what the passes leave.
const CUT: f64 = 1e-9;
/// Costs are parts of what they are taken from: so many passes find them to rounding where they are a few per cent.
const PASSES: usize = 6;
/// How exactly the proportion is found.
const HALVINGS: usize = 52;

/// One order in units of the ledger.
#[derive(Debug, Clone, Copy)]
struct Entry {
    line: usize,
    quantity: f64,
    slices: u32,
    cash: f64,
    /// Fee, spread, impact, gas.
    costs: [f64; 4],
    /// What it takes of the money that is free, margin included.
    takes: f64,
}

/// What one pass makes.
struct Made {
    entries: Vec<Entry>,
    unplaced: Vec<Unplaced>,
    gaps: Vec<f64>,
    by_flow: Vec<f64>,
    /// Whether cash is short of the orders or the withdrawal.
    short: bool,
    /// What of the withdrawal cannot be paid.
    unpaid: f64,
}

pub(super) struct Planner<'a> {
    pub lines: &'a [Tradable],
    pub held: &'a [f64],
    pub rules: &'a Rules,
    pub ledger: Ledger,
}

impl Planner<'_> {
    /// With targets that are parts of the equity, or of what costs and reserve leave of it where the cash is short of
    /// them.
    pub fn plan(&self, cash: f64, flow: f64, target: &[f64]) -> Plan {
        let units = |money: f64| self.ledger.units(money);
        let (before, flow_units) = (units(cash), units(flow));
        let equity_units = before + flow_units + units(self.rules.beside) + self.worth(self.held);
        let equity = self.ledger.money(equity_units);
        let mut kept = 0.0;
        for _ in 0..PASSES {
            let made = self.made(before, flow_units, (equity - kept).max(0.0), target);
            let costs: f64 = made.entries.iter().flat_map(|entry| entry.costs).sum();
            let needs = self.ledger.money(costs) + self.rules.reserve;
            if !made.short || self.rules.direction != TradeDirection::Both || needs == kept {
                break;
            }
            kept = needs;
        }
        let made = self.made(before, flow_units, (equity - kept).max(0.0), target);
        self.written(before, flow_units, equity, made)
    }

    /// The orders for targets that are parts of `base`.
    fn made(&self, before: f64, flow: f64, base: f64, target: &[f64]) -> Made {
        let mut unplaced = vec![];
        let (gaps, by_flow) = self.wanted(base, self.ledger.money(flow), target, &mut unplaced);
        let mut entries: Vec<Entry> =
            (0..self.lines.len()).filter_map(|i| self.placed(i, gaps[i], base, &mut unplaced)).collect();
        let (short, unpaid) = self.afford(before, flow, base, &mut entries, &mut unplaced);
        Made { entries, unplaced, gaps, by_flow, short, unpaid }
    }

    fn written(&self, before: f64, flow_units: f64, equity: f64, made: Made) -> Plan {
        let units = |money: f64| self.ledger.units(money);
        let Made { entries, mut unplaced, gaps, by_flow, unpaid, .. } = made;
        let mut held = self.held.to_vec();
        let mut sums = [0.0; 6];
        let mut orders = Vec::with_capacity(entries.len());
        for entry in &entries {
            held[entry.line] = self.after(entry);
            let order = self.order(entry, gaps[entry.line], by_flow[entry.line]);
            let [fee, spread, impact, gas] = entry.costs;
            let parts = [entry.cash.max(0.0), (-entry.cash).max(0.0), fee, spread, impact, gas];
            sums.iter_mut().zip(parts).for_each(|(sum, part)| *sum += part);
            orders.push(order);
        }
        let paid = flow_units + unpaid;
        let after = before + paid + net(&entries);
        let money = |units: f64| self.ledger.money(units);
        let [sales, purchases, fees, spread, impact, gas] = sums;
        let residual = before + paid + sales - purchases - fees - spread - impact - gas - after;
        // What was opened by an order is worth what it took, what is left of the rest what closing it brings.
        let worth: f64 = (entries.iter()).fold(self.worth(self.held), |sum, entry| sum - entry.cash);
        unplaced.sort_by_key(|row| (row.line, row.reason));
        Plan {
            orders,
            unplaced,
            cash: money(after),
            held,
            equity_before: equity,
            equity_after: money(after + worth + units(self.rules.beside)),
            unpaid: money(unpaid),
            locked: money(self.locked(&entries, &[])),
            account: CashAccount {
                before: money(before),
                flow: money(paid),
                sales: money(sales),
                purchases: money(purchases),
                fees: money(fees),
                spread: money(spread),
                impact: money(impact),
                gas: money(gas),
                after: money(after),
                residual: money(residual),
            },
        }
    }

    /// What holdings with a price are worth, in units of the ledger.
    fn worth(&self, held: &[f64]) -> f64 {
        let priced = self.lines.iter().zip(held).filter(|(line, _)| line.usable());
        priced.map(|(line, held)| self.ledger.units(held * line.close_value)).sum()
    }

    /// The exposure that each line is to gain, and the part of it that the flow alone would trade.
    fn wanted(
        &self,
        equity: f64,
        flow: f64,
        target: &[f64],
        unplaced: &mut Vec<Unplaced>,
    ) -> (Vec<f64>, Vec<f64>) {
        let mut gaps = vec![0.0; self.lines.len()];
        // What closing all gaps on the flow's side takes or brings in cash.
        let mut whole = 0.0;
        for (i, line) in self.lines.iter().enumerate() {
            let wanted = target[i] * equity;
            if line.usable() {
                gaps[i] = wanted + (line.aside - self.held[i]) * line.unit_exposure;
                if gaps[i] * flow > 0.0 {
                    let per_exposure = self.cash_per_exposure(i, gaps[i]);
                    whole += self.ledger.units(gaps[i].abs() * per_exposure);
                }
            } else if self.held[i] != line.aside || line.extra != 0.0 || wanted.abs() > DUST * equity.abs() {
                let quantity = line.extra + if target[i] == 0.0 { -self.held[i] } else { 0.0 };
                unplaced.push(Unplaced { line: i, quantity, exposure: wanted, reason: Reason::NoPrice });
            }
        }
        let closed = match self.ledger.money(whole) {
            whole if whole > 0.0 => (flow.abs() / whole).min(1.0),
            _ => 0.0,
        };
        let mut by_flow = vec![0.0; self.lines.len()];
        for (i, gap) in gaps.iter_mut().enumerate() {
            let flowing = if *gap * flow > 0.0 { closed * *gap } else { 0.0 };
            let rest = *gap - flowing;
            let stays =
                self.rules.flows == FlowUse::Only || rest.abs() <= self.rules.tolerance * equity.abs();
            if stays && rest.abs() > DUST * equity.abs() {
                let quantity = rest / self.lines[i].unit_exposure;
                unplaced.push(Unplaced { line: i, quantity, exposure: rest, reason: Reason::Tolerance });
                *gap = flowing;
            }
            // What has no price has no exposure either.
            if self.lines[i].extra != 0.0 && self.lines[i].usable() {
                *gap += self.lines[i].extra * self.lines[i].unit_exposure;
            }
            by_flow[i] = if *gap == 0.0 { 0.0 } else { flowing / *gap };
        }
        (gaps, by_flow)
    }

    /// Cash that moving a line's exposure by 1.00 takes or brings, as at least its margin.
    fn cash_per_exposure(&self, i: usize, gap: f64) -> f64 {
        let line = &self.lines[i];
        let opens = gap * self.held[i] * line.unit_exposure >= 0.0;
        let cash = if opens { line.unit_value } else { line.close_value };
        (cash / line.unit_exposure).abs().max(line.margin_rate)
    }

    /// An order for a gap, after all limits but cash.
    fn placed(&self, i: usize, gap: f64, equity: f64, unplaced: &mut Vec<Unplaced>) -> Option<Entry> {
        if gap.abs() <= DUST * equity.abs() {
            return None;
        }
        let (line, held) = (&self.lines[i], self.held[i]);
        let mut wanted = gap / line.unit_exposure;
        let mut stays = |units: f64, reason: Reason| {
            let exposure = units * line.unit_exposure;
            if exposure.abs() > DUST * equity.abs() {
                unplaced.push(Unplaced { line: i, quantity: units, exposure, reason });
            }
        };
        let wrong = match self.rules.direction {
            TradeDirection::Both => false,
            TradeDirection::BuyOnly => gap < 0.0,
            TradeDirection::SellOnly => gap > 0.0,
        };
        if wrong {
            stays(wanted, Reason::Direction);
            return None;
        }
        let sign = wanted.signum();
        let fit = line.costs.fit(wanted.abs() * line.unit_notional, self.rules);
        if let Some(reason) = fit.cut {
            let within = sign * fit.notional / line.unit_notional;
            stays(wanted - within, reason);
            wanted = within;
        }
        // Rounding up to a lot turns no holding into its opposite, and no size into one that was cut.
        let turns = held * sign < 0.0 && (held + gap / line.unit_exposure) * held >= 0.0;
        let most = if turns { held.abs() } else { f64::INFINITY };
        let down = line.floor(wanted.abs().min(most));
        let near = line.nearest(wanted.abs());
        let up = near > down && near <= most * (1.0 + WHOLE) && fit.cut.is_none();
        let size = if up && self.obstacle(line, near, fit.slices).is_none() { near } else { down };
        stays(sign * (wanted.abs() - size).max(0.0), Reason::Lot);
        if size == 0.0 {
            return None;
        }
        if let Some(reason) = self.obstacle(line, size, fit.slices) {
            stays(sign * size, reason);
            return None;
        }
        Some(self.entry(i, sign * size, fit.slices))
    }

    fn least(&self, line: &Tradable) -> f64 {
        line.least_notional.max(self.rules.least_notional) * (1.0 - WHOLE)
    }

    /// Why an order of a size that is not cut any more is none.
    fn obstacle(&self, line: &Tradable, size: f64, slices: u32) -> Option<Reason> {
        let notional = size * line.unit_notional;
        if notional < self.least(line) {
            return Some(Reason::LeastNotional);
        }
        // Gas makes what is left of an order dearer than the whole.
        let most = self.rules.most_cost.map_or(1.0, |most| most * (1.0 + WHOLE));
        let rate = line.costs.rate(notional, slices);
        (rate > most || rate >= 1.0).then_some(Reason::Costs)
    }

    /// Units of the line after an order; what is left of a position that was closed is nothing.
    fn after(&self, entry: &Entry) -> f64 {
        let held = self.held[entry.line];
        let after = held + entry.quantity;
        if after.abs() <= 1e-12 * held.abs() { 0.0 } else { after }
    }

    fn entry(&self, i: usize, quantity: f64, slices: u32) -> Entry {
        let (line, held) = (&self.lines[i], self.held[i]);
        let units = |money: f64| self.ledger.units(money);
        let closed = if held * quantity < 0.0 { held.signum() * held.abs().min(quantity.abs()) } else { 0.0 };
        let cash = units(closed * line.close_value - (quantity + closed) * line.unit_value);
        let notional = quantity.abs() * line.unit_notional;
        let costs = [
            units(notional * line.costs.fee),
            units(notional * line.costs.half_spread),
            units(notional * line.costs.impact_rate(notional, slices)),
            units(line.costs.gas * f64::from(slices)),
        ];
        let mut entry = Entry { line: i, quantity, slices, cash, costs, takes: 0.0 };
        let locked = units(line.locked(self.after(&entry))) - units(line.locked(held));
        entry.takes = locked - entry.net();
        entry
    }

    /// Cuts the orders that take money so that there is enough, and says what of a withdrawal cannot be paid.
    fn afford(
        &self,
        before: f64,
        flow: f64,
        base: f64,
        entries: &mut Vec<Entry>,
        unplaced: &mut Vec<Unplaced>,
    ) -> (bool, f64) {
        let units = |money: f64| self.ledger.units(money);
        let loan = units(self.rules.loan);
        // What brings money goes first, then what frees margin and costs money, then what takes either.
        let (bringing, others): (Vec<Entry>, Vec<Entry>) =
            entries.iter().partition(|entry| entry.takes <= 0.0 && entry.net() >= 0.0);
        let (freeing, taking): (Vec<Entry>, Vec<Entry>) = others.iter().partition(|entry| entry.takes <= 0.0);
        let cash = before + flow + net(&bringing) + loan;
        let (freeing, no_cash) = self.within(freeing, cash, |entry| -entry.net(), base, unplaced);
        let free = cash + net(&freeing) - self.locked(&bringing, &freeing) - units(self.rules.reserve);
        let (taking, no_money) = self.within(taking, free, |entry| entry.takes, base, unplaced);
        *entries = [bringing, freeing, taking].concat();
        entries.sort_by_key(|entry| entry.line);
        let left = before + flow + net(entries) + loan - self.locked(entries, &[]);
        // A withdrawal leaves the margin.
        let unpaid = if flow < 0.0 && left < 0.0 { (-left).min(-flow) } else { 0.0 };
        (no_cash || no_money || free < 0.0, unpaid)
    }

    /// Margin after these orders, in units of the ledger.
    fn locked(&self, some: &[Entry], others: &[Entry]) -> f64 {
        let units = |money: f64| self.ledger.units(money);
        let all: f64 = (self.lines.iter().zip(self.held)).map(|(line, held)| units(line.locked(*held))).sum();
        some.iter().chain(others).fold(all, |sum, entry| sum + entry.takes + entry.net())
    }

    /// Orders that together take no more than there is, and whether they were cut for it.
    fn within(
        &self,
        whole: Vec<Entry>,
        most: f64,
        takes: fn(&Entry) -> f64,
        base: f64,
        unplaced: &mut Vec<Unplaced>,
    ) -> (Vec<Entry>, bool) {
        if whole.iter().map(takes).sum::<f64>() <= most || whole.is_empty() {
            return (whole, false);
        }
        let cut = self.cut(&whole, most, takes);
        for (was, is) in whole.iter().zip(&cut) {
            let quantity = was.quantity - is.quantity;
            let exposure = quantity * self.lines[was.line].unit_exposure;
            if exposure.abs() > CUT * base {
                let reason = if was.net() + was.takes > 0.0 && was.cash == 0.0 {
                    Reason::Margin
                } else {
                    Reason::Cash
                };
                unplaced.push(Unplaced { line: was.line, quantity, exposure, reason });
            }
        }
        (cut.into_iter().filter(|entry| entry.quantity != 0.0).collect(), true)
    }

    /// The orders cut in the greatest proportion that there is money for, then lots added where most is missing.
    fn cut(&self, whole: &[Entry], most: f64, takes: fn(&Entry) -> f64) -> Vec<Entry> {
        let at = |part: f64| -> Vec<Entry> {
            let scaled = |entry: &Entry| {
                let line = &self.lines[entry.line];
                let size = line.floor(part * entry.quantity.abs());
                if size == 0.0 || self.obstacle(line, size, entry.slices).is_some() {
                    return Entry { quantity: 0.0, cash: 0.0, costs: [0.0; 4], takes: 0.0, ..*entry };
                }
                self.entry(entry.line, entry.quantity.signum() * size, entry.slices)
            };
            whole.iter().map(scaled).collect()
        };
        let sum = |entries: &[Entry]| entries.iter().map(takes).sum::<f64>();
        let (mut low, mut high) = (0.0, 1.0);
        let mut best = at(0.0);
        for _ in 0..HALVINGS {
            let middle = 0.5 * (low + high);
            let tried = at(middle);
            if sum(&tried) <= most {
                (low, best) = (middle, tried);
            } else {
                high = middle;
            }
        }
        while let Some((k, more)) = self.lot_more(whole, &best, most - sum(&best), takes) {
            best[k] = more;
        }
        best
    }

    /// One lot more of the line that misses most money and can have it.
    fn lot_more(
        &self,
        whole: &[Entry],
        best: &[Entry],
        left: f64,
        takes: fn(&Entry) -> f64,
    ) -> Option<(usize, Entry)> {
        let mut found: Option<(f64, &str, usize, Entry)> = None;
        for (k, (whole, part)) in whole.iter().zip(best).enumerate() {
            let line = &self.lines[whole.line];
            let lots = (self.least(line) / (line.unit_notional * line.lot)).ceil();
            let size = (part.quantity.abs() + line.lot).max(line.lot * lots);
            if line.lot <= 0.0
                || size > whole.quantity.abs() * (1.0 + WHOLE)
                || self.obstacle(line, size, whole.slices).is_some()
            {
                continue;
            }
            let more = self.entry(whole.line, whole.quantity.signum() * size, whole.slices);
            let missing = (whole.quantity.abs() - part.quantity.abs()) * line.unit_notional;
            let first = found.as_ref().is_none_or(|(most, name, ..)| {
                missing > *most || (missing == *most && line.name.as_str() < *name)
            });
            if first && takes(&more) - takes(part) <= left {
                found = Some((missing, &line.name, k, more));
            }
        }
        found.map(|(_, _, k, more)| (k, more))
    }

    fn order(&self, entry: &Entry, gap: f64, by_flow: f64) -> Order {
        let line = &self.lines[entry.line];
        let Entry { quantity, slices, .. } = *entry;
        let price = line.price.unwrap_or(0.0);
        let money = |units: f64| self.ledger.money(units);
        let [fee, spread, impact, gas] = entry.costs.map(money);
        // The flow's part comes first.
        let placed = (quantity * line.unit_exposure / gap).abs();
        Order {
            line: entry.line,
            quantity,
            price,
            limit_price: line.limit_price(price, quantity, slices),
            notional: quantity.abs() * line.unit_notional,
            cash: money(entry.cash),
            fee,
            spread,
            impact,
            gas,
            slices,
            from_flow: if placed > 0.0 { (by_flow / placed).min(1.0) } else { 0.0 },
        }
    }
}

/// What orders do to the cash.
fn net(entries: &[Entry]) -> f64 {
    entries.iter().map(Entry::net).sum()
}

impl Entry {
    /// What it does to the cash.
    fn net(&self) -> f64 {
        self.cash - self.costs.iter().sum::<f64>()
    }
}
