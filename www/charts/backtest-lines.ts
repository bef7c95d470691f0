// Strategies side by side over time: what 1 became, how far below the peak they were, and how windows moved.
import type { ResponseOf } from '../state/shapes.js';
import type { Chart, Look } from './chart.js';
import { type DatedLine, datedLines, isWide } from './dated-lines.js';

type Report = ResponseOf<'backtestReport'>;
type Path = Report['paths'][number];

/** Each strategy has a colour of the palette by its place. */
export const pathColor = ({ theme }: Look, place: number): string =>
  theme.assets[place % theme.assets.length] ?? theme.accent;

const linesOf = (look: Look, { paths }: Report, values: (path: Path) => readonly number[]): DatedLine[] =>
  paths.map((path, place) => ({
    label: path.name,
    color: pathColor(look, place),
    values: values(path),
    dashed: path.benchmark,
  }));

const most = (paths: readonly Path[], of: (path: Path) => number): Path | undefined =>
  paths.reduce<Path | undefined>((best, path) => (best && of(best) >= of(path) ? best : path), undefined);

export function backtestGrowth(report: Report, logarithmic: boolean, look: Look): Chart {
  const { numbers } = look;
  const first = most(report.paths, ({ totalReturn }) => totalReturn);
  // What was lost whole has no logarithm.
  const shown = logarithmic && report.paths.every(({ wealth }) => wealth.every((worth) => worth > 0));
  return datedLines(look, {
    name: 'What 1 became',
    summary: first
      ? `Of 1 ${first.name} made ${numbers.format(1 + first.totalReturn, { maximumSignificantDigits: 3 })}, the most of ${numbers.count(report.paths.length)}.`
      : '',
    axis: shown ? 'What 1 became, logarithmic' : 'What 1 became',
    dates: report.dates,
    lines: linesOf(look, report, ({ wealth }) => wealth),
    kind: 'number',
    write: (value) => numbers.ratio(value),
    label: (value) => numbers.format(value, { maximumSignificantDigits: 3 }),
    logarithmic: shown,
  });
}

export function backtestDrawdowns(report: Report, look: Look): Chart {
  const { numbers } = look;
  const deepest = (path: Path) => path.episodes[0]?.depth ?? 0;
  const worst = most(report.paths, deepest);
  const [episode] = worst?.episodes ?? [];
  return datedLines(look, {
    name: 'Distance below the peak',
    summary:
      worst && episode
        ? `The deepest fall was ${numbers.percentage(episode.depth)}, of ${worst.name} from ${episode.peak.slice(0, 10)} to ${episode.trough.slice(0, 10)}.`
        : 'None of them ever fell below its peak.',
    axis: 'Below the peak, %',
    floor: -1,
    dates: report.dates,
    lines: linesOf(look, report, ({ drawdowns }) => drawdowns.map((depth) => -depth)),
    kind: 'fraction',
    write: (value) => numbers.percentage(value),
    label: (value) => numbers.percent(value, 0),
  });
}

const rolled = (
  report: Report,
  look: Look,
  { name, axis, figure }: { name: string; axis: string; figure: 'rollingReturn' | 'rollingVolatility' },
): Chart => {
  const { numbers } = look;
  const last = (path: Path) => path[figure].at(-1) ?? Number.NaN;
  const highest = most(report.paths, last);
  return datedLines(look, {
    name,
    summary: highest
      ? `Over the last ${numbers.count(report.window)} bars it was highest for ${highest.name}: ${numbers.percentage(last(highest))}.`
      : '',
    axis,
    dates: report.rollingDates,
    lines: linesOf(look, report, (path) => path[figure]),
    kind: 'fraction',
    write: (value) => numbers.percentage(value),
    label: (value) => numbers.percent(value, 0),
  });
};

export const rollingReturn = (report: Report, look: Look): Chart =>
  rolled(report, look, {
    name: 'Rolling return',
    axis: 'Return over the window, %',
    figure: 'rollingReturn',
  });

export const rollingVolatility = (report: Report, look: Look): Chart =>
  rolled(report, look, {
    name: 'Rolling volatility',
    axis: 'Volatility per year, %',
    figure: 'rollingVolatility',
  });

/** What chance might have made of one path. */
export function growthBand(report: Report, path: Path, look: Look): Chart {
  const { theme, numbers } = look;
  const [lower, median, upper] = path.band;
  const at = new Set(report.bandDates);
  const within = numbers.percentage(report.confidence, 0);
  const write = (value: number | null | undefined) => numbers.ratio(value);
  const logarithmic = isWide(path.band.map((values) => ({ values })));
  return datedLines(look, {
    name: `What chance might have made of it: ${path.name}`,
    summary: `${within} of the ${numbers.count(report.resamples)} resampled pasts end between ${write(lower.at(-1))} and ${write(upper.at(-1))}.`,
    axis: logarithmic ? 'What 1 became, logarithmic' : 'What 1 became',
    logarithmic,
    dates: report.bandDates,
    lines: [
      {
        label: path.name,
        color: theme.accent,
        values: path.wealth.filter((_, t) => at.has(report.dates[t] ?? '')),
      },
      { label: 'Median', color: theme.text, values: median },
      { label: 'Lower end', color: theme.muted, values: lower, dashed: true },
      { label: 'Upper end', color: theme.muted, values: upper, dashed: true },
    ],
    kind: 'number',
    write,
    label: (value) => numbers.format(value, { maximumSignificantDigits: 3 }),
  });
}
