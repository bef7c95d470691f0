// How much of what strategies made is luck: errors of their ratios, the search among them, and other pasts.
import { html } from 'lit';
import { growthBand } from '../../../charts/backtest-lines.js';
import { sharpeRatios } from '../../../charts/sharpe-ratios.js';
import { BacktestView, type Report, type Walks } from './backtest-view.js';
import { evidenceTable, overfittingTable } from './tables.js';

export class BacktestEvidence extends BacktestView {
  protected override result(report: Report, walks: Walks) {
    const path = this.chosenPath(report);
    const { overfitting } = report;
    return html`<div class="results">
      <p class="sentence">${this.#sentence(report)}</p>
      ${this.notices(report.warnings)} ${this.tools()}
      ${this.chart('sharpe-ratios', [report], (look) => sharpeRatios(report, look))}
      ${this.table(evidenceTable(report))}
      ${overfitting ? this.#overfitted(overfitting) : ''}
      ${
        path
          ? html`${this.pathChoice(report, path)}
            ${this.chart('growth-band', [report, path], (look) => growthBand(report, path, look))}`
          : ''
      }
      ${this.explained(report, walks)}
    </div>`;
  }

  #overfitted(found: NonNullable<Report['overfitting']>) {
    const { numbers } = this;
    const { ratioInside, ratioOutside, probabilityOfLoss, choices } = found;
    return html`<p>
        On the ${numbers.count(choices)} halves of the history the winners had a Sharpe ratio of
        ${numbers.ratio(ratioInside, 3)} where they won and ${numbers.ratio(ratioOutside, 3)} on the other half, and lost
        there in ${numbers.percentage(probabilityOfLoss)} of them.
      </p>
      ${this.table(overfittingTable(found))}`;
  }

  #sentence({ overfitting, paths, trials }: Report): string {
    const { numbers } = this;
    const ranked = paths.flatMap(({ name, sharpe }) => (sharpe ? [{ name, ...sharpe }] : []));
    const [best] = ranked.sort((a, b) => b.ratio - a.ratio);
    const luck = best
      ? `${best.name} has the highest Sharpe ratio, ${numbers.ratio(best.ratio, 3)}; it is above what the best of ${numbers.count(trials)} without merit would show with a probability of ${numbers.percentage(best.deflated)}.`
      : 'None of the strategies varies.';
    const chosen = overfitting
      ? ` Who had chosen the best on one half of the history would have held one of the lower half on the other with a probability of ${numbers.percentage(overfitting.probability)}.`
      : '';
    return luck + chosen;
  }
}

customElements.define('allotrope-backtest-evidence', BacktestEvidence);
