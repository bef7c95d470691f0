// Groups of assets, for drift by group and thresholds of groups; the allocation can limit the same ones.
import { css, html } from 'lit';
import { property } from 'lit/decorators.js';
import '../../../forms/asset-group.js';
import {
  addGroup,
  type Constraints,
  nameGroup,
  removeGroup,
  toggleMember,
} from '../../../forms/constraints.js';
import { withGroups } from '../../../state/groups.js';
import { baseStyles } from '../../base-styles.js';
import { Panel } from '../../panel.js';

export class GroupsEditor extends Panel {
  static override styles = [
    baseStyles,
    css`
      :host {
        margin-top: 8px;
      }
      summary {
        padding: 4px 0;
        cursor: pointer;
      }
      button {
        margin-top: 8px;
      }
    `,
  ];

  @property({ attribute: false }) assets: readonly string[] = [];

  #change(what: string, change: (constraints: Constraints) => Constraints): void {
    this.store.update(what, (session) => withGroups(session, change));
  }

  override render() {
    const { groups = [] } = (this.session.settings.allocate?.constraints ?? {}) as Constraints;
    const names = groups.map(({ name }) => name);
    return html`<details>
      <summary class="small quiet">Groups of assets${groups.length > 0 ? `: ${names.join(', ')}` : ''}</summary>
      ${groups.map(
        ({ name, assets }, index) => html`<allotrope-asset-group
          .name=${name}
          .members=${assets}
          .assets=${this.assets}
          .taken=${names.filter((other) => other !== name)}
          @rename=${({ detail }: CustomEvent<string>) => this.#change('name of a group', (all) => nameGroup(all, index, detail))}
          @toggle=${({ detail }: CustomEvent<string>) => this.#change(`assets of ${name}`, (all) => toggleMember(all, index, detail))}
          @remove=${() => this.#change(`removing ${name}`, (all) => removeGroup(all, index))}
        ></allotrope-asset-group>`,
      )}
      <button type="button" class="plain small" @click=${() => this.#change('a new group', addGroup)}>Add a group</button>
    </details>`;
  }
}

customElements.define('allotrope-groups', GroupsEditor);
