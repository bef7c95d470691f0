// The parts of ECharts that the charts use, in a module of their own that is loaded when the first is drawn.
import { BarChart, GraphChart, HeatmapChart, LineChart, ScatterChart } from 'echarts/charts';
import {
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TooltipComponent,
  VisualMapContinuousComponent,
} from 'echarts/components';
import { init, use } from 'echarts/core';
import { LabelLayout } from 'echarts/features';
import { SVGRenderer } from 'echarts/renderers';

use([BarChart, GraphChart, HeatmapChart, LineChart, ScatterChart, SVGRenderer, LabelLayout]);
use([GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, VisualMapContinuousComponent]);

/** A chart in an element, drawn as SVG. */
export const start = (element: HTMLElement) => init(element, null, { renderer: 'svg' });
