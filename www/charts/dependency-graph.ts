// Who depends on whom: holdings on the left, what they name beside them, and further right what that rests on in turn.
// Sizes are amounts; form and colour tell what something is.
import type { DependencyKind, ResponseOf } from '../state/shapes.js';
import type { Cell } from '../tables/table.js';
import { ground, legend, legendHeight, narrow, tips } from './axes.js';
import type { Chart, Look } from './chart.js';
import { spoken, tooltip } from './tooltip.js';

type Dependencies = ResponseOf<'dependencies'>;

/** More holdings than these are no picture: the largest are drawn. */
const MOST_HOLDINGS = 24;
/** Further to the right nothing is told apart. */
const MOST_COLUMNS = 4;
/** Diameters of the least and the greatest amount, in pixels. */
const SIZES = [8, 34] as const;
/** Pixels from one to the next, with the name beside it and below. */
const ROWS = { wide: 44, narrow: 58 };

const looks: Readonly<Record<DependencyKind, { label: string; symbol: string; place: number }>> = {
  chain: { label: 'Chain', symbol: 'circle', place: 0 },
  protocol: { label: 'Protocol', symbol: 'diamond', place: 1 },
  bridge: { label: 'Bridge', symbol: 'triangle', place: 4 },
  issuer: { label: 'Issuer', symbol: 'roundRect', place: 2 },
  venue: { label: 'Venue', symbol: 'path://M25 0L75 0L100 50L75 100L25 100L0 50Z', place: 3 },
};
const HOLDING = 'Holding';

interface Drawn {
  key: string;
  name: string;
  kind: DependencyKind | null;
  amount: number;
  column: number;
}

const key = (name: string, holding: boolean) => `${holding ? 'holding' : 'on'} ${name}`;

/** How far from the holdings each stands: one step beyond all that rest on it, as far as there is room. */
function columns({ nodes, edges }: Dependencies): Map<string, number> {
  const places = new Map(nodes.map(({ name }) => [name, 1]));
  for (let step = 1; step < MOST_COLUMNS - 1; step += 1)
    for (const { from, to, holding } of edges)
      if (!holding) {
        const next = Math.min(MOST_COLUMNS - 1, (places.get(from) ?? 0) + 1);
        places.set(to, Math.max(places.get(to) ?? 1, next));
      }
  return places;
}

function drawn(found: Dependencies): { all: Drawn[]; left: number } {
  const { nodes, edges, holdings } = found;
  const naming = new Set(edges.filter(({ holding }) => holding).map(({ from }) => from));
  const tied = holdings
    .filter(({ name }) => naming.has(name))
    .sort((a, b) => Math.max(0, b.value) - Math.max(0, a.value));
  const places = columns(found);
  // Those of a circle push each other on: no column in between is left empty.
  const used = [...new Set(places.values())].sort((a, b) => a - b);
  const held = tied.slice(0, MOST_HOLDINGS).map(({ name, value }) => ({
    key: key(name, true),
    name,
    kind: null,
    amount: Math.max(0, value),
    column: 0,
  }));
  const on = nodes.map(({ name, kind, resting }) => ({
    key: key(name, false),
    name,
    kind,
    amount: resting,
    column: 1 + used.indexOf(places.get(name) ?? 1),
  }));
  return { all: [...held, ...on], left: tied.length - held.length };
}

/** Each column's members from top to bottom, near what they are tied to on their left, so that few lines cross. */
function rows(all: readonly Drawn[], edges: Dependencies['edges']): Map<string, number> {
  const heights = new Map<string, number>();
  for (let column = 0; column < MOST_COLUMNS; column += 1) {
    const members = all.filter((one) => one.column === column);
    const pull = (one: Drawn) => {
      const ties = edges
        .filter(({ to }) => one.kind !== null && to === one.name)
        .flatMap(({ from, holding }) => heights.get(key(from, holding)) ?? []);
      return ties.length > 0 ? ties.reduce((sum, height) => sum + height, 0) / ties.length : 1;
    };
    const sorted =
      column === 0
        ? members
        : [...members]
            .map((one) => ({ one, at: pull(one) }))
            .sort((a, b) => a.at - b.at)
            .map(({ one }) => one);
    for (const [place, one] of sorted.entries()) heights.set(one.key, (place + 0.5) / sorted.length);
  }
  return heights;
}

export function dependencyGraph(found: Dependencies, currency: string, look: Look): Chart {
  const { theme, numbers } = look;
  const { all, left } = drawn(found);
  const heights = rows(all, found.edges);
  const places = new Map(all.map((one, place) => [one.key, place]));
  const most = Math.max(...all.map(({ amount }) => amount), Number.MIN_VALUE);
  const last = Math.max(1, ...all.map(({ column }) => column));
  const kinds = [...new Set(all.flatMap(({ kind }) => kind ?? []))];
  const names = [HOLDING, ...kinds.map((kind) => looks[kind].label)];
  const categories = [
    { name: HOLDING, symbol: 'rect', itemStyle: { color: theme.muted } },
    ...kinds.map((kind) => ({
      name: looks[kind].label,
      symbol: looks[kind].symbol,
      itemStyle: { color: theme.assets[looks[kind].place] ?? theme.accent },
    })),
  ];
  const lines = found.edges.flatMap((edge) => {
    const source = places.get(key(edge.from, edge.holding));
    const target = places.get(key(edge.to, false));
    return source === undefined || target === undefined ? [] : [{ ...edge, source, target }];
  });
  const facts = ({ name, kind, amount }: Drawn): [string, string][] => {
    const node = kind && found.nodes.find((one) => one.name === name);
    const ties = lines.filter((line) => line.from === name && line.holding === (kind === null));
    return [
      [kind ? looks[kind].label : HOLDING, `${numbers.money(amount)} ${currency}`],
      ...(node
        ? ([
            ['Fails within a year', numbers.percentage(node.failureProbability)],
            ['Lost if it fails', `${numbers.money(node.lossIfFails)} ${currency}`],
          ] as [string, string][])
        : []),
      ...(ties.length > 0 ? [['Depends on', ties.map(({ to }) => to).join(', ')] as [string, string]] : []),
    ];
  };
  const [first] = [...found.nodes].sort((a, b) => b.resting - a.resting);
  const part =
    first && typeof first.share === 'number' ? `, ${numbers.percentage(first.share)} of the book` : '';
  const above = legendHeight(
    look,
    names.map((label) => ({ label })),
  );
  const tallest = Math.max(
    ...[...Array(MOST_COLUMNS).keys()].map((column) => all.filter((one) => one.column === column).length),
  );
  // Names stand beside their marks where there is room, else below.
  const side = narrow(look) ? 44 : 120;
  const sides = new Map([
    [0, 'left'],
    [last, 'right'],
  ]);
  return {
    name: 'Who depends on whom',
    summary: `${
      first
        ? `Most rests on ${first.name}: ${numbers.money(first.resting)} ${currency}${part}.`
        : 'Nothing is named yet.'
    }${left > 0 ? ` The ${numbers.count(left)} smallest holdings are not drawn.` : ''}`,
    height: above + 16 + (narrow(look) ? ROWS.narrow : ROWS.wide) * Math.max(2, tallest),
    option: {
      ...ground(look),
      legend: {
        ...legend(look, []),
        icon: null,
        data: categories.map(({ name, symbol }) => ({ name, icon: symbol })),
      },
      grid: { left: side, right: side, top: above + 12, bottom: 8 },
      xAxis: { type: 'value', show: false, min: 0, max: last },
      yAxis: { type: 'value', show: false, min: 0, max: 1, inverse: true },
      tooltip: tips(look, 'item', (params: { dataType?: string; dataIndex: number }) => {
        if (params.dataType === 'edge') {
          const line = lines[params.dataIndex];
          return line
            ? tooltip(`${line.from} on ${line.to}`, [
                ['Part of its assets', numbers.percentage(line.share)],
                ['Amount', `${numbers.money(line.amount)} ${currency}`],
              ])
            : '';
        }
        const one = all[params.dataIndex];
        return one ? tooltip(one.name, facts(one)) : '';
      }),
      series: [
        {
          type: 'graph',
          coordinateSystem: 'cartesian2d',
          categories,
          edgeSymbol: ['none', 'arrow'],
          edgeSymbolSize: 7,
          emphasis: { focus: 'adjacency', lineStyle: { width: 2.5 } },
          label: {
            show: true,
            color: theme.text,
            fontFamily: theme.font,
            fontSize: 11,
            width: narrow(look) ? 84 : 108,
            overflow: 'truncate',
            formatter: ({ dataIndex }: { dataIndex: number }) => all[dataIndex]?.name ?? '',
          },
          data: all.map((one) => ({
            id: one.key,
            name: one.name,
            value: [one.column, heights.get(one.key) ?? 0.5],
            symbolSize: SIZES[0] + (SIZES[1] - SIZES[0]) * Math.sqrt(one.amount / most),
            category: one.kind ? 1 + kinds.indexOf(one.kind) : 0,
            label: { position: narrow(look) ? 'bottom' : (sides.get(one.column) ?? 'bottom') },
          })),
          links: lines.map(({ source, target, amount }) => ({
            source,
            target,
            lineStyle: {
              color: theme.muted,
              opacity: 0.6,
              width: 0.75 + 2.25 * Math.sqrt(Math.min(1, amount / most)),
              curveness: all[source]?.column === all[target]?.column ? 0.22 : 0.08,
            },
          })),
        },
      ],
    },
    marks: all.map((one, index) => ({ series: 0, index, text: spoken(one.name, facts(one)) })),
    table: {
      name: 'Who depends on whom',
      columns: [
        { label: 'Who', kind: 'text' },
        { label: 'On whom', kind: 'text' },
        { label: 'Kind', kind: 'text' },
        { label: 'Part', kind: 'fraction', digits: 1, help: 'Of the assets of who depends.' },
        { label: 'Amount', kind: 'money', unit: currency },
      ],
      rows: found.edges.map(({ from, to, share, amount }): Cell[] => {
        const kind = found.nodes.find(({ name }) => name === to)?.kind;
        return [from, to, kind ? looks[kind].label : HOLDING, share, amount];
      }),
    },
  };
}
