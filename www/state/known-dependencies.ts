// What is widely known of coins and of what they depend on: where a form begins, and nothing more. Each fact can be
// written over; amounts that change by the day are left to the person.
import type { DependencyKind, HoldingRole, ScoreFactors } from './shapes.js';

export interface KnownAsset extends Partial<Record<DependencyKind, string>> {
  readonly role?: HoldingRole;
}

export interface KnownEntity {
  readonly kind: DependencyKind;
  /** The first day with money in it, ISO 8601. */
  readonly since: string;
  readonly facts: ScoreFactors;
  /** Where the day and the other facts are from. */
  readonly source: string;
}

/** What a coin is on, and who redeems it. Coins that several chains carry name none. */
export const knownAssets: Readonly<Record<string, KnownAsset>> = {
  BTC: { chain: 'Bitcoin' },
  ETH: { chain: 'Ethereum' },
  SOL: { chain: 'Solana' },
  USDC: { issuer: 'Circle', role: 'stable' },
  USDT: { issuer: 'Tether', role: 'stable' },
  PYUSD: { issuer: 'Paxos', role: 'stable' },
  USDP: { issuer: 'Paxos', role: 'stable' },
  DAI: { issuer: 'Sky', role: 'stable' },
  USDS: { issuer: 'Sky', role: 'stable' },
  WBTC: { chain: 'Ethereum', issuer: 'BitGo' },
  STETH: { chain: 'Ethereum', protocol: 'Lido' },
  WSTETH: { chain: 'Ethereum', protocol: 'Lido' },
};

const chain = { upgradeKeys: 'immutable', oracle: 'none', incidents: 0 } as const;
const redeemer = { oracle: 'none' } as const;

export const knownEntities: Readonly<Record<string, KnownEntity>> = {
  Bitcoin: { kind: 'chain', since: '2009-01-03', facts: chain, source: 'first block' },
  Ethereum: { kind: 'chain', since: '2015-07-30', facts: chain, source: 'first block' },
  Solana: { kind: 'chain', since: '2020-03-16', facts: chain, source: 'first block of the main network' },
  Circle: { kind: 'issuer', since: '2018-09-26', facts: redeemer, source: 'launch of USDC, Circle' },
  Tether: { kind: 'issuer', since: '2014-10-06', facts: redeemer, source: 'first issue of USDT, Tether' },
  Paxos: { kind: 'issuer', since: '2018-09-10', facts: redeemer, source: 'launch of USDP (then PAX), Paxos' },
  BitGo: { kind: 'issuer', since: '2019-01-31', facts: redeemer, source: 'launch of WBTC' },
  Sky: {
    kind: 'issuer',
    since: '2017-12-18',
    facts: { upgradeKeys: 'timelock', oracle: 'aggregated' },
    source: 'launch of DAI, documentation of Maker (now Sky)',
  },
  Lido: {
    kind: 'protocol',
    since: '2020-12-18',
    facts: { upgradeKeys: 'timelock', oracle: 'aggregated' },
    source: 'documentation of Lido',
  },
  Aave: {
    kind: 'protocol',
    since: '2020-01-08',
    facts: { upgradeKeys: 'timelock', oracle: 'aggregated' },
    source: 'documentation of Aave',
  },
  Compound: {
    kind: 'protocol',
    since: '2018-09-27',
    facts: { upgradeKeys: 'timelock', oracle: 'aggregated' },
    source: 'documentation of Compound',
  },
  Uniswap: {
    kind: 'protocol',
    since: '2018-11-02',
    facts: { upgradeKeys: 'immutable', oracle: 'none' },
    source: 'documentation of Uniswap',
  },
  Wormhole: {
    kind: 'bridge',
    since: '2020-10-09',
    facts: { verification: 'validators', incidents: 1 },
    source: 'documentation of Wormhole; loss of 120,000 ETH in February 2022',
  },
  Binance: {
    kind: 'venue',
    since: '2017-07-14',
    facts: { incidents: 1 },
    source: 'opening; loss of 7,000 BTC in May 2019',
  },
  Bybit: {
    kind: 'venue',
    since: '2018-03-01',
    facts: { incidents: 1 },
    source: 'opening; loss of 401,000 ETH in February 2025',
  },
  Coinbase: { kind: 'venue', since: '2012-06-20', facts: {}, source: 'opening' },
  Deribit: {
    kind: 'venue',
    since: '2016-06-01',
    facts: { incidents: 1 },
    source: 'opening; loss of 28 million USD in November 2022',
  },
  Kraken: { kind: 'venue', since: '2013-09-10', facts: {}, source: 'opening' },
};

/** Coins outstanding at the beginning of 2026, rounded: by the schedule of issuance, and by the chain's own count. */
export const knownSupplies: Readonly<Record<string, number>> = { BTC: 20_000_000, ETH: 120_700_000 };
