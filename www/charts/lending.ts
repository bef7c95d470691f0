// What lending shows: health by the move of prices, what borrowing costs by how much is lent out, and a loop by its
// rounds, by a lost peg and by the pool it borrows from.
import type { ResponseOf } from '../state/shapes.js';
import type { Chart, Look } from './chart.js';
import { type Place, type PlainLine, plainLines } from './plain-lines.js';
import { moveText } from './profit-terms.js';

type Lending = ResponseOf<'lending'>;
export type LendingAccount = Lending['accounts'][number];
export type Loan = LendingAccount['debt'][number];
export type Loop = NonNullable<Lending['looping']>;

/** An account of many times its debt would press everything else onto the axis. */
const MOST_HEALTH = 5;

const places = (axis: 'x' | 'y', all: readonly (readonly [at: number | null | undefined, words: string])[]) =>
  all.flatMap(([at, words]): Place[] => (typeof at === 'number' ? [{ axis, at, words }] : []));

/** An axis of parts. */
const parts = ({ numbers }: Look, label: string, words: string, signed = false, axis = label) => ({
  axis: `${axis}, %`,
  label: (value: number) => numbers.percent(value, 0),
  column: { label, kind: 'fraction' as const, signed },
  title: (value: number) => `${words} ${signed && value > 0 ? '+' : ''}${numbers.percentage(value)}`,
});

/** What one point of utilisation changes, of what is stated per whole. */
const points = ({ numbers }: Look, slope: number | null) =>
  `${numbers.percent((slope ?? 0) / 100, 2)} points`;

const share = ({ numbers }: Look, line: Omit<PlainLine, 'column' | 'write'>): PlainLine => ({
  ...line,
  column: { kind: 'fraction', digits: 2 },
  write: (value) => numbers.percentage(value, 2),
});

export function lendingHealth(
  { path, name, health, edges }: LendingAccount,
  currency: string,
  look: Look,
): Chart {
  const { theme, numbers } = look;
  const joint = edges.find((one) => one.joint);
  const inside = (change: number | null | undefined) =>
    typeof change === 'number' && change >= (path[0]?.change ?? 0) && change <= (path.at(-1)?.change ?? 0);
  const edge = inside(joint?.change) ? joint?.change : null;
  // There is no room for a word beside that of today.
  const near = Math.abs(edge ?? 0) < 0.15;
  const most = Math.max(...path.map((point) => point.health ?? 0));
  const money = (line: Omit<PlainLine, 'column' | 'write'>): PlainLine => ({
    ...line,
    column: { kind: 'money', unit: currency },
    write: (value) => `${numbers.money(value)} ${currency}`,
  });
  const drawn = plainLines(look, {
    name: `Health by the move of prices, ${name}`,
    summary:
      typeof edge === 'number'
        ? `Below 1 it can be liquidated: that is where all coins that are not stable have moved ${moveText(edge, numbers)} together.`
        : 'No common move between these brings health to 1.',
    at: path.map(({ change }) => change),
    x: parts(look, 'Move', 'Prices', true, 'Move of all coins that are not stable'),
    y: {
      axis: 'Health factor',
      label: (value) => numbers.format(value, { maximumSignificantDigits: 3 }),
      ...(most > MOST_HEALTH ? { max: Math.max(MOST_HEALTH, Math.ceil(1.5 * (health ?? 0))) } : {}),
    },
    lines: [
      {
        label: 'Health',
        color: theme.accent,
        values: path.map((point) => point.health),
        column: { kind: 'number' },
        write: (value) => numbers.ratio(value, 3),
      },
    ],
    places: [
      { axis: 'y', at: 1, words: 'liquidated below 1' },
      ...places('x', [
        [0, 'now'],
        [edge, near ? '' : moveText(edge ?? 0, numbers)],
      ]),
    ],
  });
  // What is left is told with the figures and needs no axis of its own.
  const more = [
    money({ label: 'Equity', color: '', values: path.map(({ equity }) => equity) }),
    money({ label: 'After liquidations', color: '', values: path.map((point) => point.equityAfter) }),
    money({ label: 'Written off', color: '', values: path.map((point) => point.badDebt) }),
  ];
  const { columns, rows } = drawn.table;
  return {
    ...drawn,
    table: {
      ...drawn.table,
      columns: [...columns, ...more.map(({ label, column }) => ({ label, ...column }))],
      rows: rows.map((row, index) => [...row, ...more.map(({ values }) => values[index] ?? null)]),
    },
  };
}

/** Between two corners the curve is straight. */
function onCurve(corners: Loan['curve'], at: number): number {
  const next = Math.max(
    1,
    corners.findIndex(([utilization]) => utilization >= at),
  );
  const [[low, from], [high, to]] = [corners[next - 1] ?? [0, 0], corners[next] ?? [1, 0]];
  return high > low ? from + ((at - low) / (high - low)) * (to - from) : from;
}

/** How many steps the axis of a curve has. */
const STEPS = 20;

export function borrowRates({ asset, curve, utilization, rate, slope }: Loan, look: Look): Chart {
  const { theme, numbers } = look;
  const kink = curve[1]?.[0] ?? null;
  const even = Array.from({ length: STEPS + 1 }, (_, index) => index / STEPS);
  const at = [...new Set([...even, ...[kink, utilization].filter((one) => one !== null)])].sort(
    (a, b) => a - b,
  );
  const percent = (value: number | null) => numbers.percentage(value, 2);
  return plainLines(look, {
    name: `What borrowing ${asset} costs`,
    summary:
      utilization === 1
        ? `All is lent out: it costs ${percent(rate)} a year, the most of the curve.`
        : `At ${numbers.percentage(utilization)} lent out it costs ${percent(rate)} a year, and ${points(look, slope)} more for each point of ` +
          `utilisation; from ${numbers.percentage(kink)} on it rises faster, to ${percent(curve.at(-1)?.[1] ?? null)}.`,
    at,
    x: parts(look, 'Utilisation', 'Lent out'),
    y: { axis: 'Rate per year, %', label: (value) => numbers.percent(value, 0) },
    lines: [
      share(look, {
        label: 'Borrow rate',
        color: theme.accent,
        values: at.map((one) => onCurve(curve, one)),
      }),
    ],
    places: places('x', [[kink, utilization === kink ? 'kink, now' : 'kink']]),
    ...(utilization === null
      ? {}
      : { present: { at: utilization, value: rate, words: utilization === kink ? '' : 'now' } }),
  });
}

export function loopRounds({ rounds, net, leverage, asset }: Loop, look: Look): Chart {
  const { theme, numbers } = look;
  const count = (value: number) => numbers.count(value);
  return plainLines(look, {
    name: 'Yield of the loop by round',
    summary: `${numbers.ratio(leverage, 3)} times the capital in ${asset} earns ${numbers.percentage(net, 2)} a year after costs; without a loop it would be ${numbers.percentage(rounds[0]?.net, 2)}.`,
    at: rounds.map(({ round }) => round),
    x: {
      axis: 'Rounds of borrowing',
      label: (value) => (Number.isInteger(value) ? count(value) : ''),
      column: { label: 'Round', kind: 'count' },
      title: (value) =>
        `${count(value)} ${value === 1 ? 'round' : 'rounds'}, ${numbers.ratio(rounds[value]?.leverage, 3)} times`,
    },
    y: { axis: 'Yield per year on the capital, %', label: (value) => numbers.percent(value, 1) },
    lines: [
      share(look, { label: 'After costs', color: theme.accent, values: rounds.map((one) => one.net) }),
      share(look, {
        label: 'Before costs',
        color: theme.text,
        values: rounds.map(({ carry }) => carry),
        dashed: true,
      }),
    ],
    places: [{ axis: 'y', at: 0, words: '' }],
  });
}

export function loopDepeg(loop: Loop, look: Look): Chart {
  const { theme, numbers } = look;
  const { depegs, depegToLiquidation, depegToNothing, asset, borrowed } = loop;
  const seen = typeof depegToLiquidation === 'number';
  return plainLines(look, {
    name: `What a lost peg of ${asset} takes`,
    summary: seen
      ? `${asset} ${numbers.percentage(depegToLiquidation)} below its worth in ${borrowed} liquidates the loop; ${numbers.percentage(depegToNothing)} below it nothing is left.`
      : `No lost peg liquidates it; leaving ${numbers.percentage(depegToNothing)} below the peg takes all.`,
    at: depegs.map(({ depeg }) => depeg),
    x: parts(look, 'Below the peg', 'Below the peg by'),
    y: { axis: 'Change of the capital, %', label: (value) => numbers.percent(value, 0) },
    lines: [
      share(look, {
        label: 'Change of the capital',
        color: theme.accent,
        values: depegs.map(({ change }) => change),
      }),
    ],
    places: [
      { axis: 'y', at: 0, words: '' },
      ...places('x', [[seen && depegToLiquidation <= 0.2 ? depegToLiquidation : null, 'liquidated']]),
    ],
  });
}

export function loopRates(loop: Loop, look: Look): Chart {
  const { theme, numbers } = look;
  const { rates, utilization, utilizationOfNoCarry: none, borrowed, perUtilization } = loop;
  const turn =
    typeof none === 'number'
      ? `From ${numbers.percentage(none)} of ${borrowed} lent out it earns nothing`
      : `Whatever part of ${borrowed} is lent out, its sign stays`;
  return plainLines(look, {
    name: 'Yield of the loop by utilisation',
    summary: `${turn}; one point more of utilisation changes the yield by ${points(look, perUtilization)} a year.`,
    at: rates.map((one) => one.utilization),
    x: parts(look, 'Utilisation', 'Lent out'),
    y: { axis: 'Yield per year before costs, %', label: (value) => numbers.percent(value, 0) },
    lines: [
      share(look, { label: 'Yield', color: theme.accent, values: rates.map(({ carry }) => carry) }),
      share(look, {
        label: 'Borrow rate',
        color: theme.text,
        values: rates.map(({ rate }) => rate),
        dashed: true,
      }),
    ],
    places: [{ axis: 'y', at: 0, words: '' }, ...places('x', [[utilization, 'now']])],
  });
}
