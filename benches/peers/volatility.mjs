// Volatility models: parameters by maximum likelihood with both kinds of standard errors, of one series of prices, by
// this engine and by the Python library arch.
import { spells } from '../history.mjs';
import { median } from './figures.mjs';

const DAYS = 2501;

export const volatilityTasks = [
  { name: 'GARCH(1,1) of 2,500 days', task: 'garch', model: { kind: 'garch' } },
  { name: 'GJR-GARCH(1,1) of 2,500 days', task: 'gjrGarch', model: { kind: 'gjrGarch' } },
];

export const volatilityPrices = () => spells(DAYS);

export function ownVolatility({ Session }, { dates, assets, values }, { model }, seconds) {
  const session = new Session();
  session.setPrices(dates, assets, values);
  const { logLikelihood } = session.run('volatility', { model });
  const times = [];
  for (const end = performance.now() + 1000 * seconds; times.length < 3 || performance.now() < end; ) {
    const start = performance.now();
    session.run('volatility', { model });
    times.push(performance.now() - start);
  }
  session.free();
  return { milliseconds: median(times), runs: times.length, logLikelihood };
}
