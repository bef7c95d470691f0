// A chart on the page: name and sentence at once, the picture as soon as ECharts is loaded; it follows theme
// and size, tells its numbers to pointer and keyboard, turns into its table and goes into a file.
import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { baseStyles } from '../calculator/base-styles.js';
import type { Numbers } from '../format/numbers.js';
import { fileName, saveFile } from '../output/save-file.js';
import '../tables/allotrope-table.js';
import type { Chart, Draw } from './chart.js';
import { chartStyles } from './chart-styles.js';
import type { start } from './echarts.js';
import { type Picture, pngFile, svgFile } from './export.js';
import { assetPlace, paletteStyles } from './palette.js';
import { type ChartTheme, readTheme } from './theme.js';

/** The width before the first measurement, and while the chart is out of sight. */
const WIDTH = 640;
/** The width of a picture on paper, where `--paper-width` says nothing else: a page in portrait between its margins. */
const PAPER = 700;

export class AllotropeChart extends LitElement {
  static override styles = [baseStyles, paletteStyles, chartStyles];

  /** The chart as a function of the look. */
  @property({ attribute: false }) draw: Draw | null = null;
  @property({ attribute: false }) numbers!: Numbers;
  /** The assets of the page, in the order in which they take their colours. */
  @property({ attribute: false }) assets: readonly string[] = [];

  @state() private chart: Chart | null = null;
  @state() private asTable = false;
  @state() private failed = false;
  /** What the keyboard stands on, as a sentence. */
  @state() private spoken = '';
  @state() private width = 0;

  @query('.plot') private plot!: HTMLElement | null;

  readonly #probe = document.createElement('span');
  #picture: ReturnType<typeof start> | null = null;
  #loading = false;
  #mark = -1;
  #theme: ChartTheme | null = null;
  #themeChanged = true;
  /** The size on paper while the page is printed; it has no dark theme. */
  #paper: { width: number; height: number } | null = null;
  readonly #size = new ResizeObserver(() => this.#measure());
  readonly #still = matchMedia('(prefers-reduced-motion: reduce)');

  override connectedCallback(): void {
    super.connectedCallback();
    this.#size.observe(this);
    window.addEventListener('beforeprint', this.#toPaper);
    window.addEventListener('afterprint', this.#toScreen);
    // Another place on the page can have another theme.
    this.#redraw();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#size.disconnect();
    window.removeEventListener('beforeprint', this.#toPaper);
    window.removeEventListener('afterprint', this.#toScreen);
    this.#dispose();
  }

  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    const root = super.createRenderRoot();
    this.#probe.className = 'probe';
    this.#probe.ariaHidden = 'true';
    this.#probe.addEventListener('transitionstart', () => this.#redraw());
    root.append(this.#probe);
    return root;
  }

  /** Numbers go first: a picture begins when the frame that shows them is over, and a turn later. */
  protected override async scheduleUpdate(): Promise<void> {
    if (!this.hasUpdated) {
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      await new Promise((resolve) => setTimeout(resolve));
    }
    super.scheduleUpdate();
  }

  protected override willUpdate(changed: PropertyValues): void {
    const redraws = ['draw', 'numbers', 'assets', 'width', 'asTable'].some((name) => changed.has(name));
    if (redraws || this.#themeChanged) this.#makeChart();
  }

  protected override updated(): void {
    if (this.asTable || !this.plot) this.#dispose();
    else void this.#show();
  }

  #redraw(): void {
    this.#themeChanged = true;
    this.requestUpdate();
  }

  #measure(): void {
    const width = Math.round(this.getBoundingClientRect().width);
    if (width > 0) this.width = width;
  }

  /** Drawn for the paper at once: nothing is laid out anew between this and the print. */
  readonly #toPaper = () => {
    if (!this.#picture || !this.plot) return;
    const style = getComputedStyle(this);
    const size = (name: string) => Number.parseFloat(style.getPropertyValue(name));
    this.#paper = {
      width: size('--paper-width') || PAPER,
      height: size('--paper-height') || Number.POSITIVE_INFINITY,
    };
    this.#probe.style.colorScheme = 'light';
    this.#makeChart();
    if (!this.chart) return;
    this.plot.style.height = `${this.chart.height}px`;
    this.#put(this.chart, this.#paper.width);
  };

  readonly #toScreen = () => {
    if (!this.#paper) return;
    this.#paper = null;
    this.#probe.style.colorScheme = '';
    this.#redraw();
  };

  #makeChart(): void {
    this.#themeChanged = false;
    if (!this.draw) {
      this.chart = null;
      return;
    }
    const theme = readTheme(this.#probe);
    this.#theme = theme;
    const chart = this.draw({
      theme,
      numbers: this.numbers,
      color: (asset) => theme.assets[assetPlace(this.assets, asset) - 1] ?? theme.muted,
      width: this.#paper?.width || this.width || WIDTH,
      motion: !this.#still.matches && !this.#paper,
    });
    this.chart = this.#paper ? { ...chart, height: Math.min(this.#paper.height, chart.height) } : chart;
    if (this.#mark >= this.chart.marks.length) this.#leave();
  }

  async #show(): Promise<void> {
    const { chart, plot } = this;
    if (!chart || !plot || this.width === 0) return;
    if (!this.#picture) {
      if (this.#loading) return;
      this.#loading = true;
      try {
        const { start } = await import('./echarts.js');
        if (this.isConnected && this.plot && !this.asTable) this.#picture = start(this.plot);
      } catch {
        this.failed = true;
      }
      this.#loading = false;
      // What is to be shown may have changed while the module was on its way.
      this.requestUpdate();
      return;
    }
    plot.classList.remove('wait');
    this.#put(chart, this.#paper?.width ?? this.width);
  }

  #put({ height, option }: Chart, width: number): void {
    this.#picture?.resize({ width, height, silent: true });
    this.#picture?.setOption(option, { notMerge: true });
  }

  #dispose(): void {
    this.#picture?.dispose();
    this.#picture = null;
  }

  /** Stands on a mark, which shows and says its numbers. */
  #stand(index: number): void {
    const mark = this.chart?.marks[index];
    if (!mark || !this.#picture) return;
    this.#picture.dispatchAction({ type: 'downplay' });
    this.#mark = index;
    const at = { seriesIndex: mark.series, dataIndex: mark.index };
    this.#picture.dispatchAction({ type: 'highlight', ...at });
    this.#picture.dispatchAction({ type: 'showTip', ...at });
    this.spoken = mark.text;
  }

  #leave(): void {
    this.#mark = -1;
    this.spoken = '';
    this.#picture?.dispatchAction({ type: 'downplay' });
    this.#picture?.dispatchAction({ type: 'hideTip' });
  }

  #key(event: KeyboardEvent): void {
    const last = (this.chart?.marks.length ?? 0) - 1;
    const to: Record<string, number> = {
      ArrowRight: Math.min(this.#mark + 1, last),
      ArrowDown: Math.min(this.#mark + 1, last),
      ArrowLeft: Math.max(this.#mark - 1, 0),
      ArrowUp: Math.max(this.#mark - 1, 0),
      Home: 0,
      End: last,
    };
    const index = to[event.key];
    if (index !== undefined) this.#stand(index);
    else if (event.key === 'Escape' && this.#mark >= 0) this.#leave();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** The picture as it is drawn now. */
  #file(): Picture | null {
    if (!this.chart || !this.#picture || !this.#theme) return null;
    this.#leave();
    const { name, summary, height } = this.chart;
    return {
      name,
      summary,
      svg: this.#picture.renderToSVGString(),
      width: this.width,
      height,
      theme: this.#theme,
    };
  }

  #saveSvg(): void {
    const picture = this.#file();
    if (picture) saveFile(`${fileName(picture.name)}.svg`, svgFile(picture));
  }

  async #savePng(): Promise<void> {
    const picture = this.#file();
    if (picture) saveFile(`${fileName(picture.name)}.png`, await pngFile(picture));
  }

  override render() {
    return this.chart ? this.#figure(this.chart) : nothing;
  }

  #figure({ name, summary, height, table }: Chart) {
    const tool = (label: string, title: string, act: () => unknown, pressed: boolean | null = null) =>
      html`<button
        type="button"
        title=${title}
        aria-label=${`${label}: ${name}`}
        aria-pressed=${pressed === null ? nothing : String(pressed)}
        @click=${act}
      >
        ${label}
      </button>`;
    return html`<figure aria-labelledby="name" aria-describedby="summary">
      <header>
        <h3 id="name">${name}</h3>
        <div class="tools">
          ${tool('Table', 'The numbers of the picture', () => (this.asTable = !this.asTable), this.asTable)}
          ${
            this.asTable
              ? nothing
              : [
                  tool('SVG', 'Save the picture as SVG', () => this.#saveSvg()),
                  tool('PNG', 'Save the picture as PNG', () => this.#savePng()),
                ]
          }
        </div>
      </header>
      <p id="summary" class="summary">${summary}</p>
      ${this.failed ? html`<p role="alert" class="negative">The picture could not be loaded; its table is here.</p>` : nothing}
      ${
        this.asTable || this.failed
          ? html`<allotrope-table .table=${table} .numbers=${this.numbers} .assets=${this.assets}></allotrope-table>`
          : html`<div
              class="plot wait"
              role="application"
              aria-roledescription="chart"
              aria-label=${`${name}. Arrow keys walk the marks.`}
              aria-describedby="summary"
              tabindex="0"
              style=${`height:${height}px`}
              @keydown=${(event: KeyboardEvent) => this.#key(event)}
              @blur=${() => this.#leave()}
            ></div>`
      }
      <p class="visually-hidden" role="status">${this.spoken}</p>
    </figure>`;
  }
}

customElements.define('allotrope-chart', AllotropeChart);
