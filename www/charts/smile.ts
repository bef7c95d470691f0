// The volatility smile: of one expiry with its quotes, by strike, or the fitted lines of all, by strike over forward.
import type { ResponseOf } from '../state/shapes.js';
import type { Cell, Table } from '../tables/table.js';
import { grid, ground, legend, narrow, tips, valueAxis } from './axes.js';
import type { Chart, Look, Mark } from './chart.js';
import { spoken, tooltip } from './tooltip.js';

export type AssetSurface = ResponseOf<'surface'>['surfaces'][number];
export type SurfaceExpiry = AssetSurface['expiries'][number];

const day = (expiry: string) => expiry.slice(0, 10);

interface Group {
  name: string;
  symbol: string;
  color: string;
  places: { x: number; volatility: number; title: string; figures: [string, string][] }[];
}

/** Quotes and the fitted line of one expiry. */
export function smile(asset: string, expiry: SurfaceExpiry, look: Look): Chart {
  const { numbers, theme, color } = look;
  const write = (volatility: number) => numbers.percentage(volatility);
  const points = (
    name: string,
    symbol: string,
    hue: string,
    of: (quote: SurfaceExpiry['quotes'][number]) => number | null,
    used: boolean,
  ): Group => ({
    name,
    symbol,
    color: hue,
    places: expiry.quotes.flatMap((quote) => {
      const volatility = of(quote);
      if (volatility === null || volatility === 0 || (quote.leftOut === null) !== used) return [];
      const title = `${name}, strike ${numbers.price(quote.strike)}`;
      const figures: [string, string][] = [
        ['Volatility', write(volatility)],
        ['Fitted', write(quote.fitted)],
      ];
      return [{ x: quote.strike, volatility, title, figures }];
    }),
  });
  const groups = [
    points('Mark', 'circle', color(asset), ({ volatility }) => volatility, true),
    points('Bid', 'triangle', theme.positive, ({ bid }) => bid, true),
    points('Ask', 'diamond', theme.negative, ({ ask }) => ask, true),
    points('Left out', 'emptyCircle', theme.muted, ({ volatility }) => volatility, false),
  ].filter(({ places }) => places.length > 0);
  const line = expiry.smile.strikes.map((strike, index) => [strike, expiry.smile.volatilities[index] ?? 0]);
  const shown = ['Fitted', ...groups.map(({ name }) => name)];
  const marks: Mark[] = groups.flatMap(({ places }, series) =>
    places.map(({ title, figures }, index) => ({ series: series + 1, index, text: spoken(title, figures) })),
  );
  // Bids of nothing and asks of anything would flatten what is in between.
  const inside = [
    ...line.map(([, volatility]) => volatility ?? 0),
    ...(groups[0]?.places ?? []).map((p) => p.volatility),
  ];
  const [least, most] = [Math.min(...inside), Math.max(...inside)];
  return {
    name: `Smile of ${asset}, ${day(expiry.expiry)}`,
    summary: `${write(expiry.atTheMoney)} at the forward of ${numbers.price(expiry.forward)}; the fit is ${numbers.percent(expiry.rmsError, 2)} points off on average, ${numbers.percent(expiry.largestError, 2)} at most, at ${numbers.price(expiry.largestErrorStrike)}.`,
    height: narrow(look) ? 300 : 360,
    option: {
      ...ground(look),
      grid: grid({ top: 36, bottom: 12 }),
      legend: { ...legend(look, shown), icon: null },
      tooltip: tips(
        look,
        'item',
        ({ seriesIndex, dataIndex }: { seriesIndex: number; dataIndex: number }) => {
          const at = groups[seriesIndex - 1]?.places[dataIndex];
          return at ? tooltip(at.title, at.figures) : '';
        },
      ),
      xAxis: {
        ...valueAxis(look, 'Strike, USD', (value) => numbers.price(value)),
        min: line[0]?.[0] ?? null,
        max: line.at(-1)?.[0] ?? null,
      },
      yAxis: {
        ...valueAxis(look, 'Volatility per year, %', (value) => numbers.percent(value, 0)),
        min: Math.max(0, Math.floor(20 * least - 5 * (most - least)) / 20),
        max: Math.ceil(20 * most + 5 * (most - least)) / 20,
      },
      series: [
        {
          name: 'Fitted',
          type: 'line',
          symbol: 'none',
          lineStyle: { color: theme.text, width: 1.5 },
          itemStyle: { color: theme.text },
          data: line,
        },
        ...groups.map(({ name, symbol, color: fill, places }) => ({
          name,
          type: 'scatter',
          symbol,
          symbolSize: name === 'Mark' ? 8 : 6,
          itemStyle: { color: fill },
          data: places.map(({ x, volatility }) => [x, volatility]),
        })),
      ],
    },
    marks,
    table: quotesTable(asset, expiry),
  };
}

/** The fitted lines of all expiries. */
export function smiles({ asset, expiries }: AssetSurface, look: Look): Chart {
  const { numbers, theme } = look;
  const hue = (index: number) => theme.assets[index % theme.assets.length] ?? theme.text;
  const lines = expiries.map(({ smile: { strikes, volatilities }, forward }) =>
    strikes.map((strike, index) => [strike / forward, volatilities[index] ?? 0]),
  );
  const figures = (at: readonly number[]): [string, string][] => [
    ['Strike over forward', numbers.percentage(at[0])],
    ['Volatility', numbers.percentage(at[1])],
  ];
  const last = expiries.at(-1);
  return {
    name: `Smiles of ${asset}`,
    summary: `Volatility at the forward goes from ${numbers.percentage(expiries[0]?.atTheMoney)} at the first expiry to ${numbers.percentage(last?.atTheMoney)} at the last.`,
    height: narrow(look) ? 320 : 380,
    option: {
      ...ground(look),
      // The names of a dozen expiries take several lines.
      grid: grid({ top: narrow(look) ? 96 : 56, bottom: 12 }),
      legend: legend(
        look,
        expiries.map(({ expiry }) => day(expiry)),
      ),
      tooltip: tips(
        look,
        'item',
        ({ seriesIndex, dataIndex }: { seriesIndex: number; dataIndex: number }) => {
          const at = lines[seriesIndex]?.[dataIndex];
          return at ? tooltip(day(expiries[seriesIndex]?.expiry ?? ''), figures(at)) : '';
        },
      ),
      xAxis: {
        ...valueAxis(look, 'Strike over forward, %', (value) => numbers.percent(value, 0)),
        scale: true,
      },
      yAxis: {
        ...valueAxis(look, 'Volatility per year, %', (value) => numbers.percent(value, 0)),
        scale: true,
      },
      series: lines.map((data, index) => ({
        name: day(expiries[index]?.expiry ?? ''),
        type: 'line',
        symbolSize: 3,
        lineStyle: { color: hue(index), width: 1.5 },
        itemStyle: { color: hue(index) },
        data,
      })),
    },
    marks: lines.flatMap((line, series) =>
      line.flatMap((at, index) =>
        index % 10 === 0
          ? [{ series, index, text: spoken(day(expiries[series]?.expiry ?? ''), figures(at)) }]
          : [],
      ),
    ),
    table: {
      name: `Smiles of ${asset}`,
      columns: [
        { label: 'Expiry', kind: 'text' },
        { label: 'Strike', kind: 'price', unit: 'USD' },
        { label: 'Volatility', kind: 'fraction', unit: '% per year', digits: 2 },
      ],
      rows: expiries.flatMap(({ expiry, smile: { strikes, volatilities } }) =>
        strikes.map((strike, index): Cell[] => [day(expiry), strike, volatilities[index] ?? null]),
      ),
    },
  };
}

const REASONS: Record<string, string> = {
  inTheMoney: 'in the money',
  repeated: 'quoted twice',
  noBid: 'no bid',
  crossed: 'bid above ask',
  stale: 'mark outside bid and ask',
  noPrice: 'no price',
  belowIntrinsic: 'price below intrinsic value',
  aboveCap: 'price above its bound',
  noTimeValue: 'no time value',
};

/** Why a quote is not used, in words. */
export const reasonOf = (code: string): string => REASONS[code] ?? code;

function quotesTable(asset: string, { expiry, quotes }: SurfaceExpiry): Table {
  const volatility = { kind: 'fraction', unit: '% per year', digits: 2 } as const;
  return {
    name: `Quotes of ${asset}, ${day(expiry)}`,
    columns: [
      { label: 'Strike', kind: 'price', unit: 'USD' },
      { label: 'Mark', ...volatility },
      { label: 'Bid', ...volatility },
      { label: 'Ask', ...volatility },
      { label: 'Fitted', ...volatility },
      { label: 'Left out', kind: 'text' },
    ],
    rows: quotes.map((quote): Cell[] => [
      quote.strike,
      quote.volatility,
      quote.bid,
      quote.ask,
      quote.fitted,
      quote.leftOut === null ? '' : reasonOf(quote.leftOut),
    ]),
  };
}
