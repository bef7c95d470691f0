//! What the declarations of the wasm build say beyond the types of requests and responses.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(typescript_custom_section)]
const OPERATIONS: &str = crate::operations::TYPESCRIPT;

#[wasm_bindgen(typescript_custom_section)]
const SESSION: &str = r#"
/** The name of an operation. */
export type OperationName = keyof OperationMap;
/** What an operation takes. */
export type RequestOf<N extends OperationName> = OperationMap[N]["request"];
/** What an operation answers; a price table comes with its numbers in one array. */
export type ResponseOf<N extends OperationName> = Packed<OperationMap[N]["response"]>;

/** A price table with its numbers row by row in one array, NaN where an asset has no price. */
export interface PackedPrices {
    dates: string[];
    assets: string[];
    values: Float64Array;
}

/** A response as the engine hands it over: a price table in it is packed. */
export type Packed<R> = R extends { prices: infer P }
    ? PriceTable extends P ? Omit<R, "prices"> & { prices: PackedPrices | Exclude<P, PriceTable> } : R
    : R;

/** Told how far long work is. */
export type OnProgress = (done: number, total: number, doing: string) => void;

/** The name of an operation on columns. */
export type ColumnOperation = "valueOptions" | "valueAmericanOptions" | "priceAmericanOptions" | "impliedVolatilities";

/**
 * An operation on numbers that are too many for JSON: columns of one length, one after the other, in and out.
 * `valueOptions` takes sign (1 call, -1 put), spot, strike, volatility, years, rate and coin rate, and gives value,
 * delta, gamma, vega, theta and rho of European options; `valueAmericanOptions` the same of American ones, and
 * `priceAmericanOptions` their values alone. `impliedVolatilities` takes sign, forward, strike, years, price, rate and
 * settlement (0 linear, 1 in coin), and gives volatility and reason: 0, or why the volatility is NaN (1 below the
 * payoff, 2 not below the cap, 3 no time value, 4 expired, 5 not readable). Throws a plain `{code, message, path}`.
 */
export function runColumns(operation: ColumnOperation, columns: Float64Array): Float64Array;

export interface Session {
    /** Keeps a price table for all requests that bring none: `values` row by row, NaN for a missing price. */
    setPrices(dates: string[], assets: string[], values: Float64Array): void;
    /** Runs the operation of that name; throws a plain `{code, message, path}`. */
    run<N extends OperationName>(operation: N, request: RequestOf<N>, onProgress?: OnProgress): ResponseOf<N>;
}
"#;
