// The engine names a limit by its place in the request (`constraints.bounds[0].max`); this says which one it is.
import { type Constraints, EVERY } from '../../forms/constraints.js';

const sides: Readonly<Record<string, string>> = { min: 'at least', max: 'at most', gross: 'long and short' };

const plain: Readonly<Record<string, string>> = {
  'constraints.budget': 'the budget',
  'constraints.grossExposure': 'gross exposure',
  'constraints.shortExposure': 'short exposure',
  'constraints.turnover': 'turnover',
  'constraints.costs': 'costs of trading',
  'constraints.maxAssets': 'the number of assets',
  'constraints.minPosition': 'the least position',
  'constraints.margin.initial': 'initial margin',
  'constraints.margin.maintenance': 'maintenance margin',
};

export function limitName(path: string, settings: unknown): string {
  const constraints = (settings ?? {}) as Constraints;
  const rule = /^constraints\.rules\[(\d+)\]/.exec(path);
  if (rule) return constraints.rules?.[Number(rule[1])] ?? path;
  const risk = /^constraints\.risk\[(\d+)\]/.exec(path);
  if (risk)
    return (constraints.risk?.length ?? 0) > 1 ? `limit on risk ${Number(risk[1]) + 1}` : 'limit on risk';
  const survived = /^constraints\.survival\[(\d+)\]/.exec(path);
  if (survived)
    return (constraints.survival?.length ?? 0) > 1
      ? `move to survive ${Number(survived[1]) + 1}`
      : 'move to survive';
  const factor = /^constraints\.factors\[(\d+)\]/.exec(path);
  if (factor) return `exposure to ${constraints.factors?.[Number(factor[1])]?.factor ?? path}`;
  // The bounds that hold where none is set.
  const usual = /^constraints\.bounds\.(min|max)$/.exec(path);
  if (usual) return `every asset, ${sides[usual[1] ?? '']}`;
  const [, list, index, side] =
    /^constraints\.(bounds|groups)\[(\d+)\](?:\.(min|max|gross))?/.exec(path) ?? [];
  const limit = list === 'groups' ? constraints.groups?.[Number(index)] : constraints.bounds?.[Number(index)];
  if (list === undefined || !limit) return plain[path] ?? path;
  const name =
    list === 'groups'
      ? (constraints.groups?.[Number(index)]?.name ?? path)
      : limit.assets.includes(EVERY)
        ? 'every asset'
        : limit.assets.join(', ');
  return side ? `${name}, ${sides[side]}` : name;
}

/** A sentence of the engine with its limits named as the form names them. */
export const withLimitNames = (sentence: string, settings: unknown): string =>
  sentence.replace(/constraints\.\w+(?:\[\d+\])?(?:\.\w+)?/g, (path) => `“${limitName(path, settings)}”`);
