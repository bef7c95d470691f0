//! From a crossing to a price with its distance, its derivation and its reason.

use super::book::{Book, Line};
use super::pool::Pool;
use super::ray::{Crossing, Ray, Side};
use super::response::{LiquidationPoint, MarginDerivation, MarginTerm};
use super::rule::Piece;
use crate::market::ByAsset;

const ALREADY: &str = "Equity is at or below the maintenance margin now.";
const NO_FALL: &str =
    "No fall ends it: at a price of zero there would still be more than the maintenance margin.";
const NO_RISE: &str = "No rise ends it: equity grows at least as fast as what has to be held.";

/// Where one coin ends a pool on one side.
pub fn of_book(pool: &Pool, place: usize, side: Side, daily: Option<f64>) -> LiquidationPoint {
    let book = &pool.books[place];
    let ray = pool.of_book(place, Line::Maintenance);
    let mut point = point(&ray, side, book.price, daily);
    if let Crossing::At { x, .. } = pool.of_book(place, Line::Bankruptcy).crossing(side) {
        point.bankruptcy = Some(x * book.price);
    }
    if let Some(price) = point.price {
        point.derivation = Some(derivation(pool, place, price / book.price, price));
    }
    point
}

/// Where all coins together end it.
pub fn of_market(pool: &Pool, betas: &ByAsset, side: Side, daily: Option<f64>) -> LiquidationPoint {
    let mut point = point(&pool.of_market(betas, Line::Maintenance), side, 1.0, daily);
    if let Crossing::At { x, .. } = pool.of_market(betas, Line::Bankruptcy).crossing(side) {
        point.bankruptcy = Some(x);
    }
    point
}

fn point(ray: &Ray, side: Side, price: f64, daily: Option<f64>) -> LiquidationPoint {
    match ray.crossing(side) {
        Crossing::At { x, .. } => LiquidationPoint {
            price: Some(x * price),
            distance: Some(x - 1.0),
            deviations: daily.filter(|daily| *daily > 0.0).map(|daily| libm::log(x) / daily),
            ..LiquidationPoint::default()
        },
        Crossing::Never => {
            let reason = if side == Side::Below { NO_FALL } else { NO_RISE };
            LiquidationPoint { reason: Some(reason), ..LiquidationPoint::default() }
        }
        Crossing::Already => LiquidationPoint { reason: Some(ALREADY), ..LiquidationPoint::default() },
    }
}

/// The parts of equity and margin at x, and the equation that they make.
fn derivation(pool: &Pool, place: usize, x: f64, price: f64) -> MarginDerivation {
    let book = &pool.books[place];
    let (elsewhere, margin_elsewhere) = pool.beside(place);
    let (equity, maintenance) = book.totals(x, Line::Maintenance);
    let (equity, maintenance) = (equity + elsewhere, maintenance + margin_elsewhere);
    if !book.is_pieced() {
        let formula = format!(
            "searched, every option revalued: equity {} = maintenance {} at {}",
            number(equity),
            number(maintenance),
            number(price)
        );
        return MarginDerivation { closed: false, formula, terms: vec![], equity, maintenance };
    }
    let parts = parts(book, x);
    let mut terms = vec![
        MarginTerm { label: "Equity elsewhere", fixed: elsewhere, slope: 0.0, inverse: 0.0 },
        MarginTerm { label: "Maintenance elsewhere", fixed: -margin_elsewhere, slope: 0.0, inverse: 0.0 },
    ];
    for (label, part) in parts {
        let (slope, inverse) = (part.slope / book.price, part.inverse * book.price);
        terms.push(MarginTerm { label, fixed: part.fixed, slope, inverse });
    }
    terms.retain(|term| term.fixed != 0.0 || term.slope != 0.0 || term.inverse != 0.0);
    let sum = |of: fn(&MarginTerm) -> f64| terms.iter().map(of).sum::<f64>();
    let [fixed, slope, inverse] = [sum(|term| term.fixed), sum(|term| term.slope), sum(|term| term.inverse)];
    let formula = if inverse == 0.0 {
        format!("P = −({}) / ({}) = {}", number(fixed), number(slope), number(price))
    } else {
        let numbers = [fixed, slope, inverse, price].map(number);
        let [fixed, slope, inverse, price] = numbers;
        format!("({fixed}) + ({slope}) P + ({inverse}) / P = 0 at P = {price}")
    };
    MarginDerivation { closed: true, formula, terms, equity, maintenance }
}

/// The parts of one book around x, equity with a plus, margin with a minus.
fn parts(book: &Book, x: f64) -> [(&'static str, Piece); 4] {
    let (equity, margin) = book.pieces(x, Line::Maintenance);
    let mut profit = Piece::default();
    let mut maintenance = Piece::default();
    for leg in &book.legs {
        profit += leg.value;
        maintenance += leg.maintenance(x);
    }
    let coins = Piece::line(0.0, book.coins * book.price);
    // What remains is what the venue takes off coins, or asks for those that are borrowed.
    let mut taken = equity;
    for part in [margin.times(-1.0), profit.times(-1.0), maintenance, coins.times(-1.0)] {
        taken += part;
    }
    [
        ("Coins", coins),
        ("Profit of positions", profit),
        ("Haircut and margin of debts", clean(taken, &equity, &margin)),
        ("Maintenance of positions", maintenance.times(-1.0)),
    ]
}

/// Without what rounding leaves.
fn clean(part: Piece, equity: &Piece, margin: &Piece) -> Piece {
    let keep = |part: f64, a: f64, b: f64| if part.abs() <= 1e-12 * (a.abs() + b.abs()) { 0.0 } else { part };
    Piece {
        fixed: keep(part.fixed, equity.fixed, margin.fixed),
        slope: keep(part.slope, equity.slope, margin.slope),
        inverse: keep(part.inverse, equity.inverse, margin.inverse),
    }
}

/// Ten digits.
fn number(value: f64) -> String {
    let digits = 9 - libm::floor(libm::log10(value.abs().max(1e-300))) as i32;
    let scale = 10f64.powi(digits.clamp(-8, 12));
    let rounded = (value * scale).round() / scale;
    if rounded.is_finite() { rounded.to_string() } else { value.to_string() }
}
