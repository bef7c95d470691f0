// The engine's types under the names the page uses.
import type { ResponseOf } from '../engine/wasm/allotrope.js';

export type {
  AllocateResponse,
  Catalog,
  DependencyKind,
  Forward,
  FrontierResponse,
  FundingSeries,
  GivenQuotes,
  HoldingRole,
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
  ScoreFactors,
  TaxLot,
  Understood,
  VolatilityQuote,
  VolumeSeries,
} from '../engine/wasm/allotrope.js';

/** With its prices packed. */
export type ImportResponse = ResponseOf<'import'>;
