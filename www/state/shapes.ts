// The engine's types under the names the page uses.
import type { ResponseOf } from '../engine/wasm/allotrope.js';

export type {
  AllocateResponse,
  Catalog,
  Forward,
  FrontierResponse,
  FundingSeries,
  GivenQuotes,
  ImportChoice,
  ImportedQuotes,
  ImportOptions,
  ImportRequest,
  Instrument,
  Notice,
  OperationName,
  PackedPrices,
  PerpetualQuote,
  Position,
  PricedPosition,
  PriceResponse,
  Quotes,
  QuotesResponse,
  RequestOf,
  ResponseOf,
  RiskResponse,
  Role,
  TaxLot,
  Understood,
  VolatilityQuote,
  VolumeSeries,
} from '../engine/wasm/allotrope.js';

/** With its prices packed. */
export type ImportResponse = ResponseOf<'import'>;
