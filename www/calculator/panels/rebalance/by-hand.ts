// Which figures of the orders are by hand, each with its way back to the plan; also those of orders that are gone.
import { css, html, nothing } from 'lit';
import { asPlanned, editsOf, type OrderEdit } from '../../../state/order-edits.js';
import { baseStyles } from '../../base-styles.js';
import { Panel } from '../../panel.js';

export class OrdersByHand extends Panel {
  static override styles = [
    baseStyles,
    css`
      h2 {
        margin: 24px 0 4px;
        font-size: var(--size-small);
      }
      ul {
        list-style: none;
      }
      li {
        display: flex;
        align-items: baseline;
        justify-content: space-between;
        gap: 12px;
        padding: 4px 0;
        border-bottom: 1px solid var(--line);
        overflow-wrap: anywhere;
      }
      ul + button {
        margin-top: 4px;
      }
    `,
  ];

  #back(edit: OrderEdit | null): void {
    const label = edit ? `${edit.label}, ${edit.figure} as planned` : 'orders as planned';
    this.store.update(label, (session) => asPlanned(session, edit));
  }

  override render() {
    const edits = editsOf(this.session);
    if (edits.length === 0) return nothing;
    return html`<section aria-label="Orders by hand">
      <h2>Orders by hand</h2>
      <ul class="small">
        ${edits.map(
          (edit) => html`<li>
            <span>${edit.label}, ${edit.figure}</span>
            <button
              type="button"
              class="link small"
              aria-label=${`${edit.label}, ${edit.figure}: as planned`}
              @click=${() => this.#back(edit)}
            >as planned</button>
          </li>`,
        )}
      </ul>
      ${
        edits.length > 1
          ? html`<button type="button" class="link small" @click=${() => this.#back(null)}>All as planned</button>`
          : nothing
      }
    </section>`;
  }
}

customElements.define('allotrope-orders-by-hand', OrdersByHand);
