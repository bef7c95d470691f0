// How long it takes to sell what is held, and what the wait and the sale add to the risk.
import { css, html, nothing } from 'lit';
import { unwinding } from '../../../charts/unwinding.js';
import { horizonText, levelText } from '../../../format/risk-terms.js';
import type { OperationName, ResponseOf } from '../../../state/shapes.js';
import '../figure-card.js';
import { CURRENCY, WorkPanel } from '../work-panel.js';
import { assetsTable, figuresTable, positionsTable } from './liquidity-tables.js';

type Liquidity = ResponseOf<'liquidity'>;

export class LiquidityView extends WorkPanel {
  static override operations: readonly OperationName[] = ['catalog', 'price', 'liquidity'];
  static override styles = [
    ...WorkPanel.styles,
    css`
      .form {
        margin-bottom: 16px;
      }
    `,
  ];

  override render() {
    return html`<div class="work">
      <div>
        <div class="form">${this.form('liquidity')}</div>
        ${this.form('risk')}
      </div>
      <div>${this.outcome('liquidity', (found) => this.#result(found))}</div>
    </div>`;
  }

  override place(operation: OperationName, path: string): string {
    const volume = /^volumes\[(\d+)\]/.exec(path);
    if (volume) return this.session.volumes[Number(volume[1])]?.asset ?? path;
    return path.startsWith('risk.')
      ? super.place('risk', path.slice('risk.'.length))
      : super.place(operation, path);
  }

  #result(found: Liquidity) {
    const { numbers } = this;
    const convention = `${levelText(found.level, numbers)}, ${horizonText(found.horizonDays, numbers)}`;
    const card = (label: string, plain: number, adjusted: number) => html`<allotrope-figure
      label=${label}
      .amount=${adjusted}
      text=${numbers.money(adjusted)}
      unit=${CURRENCY}
      .lines=${[convention, `${numbers.money(plain)} if all could be sold at once`]}
    ></allotrope-figure>`;
    return html`<div class="results">
      <p class="sentence">${this.#sentence(found)}</p>
      ${
        this.session.volumes.length === 0
          ? html`<p>
              Drop a table of traded volumes in ${CURRENCY}, <code>date,BTC,ETH,…</code>, in a file whose name says
              volume; or paste one and choose “volumes” in its preview.
            </p>`
          : nothing
      }
      ${this.notices(found.warnings)}
      <div class="figures">
        ${card('Value at risk with the sale', found.valueAtRisk, found.adjustedValueAtRisk)}
        ${card('Expected shortfall with the sale', found.expectedShortfall, found.adjustedExpectedShortfall)}
      </div>
      ${this.table(figuresTable(found))}
      ${found.days === null ? nothing : this.chart('unwinding', [found], (look) => unwinding(found, CURRENCY, look))}
      ${this.table(assetsTable(found))} ${this.table(positionsTable(found))} ${this.excluded(found.excluded)}
      <allotrope-explanation
        summary=${this.described('liquidity')?.summary ?? ''}
        .methods=${this.methodsOf('risk')}
        .convention=${found.convention}
        .sample=${found.sample}
        .facts=${[['Method', found.method.label]]}
        .numbers=${numbers}
      ></allotrope-explanation>
    </div>`;
  }

  #sentence(found: Liquidity): string {
    const { numbers } = this;
    const { days, unsold, withinDays, shareOfVolume, adjustedExpectedShortfall, expectedShortfall } = found;
    const share = numbers.percentage(shareOfVolume, 0);
    if (days === null)
      return 'No volume is known of what is held: everything counts as sold within a day, at the cost of the spread.';
    const rest =
      unsold > 0
        ? `${numbers.money(unsold)} ${CURRENCY} cannot be sold within ${numbers.count(withinDays)} days`
        : `all is sold within ${numbers.count(withinDays)} days`;
    const more = expectedShortfall > 0 ? adjustedExpectedShortfall / expectedShortfall - 1 : null;
    return (
      `At ${share} of the traded volume it takes ${numbers.ratio(days, 3)} days to sell everything, and ${rest}; ` +
      `waiting and selling add ${numbers.percentage(more)} to the expected shortfall.`
    );
  }
}

customElements.define('allotrope-risk-liquidity', LiquidityView);
