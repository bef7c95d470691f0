// Returns by calendar month, the years as rows: blue above zero, orange below, the deeper the more.
import type { ResponseOf } from '../state/shapes.js';
import type { Cell, Column } from '../tables/table.js';
import { grid, ground, namesAxis, narrow, tips } from './axes.js';
import type { Chart, Look } from './chart.js';
import { blend, ink } from './color.js';
import { spoken, tooltip } from './tooltip.js';

type Path = ResponseOf<'backtestReport'>['paths'][number];

/** A cell of this width has room for its figure. */
const ROOMY = 34;
const COLUMNS = 13;

export function monthlyReturns({ name: strategy, years }: Path, look: Look): Chart {
  const { theme, numbers } = look;
  const month = (place: number) =>
    new Intl.DateTimeFormat(numbers.locale, { month: 'short', timeZone: 'UTC' }).format(
      Date.UTC(2024, place),
    );
  const heads = [...Array.from({ length: 12 }, (_, place) => month(place)), 'Year'];
  const cells = years.flatMap(({ year, months, total }, y) =>
    [...months, total].flatMap((value, x) =>
      value === null || value === undefined ? [] : [{ x, y, year, value }],
    ),
  );
  const monthly = cells.filter(({ x }) => x < 12);
  const largest = (some: typeof cells) =>
    Math.max(...some.map(({ value }) => Math.abs(value)), Number.MIN_VALUE);
  const [ofMonths, ofYears] = [largest(monthly), largest(cells.filter(({ x }) => x === 12))];
  const [gain, loss] = [theme.positive, theme.negative].map((color) => blend(theme.surface, color, 0.85));
  const fill = ({ x, value }: (typeof cells)[number]) =>
    blend(
      theme.surface,
      (value < 0 ? loss : gain) ?? theme.text,
      Math.sqrt(Math.abs(value) / (x < 12 ? ofMonths : ofYears)),
    );
  const title = ({ x, year }: (typeof cells)[number]) => (x < 12 ? `${heads[x]} ${year}` : `${year}`);
  const write = (value: number) => numbers.percentage(value);
  const figures = ({ value }: (typeof cells)[number]): [string, string][] => [['Return', write(value)]];
  const sorted = [...monthly].sort((a, b) => a.value - b.value);
  const [worst, best] = [sorted[0], sorted.at(-1)];
  const said = (cell: typeof worst) => (cell ? `${title(cell)} with ${write(cell.value)}` : '');
  const name = `Returns by month: ${strategy}`;
  const axis = (names: readonly string[]) => ({
    ...namesAxis(look, names),
    axisLine: { show: false },
    axisLabel: { color: theme.muted, fontFamily: theme.font, interval: 'auto', hideOverlap: true },
  });
  const roomy = (look.width - 48) / COLUMNS >= ROOMY;
  return {
    name,
    summary: `The worst month was ${said(worst)}, the best ${said(best)}.`,
    height: (narrow(look) ? 40 : 44) + 26 * Math.max(1, years.length),
    option: {
      ...ground(look),
      grid: grid({ right: 4 }),
      tooltip: tips(look, 'item', ({ dataIndex }: { dataIndex: number }) => {
        const cell = cells[dataIndex];
        return cell ? tooltip(title(cell), figures(cell)) : '';
      }),
      xAxis: { ...axis(heads), position: 'top' },
      yAxis: { ...axis(years.map(({ year }) => String(year))), inverse: true },
      series: [
        {
          type: 'heatmap',
          itemStyle: { borderColor: theme.surface, borderWidth: 1 },
          emphasis: { itemStyle: { borderColor: theme.text, borderWidth: 1 } },
          label: {
            show: roomy,
            fontFamily: theme.font,
            fontSize: 10,
            formatter: ({ dataIndex }: { dataIndex: number }) => numbers.percent(cells[dataIndex]?.value, 1),
          },
          data: cells.map((cell) => ({
            value: [cell.x, cell.y, cell.value],
            itemStyle: { color: fill(cell) },
            label: { color: ink(fill(cell)) },
          })),
        },
      ],
    },
    marks: cells.map((cell, index) => ({ series: 0, index, text: spoken(title(cell), figures(cell)) })),
    table: {
      name,
      columns: [
        { label: 'Year', kind: 'text' },
        ...heads.map(
          (head, x): Column => ({ label: x < 12 ? head : 'Whole year', kind: 'fraction', signed: true }),
        ),
      ],
      rows: years.map(({ year, months, total }): Cell[] => [
        String(year),
        ...months.map((value) => value ?? null),
        total,
      ]),
    },
  };
}
