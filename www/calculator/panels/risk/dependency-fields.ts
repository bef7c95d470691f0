// The fields by which a person says what holdings depend on: parameters like those of the catalog, under the names of a
// request.
import { numberParameter as number } from '../../../forms/number-parameter.js';
import type { Parameter, Settings } from '../../../forms/settings.js';
import { type Entity, KINDS } from '../../../state/dependencies.js';
import type { DependencyKind, ResponseOf } from '../../../state/shapes.js';

type Node = ResponseOf<'dependencies'>['nodes'][number];

const capital = (word: string) => word.replace(/^./, (letter) => letter.toUpperCase());

const text = (name: string, label: string, help: string, advanced = false): Parameter => ({
  name,
  label,
  help,
  value: { type: 'name' },
  advanced,
});

/** One of a few words, of which the first stands for none. */
export const choiceParameter = (
  name: string,
  label: string,
  help: string,
  choices: readonly (readonly [value: string, label: string])[],
  otherwise = '',
): Parameter => ({
  name,
  label,
  help,
  value: {
    type: 'choice',
    choices: choices.map(([value, words]) => ({ value, label: words })),
    default: otherwise,
  },
  advanced: false,
});

const roles = ['collateral', 'governance', 'utility', 'stable', 'index'] as const;
export const roleChoices = roles.map((role) => [role, capital(role)] as const);

const helps: Readonly<Record<DependencyKind, string>> = {
  chain: 'The chain that it is on.',
  protocol: 'The code that keeps it.',
  bridge: 'The bridge that it came by.',
  issuer: 'Who redeems it.',
  venue: 'Where its account is.',
};

/** Of a holding; all may be left empty. */
export const holdingFields: readonly Parameter[] = [
  choiceParameter('role', 'Role', 'What it is for.', [['', 'Not said'], ...roleChoices]),
  ...KINDS.map((kind) => text(kind, capital(kind), helps[kind])),
];

const unknown = ['', 'Not known'] as const;

/** Of what is depended on; where its figures stand without an own number is what the score made of the rest. */
export const entityFields = (
  { kind, held }: Entity,
  facts: Settings,
  node: Node | undefined,
): readonly Parameter[] => [
  ...(held
    ? []
    : [
        choiceParameter(
          'kind',
          'Kind',
          'What it is.',
          KINDS.map((one) => [one, capital(one)] as const),
          'protocol',
        ),
      ]),
  number('audits', 'Audits', 'Independent audits of what runs today.', 'count', [0, 100]),
  number('ageYears', 'Age in years', 'Years with money in it.', 'none', [0, 100]),
  number('valueLocked', 'Value locked', 'What others keep there.', 'money', [0, 1e15]),
  number('valueChange', 'Its change', 'Over the last 90 days; −30 is 30 % less.', 'fraction', [-1, 1e6]),
  choiceParameter('upgradeKeys', 'Keys', 'Who can change the code or move the money.', [
    unknown,
    ['immutable', 'Nobody'],
    ['timelock', 'Some, after a delay'],
    ['multisig', 'Several together'],
    ['single', 'One'],
  ]),
  choiceParameter('oracle', 'Oracle', 'Where prices that money depends on come from.', [
    unknown,
    ['none', 'None is needed'],
    ['aggregated', 'Many reporters'],
    ['single', 'One reporter'],
    ['pool', 'Spot of a pool'],
  ]),
  ...(kind === 'bridge'
    ? [
        choiceParameter('verification', 'Bridge type', 'Who says what happened on the other side.', [
          unknown,
          ['native', 'The chain itself'],
          ['lightClient', 'Light client'],
          ['optimistic', 'Anyone may object'],
          ['validators', 'Validators'],
          ['multisig', 'A few keys'],
        ]),
      ]
    : []),
  number('incidents', 'Incidents', 'Times it has lost money before.', 'count', [0, 100]),
  number(
    'failureProbability',
    'Fails within a year',
    'In place of what the score makes of the facts.',
    'fraction',
    [0, 0.999],
    node && !node.stated ? Number(node.failureProbability.toPrecision(3)) : null,
  ),
  number(
    'lossGivenFailure',
    'Lost in a failure',
    'Part of its assets.',
    'fraction',
    [0, 1],
    facts.lossGivenFailure === undefined ? (node?.lossGivenFailure ?? null) : null,
  ),
  number(
    'buffer',
    'Own capital',
    'Part of its assets that bears losses first.',
    'fraction',
    [0, 0.99],
    0,
    true,
  ),
  text('cause', 'Shared cause', 'What could strike it together with others: code, custodian, keys.', true),
];

export const linkFields: readonly Parameter[] = [
  text('on', 'On', 'Whom it has claims on, or keeps its assets with.'),
  number('share', 'Part of its assets', 'All its parts together are at most 100 %.', 'fraction', [0, 1]),
];

/** What may be capped: each of a kind, all of a role, or one by name. */
export const capFields = (entities: readonly Entity[]): readonly Parameter[] => [
  choiceParameter('of', 'Of what', 'What may rest on it, or have the role.', [
    ['', 'Choose'],
    ...KINDS.map((kind) => [`kind/${kind}`, `Each ${kind}`] as const),
    ...roleChoices.map(([role, label]) => [`role/${role}`, `Role: ${label.toLowerCase()}`] as const),
    ...entities.map(({ name }) => [`on/${name}`, name] as const),
  ]),
  number('max', 'At most', 'Part of the whole value.', 'fraction', [0, 1]),
];

/** What the terms of a score are called. */
export const termLabels: Readonly<Record<string, string>> = {
  base: 'Base',
  audits: 'Audits',
  ageYears: 'Age',
  valueLocked: 'Value locked',
  valueChange: 'Its change',
  incidents: 'Incidents',
  upgradeKeys: 'Keys',
  oracle: 'Oracle',
  verification: 'Bridge type',
};
