// What rests on each, what is lost with and without failures, what fails together, and caps beside what they cap.
import type { Dependencies } from '../../../state/dependencies.js';
import type { Cell, Column, Table } from '../../../tables/table.js';
import { CURRENCY } from '../work-panel.js';

const money = (label: string, help?: string): Column => ({
  label,
  kind: 'money',
  unit: CURRENCY,
  ...(help ? { help } : {}),
});
const part = (label: string, help?: string): Column => ({
  label,
  kind: 'fraction',
  digits: 1,
  ...(help ? { help } : {}),
});
const NO_ROLE = 'not said';

export const entitiesTable = ({ nodes }: Dependencies): Table => ({
  name: 'By what the holdings depend on',
  columns: [
    { label: 'Name', kind: 'text' },
    { label: 'Kind', kind: 'text' },
    { label: 'Fails within a year', kind: 'fraction', digits: 2 },
    part('Lost in a failure', 'Part of its assets.'),
    money('Rests on it', 'What would be lost if it lost everything, by way of others as well.'),
    part('Of the book'),
    money('Lost if it fails', 'It alone, at its loss given failure.'),
    money('Expected loss', 'That times the probability of a failure within the horizon.'),
  ],
  rows: nodes.map((node): Cell[] => [
    node.name,
    node.kind,
    node.failureProbability,
    node.lossGivenFailure,
    node.resting,
    node.share ?? null,
    node.lossIfFails,
    node.expectedLoss,
  ]),
});

export const figuresTable = ({ failures, market, together }: Dependencies): Table => {
  const row = (name: string, of: Dependencies['failures']): Cell[] => [
    name,
    of.expectedLoss,
    of.valueAtRisk,
    of.expectedShortfall,
  ];
  return {
    name: 'With and without failures',
    columns: [
      { label: 'Losses to', kind: 'text' },
      money('Expected loss', 'A gain below zero.'),
      money('Value at risk'),
      money('Expected shortfall'),
    ],
    rows: [
      ...(market ? [row('The market alone', market)] : []),
      row('Failures alone', failures),
      ...(market ? [row('Both', together)] : []),
    ],
  };
};

export const holdingsTable = ({ holdings, failures, together }: Dependencies): Table => ({
  name: 'By holding, with failures',
  columns: [
    { label: 'Holding', kind: 'text' },
    { label: 'Role', kind: 'text' },
    money('Value'),
    money('Expected loss', 'To failures.'),
    money('Expected shortfall', 'Its part, of failures and the market together.'),
  ],
  rows: holdings.map((one): Cell[] => [
    one.name,
    one.role ?? NO_ROLE,
    one.value,
    one.expectedLoss,
    one.expectedShortfall,
  ]),
  total: [
    'Total',
    '',
    holdings.reduce((sum, { value }) => sum + value, 0),
    failures.expectedLoss,
    together.expectedShortfall,
  ],
});

export const concentrationsTable = ({ concentrations }: Dependencies): Table => ({
  name: 'Concentration',
  columns: [
    { label: 'Kind', kind: 'text' },
    part('Of the book', 'What names one of the kind.'),
    {
      label: 'As many equal ones',
      kind: 'number',
      digits: 2,
      help: 'One over the sum of squared parts: one where all names the same.',
    },
  ],
  rows: concentrations.map(({ kind, share, effective }): Cell[] => [kind, share, effective]),
});

export const eventsTable = ({ events }: Dependencies): Table => ({
  name: 'Failures that cost most on average',
  columns: [
    { label: 'Who fails', kind: 'text' },
    { label: 'Probability', kind: 'fraction', digits: 2 },
    money('Loss', 'At the values of today.'),
  ],
  rows: events.map(({ failed, probability, loss }): Cell[] => [failed.join(' and '), probability, loss]),
});

export const capsTable = ({ caps }: Dependencies): Table => ({
  name: 'Caps',
  columns: [
    { label: 'On', kind: 'text' },
    part('Now', 'Of the book.'),
    part('At most'),
    { label: 'State', kind: 'text' },
  ],
  rows: caps.map(({ name, share, max, kept }): Cell[] => [name, share, max, kept ? 'kept' : 'exceeded']),
});
