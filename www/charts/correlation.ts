// The correlation matrix with like beside like, as the engine's clustering orders it, under the tree of its
// clusters: blue together, orange against each other.
import type { ResponseOf } from '../state/shapes.js';
import type { Cell } from '../tables/table.js';
import { grid, ground, namesAxis, narrow, tips } from './axes.js';
import type { Chart, Look } from './chart.js';
import { brackets } from './cluster-tree.js';
import { blend, ink } from './color.js';
import { tooltip } from './tooltip.js';

type Correlation = NonNullable<ResponseOf<'allocate'>['correlation']>;

/** Room for the tree above the matrix, in pixels. */
const TREE = 48;

export function correlation({ order, matrix, joins }: Correlation, look: Look): Chart {
  const { theme, numbers } = look;
  const cells = matrix.flatMap((row, y) => row.map((value, x) => ({ x, y, value })));
  const pairs = cells.filter(({ x, y }) => x < y).sort((a, b) => b.value - a.value);
  const name = (index: number) => order[index] ?? '';
  const figure = (value: number) =>
    numbers.format(value, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const [closest, farthest] = [pairs[0], pairs.at(-1)];
  const pair = (which: (typeof cells)[number]) =>
    `${name(which.x)} and ${name(which.y)} (${figure(which.value)})`;
  const summary =
    closest && farthest && closest !== farthest
      ? `${pair(closest)} move most alike, ${pair(farthest)} least.`
      : closest
        ? `${pair(closest)} is the one pair.`
        : 'One asset has no pairs.';
  const side = Math.max(18, Math.min(44, (look.width - 70) / Math.max(1, order.length)));
  const axis = { ...namesAxis(look, order), splitLine: { show: false }, axisLine: { show: false } };
  const common = axis.axisLabel;
  const tree = brackets(joins);
  // The rows of the matrix begin under the tree.
  const blank = Array.from({ length: Math.max(1, Math.round(TREE / side)) }, () => '');
  const treeTop = 1.05 * Math.max(...joins, Number.MIN_VALUE);
  const together = blend(theme.surface, theme.positive, 0.85);
  const against = blend(theme.surface, theme.negative, 0.85);
  return {
    name: 'Correlation of returns, in cluster order',
    summary,
    height: Math.min(560, side * order.length + 80 + TREE),
    option: {
      ...ground(look),
      grid: grid({ right: 4, bottom: 40 }),
      tooltip: tips(look, 'item', ({ dataIndex }: { dataIndex: number }) => {
        const cell = cells[dataIndex];
        return cell
          ? tooltip(`${name(cell.y)} and ${name(cell.x)}`, [['Correlation', figure(cell.value)]])
          : '';
      }),
      xAxis: [
        { ...axis, axisLabel: { ...common, rotate: order.length > 6 ? 60 : 0, width: 60 } },
        // Where the middle of column k is k, as a list of names has no places between them.
        { type: 'value', show: false, min: -0.5, max: order.length - 0.5 },
      ],
      yAxis: [
        { ...axis, data: [...blank, ...order], inverse: true, axisLabel: { ...common, width: 60 } },
        { type: 'value', show: false, min: (-treeTop * order.length) / blank.length, max: treeTop },
      ],
      visualMap: {
        type: 'continuous',
        seriesIndex: 0,
        min: -1,
        max: 1,
        orient: 'horizontal',
        right: 4,
        bottom: 4,
        itemWidth: 10,
        itemHeight: 120,
        text: ['+1', '−1'],
        textStyle: { color: theme.muted, fontFamily: theme.font, fontSize: 11 },
        inRange: { color: [against, theme.surface, together] },
      },
      series: [
        {
          type: 'heatmap',
          itemStyle: { borderColor: theme.surface, borderWidth: 1 },
          emphasis: { itemStyle: { borderColor: theme.text, borderWidth: 1 } },
          label: {
            show: side >= 26 && !(narrow(look) && order.length > 8),
            fontFamily: theme.font,
            fontSize: side < 36 ? 10 : 11,
            formatter: (params: { dataIndex: number }) => figure(cells[params.dataIndex]?.value ?? 0),
          },
          data: cells.map(({ x, y, value }) => {
            const fill = blend(theme.surface, value < 0 ? against : together, Math.abs(value));
            return { value: [x, y + blank.length, value], label: { color: ink(fill) } };
          }),
        },
        ...tree.map(({ left, right, height }) => ({
          type: 'line',
          xAxisIndex: 1,
          yAxisIndex: 1,
          silent: true,
          symbol: 'none',
          lineStyle: { color: theme.muted, width: 1 },
          data: [
            [left.place, left.height],
            [left.place, height],
            [right.place, height],
            [right.place, right.height],
          ],
        })),
      ],
    },
    marks: cells.map(({ x, y, value }, index) => ({
      series: 0,
      index,
      text: `${name(y)} and ${name(x)}: correlation ${figure(value)}`,
    })),
    table: {
      name: 'Correlation of returns',
      columns: [
        { label: 'Asset', kind: 'asset' },
        ...order.map((asset) => ({ label: asset, kind: 'number' as const, digits: 2, signed: true })),
        {
          label: 'Joins the next at',
          kind: 'number',
          digits: 2,
          help: 'The distance √((1 − ρ) / 2) at which the clusters of this asset and of the next one come together.',
        },
      ],
      rows: matrix.map((row, index): Cell[] => [name(index), ...row, joins[index] ?? null]),
    },
  };
}
