// Profit and loss by price and volatility: blue above zero, orange below, the deeper the more.
import type { Cell } from '../tables/table.js';
import { grid, ground, namesAxis, narrow, tips } from './axes.js';
import type { Chart, Look } from './chart.js';
import { blend, ink } from './color.js';
import { type Counted, moveText, type Profile, profitColumn, profitText } from './profit-terms.js';
import { spoken, tooltip } from './tooltip.js';

/** A cell of this width has room for its figure. */
const ROOMY = 44;

/** Profits by price and volatility; without a spot the moves are those of several prices. */
export type HeatMapped = Counted & Pick<Profile, 'heatMap'> & { spot: number | null };

export function profitHeatMap(profile: HeatMapped, when: string, look: Look): Chart {
  const { theme, numbers } = look;
  const { moves, volatilityShifts, profit } = profile.heatMap;
  const { asset, spot } = profile;
  const write = profitText(profile, numbers);
  const points = (shift: number) =>
    `${numbers.format(100 * shift, { maximumFractionDigits: 1, signDisplay: 'exceptZero' })}`;
  const cells = volatilityShifts.flatMap((shift, y) =>
    moves.map((move, x) => ({ x, y, shift, move, profit: profit[y * moves.length + x] ?? 0 })),
  );
  const most = Math.max(...profit.map(Math.abs), Number.MIN_VALUE);
  const [gain, loss] = [theme.positive, theme.negative].map((color) => blend(theme.surface, color, 0.85));
  const fill = (value: number) =>
    blend(theme.surface, (value < 0 ? loss : gain) ?? theme.text, Math.sqrt(Math.abs(value) / most));
  const title = ({ move, shift }: (typeof cells)[number]) =>
    `${asset} ${spot === null ? moveText(move, numbers) : `${numbers.price(spot * (1 + move))} (${moveText(move, numbers)})`}, volatility ${points(shift)} points`;
  const figure = (cell: (typeof cells)[number]) =>
    [['Profit or loss', write(cell.profit)]] as [string, string][];
  const sorted = [...cells].sort((a, b) => a.profit - b.profit);
  const [worst, best] = [sorted[0], sorted.at(-1)];
  const width = (look.width - 60) / Math.max(1, moves.length);
  const axis = (names: readonly string[], label: string) => ({
    ...namesAxis(look, names),
    name: label,
    nameLocation: 'middle',
    nameGap: 30,
    nameTextStyle: { color: theme.muted, fontFamily: theme.font, fontSize: 12 },
    splitLine: { show: false },
    axisLine: { show: false },
  });
  const labels = { color: theme.muted, fontFamily: theme.font, interval: 'auto', hideOverlap: true };
  const name = 'Profit and loss by price and volatility';
  const at = (cell: typeof worst) =>
    cell
      ? `${write(cell.profit)} ${profile.currency} at ${moveText(cell.move, numbers)} and ${points(cell.shift)} volatility points`
      : '';
  return {
    name: `${name}, ${when}`,
    summary: `The least is ${at(worst)}, the most ${at(best)}.`,
    height: narrow(look) ? 320 : 380,
    option: {
      ...ground(look),
      grid: grid({ right: 4 }),
      tooltip: tips(look, 'item', ({ dataIndex }: { dataIndex: number }) => {
        const cell = cells[dataIndex];
        return cell ? tooltip(title(cell), figure(cell)) : '';
      }),
      xAxis: {
        ...axis(
          moves.map((move) => moveText(move, numbers)),
          `Price of ${asset}, change`,
        ),
        axisLabel: labels,
      },
      yAxis: { ...axis(volatilityShifts.map(points), 'Volatility, points'), axisLabel: labels },
      series: [
        {
          type: 'heatmap',
          itemStyle: { borderColor: theme.surface, borderWidth: 1 },
          emphasis: { itemStyle: { borderColor: theme.text, borderWidth: 1 } },
          label: {
            show: width >= ROOMY && !numbers.hideAmounts,
            fontFamily: theme.font,
            fontSize: 10,
            formatter: ({ dataIndex }: { dataIndex: number }) =>
              numbers.format(cells[dataIndex]?.profit ?? 0, {
                maximumSignificantDigits: 2,
                notation: 'compact',
              }),
          },
          data: cells.map(({ x, y, profit: value }) => ({
            value: [x, y, value],
            itemStyle: { color: fill(value) },
            label: { color: ink(fill(value)) },
          })),
        },
      ],
    },
    marks: cells.map((cell, index) => ({ series: 0, index, text: spoken(title(cell), figure(cell)) })),
    table: {
      name: `${name}, ${when}`,
      columns: [
        { label: 'Volatility', kind: 'fraction', unit: 'points', signed: true },
        ...moves.map((move) => profitColumn(profile, moveText(move, numbers))),
      ],
      rows: volatilityShifts.map((shift, y): Cell[] => [
        shift,
        ...moves.map((_, x) => profit[y * moves.length + x] ?? null),
      ]),
    },
  };
}
