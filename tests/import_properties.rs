//! What holds for every text: `import` does not panic, and reads back what was exported.

use allotrope::Error;
use allotrope::import::{Import, ImportFile, ImportRequest, ImportResponse, ImportTarget, decode_bytes};
use allotrope::market::{PriceRows, PriceTable, Timestamp, format_instant};
use allotrope::operations::Operation;
use allotrope::portfolio::{Position, parse_symbol};
use proptest::collection::vec;
use proptest::prelude::*;

fn import(text: String, target: ImportTarget) -> Result<ImportResponse, Error> {
    let files = vec![ImportFile { text: Some(text), ..ImportFile::default() }];
    Import::run(&ImportRequest { files, target, ..ImportRequest::default() }, &mut ())
}

/// A cell as it is exported: quoted where it has to be, with a guard where a spreadsheet would run it.
fn cell(text: &str) -> String {
    let runs = text.starts_with(['=', '+', '-', '@']) && text.parse::<f64>().is_err();
    let text = if runs { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

fn export_prices(table: &PriceTable) -> String {
    let mut text =
        format!("date,{}\n", table.assets.iter().map(|name| cell(name)).collect::<Vec<_>>().join(","));
    for (t, date) in table.dates.iter().enumerate() {
        let cells =
            table.prices.row(t).iter().map(|p| if p.is_nan() { String::new() } else { p.to_string() });
        text += &format!("{date},{}\n", cells.collect::<Vec<_>>().join(","));
    }
    text
}

fn export_positions(positions: &[Position]) -> String {
    let mut text = "instrument,quantity,entryPrice\r\n".to_owned();
    for position in positions {
        let name = position.instrument.method().check().unwrap().symbol();
        let entry = position.entry_price.map_or_else(String::new, |entry| entry.to_string());
        text += &format!("{},{},{entry}\r\n", cell(&name), position.quantity);
    }
    text
}

/// Tables as an import makes them: every date and every asset has a price somewhere.
fn tables() -> impl Strategy<Value = PriceTable> {
    let names = proptest::sample::subsequence(
        vec!["BTC", "ETH", "stETH", "BRK-B", "EURUSD", "1INCH", "=SUM(A1)", "a,b", "q\"x", "Total return"],
        1..6,
    );
    let step = prop_oneof![Just(86_400_000_i64), Just(7 * 86_400_000), Just(3_600_000), Just(60_000)];
    (names, 3_usize..40, step, 0_i64..20_000).prop_flat_map(|(names, rows, step, first)| {
        let cells = rows * names.len();
        let price = (1.0_f64..9.0, -6_i32..6);
        (vec((0.5_f64..2.0, proptest::bool::weighted(0.2)), cells), vec(price, names.len())).prop_map(
            move |(moves, levels)| {
                let assets: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
                let width = assets.len();
                let values = moves.iter().enumerate().map(|(k, (change, missing))| {
                    let (t, i) = (k / width, k % width);
                    let (digit, power) = levels[i];
                    // At least half of each column, and all of the first row, has a price.
                    if *missing && t % 2 == 1 && i > 0 {
                        f64::NAN
                    } else {
                        change * digit * 10_f64.powi(power)
                    }
                });
                let dates = (0..rows as i64).map(|t| {
                    let instant = first * 86_400_000 + t * step;
                    format_instant(Timestamp::from_millisecond(instant).unwrap())
                });
                PriceTable {
                    dates: dates.collect(),
                    assets,
                    prices: PriceRows::from_flat(values.collect(), width),
                }
            },
        )
    })
}

fn positions() -> impl Strategy<Value = Vec<Position>> {
    let name = prop_oneof![
        Just("BTC".to_owned()),
        Just("USD".to_owned()),
        Just("USDC".to_owned()),
        Just("BTC-PERPETUAL".to_owned()),
        Just("ETH_USDC-PERPETUAL".to_owned()),
        Just("BTC-25DEC26".to_owned()),
        (1_u32..400_000).prop_map(|strike| format!("BTC-25DEC26-{strike}-C")),
        (1_u32..400).prop_map(|strike| format!("AVAX_USDC-29MAY26-{strike}D5-P")),
    ];
    let quantity = (-1e9_f64..1e9, -9_i32..3).prop_map(|(number, power)| number * 10_f64.powi(power));
    let entry = proptest::option::of(1e-6_f64..1e6);
    vec((name, quantity, entry), 1..30).prop_map(|rows| {
        let position = |(i, (name, quantity, entry_price)): (usize, (String, f64, Option<f64>))| Position {
            id: (i + 1).to_string(),
            instrument: parse_symbol(&name).unwrap(),
            quantity,
            entry_price,
        };
        rows.into_iter().enumerate().map(position).collect()
    })
}

/// Text that comes close to what is read.
fn near_tables() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[0-9]{1,13}([.,][0-9]{1,4})?",
        "[ ,;\t|\n\r\"'=:@$€%().+-]{1,3}",
        "(date|Date|price|close|asset|quantity|value|open|high|low|volume|symbol|side|short|BTC|ETH|USD)",
        "(2024-01-0[1-9]|0[1-9]/0[1-9]/2024|24\\.05\\.2026|Apr 27, 2020|1643155200000|1\\.64E\\+12)",
        "(BTC-25DEC26-80000-C|BTC-PERPETUAL|BTC/USDT|null|NaN|-|\\{|\\}|\\[|\\]|\"a\":)",
        ".{0,4}",
    ];
    vec(piece, 0..120).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn prices_read_back_exactly(table in tables()) {
        let read = import(export_prices(&table), ImportTarget::Prices).unwrap();
        prop_assert_eq!(read.prices.unwrap(), table);
        prop_assert_eq!(read.issues, vec![]);
    }

    #[test]
    fn holdings_read_back_exactly(positions in positions()) {
        let read = import(export_positions(&positions), ImportTarget::Auto).unwrap();
        prop_assert_eq!(read.positions, positions);
        prop_assert_eq!(read.issues, vec![]);
    }

    #[test]
    fn the_order_of_columns_does_not_matter(positions in positions(), order in Just([0, 1, 2]).prop_shuffle()) {
        let rows: Vec<[String; 3]> = std::iter::once(["symbol", "entry price", "amount"].map(str::to_owned))
            .chain(positions.iter().map(|position| {
                let name = position.instrument.method().check().unwrap().symbol();
                let entry = position.entry_price.map_or_else(String::new, |entry| entry.to_string());
                [name, entry, position.quantity.to_string()]
            }))
            .collect();
        let written = |order: [usize; 3]| {
            let lines = rows.iter().map(|row| order.map(|column| row[column].clone()).join(","));
            lines.collect::<Vec<_>>().join("\n") + "\n"
        };
        let straight = import(written([0, 1, 2]), ImportTarget::Auto).unwrap().positions;
        prop_assert_eq!(import(written(order), ImportTarget::Auto).unwrap().positions, straight);
    }

    #[test]
    fn the_style_of_writing_does_not_matter(
        cents in vec(1_000_i64..90_000_000, 15..40),
        first in 0_i64..15_000,
        (delimiter, comma) in prop_oneof![Just((';', true)), Just(('\t', true)), Just((',', false)), Just(('|', false))],
        newest_first in any::<bool>(),
    ) {
        // Neighbours within a factor of ten, so that no price is far off.
        let cents: Vec<i64> = cents.iter().map(|c| c % 9_000_000 + 10_000_001).collect();
        let day = |t: usize| jiff::civil::date(1980, 1, 1) + jiff::Span::new().days(first + t as i64);
        let plain: String = cents.iter().enumerate()
            .map(|(t, c)| format!("{},{}.{:02}\n", day(t), c / 100, c % 100))
            .collect();
        let mut styled: Vec<String> = cents.iter().enumerate().map(|(t, c)| {
            let (whole, mark, group) = (c / 100, if comma { ',' } else { '.' }, if comma { "." } else { "" });
            let whole = if comma { format!("{}{group}{:03}", whole / 1000, whole % 1000) } else { whole.to_string() };
            format!("{}{delimiter}{whole}{mark}{:02}\r\n", day(t).strftime("%d.%m.%Y"), c % 100)
        }).collect();
        if newest_first {
            styled.reverse();
        }
        let expected = import(format!("date,BTC\n{plain}"), ImportTarget::Prices).unwrap().prices.unwrap();
        let read = import(format!("date{delimiter}BTC\r\n{}", styled.concat()), ImportTarget::Prices).unwrap();
        prop_assert_eq!(read.prices.unwrap(), expected);
    }

    #[test]
    fn no_text_makes_it_panic(text in near_tables()) {
        for target in [ImportTarget::Auto, ImportTarget::Holdings, ImportTarget::Prices] {
            if let Ok(response) = import(text.clone(), target) {
                serde_json::to_string(&response).unwrap();
                if let Some(table) = response.prices {
                    table.check().unwrap();
                }
                allotrope::portfolio::Portfolio::check(&response.positions).unwrap();
            }
        }
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in vec(any::<u8>(), 0..600)) {
        if let Ok(text) = decode_bytes(&bytes) {
            let _ = import(text, ImportTarget::Auto);
        }
        let _ = import(String::from_utf8_lossy(&bytes).into_owned(), ImportTarget::Auto);
    }
}
