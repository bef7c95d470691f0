// A place in a request as its form calls it: "Account 1, Collateral 2, Price".
import { bare, type Family, type Parameter } from './settings.js';

export function placeInForm(
  path: string,
  parameters: readonly Parameter[],
  families: readonly Family[],
): string {
  const words: string[] = [];
  let here = parameters;
  for (const step of path.split('.')) {
    const [, name, index] = /^(\w+)(?:\[(\d+)\])?$/.exec(step) ?? [];
    const parameter = here.find((one) => one.name === name);
    if (!parameter) break;
    const value = bare(parameter.value);
    const isRow = value.type === 'rows' && index !== undefined;
    words.push(isRow ? `${value.row} ${Number(index) + 1}` : parameter.label);
    if (value.type === 'rows') here = value.columns;
    else if (value.type === 'method')
      here =
        families.find((family) => family.name === value.family)?.methods.flatMap((one) => one.parameters) ??
        [];
    else break;
  }
  return words.length > 0 ? words.join(', ') : path;
}
