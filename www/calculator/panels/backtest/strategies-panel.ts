// What the views of strategies have alike: the strategies on the left, what they may hold, and the account they lead.
import { css, html } from 'lit';
import '../../../forms/choice-list.js';
import type { Settings } from '../../../forms/settings.js';
import { namedSeries } from '../../../state/forecasts.js';
import { linesOf, withLine } from '../../../state/lines.js';
import type { OperationName } from '../../../state/shapes.js';
import { strategiesOf, strategyNames } from '../../../state/strategies.js';
import { LongWorkPanel } from '../long-work-panel.js';
import '../sample-period.js';
import type { LineChange } from './lines-form.js';
import './lines-form.js';
import './strategy-list.js';

export const WALKS = 'backtest';

export abstract class StrategiesPanel extends LongWorkPanel {
  static override operations: readonly OperationName[] = ['catalog'];
  static override styles = [
    ...LongWorkPanel.styles,
    css`
      .settings-column {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        align-content: start;
        gap: 16px;
      }
      .check {
        display: flex;
        gap: 6px;
        align-items: center;
      }
    `,
  ];

  /** A strategy or a line as the page calls it. */
  override place(operation: OperationName, path: string): string {
    const [, list, number, rest = ''] = /^(strategies|lines)\[(\d+)\]\.?(.*)$/.exec(path) ?? [];
    if (list === undefined) return super.place(operation, path);
    const settings = this.settingsOf(WALKS);
    const at = Number(number);
    const name =
      list === 'lines'
        ? linesOf(settings)[at]?.asset
        : strategyNames(strategiesOf(settings, this.families), this.families)[at];
    return name ?? rest;
  }

  protected strategyList() {
    const settings = this.settingsOf(WALKS);
    return html`<allotrope-strategy-list
      .strategies=${strategiesOf(settings, this.families)}
      .families=${this.families}
      .numbers=${this.numbers}
      .assets=${this.session.prices?.assets ?? []}
      @strategies=${(event: CustomEvent) => this.setSettings(WALKS, { ...settings, strategies: event.detail })}
    ></allotrope-strategy-list>`;
  }

  protected samplePeriod() {
    return html`<allotrope-sample-period
      .prices=${this.session.prices}
      .settings=${this.settingsOf(WALKS)}
      @settings=${(event: CustomEvent) => this.setSettings(WALKS, event.detail)}
    ></allotrope-sample-period>`;
  }

  /** The account that the strategies lead. */
  protected account() {
    const settings = this.settingsOf(WALKS);
    const expanding = settings.expanding === true;
    const expand = (event: Event) => {
      const { expanding: _, ...others } = settings;
      const { checked } = event.target as HTMLInputElement;
      this.setSettings(WALKS, checked ? { ...others, expanding: true } : others);
    };
    return html`${this.strategyList()} ${this.#assetChoice(settings)} ${this.#lines(settings)}
      ${this.form(WALKS)}
      <label class="check small"
        ><input type="checkbox" .checked=${expanding} @change=${expand} />The window grows from the beginning</label
      >
      ${this.samplePeriod()}`;
  }

  /** All but what the forecasts look at. */
  #tradable(): readonly string[] {
    const series = namedSeries(this.settingsOf('forecast'));
    return (this.session.prices?.assets ?? []).filter((asset) => !series.includes(asset));
  }

  /** Which assets the strategies may hold. */
  #assetChoice(settings: Settings) {
    const all = this.session.prices?.assets ?? [];
    const usual = this.#tradable();
    const choose = (chosen: readonly string[] | null) => {
      const { assets: _, ...others } = settings;
      this.setSettings(WALKS, chosen === null ? others : { ...others, assets: chosen });
    };
    return html`<allotrope-choice-list
      label="Assets"
      legend="Assets that may be held"
      .options=${all.map((asset) => ({ value: asset, label: asset }))}
      .usual=${usual}
      .chosen=${settings.assets ?? null}
      @choice=${(event: CustomEvent<readonly string[] | null>) => choose(event.detail)}
    ></allotrope-choice-list>`;
  }

  /** What each of them is held as. */
  #lines(settings: Settings) {
    const assets = (settings.assets as readonly string[] | undefined) ?? this.#tradable();
    return html`<allotrope-lines-form
      .lines=${linesOf(settings)}
      .assets=${assets}
      .account=${settings}
      .funding=${this.session.funding}
      .numbers=${this.numbers}
      @line=${(event: CustomEvent<LineChange>) =>
        this.setSettings(WALKS, withLine(settings, event.detail.asset, event.detail.terms))}
    ></allotrope-lines-form>`;
  }
}
