// What a chart is, apart from how it is shown: a name, a sentence, a picture, the marks that can be walked by
// keyboard, and the table that says the same. Each chart of this folder is a function from a response to this.
import type { EChartsCoreOption } from 'echarts/core';
import type { Numbers } from '../format/numbers.js';
import type { Table } from '../tables/table.js';
import type { ChartTheme } from './theme.js';

/** How to draw at this moment: theme, locale, room, and whether things may move. */
export interface Look {
  theme: ChartTheme;
  numbers: Numbers;
  /** The same colour for an asset in every chart. */
  color(asset: string): string;
  /** Width of the picture in pixels. */
  width: number;
  /** False where the reader asked for no motion. */
  motion: boolean;
}

/** A mark that the arrow keys reach: what is drawn under this number, and its figures as a sentence. */
export interface Mark {
  series: number;
  index: number;
  text: string;
}

export interface Chart {
  name: string;
  /** What the picture shows, in one sentence. */
  summary: string;
  /** Height of the picture in pixels. */
  height: number;
  option: EChartsCoreOption;
  marks: Mark[];
  table: Table;
}

/** Draws a chart once the look is known. */
export type Draw = (look: Look) => Chart;
