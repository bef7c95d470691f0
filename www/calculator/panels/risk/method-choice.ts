// What the views of several methods have alike: the methods to tick, from the catalog, and lists of sentences.
import { css, html } from 'lit';
import '../../../forms/choice-list.js';
import type { Family, Settings } from '../../../forms/settings.js';
import { riskMethods } from '../../../state/risk-methods.js';

export const listStyles = css`
  ul:not(.notices) {
    max-width: 76ch;
    padding-inline-start: 20px;
  }
`;

export function methodChoice(
  families: readonly Family[],
  settings: Settings,
  set: (settings: Settings) => void,
) {
  const offered = riskMethods(families as Parameters<typeof riskMethods>[0]);
  const chosen = settings.methods as readonly { kind: string }[] | undefined;
  const choose = (kinds: readonly string[] | null) => {
    const { methods: _, ...others } = settings;
    set(kinds === null ? others : { ...others, methods: kinds.map((kind) => ({ kind })) });
  };
  return html`<allotrope-choice-list
    label="Methods"
    legend="Methods that are compared"
    .options=${offered.map(({ kind, label }) => ({ value: kind, label }))}
    .usual=${offered.map(({ kind }) => kind)}
    .chosen=${chosen?.map(({ kind }) => kind) ?? null}
    @choice=${(event: CustomEvent<readonly string[] | null>) => choose(event.detail)}
  ></allotrope-choice-list>`;
}
