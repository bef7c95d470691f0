//! Every form of file that `import` knows: small files of our own making, and the real ones beside the
//! project where that folder is there.

use std::path::{Path, PathBuf};

use allotrope::import::{
    Import, ImportFile, ImportOptions, ImportRequest, ImportResponse, ImportTarget, ImportedTarget, Severity,
};
use allotrope::market::{PriceTable, ReturnOptions, Returns, VolatilityQuote, parse_instant, years_between};
use allotrope::operations::Operation;
use allotrope::pricing::Right;
use allotrope::pricing::black76::Black76;
use allotrope::{Code, Error};

fn import(request: &ImportRequest) -> Result<ImportResponse, Error> {
    Import::run(request, &mut ())
}

/// A file as a program hands it over that knows nothing of encodings.
fn file(path: &Path) -> ImportFile {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    let base64 = Some(encode_base64(&std::fs::read(path).unwrap()));
    ImportFile { name, base64, ..ImportFile::default() }
}

fn encode_base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let word =
            group.iter().fold(0_u32, |word, byte| word << 8 | u32::from(*byte)) << (8 * (3 - group.len()));
        for place in 0..4 {
            let six = (word >> (18 - 6 * place)) as usize & 63;
            text.push(if place > group.len() { '=' } else { char::from(LETTERS[six]) });
        }
    }
    text
}

fn read(path: &Path) -> Result<ImportResponse, Error> {
    import(&ImportRequest { files: vec![file(path)], ..ImportRequest::default() })
}

fn paste(text: &str) -> Result<ImportResponse, Error> {
    paste_with(text, ImportOptions::default())
}

fn paste_with(text: &str, options: ImportOptions) -> Result<ImportResponse, Error> {
    let files = vec![ImportFile { text: Some(text.to_owned()), ..ImportFile::default() }];
    import(&ImportRequest { files, options, ..ImportRequest::default() })
}

fn own(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/import").join(name)
}

/// A file of real data, if the folder is there.
fn real(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(name);
    if !path.exists() {
        println!("skipped: {} is not there", path.display());
    }
    path.exists().then_some(path)
}

fn positions(response: &ImportResponse) -> Vec<String> {
    let line = |p: &allotrope::portfolio::Position| {
        let name = p.instrument.method().check().unwrap().symbol();
        format!(
            "{name} {}{}",
            p.quantity,
            p.entry_price.map_or_else(String::new, |entry| format!(" @ {entry}"))
        )
    };
    response.positions.iter().map(line).collect()
}

/// What a file of one asset has to come to: form, asset, rows used, first and last date, first and last price.
type OneAsset = (&'static str, &'static str, &'static str, usize, [&'static str; 2], [f64; 2]);

fn check_one_asset(path: &Path, (_, form, asset, rows, dates, ends): OneAsset) {
    let response = read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let found = &response.understood[0];
    let place = path.display();
    assert_eq!(found.format, form, "{place}");
    assert_eq!(found.asset.as_deref(), Some(asset), "{place}");
    assert_eq!(found.rows_used, rows, "{place}: {:?}", response.issues);
    assert_eq!([found.first_date.as_deref().unwrap(), found.last_date.as_deref().unwrap()], dates, "{place}");
    let table: PriceTable = response.prices.clone().unwrap();
    table.check().unwrap();
    assert_eq!(table.dates.len(), rows, "{place}");
    assert_eq!([table.prices.row(0)[0], table.prices.row(rows - 1)[0]], ends, "{place}");
    assert_eq!(response.target, ImportedTarget::Prices);
}

#[test]
fn our_files_of_one_asset() {
    let days = ["2024-01-28", "2024-02-04"];
    let files: [OneAsset; 18] = [
        ("BTC-USD.csv", "yahoo", "BTC", 8, days, [40000.0, 39785.49]),
        ("yfinance_stock.csv", "yahoo", "yfinance_stock", 8, days, [200.0, 198.92745]),
        ("Exchange_ETHUSDT_d.csv", "cryptoDataDownload", "ETH", 8, days, [2000.0, 1989.2745]),
        ("cdd_spreadsheet.csv", "cryptoDataDownload", "ETH", 8, days, [2000.0, 1989.27]),
        (
            "cdd_hours.csv",
            "cryptoDataDownload",
            "SOL",
            4,
            ["2024-01-28T10:00:00Z", "2024-01-28T13:00:00Z"],
            [100.0, 103.0],
        ),
        (
            "ADAUSDT-1m-2024-01.csv",
            "binanceKlines",
            "ADA",
            4,
            ["2024-01-28", "2024-01-28T00:03:00Z"],
            [1.01, 1.04],
        ),
        ("LINKUSDT-1d-2025-01.csv", "binanceKlines", "LINK", 4, ["2025-01-01", "2025-01-04"], [20.0, 20.3]),
        ("XBTUSD_1440.csv", "krakenOhlc", "BTC", 8, days, [40000.0, 39785.49]),
        ("usdc.csv", "coinMetrics", "USDC", 2, ["2024-01-29", "2024-01-30"], [1.0005, 0.9995]),
        ("Ethereum Historical Data.csv", "investing", "ETH", 8, days, [2000.0, 1989.27]),
        ("Bitcoin Historische Daten.csv", "investing", "BTC", 8, days, [40000.0, 39785.5]),
        ("cmc_table.csv", "coinMarketCap", "cmc_table", 8, days, [80.0, 79.571]),
        ("cmc_chart.csv", "coinMarketCap", "cmc_chart", 8, days, [0.4, 0.3978549]),
        ("sol-usd-max.csv", "coinGecko", "SOL", 8, days, [100.0, 99.463725]),
        ("aggregates_DOTUSD.csv", "polygon", "DOT", 5, ["2024-01-28", "2024-02-01"], [7.0, 7.4]),
        ("index_wsj.csv", "wsj", "index_wsj", 8, days, [90.05, 90.75]),
        ("bars.csv", "ohlc", "bars", 8, days, [40000.0, 39785.49]),
        ("two_columns.txt", "dateAndPrice", "two_columns", 8, days, [40000.0, 39785.49]),
    ];
    for one in files {
        check_one_asset(&own(one.0), one);
    }
    // Neither the table nor the name of the file tells whose index it is.
    let choices = read(&own("index_wsj.csv")).unwrap().choices;
    assert!(choices.iter().any(|choice| choice.option == "asset" && choice.ambiguous));
}

#[test]
fn our_tables_of_several_assets() {
    let wide = read(&own("wide.csv")).unwrap().prices.unwrap();
    assert_eq!(wide.assets, ["BTC", "ETH", "USDC"]);
    assert!(wide.prices.row(3)[1].is_nan());
    let long = read(&own("long.tsv")).unwrap();
    assert_eq!((long.understood[0].format.as_str(), long.understood[0].rows_used), ("longTable", 16));
    let long = long.prices.unwrap();
    assert_eq!(long.prices.row(7), &wide.prices.row(7)[..2]);
    let utf16 = read(&own("utf16.csv")).unwrap().prices.unwrap();
    assert_eq!((utf16.dates.len(), utf16.prices.row(7)), (8, &[39785.5][..]));
}

#[test]
fn our_holdings() {
    let german = read(&own("holdings_de.csv")).unwrap();
    assert_eq!(positions(&german), ["BTC 1.5 @ 61000.5", "ETH_USDC-PERPETUAL -10 @ 3100", "EUR 2500.75"]);
    let lines = read(&own("holdings_lines.txt")).unwrap();
    assert_eq!(
        positions(&lines),
        ["BTC 0.75", "ETH 10", "USDC 5000", "SOL -2 @ 140", "USD 25000", "BTC-25DEC26-80000-C 2"]
    );
    assert!(lines.issues.iter().any(|issue| issue.code == "summed" && issue.line == 6));
    let ours = read(&own("holdings_own.csv")).unwrap();
    let exported =
        ["BTC 1.5", "BTC 0.5 @ 30000", "BTC-PERPETUAL -60000 @ 61000", "AVAX_USDC-29MAY26-8D6-P 100"];
    assert_eq!(positions(&ours), exported);
    assert_eq!(ours.target, ImportedTarget::Holdings);
}

#[test]
fn an_exchange_export_comes_with_its_market() {
    let response = read(&own("exchange_positions.csv")).unwrap();
    assert_eq!(
        positions(&response),
        ["BTC-27DEC24-50000-C 2 @ 3400", "BTC-PERPETUAL -60000 @ 41000", "ETH-27DEC24 5000 @ 2400"]
    );
    let quotes = response.quotes.unwrap();
    assert_eq!(
        (quotes.spots["BTC"], quotes.spots["ETH"], quotes.forwards[0].price),
        (42000.0, 2300.0, 2450.0)
    );
    assert_eq!(quotes.volatilities.len(), 1);
    assert!(response.issues.iter().any(|issue| issue.code == "zeroQuantity" && issue.line == 3));
}

/// Volatility and moment that went into an exchange's mark and vega come out again; the marks have eight
/// decimals and the vegas five, as an exchange shows them.
#[test]
fn marks_and_vegas_tell_volatility_and_moment() {
    let (forward, moment) = (60_000.0, parse_instant("2026-11-20T12:00:00Z").unwrap());
    let mut text = "instrument_name,kind,direction,size,mark_price,index_price,vega\n".to_owned();
    let options =
        [("25DEC26", 80_000.0, Right::Call, 0.62, 2.0), ("27NOV26", 55_000.0, Right::Put, 0.71, -1.5)];
    for (date, strike, right, volatility, size) in options {
        let letter = if right == Right::Call { 'C' } else { 'P' };
        let expiry = if date == "25DEC26" { "2026-12-25T08:00:00Z" } else { "2026-11-27T08:00:00Z" };
        let years = years_between(moment, parse_instant(expiry).unwrap());
        let black = Black76::new(right, forward, strike, volatility, years);
        let (mark, vega) = (black.price() / forward, black.vega() / 100.0 * size);
        text += &format!("BTC-{date}-{strike}-{letter},option,buy,{size},{mark:.8},{forward},{vega:.5}\n");
    }
    let text = text.replace("buy,-", "sell,-");
    let quotes = paste(&text).unwrap().quotes.unwrap();
    // The last shown decimal of the vega is worth a minute or two of some weeks.
    let found = parse_instant(&quotes.valuation_time.unwrap()).unwrap();
    assert!((found.as_millisecond() - moment.as_millisecond()).abs() <= 120_000, "{found}");
    let volatilities: Vec<f64> = quotes
        .volatilities
        .iter()
        .map(|quote| match quote {
            VolatilityQuote::Point { volatility, .. } | VolatilityQuote::Flat { volatility, .. } => {
                *volatility
            }
            other => panic!("{other:?}"),
        })
        .collect();
    assert!(
        (volatilities[0] - 0.62).abs() < 1e-4 && (volatilities[1] - 0.71).abs() < 1e-4,
        "{volatilities:?}"
    );
}

/// What a chain says of one strike: volatility, bid and ask.
fn strike(response: &ImportResponse, wanted: f64) -> (f64, Option<f64>, Option<f64>) {
    let found = response.quotes.as_ref().unwrap().volatilities.iter().find_map(|quote| match quote {
        VolatilityQuote::Point { strike, volatility, bid, ask, .. } if *strike == wanted => {
            Some((*volatility, *bid, *ask))
        }
        _ => None,
    });
    found.unwrap_or_else(|| panic!("{wanted} is not quoted"))
}

/// In coin, at a forward of 51,000 and 60 days to the expiry at 08:00 UTC.
fn coin_price(right: Right, strike: f64, volatility: f64) -> f64 {
    Black76::new(right, 51_000.0, strike, volatility, 60.0 / 365.0).price() / 51_000.0
}

#[test]
fn an_option_chain_gives_the_market_and_nothing_held() {
    let (bid, ask) = (coin_price(Right::Call, 55_000.0, 0.58), coin_price(Right::Call, 55_000.0, 0.63));
    let mark = coin_price(Right::Put, 45_000.0, 0.66);
    let text = format!(
        "timestamp,instrument_name,underlying,option_type,strike,bid_price,ask_price,mark_price,implied_volatility,index_price\n\
         2026-01-26T08:00:00.000001+00:00,BTC-27MAR26-55000-C,51000,call,55000,{bid},{ask},0.05,0.6,50000\n\
         2026-01-26T08:00:00.000001+00:00,BTC-27MAR26-55000-P,51000,put,55000,0.1,0.2,0.15,0.9,50000\n\
         2026-01-26T08:00:00.000001+00:00,BTC-27MAR26-45000-P,51000,put,45000,,0.9,{mark},,50000\n\
         2026-01-26T08:00:00.000001+00:00,BTC-27MAR26-X-P,51000,put,45000,,0.9,{mark},,50000\n"
    );
    let response = paste(&text).unwrap();
    assert_eq!(response.target, ImportedTarget::Quotes);
    assert!(response.positions.is_empty() && response.prices.is_none());
    let quotes = response.quotes.as_ref().unwrap();
    assert_eq!(quotes.valuation_time.as_deref(), Some("2026-01-26T08:00:00Z"));
    assert_eq!(quotes.spots["BTC"], 50_000.0);
    assert_eq!((quotes.forwards.len(), quotes.forwards[0].price), (1, 51_000.0));
    assert_eq!(quotes.volatilities.len(), 2);
    // The call is out of the money; its bid and ask go back to the volatilities they were made of.
    let (volatility, bid, ask) = strike(&response, 55_000.0);
    assert_eq!(volatility, 0.6);
    assert!((bid.unwrap() - 0.58).abs() < 1e-12 && (ask.unwrap() - 0.63).abs() < 1e-12, "{bid:?} {ask:?}");
    // Without a volatility the mark has one; an empty bid is none, and no volatility gives an ask of 0.9 coins.
    let (volatility, bid, ask) = strike(&response, 45_000.0);
    assert!(
        (volatility - 0.66).abs() < 1e-12 && bid == Some(0.0) && ask.is_none(),
        "{volatility} {bid:?} {ask:?}"
    );
    assert_eq!((response.issues.len(), response.issues[0].line), (1, 5));
    let held = import(&ImportRequest {
        files: vec![ImportFile { text: Some(text), ..ImportFile::default() }],
        target: ImportTarget::Holdings,
        ..ImportRequest::default()
    });
    assert!(held.unwrap_err().message.contains("a file of option quotes"));
}

#[test]
fn an_option_chain_in_per_cent_without_a_moment() {
    let response = read(&own("chain.csv")).unwrap();
    assert_eq!(response.target, ImportedTarget::Quotes);
    assert_eq!(response.quotes.as_ref().unwrap().valuation_time, None);
    assert_eq!(strike(&response, 50_000.0), (0.601, None, None));
}

/// Without names the options are those of their columns: the same chain by name and by columns is the same market.
#[test]
fn an_option_chain_without_names() {
    let rows = |head: &str, row: &dyn Fn(&str, &str) -> String| {
        let options = [("call", "55000"), ("put", "45000")].map(|(right, strike)| row(right, strike));
        paste(&format!(
            "{head},strike,option_type,mark_price,mark_iv,underlying_price,index_price,timestamp\n{}",
            options.concat()
        ))
        .unwrap()
    };
    let market = "0.02,60,51000,50000,2026-01-26T08:00:00Z";
    let named = rows("instrument_name", &|right, strike| {
        format!("BTC-27MAR26-{strike}-{},{strike},{right},{market}\n", &right[..1].to_uppercase())
    });
    for expiry in ["2026-03-27", "2026-03-27 08:00:00", "2026-03-27T08:00:00+00:00", "1774598400000"] {
        let apart = rows("currency,expiration", &|right, strike| {
            format!("btc,{expiry},{strike},{},{market}\n", &right[..1])
        });
        assert_eq!(apart.quotes, named.quotes, "{expiry}");
        assert!(apart.issues.is_empty() && named.quotes.as_ref().unwrap().volatilities.len() == 2);
    }
    // The coin from the name of the file; a call above one coin has a price in dollars, whose volatility is 60 %.
    let call = Black76::new(Right::Call, 51_000.0, 55_000.0, 0.6, 60.0 / 365.0).price();
    let text = format!(
        "type,strike,maturity,mark_price,underlying_price,timestamp\n\
         C,55000,2026-03-27,{call},51000,2026-01-26T08:00:00Z\n\
         X,55000,2026-03-27,{call},51000,2026-01-26T08:00:00Z\n\
         P,55000,someday,{call},51000,2026-01-26T08:00:00Z\n"
    );
    let file = ImportFile { name: Some("eth_options.csv".into()), text: Some(text), ..ImportFile::default() };
    let response = import(&ImportRequest { files: vec![file], ..ImportRequest::default() }).unwrap();
    assert_eq!(response.quotes.as_ref().unwrap().forwards[0].asset, "ETH");
    assert!((strike(&response, 55_000.0).0 - 0.6).abs() < 1e-12);
    assert!(response.choices.iter().any(|choice| choice.option == "asset" && choice.taken == "ETH"));
    let skipped: Vec<_> = response.issues.iter().map(|issue| (issue.line, issue.column)).collect();
    assert_eq!(skipped, [(3, Some(1)), (4, Some(3))]);
}

/// A chain of the exchange with its names taken out is the same market.
#[test]
fn a_real_option_chain_without_names() {
    let Some(path) = real("deribit-chain-btc-eth-20260114T212207Z.csv") else { return };
    let text = std::fs::read_to_string(&path).unwrap();
    let lines: Vec<Vec<&str>> = text.lines().map(|line| line.split(',').collect()).collect();
    assert_eq!(lines[0][1], "instrument_name");
    let without: Vec<String> =
        lines.iter().map(|cells| [&cells[..1], &cells[2..]].concat().join(",")).collect();
    let (named, apart) = (paste(&text).unwrap(), paste(&without.join("\n")).unwrap());
    assert!(named.quotes.as_ref().unwrap().volatilities.len() > 600);
    assert_eq!(named.quotes, apart.quotes);
    // One that never had any, nor forwards; the name of the file tells the coin.
    let Some(path) = real("formats/deribit-eth-surface-no-underlying.csv") else { return };
    let quotes = read(&path).unwrap().quotes.unwrap();
    assert!(quotes.forwards.is_empty() && quotes.volatilities.len() > 20, "{}", quotes.volatilities.len());
    assert_eq!(
        (quotes.spots["ETH"], quotes.valuation_time.as_deref()),
        (3724.94, Some("2024-05-22T11:54:00Z"))
    );
}

/// The chains beside the project: every row of them is an option with a volatility.
#[test]
fn real_option_chains() {
    for (name, strikes, spots) in [
        ("deribit-chain-btc-eth-20260114T212207Z.csv", 600, 2),
        ("deribit-chain-btc-greeks-20200514T0541Z.csv", 100, 1),
        ("formats/tardis-options-chain.csv", 2, 0),
        ("formats/deribit-api-pandas-dump.csv", 20, 1),
    ] {
        let Some(path) = real(name) else { return };
        let response = read(&path).unwrap();
        let quotes = response.quotes.unwrap();
        assert!(quotes.volatilities.len() >= strikes, "{name}: {}", quotes.volatilities.len());
        assert_eq!(quotes.spots.len(), spots, "{name}");
        assert!(quotes.valuation_time.is_some() && !quotes.forwards.is_empty(), "{name}");
    }
}

#[test]
fn other_files_are_recognised_and_said() {
    let error = read(&own("ledger.csv")).unwrap_err();
    assert_eq!(error.code, Code::Unreadable);
    assert_eq!(error.path.as_deref(), Some("ledger.csv"));
    assert!(error.message.contains("Kraken"), "{}", error.message);
}

/// A price is never below zero; a rate can be, and then it is a factor.
#[test]
fn a_series_with_several_values_below_zero_is_kept_as_a_level() {
    let rows = |rate: fn(usize) -> &'static str| {
        let row = |day: usize| format!("2024-01-{day:02},{},{}\n", 100 + day, rate(day));
        "date,BTC,RATE\n".to_owned() + &(1..=28).map(row).collect::<String>()
    };
    let table = paste(&rows(|day| ["-0.5", "0.25", "0", "-0.1"][day % 4])).unwrap();
    let issues: Vec<(usize, &str)> = table.issues.iter().map(|i| (i.line, i.code.as_str())).collect();
    assert_eq!(issues, [(3, "level")]);
    assert!(table.issues[0].message.starts_with("RATE has 21 values of zero or below"));
    let prices = table.prices.unwrap();
    assert_eq!(prices.prices.row(2), [103.0, -0.1]);
    // The history takes it for no asset, and says so; two slips make no level.
    let history = prices.check().unwrap();
    let (returns, notices) = Returns::new(&history, &ReturnOptions::default()).unwrap();
    assert_eq!(returns.assets(), ["BTC"]);
    assert!(notices.iter().any(|notice| notice.code == "levelLeftOut"), "{notices:?}");
    let slips = paste(&rows(|day| if day == 5 || day == 9 { "-3" } else { "3" })).unwrap();
    assert!(slips.issues.iter().all(|issue| issue.code == "negativePrice"), "{:?}", slips.issues);
    assert_eq!(slips.issues.len(), 2);
}

#[test]
fn funding_histories_by_asset() {
    let response = read(&own("funding.csv")).unwrap();
    assert_eq!((response.prices, response.positions.len()), (None, 0));
    let [history] = &response.funding[..] else { panic!("{:?}", response.funding) };
    assert_eq!((history.asset.as_str(), history.venue.as_deref()), ("BTC", None));
    assert_eq!(history.dates, ["2024-01-01", "2024-01-01T08:00:00Z"]);
    assert_eq!(history.rates, [0.0001, 0.00012]);
    // Two assets, in any order, in per cent, below zero, one moment twice; milliseconds of clocks.
    let response = paste(
        "Symbol;Date;Funding Rate (%)\nETH-USDT;2024-01-01 16:00:00.002;0,01\nBTC-USDT;2024-01-01 16:00;-0,02\n\
         BTC-USDT;2024-01-01 08:00;0,01\nBTC-USDT;2024-01-01 08:00;0,01\nBTC-USDT;2024-01-02;x\n",
    )
    .unwrap();
    let read: Vec<(&str, usize)> =
        response.funding.iter().map(|one| (one.asset.as_str(), one.rates.len())).collect();
    assert_eq!(read, [("ETH", 1), ("BTC", 2)]);
    assert!((response.funding[1].rates[0] - 0.0001).abs() < 1e-18 && response.funding[1].rates[1] < 0.0);
    assert_eq!(response.funding[0].dates, ["2024-01-01T16:00:00Z"]);
    assert_eq!((response.issues.len(), response.understood[0].rows_used), (1, 3));
    // A file of one asset has it in its name, and its venue.
    let file = ImportFile {
        name: Some("binance-ETHUSDT-fundingRate.csv".into()),
        text: Some("calc_time,funding_interval_hours,last_funding_rate\n1704067200000,8,0.0003\n1704096000000,8,-0.0001\n".into()),
        ..ImportFile::default()
    };
    let response = import(&ImportRequest { files: vec![file], ..ImportRequest::default() }).unwrap();
    let [history] = &response.funding[..] else { panic!("{:?}", response.funding) };
    assert_eq!((history.asset.as_str(), history.venue.as_deref()), ("ETH", Some("Binance")));
    assert_eq!((history.dates[1].as_str(), history.rates[1]), ("2024-01-01T08:00:00Z", -0.0001));
    let error = paste("symbol,funding_rate\nBTC,0.0001\n").unwrap_err();
    assert!(error.message.contains("without their times"), "{}", error.message);
}

#[test]
fn real_funding_histories() {
    for (name, count, venue) in
        [("funding-binance-btcusdt-8h.csv", 4383, "Binance"), ("funding-bybit-ethusdt-8h.csv", 3285, "Bybit")]
    {
        let Some(path) = real(name) else { return };
        let response = read(&path).unwrap();
        assert_eq!((response.funding[0].rates.len(), response.issues.len()), (count, 0));
        assert_eq!(response.funding[0].venue.as_deref(), Some(venue));
        assert!(response.funding[0].check().is_ok());
    }
    // The times of this one are three hours off, and that is said.
    let Some(path) = real("formats/funding-rate-history-local-time.csv") else { return };
    let response = read(&path).unwrap();
    assert_eq!(response.funding[0].asset, "BTC");
    assert!(response.issues.iter().any(|issue| issue.code == "localTime"), "{:?}", response.issues);
}

#[test]
fn every_row_that_is_not_plainly_used_is_listed() {
    let text = "date,asset,price\n\
        2024-01-01,BTC,100\n2024-01-02,BTC,\n2024-01-03,BTC,0\n2024-01-04,BTC,-5\n2024-01-05,BTC,abc\n\
        2024-01-06,BTC,101\n2024-01-06,BTC,101\n2024-01-06,BTC,102\n2024-01-07,BTC,101000\n2024-01-08,BTC,103\n\
        not a date,BTC,104\n2024-01-10,BTC,104,extra\n2024-01-11,BTC\n2024-01-12,BTC,105\n2024-01-13,BT";
    let response = paste(text).unwrap();
    let listed: Vec<(usize, Option<usize>, Severity, &str)> =
        response.issues.iter().map(|i| (i.line, i.column, i.severity, i.code.as_str())).collect();
    use Severity::{Note, Skipped};
    assert_eq!(
        listed,
        [
            (3, Some(3), Skipped, "emptyPrice"),
            (4, Some(3), Skipped, "zeroPrice"),
            (5, Some(3), Skipped, "negativePrice"),
            (6, Some(3), Skipped, "notANumber"),
            (8, Some(3), Note, "repeatedRow"),
            (9, Some(3), Skipped, "duplicateDate"),
            (10, Some(3), Skipped, "outlier"),
            (12, Some(1), Skipped, "badDate"),
            (13, None, Skipped, "raggedRow"),
            (14, None, Skipped, "raggedRow"),
            (16, None, Skipped, "truncatedLine"),
        ]
    );
    assert_eq!(response.summary, "15 rows read, 10 skipped");
    assert_eq!(response.prices.unwrap().prices.values, [100.0, 101.0, 103.0, 105.0]);
    let one = paste("date,BTC\n2024-01-01,1\n2024-01-02,2\n2024-01-03,x\n").unwrap();
    assert_eq!(one.summary, "3 rows read, 1 skipped: line 4, \"x\" is not a number");
    let options = ImportOptions { keep_outliers: Some(true), ..ImportOptions::default() };
    assert!(paste_with(text, options).unwrap().prices.unwrap().prices.values.contains(&101_000.0));
}

#[test]
fn what_is_ambiguous_is_said_and_can_be_switched() {
    let text = "date;BTC\n01/02/2024;1.000\n01/03/2024;2.000\n01/04/2024;3.000\n";
    let response = paste(text).unwrap();
    let choice = |option: &str| response.choices.iter().find(|choice| choice.option == option).unwrap();
    let (order, mark) = (choice("dateOrder"), choice("decimalMark"));
    assert!(order.ambiguous && mark.ambiguous);
    assert_eq!((order.taken.as_str(), mark.taken.as_str()), ("mdy", "point"));
    let values = |c: &allotrope::import::ImportChoice| {
        c.alternatives.iter().map(|a| a.value.clone()).collect::<Vec<_>>()
    };
    assert!(values(order).contains(&"dmy".to_owned()) && values(mark).contains(&"comma".to_owned()));
    assert!(mark.alternatives.iter().any(|other| other.example == "1.000 is 1000"), "{mark:?}");
    let table = response.prices.clone().unwrap();
    assert_eq!((table.dates[1].as_str(), table.prices.values[1]), ("2024-01-03", 2.0));
    let request = serde_json::json!({"files": [{"text": text}], "options": {"dateOrder": "dmy", "decimalMark": "comma"}});
    let request: ImportRequest = serde_json::from_value(request).unwrap();
    let switched = import(&request).unwrap();
    let table = switched.prices.unwrap();
    assert_eq!((table.dates[1].as_str(), table.prices.values[1]), ("2024-03-01", 2000.0));
}

#[test]
fn a_person_may_name_the_columns() {
    let text = "when,thing,worth\n2024-01-01,5,100\n2024-01-02,6,101\n2024-01-03,7,102\n";
    let request = serde_json::json!({"files": [{"text": text}],
        "options": {"columns": {"when": "date", "thing": "ignored", "worth": "price"}, "asset": "XYZ"}});
    let request: ImportRequest = serde_json::from_value(request).unwrap();
    let table = import(&request).unwrap().prices.unwrap();
    assert_eq!((table.assets, table.prices.values), (vec!["XYZ".to_owned()], vec![100.0, 101.0, 102.0]));
    let wrong = serde_json::json!({"files": [{"text": text}], "options": {"priceColumn": "nope"}});
    let error = import(&serde_json::from_value(wrong).unwrap()).unwrap_err();
    assert_eq!((error.code, error.path.as_deref()), (Code::InvalidValue, Some("options.priceColumn")));
}

#[test]
fn files_of_one_asset_join_by_date() {
    let names = ["BTC-USD.csv", "Exchange_ETHUSDT_d.csv", "usdc.csv", "ledger.csv"];
    let files = names.iter().map(|name| file(&own(name))).collect();
    let response = import(&ImportRequest { files, ..ImportRequest::default() }).unwrap();
    let table = response.prices.unwrap();
    assert_eq!(
        (table.assets.clone(), table.dates.len()),
        (vec!["BTC".to_owned(), "ETH".to_owned(), "USDC".to_owned()], 8)
    );
    assert!(response.issues.iter().any(|issue| issue.file == "ledger.csv" && issue.code == "unreadable"));
    let request = ImportRequest {
        files: vec![file(&own("sol-usd-max.csv"))],
        prices: Some(table.clone()),
        join: true,
        ..ImportRequest::default()
    };
    let joined = import(&request).unwrap().prices.unwrap();
    assert_eq!((joined.assets.len(), joined.dates.len()), (4, 8));
    let alone = import(&ImportRequest { join: false, ..request }).unwrap().prices.unwrap();
    assert_eq!(alone.assets, ["SOL"]);
}

#[test]
fn values_become_quantities_at_a_price() {
    let text = "asset,value\nBTC,30000\nETH,$1500\nUSDT,10\n";
    let files = vec![ImportFile { text: Some(text.to_owned()), ..ImportFile::default() }];
    let spots = [("BTC".to_owned(), 60000.0)].into();
    let response = import(&ImportRequest { files, spots, ..ImportRequest::default() }).unwrap();
    assert_eq!(positions(&response), ["BTC 0.5", "USDT 10"]);
    let waiting = &response.pending_values[0];
    assert_eq!((waiting.id.as_str(), waiting.asset.as_str(), waiting.value), ("2", "ETH", 1500.0));
    let doubt = response.issues.iter().find(|issue| issue.code == "pendingValue").unwrap();
    assert_eq!((doubt.line, doubt.column, doubt.severity), (3, Some(2), Severity::Doubtful));
}

#[test]
fn a_wrong_file_gets_one_sentence() {
    let refused = |text: &str, target: ImportTarget| {
        let files = vec![ImportFile {
            name: Some("x.csv".to_owned()),
            text: Some(text.to_owned()),
            ..ImportFile::default()
        }];
        let error = import(&ImportRequest { files, target, ..ImportRequest::default() }).unwrap_err();
        assert_eq!((error.code, error.path.as_deref()), (Code::Unreadable, Some("x.csv")), "{text}");
        assert!(error.message.ends_with('.') && error.message.len() > 20, "{}", error.message);
        error.message
    };
    assert!(refused("", ImportTarget::Auto).contains("empty"));
    assert!(refused("<!doctype html><html></html>", ImportTarget::Auto).contains("HTML"));
    assert!(refused("\u{fffd}PNG\r\n\u{1a}\n\0\0\0", ImportTarget::Auto).contains("PNG"));
    assert!(refused("name,age\nBob,12\nAlice,13\n", ImportTarget::Auto).contains("name, age"));
    assert!(refused("Dear all,\nthe report is attached.\nRegards\n", ImportTarget::Auto).len() > 20);
    assert!(refused("asset,quantity\n", ImportTarget::Auto).contains("rows"));
    let holdings = "asset,quantity\nBTC,1\n";
    assert!(refused(holdings, ImportTarget::Prices).contains("list of holdings"));
    let yahoo = std::fs::read_to_string(own("BTC-USD.csv")).unwrap();
    assert!(refused(&yahoo, ImportTarget::Holdings).contains("price file"));
}

#[test]
fn a_large_text_is_refused_at_once() {
    let text = "2024-01-01,1\n".repeat(60_000_000 / 13);
    let error = paste(&text).unwrap_err();
    assert_eq!(error.code, Code::TooLarge);
}

#[test]
fn real_files_of_one_asset() {
    // Read by eye from the first and last lines of each file.
    let files: [OneAsset; 20] = [
        (
            "binance-klines-no-header.csv",
            "binanceKlines",
            "binance-klines-no-header",
            60,
            ["2023-02-01", "2023-02-01T00:59:00Z"],
            [0.2418, 0.2406],
        ),
        (
            "binance-vision-futures-klines-header.csv",
            "binanceKlines",
            "binance-vision-futures-klines-header",
            59,
            ["2023-02-01", "2023-02-01T00:58:00Z"],
            [0.2418, 0.2406],
        ),
        (
            "coinmarketcap-daily-semicolon.csv",
            "coinMarketCap",
            "coinmarketcap-daily-semicolon",
            1,
            ["2025-10-20", "2025-10-20"],
            [110588.93, 110588.93],
        ),
        (
            "coinmarketcap-graph-semicolon.csv",
            "coinMarketCap",
            "coinmarketcap-graph-semicolon",
            59,
            ["2010-07-12", "2011-08-22"],
            [0.06183332, 11.23728678],
        ),
        (
            "coinmetrics-community-btc-date-header.csv",
            "coinMetrics",
            "BTC",
            49,
            ["2010-07-18", "2010-09-04"],
            [0.08584, 0.062178275862069],
        ),
        (
            "coinmetrics-community-usdc.csv",
            "coinMetrics",
            "USDC",
            11,
            ["2018-09-28", "2018-10-08"],
            [0.999796905306592, 0.998851955931986],
        ),
        (
            "cryptodatadownload-2019-ampm-hourly.csv",
            "cryptoDataDownload",
            "BTC",
            59,
            ["2019-07-11", "2019-07-13T10:00:00Z"],
            [11926.0, 11343.0],
        ),
        (
            "cryptodatadownload-2019-mdy.csv",
            "cryptoDataDownload",
            "BTC",
            59,
            ["2019-05-27", "2019-07-24"],
            [8806.1, 9693.3],
        ),
        (
            "cryptodatadownload-excel-damaged.csv",
            "cryptoDataDownload",
            "BTC",
            59,
            ["2022-01-12", "2022-03-11"],
            [43902.66, 39380.45],
        ),
        (
            "cryptodatadownload-scientific-notation.csv",
            "cryptoDataDownload",
            "XRPBTC",
            59,
            ["2019-05-16", "2019-07-13"],
            [5.32e-5, 2.93e-5],
        ),
        (
            "cryptodatadownload-semicolon-point.csv",
            "cryptoDataDownload",
            "BTC",
            59,
            ["2020-09-23", "2020-11-20"],
            [10241.46, 18130.0],
        ),
        (
            "cryptodatadownload-url-first-line.csv",
            "cryptoDataDownload",
            "BTC",
            98,
            ["2021-10-21", "2022-01-26"],
            [62193.15, 36844.49],
        ),
        (
            "investing-ptbr-decimal-comma.csv",
            "investing",
            "investing-ptbr-decimal-comma",
            99,
            ["2026-02-15", "2026-05-24"],
            [68813.8, 76761.5],
        ),
        (
            "investing-ptbr-fx-no-volume.csv",
            "investing",
            "investing-ptbr-fx-no-volume",
            39,
            ["2026-03-31", "2026-05-22"],
            [5.1819, 5.0374],
        ),
        (
            "investing-us-2020.csv",
            "investing",
            "investing-us-2020",
            59,
            ["2020-02-29", "2020-04-27"],
            [8543.7, 7766.0],
        ),
        (
            "kraken-ohlc-no-header.csv",
            "krakenOhlc",
            "kraken-ohlc-no-header",
            100,
            ["2013-10-06", "2014-01-15"],
            [122.0, 850.00364],
        ),
        (
            "polygon-aggregates.csv",
            "polygon",
            "polygon-aggregates",
            39,
            ["2022-10-22", "2022-11-29"],
            [19209.1, 16438.0],
        ),
        (
            "wsj-dollar-index-mdy-spaces.csv",
            "wsj",
            "wsj-dollar-index-mdy-spaces",
            39,
            ["2021-03-09", "2021-04-30"],
            [91.96, 91.28],
        ),
        (
            "yahoo-finance-web.csv",
            "yahoo",
            "yahoo-finance-web",
            99,
            ["2017-01-09", "2017-04-17"],
            [902.828003, 1193.910034],
        ),
        (
            "yahoo-yfinance-crypto-gap.csv",
            "yahoo",
            "yahoo-yfinance-crypto-gap",
            79,
            ["2020-07-13", "2020-12-07"],
            [4.896294116973877, 3.392122983932495],
        ),
    ];
    for one in files {
        let Some(path) = real(&format!("formats/{}", one.0)) else { return };
        check_one_asset(&path, one);
    }
    if let Some(path) = real("formats/yahoo-yfinance-stock-tz.csv") {
        // Midnight in New York is a day, not five in the morning of UTC.
        let dates = ["1980-12-12", "1981-03-09"];
        check_one_asset(
            &path,
            ("", "yahoo", "yahoo-yfinance-stock-tz", 59, dates, [0.09872590005397797, 0.08112727850675583]),
        );
    }
}

#[test]
fn real_tables_of_several_assets() {
    for (name, rows, assets, first, last, btc_or_ge) in [
        ("prices-crypto-daily.csv", 3801, 14, "2014-09-17", "2025-02-11", (3, 457.334015)),
        ("prices-multi-asset-daily.csv", 3801, 30, "2014-09-17", "2025-02-11", (3, 457.334015)),
        ("prices-stocks-pypfopt.csv", 7126, 20, "1989-12-29", "2018-04-11", (5, 0.352438)),
    ] {
        let Some(path) = real(name) else { return };
        let response = read(&path).unwrap();
        let table = response.prices.clone().unwrap();
        table.check().unwrap();
        assert_eq!((table.dates.len(), table.assets.len()), (rows, assets), "{name}");
        assert_eq!((table.dates[0].as_str(), table.dates[rows - 1].as_str()), (first, last), "{name}");
        assert_eq!(table.prices.row(0)[btc_or_ge.0], btc_or_ge.1, "{name}");
        assert_eq!(response.issues, [], "{name}: nothing in it is skipped or doubtful");
    }
    // The one inner gap of the crypto file: 69 days of AVAX.
    let Some(path) = real("prices-crypto-daily.csv") else { return };
    let table = read(&path).unwrap().prices.unwrap();
    let avax = table.assets.iter().position(|asset| asset == "AVAX").unwrap();
    let column: Vec<bool> = (0..table.dates.len()).map(|t| table.prices.row(t)[avax].is_finite()).collect();
    let start = column.iter().position(|has| *has).unwrap();
    assert_eq!(column[start..].iter().filter(|has| !**has).count(), 69);
}

#[test]
fn real_position_exports() {
    for name in ["formats/deribit-positions.csv", "formats/deribit-positions-api.json"] {
        let Some(path) = real(name) else { return };
        let response = read(&path).unwrap();
        assert_eq!(response.understood[0].format, "deribitPositions");
        assert_eq!(
            positions(&response),
            [
                "BTC-22APR22-38000-P -0.3 @ 380.67",
                "BTC-29APR22-36000-P -0.1 @ 360.31",
                "ETH-25AUG23-2100-C -1 @ 67.90573",
                "BTC-25JUN21-28000-P 0.1 @ 947.22",
                "ETH-29DEC23-1500-P 1 @ 656.76",
            ]
        );
        let skipped: Vec<_> =
            response.issues.iter().filter(|issue| issue.severity == Severity::Skipped).collect();
        assert_eq!((skipped.len(), skipped[0].line), (1, 3), "the flat row");
        let quotes = response.quotes.unwrap();
        assert_eq!((quotes.spots["BTC"], quotes.spots["ETH"]), (41590.34, 1882.4));
        // The first two rows are of one moment, some day and a half before the first expiry.
        assert!(quotes.valuation_time.unwrap().starts_with("2022-04-20T"));
        assert_eq!(quotes.volatilities.len(), 5);
        // With the volatility of the mark the model has the exchange's own delta: the position's is
        // shown with five decimals, and the index stands in for the forward.
        let time = parse_instant("2022-04-20T14:11:00Z").unwrap();
        let VolatilityQuote::Point { volatility, strike, .. } = quotes.volatilities[0] else { panic!() };
        let years = years_between(time, parse_instant("2022-04-22T08:00:00Z").unwrap());
        let black = Black76::new(Right::Put, 41590.34, strike, volatility, years);
        assert!((-0.3 * black.delta() - 0.00689).abs() < 2e-5, "{}", -0.3 * black.delta());
    }
}

#[test]
fn real_files_that_are_something_else() {
    for (name, word) in [
        ("export-binance-autoinvest.csv", "Auto-Invest"),
        ("export-binance-spot-trades.csv", "Binance spot"),
        ("export-bitvavo.csv", "Bitvavo"),
        ("export-bybit-closed-pnl.csv", "Bybit"),
        ("export-coinbase.csv", "Coinbase"),
        ("export-coinbasepro-account.csv", "Coinbase Pro"),
        ("export-cointracking.csv", "CoinTracking"),
        ("export-cryptocom.csv", "Crypto.com"),
        ("export-degiro.csv", "DEGIRO"),
        ("export-delta.csv", "Delta"),
        ("export-koinly-trade-template.csv", "Koinly"),
        ("export-kraken-ledgers.csv", "Kraken"),
        ("export-parqet.csv", "Parqet"),
        ("export-pionex-cointracker-template.csv", "CoinTracker"),
        ("export-rabobank.csv", "Rabobank"),
        ("export-relai.csv", "Relai"),
        ("export-revolut-crypto.csv", "Revolut"),
        ("export-saxo.csv", "Saxo"),
        ("export-swissquote.csv", "Swissquote"),
        ("export-trezor-suite.csv", "Trezor"),
    ] {
        let Some(path) = real(&format!("formats/{name}")) else { return };
        let error = read(&path).unwrap_err();
        assert_eq!(error.code, Code::Unreadable);
        assert!(error.message.contains(word), "{name}: {}", error.message);
    }
}

#[test]
fn volumes_are_told_from_prices() {
    // The name of the file says it.
    let response = read(&own("daily-volumes.csv")).unwrap();
    assert_eq!((response.target, response.prices.is_none()), (ImportedTarget::Volumes, true));
    assert_eq!(response.understood[0].format, "volumeTable");
    let [btc, eth] = &response.volumes[..] else { panic!("{:?}", response.volumes) };
    assert_eq!((btc.asset.as_str(), btc.dates.len(), btc.volumes[0]), ("BTC", 3, 21_056_800.0));
    // An empty cell is no day, a zero is one, and what is below zero or no number is said.
    assert_eq!((eth.dates.as_slice(), eth.volumes.as_slice()), (&["2024-01-03".to_owned()][..], &[0.0][..]));
    assert_eq!(response.issues.iter().filter(|issue| issue.code == "badVolume").count(), 2);
    // Or the person does.
    let text = "date,BTC,ETH\n2024-01-01,5000,6000\n2024-01-02,5500,6500\n";
    assert_eq!(paste(text).unwrap().target, ImportedTarget::Prices);
    let files = vec![ImportFile { text: Some(text.to_owned()), ..ImportFile::default() }];
    let asked =
        import(&ImportRequest { files, target: ImportTarget::Volumes, ..ImportRequest::default() }).unwrap();
    assert_eq!((asked.target, asked.volumes.len()), (ImportedTarget::Volumes, 2));
    let files = vec![ImportFile { text: Some("BTC 0.5".to_owned()), ..ImportFile::default() }];
    let refused = import(&ImportRequest { files, target: ImportTarget::Volumes, ..ImportRequest::default() });
    assert_eq!(refused.unwrap_err().code, Code::Unreadable);
    // A service that says what its volumes count has them beside the prices.
    let beside = read(&own("sol-usd-max.csv")).unwrap();
    assert_eq!((beside.target, beside.volumes.len()), (ImportedTarget::Prices, 1));
    assert_eq!((beside.volumes[0].asset.as_str(), beside.volumes[0].volumes[0]), ("SOL", 2.0));
    // Bars count coins or shares as often as money: theirs are left.
    assert!(read(&own("bars.csv")).unwrap().volumes.is_empty());
    if let Some(path) = real("volumes-crypto-daily.csv") {
        let response = read(&path).unwrap();
        assert_eq!((response.target, response.volumes.len()), (ImportedTarget::Volumes, 14));
        assert_eq!(response.volumes.iter().map(|one| one.dates.len()).max(), Some(3801));
    }
}
