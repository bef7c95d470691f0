// The panel of the chosen tab.
import { css } from 'lit';
import { baseStyles } from './base-styles.js';
import { ChosenPanel } from './chosen-panel.js';
import { along } from './place.js';
import { tabs } from './tabs.js';

export class TabView extends ChosenPanel {
  static override styles = [
    baseStyles,
    css`
      :host {
        padding: 16px 20px 48px;
      }
      @media (max-width: 899px) {
        :host {
          padding: 12px 12px 32px;
        }
      }
    `,
  ];

  protected override chosen() {
    return along(tabs, this.path)[0];
  }

  override render() {
    return this.panel();
  }
}

customElements.define('allotrope-tab-view', TabView);
