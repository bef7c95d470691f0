// The efficient frontier in the plane of volatility and expected return, with the single assets, the current
// portfolio, the computed one and those of other objectives.
import type { ResponseOf } from '../state/shapes.js';
import type { Cell, Table } from '../tables/table.js';
import { grid, ground, legend, narrow, tips, valueAxis } from './axes.js';
import type { Chart, Look, Mark } from './chart.js';
import { spoken, tooltip } from './tooltip.js';

interface Place {
  title: string;
  volatility: number;
  expectedReturn: number;
  sharpeRatio?: number | null | undefined;
  color: string;
  symbol: string;
  size: number;
}

type Computed = Pick<ResponseOf<'allocate'>, 'method' | 'expectedReturn' | 'volatility' | 'sharpeRatio'>;

export function frontier(response: ResponseOf<'frontier'>, computed: Computed | null, look: Look): Chart {
  const { theme, numbers, color } = look;
  const { points, current, assetPoints } = response;
  const figures = ({ volatility, expectedReturn, sharpeRatio }: Omit<Place, 'title'>): [string, string][] => [
    ['Volatility per year', numbers.percentage(volatility)],
    ['Expected return per year', numbers.percentage(expectedReturn)],
    ...(typeof sharpeRatio === 'number'
      ? ([['Sharpe ratio', numbers.ratio(sharpeRatio, 3)]] as [string, string][])
      : []),
  ];
  const place = (title: string, at: Partial<Place>, symbol: string, size: number, hue: string): Place[] =>
    typeof at.volatility === 'number' && typeof at.expectedReturn === 'number'
      ? [
          {
            ...at,
            title,
            volatility: at.volatility,
            expectedReturn: at.expectedReturn,
            symbol,
            size,
            color: hue,
          },
        ]
      : [];
  const line = points.flatMap((point, index) =>
    place(`Frontier point ${index + 1} of ${points.length}`, point, 'circle', 5, theme.muted),
  );
  const assets = assetPoints.flatMap((point) => place(point.asset, point, 'circle', 9, color(point.asset)));
  const own = current ? place('Current portfolio', current, 'diamond', 15, theme.negative) : [];
  const found = computed ? place(computed.method.label, numeric(computed), 'triangle', 14, theme.accent) : [];
  const others = response.methods.flatMap(({ method, point }) =>
    place(method.label, point, 'rect', 9, theme.text),
  );
  const groups: { name: string; places: Place[]; label: boolean }[] = [
    { name: 'Frontier', places: line, label: false },
    { name: 'Single assets', places: assets, label: true },
    { name: 'Other objectives', places: others, label: false },
    { name: 'Current', places: own, label: true },
    { name: 'Computed', places: found, label: true },
  ];
  const shown = groups.filter(({ places }) => places.length > 0);
  const marks: Mark[] = shown.flatMap(({ places }, series) =>
    places.map((at, index) => ({ series, index, text: spoken(at.title, figures(at)) })),
  );
  return {
    name: 'Efficient frontier',
    summary: sentence(line, own[0], found[0], look),
    height: narrow(look) ? 320 : 400,
    option: {
      ...ground(look),
      // The names of five groups take two lines.
      grid: grid({ top: shown.length > 4 ? 60 : 36, right: 24 }),
      legend: {
        ...legend(
          look,
          shown.map(({ name }) => name),
        ),
        icon: null,
      },
      tooltip: tips(
        look,
        'item',
        ({ seriesIndex, dataIndex }: { seriesIndex: number; dataIndex: number }) => {
          const at = shown[seriesIndex]?.places[dataIndex];
          return at ? tooltip(at.title, figures(at)) : '';
        },
      ),
      xAxis: {
        ...valueAxis(look, 'Volatility per year, %', (value) => numbers.percent(value, 0)),
        scale: true,
      },
      yAxis: {
        ...valueAxis(look, 'Expected return per year, %', (value) => numbers.percent(value, 0)),
        scale: true,
      },
      series: shown.map(({ name, places, label }) => ({
        name,
        type: name === 'Frontier' ? 'line' : 'scatter',
        symbol: places[0]?.symbol ?? 'circle',
        symbolSize: places[0]?.size ?? 8,
        lineStyle: { color: theme.muted, width: 2 },
        itemStyle: { color: name === 'Single assets' ? theme.muted : (places[0]?.color ?? theme.muted) },
        labelLayout: { hideOverlap: true, moveOverlap: 'shiftY' },
        label: {
          show: label,
          position: name === 'Single assets' ? 'right' : 'top',
          color: theme.text,
          fontFamily: theme.font,
          fontSize: 11,
          fontWeight: name === 'Single assets' ? 400 : 600,
          formatter: ({ dataIndex }: { dataIndex: number }) =>
            name === 'Single assets' ? (places[dataIndex]?.title ?? '') : name,
        },
        data: places.map(({ volatility, expectedReturn, color: fill }) => ({
          value: [volatility, expectedReturn],
          itemStyle: { color: fill },
        })),
      })),
    },
    marks,
    table: frontierTable(response),
  };
}

const numeric = ({ expectedReturn, volatility, sharpeRatio }: Computed): Partial<Place> => ({
  ...(expectedReturn === null ? {} : { expectedReturn }),
  ...(volatility === null ? {} : { volatility }),
  sharpeRatio,
});

function sentence(
  line: Place[],
  own: Place | undefined,
  found: Place | undefined,
  { numbers }: Look,
): string {
  const at = ({ volatility, expectedReturn }: Place) =>
    `${numbers.percentage(volatility)} volatility for ${numbers.percentage(expectedReturn)} expected return`;
  if (own && found) return `The current portfolio has ${at(own)}, the computed one ${at(found)} per year.`;
  const [first, last] = [line[0], line.at(-1)];
  if (!first || !last) return 'No frontier was found.';
  return `The frontier goes from ${at(first)} to ${at(last)} per year.`;
}

type Point = ResponseOf<'frontier'>['points'][number];

const figureColumns: Table['columns'] = [
  { label: 'Volatility', kind: 'fraction', unit: '% per year' },
  { label: 'Expected return', kind: 'fraction', unit: '% per year' },
  { label: 'Sharpe ratio', kind: 'number', digits: 3 },
];

const weightColumns = (assets: readonly string[]): Table['columns'] =>
  assets.map((asset) => ({ label: asset, kind: 'fraction' as const }));

const cells = ({ volatility, expectedReturn, sharpeRatio, weights }: Point): Cell[] => [
  volatility,
  expectedReturn,
  sharpeRatio,
  ...weights,
];

/** The points of the frontier with their weights. */
export const frontierTable = ({ points, assets }: ResponseOf<'frontier'>): Table => ({
  name: 'Frontier points',
  columns: [{ label: 'Point', kind: 'count' }, ...figureColumns, ...weightColumns(assets)],
  rows: points.map((point, index): Cell[] => [index + 1, ...cells(point)]),
});

/** The corner portfolios: between two of them the weights are straight lines in the expected return. */
export const cornersTable = ({ corners, assets }: ResponseOf<'frontier'>): Table => ({
  name: 'Corner portfolios',
  columns: [
    { label: 'Corner', kind: 'count' },
    ...figureColumns,
    {
      label: 'Risk aversion',
      kind: 'number',
      digits: 3,
      help: 'Of maximum utility, from this corner on; between two corners it lies between theirs.',
    },
    ...weightColumns(assets),
  ],
  rows: (corners ?? []).map(({ lambda, point }, index): Cell[] => {
    const [volatility = null, expectedReturn = null, sharpeRatio = null, ...weights] = cells(point);
    const aversion = lambda > 1e-9 ? 1 / lambda : null;
    return [index + 1, volatility, expectedReturn, sharpeRatio, aversion, ...weights];
  }),
});
