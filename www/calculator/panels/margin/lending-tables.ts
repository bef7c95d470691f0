// The tables of lending: accounts, the prices that end one, what a liquidation takes, what loans cost, staked coins.
import type { LendingAccount, Loop } from '../../../charts/lending.js';
import type { ResponseOf } from '../../../state/shapes.js';
import type { Cell, Column, Table } from '../../../tables/table.js';
import { CURRENCY } from '../work-panel.js';

type Lending = ResponseOf<'lending'>;
export type LendingEdge = LendingAccount['edges'][number];
export type LendingOutcome = NonNullable<LendingAccount['liquidation']>;

const money = (label: string, help = ''): Column => ({
  label,
  kind: 'money',
  unit: CURRENCY,
  ...(help && { help }),
});
const part = (label: string, more: Partial<Column> = {}): Column => ({ label, kind: 'fraction', ...more });
const word = (label: string): Column => ({ label, kind: 'text' });
const health: Column = { label: 'Health', kind: 'number', digits: 3 };

export const coinsOf = ({ assets, joint }: LendingEdge): string =>
  joint && assets.length > 1 ? 'All that are not stable' : assets.join(' with ');

/** The first edge that falling or rising prices of one coin meet. */
export function nearestEdge(edges: readonly LendingEdge[]): LendingEdge | null {
  const alone = edges.filter(({ assets, change }) => assets.length === 1 && change !== null);
  return [...alone].sort((a, b) => Math.abs(a.change ?? 0) - Math.abs(b.change ?? 0))[0] ?? null;
}

export const accountsTable = (accounts: readonly LendingAccount[]): Table => ({
  name: 'Lending accounts',
  columns: [
    word('Account'),
    word('Market'),
    money('Collateral'),
    money('Debt'),
    health,
    money('Free to borrow'),
  ],
  rows: accounts.map((one): Cell[] => [
    one.name,
    one.market,
    one.collateralValue,
    one.debtValue,
    one.health,
    one.borrowable,
  ]),
});

export const edgesTable = ({ edges }: LendingAccount): Table => ({
  name: 'Prices that liquidate',
  columns: [
    word('Coins'),
    { label: 'Price now', kind: 'price', unit: CURRENCY },
    { label: 'Liquidation price', kind: 'price', unit: CURRENCY },
    part('Distance', { signed: true, digits: 1 }),
    word('Liquidated'),
  ],
  rows: edges.map((edge): Cell[] => [
    coinsOf(edge),
    edge.price,
    edge.liquidationPrice,
    edge.change,
    edge.change === null ? 'at no price' : edge.rising ? 'above it' : 'below it',
  ]),
});

export const stepsTable = ({ steps }: LendingOutcome): Table => ({
  name: 'Liquidations one after another',
  columns: [
    { label: 'Step', kind: 'count' },
    word('Debt'),
    money('Repaid'),
    word('Collateral'),
    money('Seized'),
    { ...health, label: 'Health after' },
  ],
  rows: steps.map((step, index): Cell[] => [
    index + 1,
    step.debt,
    step.repaid,
    step.collateral,
    step.seized,
    step.health,
  ]),
});

export function leftTable({ collateral, debt }: LendingAccount, outcome: LendingOutcome): Table {
  const { seized, collateralAfter, repaid, debtAfter, credit, badDebt } = outcome;
  const sum = (before: number | undefined, after: number | undefined) => (before ?? 0) + (after ?? 0);
  return {
    name: 'What a liquidation leaves',
    columns: [word('Coin'), word('Side'), money('Before'), money('Taken or repaid'), money('Left')],
    rows: [
      ...collateral.map(({ asset }, i): Cell[] => [
        asset,
        'collateral',
        sum(seized[i], collateralAfter[i]),
        seized[i] ?? null,
        collateralAfter[i] ?? null,
      ]),
      // What was neither repaid nor is left was written off, told for all debts together.
      ...debt.map(({ asset }, i): Cell[] => [
        asset,
        'debt',
        badDebt > 0 && debt.length > 1 ? null : sum(repaid[i], debtAfter[i]) + badDebt,
        repaid[i] ?? null,
        debtAfter[i] ?? null,
      ]),
      ...(badDebt > 0 ? [['all debts', 'written off', null, badDebt, null] as Cell[]] : []),
      ...(credit > 0 ? [[debt[0]?.asset ?? '', 'credited', null, null, credit] as Cell[]] : []),
    ],
  };
}

export const collateralTable = ({ collateral }: LendingAccount): Table => ({
  name: 'Collateral',
  columns: [
    word('Coin'),
    { label: 'Amount', kind: 'quantity' },
    { label: 'Price', kind: 'price', unit: CURRENCY },
    money('Value'),
    part('Threshold', { help: 'The part of its value that counts against the debt.' }),
    part('Loan to value', { help: 'The part of its value that may be borrowed.' }),
    part('Penalty', { help: 'What a liquidation takes beyond the debt.' }),
    {
      label: 'Worse below',
      kind: 'number',
      digits: 3,
      help: 'Below this health a liquidation of it makes the account worse.',
    },
  ],
  rows: collateral.map((one): Cell[] => [
    one.asset,
    one.amount,
    one.price,
    one.value,
    one.threshold,
    one.loanToValue,
    one.penalty,
    one.worseBelow,
  ]),
});

export const loansTable = ({ debt }: LendingAccount): Table => ({
  name: 'Loans and what they cost',
  columns: [
    word('Coin'),
    { label: 'Amount', kind: 'quantity' },
    money('Value'),
    part('Utilisation'),
    part('Rate', { unit: '% per year', digits: 2 }),
    part('Per point of utilisation', {
      unit: '% per year',
      digits: 2,
      help: 'What the rate rises by where one point more of the pool is lent out.',
    }),
    part('Suppliers earn', { unit: '% per year', digits: 2 }),
  ],
  rows: debt.map((one): Cell[] => [
    one.asset,
    one.amount,
    one.value,
    one.utilization,
    one.rate,
    one.slope === null ? null : one.slope / 100,
    one.supplyRate,
  ]),
});

export const pledgesTable = (pledges: Lending['pledges']): Table => ({
  name: 'Staked collateral of derivatives',
  columns: [
    word('Coin'),
    money('Value'),
    money('Counted', 'After the haircut.'),
    money('Beyond the margin', 'What counts less the maintenance margin.'),
    health,
    { label: 'Liquidation price', kind: 'price', unit: CURRENCY },
    part('Distance', { signed: true }),
    part('Slashing it bears'),
    money('Income per year'),
  ],
  rows: pledges.map((one): Cell[] => [
    one.asset,
    one.value,
    one.counted,
    one.surplus,
    one.health,
    one.liquidationPrice,
    one.change,
    one.greatestSlashing,
    one.income,
  ]),
});

export const roundsTable = ({ rounds, borrowed }: Loop): Table => ({
  name: 'Rounds of the loop',
  columns: [
    { label: 'Round', kind: 'count' },
    { label: 'Collateral', kind: 'quantity', unit: borrowed },
    { label: 'Debt', kind: 'quantity', unit: borrowed },
    { label: 'Leverage', kind: 'number', digits: 2 },
    health,
    part('Yield after costs', { unit: '% per year', digits: 2, signed: true }),
    part('Peg that liquidates', { help: 'How far below the peg.' }),
    { label: 'Cost of leaving', kind: 'quantity', unit: borrowed },
  ],
  rows: rounds.map((one): Cell[] => [
    one.round,
    Number(one.collateral.toPrecision(6)),
    Number(one.debt.toPrecision(6)),
    one.leverage,
    one.health,
    one.net,
    one.depegToLiquidation,
    Number(one.exitCost.toPrecision(6)),
  ]),
});
