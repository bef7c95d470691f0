// Profit and loss against the price: today, at a chosen date and at expiry, as lines that the pointer reads off.
import type { Cell } from '../tables/table.js';
import { axisMoney, grid, ground, legend, narrow, tips, valueAxis } from './axes.js';
import type { Chart, Look } from './chart.js';
import { type Curve, momentText, moveText, type Profile, profitColumn, profitText } from './profit-terms.js';
import { spoken, tooltip } from './tooltip.js';

/** How many points the arrow keys walk, about. */
const STOPS = 20;

/** Today, the chosen date, and of the expiries the first and the last. */
function shown({ curves }: Profile): Curve[] {
  const expiries = curves.filter(({ moment }) => moment === 'expiry');
  const ends = expiries.length > 1 ? [expiries[0], expiries.at(-1)] : expiries;
  const before = curves.filter(({ moment }) => moment !== 'expiry');
  return [...before, ...ends].filter((curve) => curve !== undefined);
}

export function payoff(profile: Profile, summary: string, look: Look): Chart {
  const { theme, numbers } = look;
  const { moves, spot, asset, currency } = profile;
  const curves = shown(profile);
  const write = profitText(profile, numbers);
  const prices = moves.map((move) => spot * (1 + move));
  const title = (index: number) =>
    `${asset} ${numbers.price(prices[index])} (${moveText(moves[index] ?? 0, numbers)})`;
  const figures = (index: number) =>
    curves.map((curve) => [momentText(curve), write(curve.profit[index] ?? 0)] as [string, string]);
  const lines = {
    today: { color: theme.accent, width: 2, type: 'solid' },
    chosen: { color: theme.accent, width: 2, type: 'dashed' },
    expiry: { color: theme.text, width: 2, type: 'solid' },
  };
  const first = curves.findIndex(({ moment }) => moment === 'expiry');
  const style = (curve: Curve, index: number) =>
    curve.moment === 'expiry' && index === first && first < curves.length - 1
      ? { color: theme.muted, width: 1.5, type: 'solid' }
      : lines[curve.moment];
  const step = Math.max(1, Math.round(moves.length / STOPS));
  const stops = moves.map((_, index) => index).filter((index) => index % step === 0);
  const name = 'Profit and loss against the price';
  const label = { color: theme.muted, fontFamily: theme.font, fontSize: 11 };
  return {
    name,
    summary,
    height: narrow(look) ? 320 : 380,
    option: {
      ...ground(look),
      grid: grid({ top: narrow(look) ? 68 : 44 }),
      legend: { ...legend(look, curves.map(momentText)), icon: null, top: 6, itemWidth: 26 },
      tooltip: {
        ...tips(look, 'axis', (params: { dataIndex: number }[]) => {
          const index = params[0]?.dataIndex;
          return index === undefined ? '' : tooltip(title(index), figures(index));
        }),
        axisPointer: { type: 'line', lineStyle: { color: theme.muted, width: 1 } },
      },
      xAxis: {
        ...valueAxis(look, `Price of ${asset}, USD`, (value) =>
          numbers.format(value, {
            maximumSignificantDigits: 4,
            notation: value >= 10_000 ? 'compact' : 'standard',
          }),
        ),
        min: prices[0],
        max: prices.at(-1),
        splitLine: { show: false },
        axisLabel: {
          ...valueAxis(look, '', String).axisLabel,
          formatter: (value: number) =>
            numbers.format(value, {
              maximumSignificantDigits: 4,
              notation: value >= 10_000 ? 'compact' : 'standard',
            }),
          showMinLabel: false,
          showMaxLabel: false,
        },
      },
      yAxis: valueAxis(look, `Profit or loss, ${currency}`, axisMoney(look)),
      series: curves.map((curve, index) => ({
        name: momentText(curve),
        type: 'line',
        symbol: 'circle',
        symbolSize: 7,
        showSymbol: false,
        lineStyle: style(curve, index),
        itemStyle: { color: style(curve, index).color },
        emphasis: { lineStyle: { width: 2 } },
        data: curve.profit.map((profit, point) => [prices[point], profit]),
        ...(index === 0
          ? {
              markLine: {
                silent: true,
                animation: false,
                symbol: 'none',
                lineStyle: { color: theme.muted, width: 1, type: 'solid' },
                data: [
                  { yAxis: 0, label: { show: false } },
                  { xAxis: spot, label: { ...label, formatter: 'now', position: 'end' } },
                ],
              },
            }
          : {}),
      })),
    },
    marks: stops.map((index) => ({ series: 0, index, text: spoken(title(index), figures(index)) })),
    table: {
      name,
      columns: [
        { label: `Price of ${asset}`, kind: 'price', unit: 'USD' },
        { label: 'Move', kind: 'fraction', signed: true },
        ...profile.curves.map((curve) => profitColumn(profile, momentText(curve))),
      ],
      rows: stops.map((index): Cell[] => [
        prices[index] ?? null,
        moves[index] ?? null,
        ...profile.curves.map(({ profit }) => profit[index] ?? null),
      ]),
    },
  };
}
