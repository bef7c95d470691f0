// The parts that all charts have alike: type, ground, tooltip, and axes with a name and a unit.
import type { Look } from './chart.js';

/** Below this width labels take the room of names. */
export const narrow = ({ width }: Look) => width < 480;

export function ground({ theme, motion }: Look) {
  return {
    animation: motion,
    animationDuration: 140,
    animationDurationUpdate: 140,
    backgroundColor: theme.surface,
    textStyle: { fontFamily: theme.font, fontSize: 12, color: theme.text },
    legend: { show: false },
  };
}

/** A tooltip as a box in the page's colours that stays inside the chart. */
export function tips({ theme }: Look, trigger: 'item' | 'axis', formatter: (params: never) => string) {
  return {
    trigger,
    confine: true,
    backgroundColor: theme.surface,
    borderColor: theme.line,
    borderWidth: 1,
    padding: [6, 10],
    transitionDuration: 0,
    extraCssText: 'box-shadow:none;border-radius:4px;min-width:140px',
    textStyle: { color: theme.text, fontFamily: theme.font, fontSize: 12 },
    axisPointer: { type: 'shadow', shadowStyle: { color: theme.line, opacity: 0.3 } },
    formatter,
  };
}

export function legend({ theme }: Look, names: readonly string[]) {
  return {
    show: true,
    top: 0,
    left: 0,
    padding: 0,
    itemGap: 16,
    itemWidth: 14,
    itemHeight: 10,
    icon: 'rect',
    selectedMode: false,
    data: [...names],
    textStyle: { color: theme.text, fontFamily: theme.font, fontSize: 12 },
  };
}

/** A legend of lines, each drawn as it is; none where there is one line only. */
export const lineLegend = (look: Look, lines: readonly { label: string }[]) =>
  lines.length > 1
    ? {
        legend: {
          ...legend(
            look,
            lines.map(({ label }) => label),
          ),
          icon: null,
          top: 4,
          itemWidth: 26,
        },
      }
    : {};

/** Pixels of one letter of a legend, about, and of what stands beside each name in it. */
const LETTER = 7;
const BESIDE = 48;

/** The height of a legend of lines, which goes on in a new row where the width ends. */
export function legendHeight({ width }: Look, names: readonly { label: string }[]): number {
  let [rows, used] = [1, 0];
  for (const { label } of names) {
    const room = LETTER * label.length + BESIDE;
    if (used > 0 && used + room > width) [rows, used] = [rows + 1, 0];
    used += room;
  }
  return 20 * rows;
}

/** Where the axes lie: everything they say stays within the picture. */
export const grid = (inset: { left?: number; right?: number; top?: number; bottom?: number } = {}) => ({
  left: 4,
  right: 16,
  top: 4,
  bottom: 4,
  ...inset,
  outerBoundsMode: 'same',
  outerBoundsContain: 'all',
});

/** Amounts along an axis: short, with their sign, and hidden with all others. */
export const axisMoney =
  ({ numbers }: Look) =>
  (value: number) =>
    numbers.hideAmounts
      ? numbers.money(value)
      : numbers.format(value, {
          maximumSignificantDigits: 3,
          signDisplay: 'exceptZero',
          notation: Math.abs(value) >= 10_000 ? 'compact' : 'standard',
        });

/** An axis of numbers, named with its unit. */
export function valueAxis(look: Look, name: string, label: (value: number) => string) {
  const { theme } = look;
  return {
    type: 'value',
    name,
    nameLocation: 'middle',
    nameGap: 28,
    nameTextStyle: { color: theme.muted, fontFamily: theme.font, fontSize: 12 },
    axisLine: { show: false },
    axisTick: { show: false },
    splitNumber: narrow(look) ? 3 : 5,
    splitLine: { lineStyle: { color: theme.line, width: 1 } },
    axisLabel: { color: theme.muted, fontFamily: theme.font, hideOverlap: true, formatter: label },
  };
}

/** The two axes of bars that lie side by side from a least to a greatest value: theirs, and the one that is shown. */
export const binAxes = (
  { theme }: Look,
  axis: ReturnType<typeof valueAxis>,
  bins: number,
  [min, max]: readonly [number | undefined, number | undefined],
) => [
  { type: 'category', show: false, data: Array.from({ length: bins }, (_, index) => String(index)) },
  {
    ...axis,
    position: 'bottom',
    min,
    max,
    splitLine: { show: false },
    axisLine: { show: true, lineStyle: { color: theme.line }, onZero: false },
    axisLabel: { ...axis.axisLabel, showMinLabel: false, showMaxLabel: false },
  },
];

/** The most room that a name on an axis takes, in pixels. */
export const nameWidth = ({ width }: Look) => Math.min(180, Math.round(0.32 * width));

/** An axis of names. */
export function namesAxis(look: Look, names: readonly string[]) {
  const { theme } = look;
  return {
    type: 'category',
    data: [...names],
    axisLine: { lineStyle: { color: theme.line } },
    axisTick: { show: false },
    axisLabel: {
      color: theme.text,
      fontFamily: theme.font,
      interval: names.length > 40 ? 'auto' : 0,
      width: nameWidth(look),
      overflow: 'truncate',
    },
  };
}
