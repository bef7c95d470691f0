// When to trade back to the target: what each policy would have cost, and how far it would have strayed.
import { html } from 'lit';
import { policyCosts } from '../../../charts/policy-costs.js';
import { groupsOf } from '../../../state/groups.js';
import type { OperationName, ResponseOf } from '../../../state/shapes.js';
import '../figure-card.js';
import './groups.js';
import { WorkPanel } from '../work-panel.js';
import { policiesTable, widthsTable } from './policies-tables.js';

type Compared = ResponseOf<'rebalancePolicies'>;

export class PoliciesView extends WorkPanel {
  static override operations: readonly OperationName[] = ['catalog', 'price', 'rebalancePolicies'];
  override render() {
    return html`<div class="work">
      <div>
        ${this.form('rebalancePolicies')}
        <allotrope-groups
          .store=${this.store}
          .results=${this.results}
          .engine=${this.engine}
          .assets=${this.assets}
        ></allotrope-groups>
      </div>
      <div>${this.outcome('rebalancePolicies', (found) => this.#result(found))}</div>
    </div>`;
  }

  #result(found: Compared) {
    const { numbers } = this;
    const [chosen] = found.policies;
    const part = (value: number | undefined) => numbers.percentage(value ?? null, 2);
    const card = (label: string, value: number | undefined, line: string) => html`<allotrope-figure
      label=${label}
      .amount=${value ?? null}
      text=${part(value)}
      .lines=${[line]}
    ></allotrope-figure>`;
    return html`<div class="results">
      <p class="sentence">${this.#sentence(found)}</p>
      <p class="small">${this.#target()}</p>
      ${this.notices(found.warnings)}
      <div class="figures">
        ${card('Cost a year', chosen?.cost, `${numbers.ratio(chosen?.trades ?? 0, 3)} trades, ${numbers.percentage(chosen?.turnover ?? null, 0)} of the equity turned over`)}
        ${card('Tracking error', chosen?.trackingError, 'per year, against the target held every day for nothing')}
        ${card('Both together', chosen?.loss, `per year, at a risk aversion of ${numbers.ratio(found.riskAversion, 3)}`)}
      </div>
      ${this.chart('policy-costs', [found], (look) => policyCosts(found, look))}
      ${this.table(policiesTable(found))} ${this.table(widthsTable(found))}
      <allotrope-explanation
        summary=${this.described('rebalancePolicies')?.summary ?? ''}
        .methods=${this.methodsOf('rebalancePolicies')}
        .convention=${found.convention}
        .sample=${found.sample}
        .numbers=${numbers}
      ></allotrope-explanation>
    </div>`;
  }

  #target(): string {
    const { target } = this.session;
    const wanted = target
      ? `The target: ${target.source}.`
      : 'There is no target yet: what is held now stands for it. Set one under Allocate.';
    return groupsOf(this.session).length > 0
      ? wanted
      : `${wanted} No group of assets is named: what goes by groups never trades.`;
  }

  #sentence({ policies, bands, best }: Compared): string {
    const { numbers } = this;
    const part = (value: number) => numbers.percentage(value, 2);
    const [chosen] = policies;
    const least = bands[best];
    if (!chosen || !least) return '';
    const way = least.to === 'edge' ? 'traded to its edge' : 'traded to the target';
    return (
      `“${chosen.label}” would have cost ${part(chosen.cost)} of the equity a year and strayed by ${part(chosen.trackingError)}; ` +
      `a band of ±${part(least.width)} ${way} would have cost ${part(least.cost)} and strayed by ${part(least.trackingError)}, ` +
      'the least of both together of all bands.'
    );
  }
}

customElements.define('allotrope-rebalance-policies', PoliciesView);
