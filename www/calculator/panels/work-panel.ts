// What the panels of the work have alike: settings made from the catalog on the left, on the right a sentence, a
// picture, a table, and how they were computed.
import { html } from 'lit';
import type { ConstraintsContext } from '../../forms/constraints.js';
import '../../forms/parameter-form.js';
import type { Settings } from '../../forms/settings.js';
import type { OperationName } from '../../state/shapes.js';
import './explanation.js';
import { ResultPanel } from './result-panel.js';

export { CURRENCY, workStyles } from './result-panel.js';

export abstract class WorkPanel extends ResultPanel {
  /** The form of an operation's settings, and of what a second operation beside it takes more. */
  form(
    operation: OperationName,
    context: ConstraintsContext = { assets: this.assets },
    beside?: OperationName,
  ) {
    const label = this.described(operation)?.label ?? operation;
    const own = this.parametersOf(operation);
    const more = beside
      ? this.parametersOf(beside).filter(({ name }) => own.every((parameter) => parameter.name !== name))
      : [];
    const isMore = ([name]: [string, unknown]) => more.some((parameter) => parameter.name === name);
    const change = (settings: Settings) => {
      const entries = Object.entries(settings);
      const [first, second] = [entries.filter((entry) => !isMore(entry)), entries.filter(isMore)];
      this.setSettings(operation, Object.fromEntries(first));
      if (beside) this.setSettings(beside, Object.fromEntries(second));
    };
    return html`<form class="settings" aria-label=${`Settings: ${label}`} @submit=${(event: Event) => event.preventDefault()}>
      <allotrope-parameter-form
        .parameters=${[...own, ...more]}
        .families=${this.families}
        .settings=${{ ...this.settingsOf(operation), ...(beside ? this.settingsOf(beside) : {}) }}
        .numbers=${this.numbers}
        .context=${context}
        @settings=${(event: CustomEvent<Settings>) => change(event.detail)}
      ></allotrope-parameter-form>
    </form>`;
  }
}
