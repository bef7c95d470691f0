// The settings of an operation or a method as its form edits them. What equals the catalog's default is left
// out, so that a session says only what its person chose.
import type { ResponseOf } from '../state/shapes.js';

export type Family = ResponseOf<'catalog'>['families'][number];
export type Method = Family['methods'][number];
export type Parameter = Method['parameters'][number];
export type Value = Parameter['value'];
export type Settings = Readonly<Record<string, unknown>>;

/** A chosen method with its own settings. */
export type Choice = Settings & { readonly kind: string };

/** What a field takes, whether or not it has to be given, and wherever it is asked for. */
export type BareValue = Exclude<Value, { type: 'required' | 'when' }>;

export const bare = (value: Value): BareValue =>
  value.type === 'required' || value.type === 'when' ? bare(value.value) : value;

/** What the field holds when the settings do not say. */
export function defaultOf(asked: Value): unknown {
  const value = bare(asked);
  switch (value.type) {
    case 'method':
      return { kind: value.default };
    case 'perAsset':
    case 'views':
    case 'series':
    case 'rows':
    case 'constraints':
    case 'name':
    case 'text':
    case 'moment':
      return null;
    default:
      return value.default;
  }
}

/** What the settings say of a parameter, or its default. */
export const settingOf = ({ name, value }: Parameter, settings: Settings): unknown =>
  settings[name] ?? defaultOf(value);

/** Those of the parameters that matter with these settings. */
export const askedOf = (parameters: readonly Parameter[], settings: Settings): readonly Parameter[] =>
  parameters.filter(({ value }) => {
    if (value.type !== 'when') return true;
    const other = parameters.find(({ name }) => name === value.parameter);
    return other !== undefined && settingOf(other, settings) === value.is;
  });

/** The settings with one parameter changed. */
export function changed(settings: Settings, { name, value }: Parameter, to: unknown): Settings {
  const { [name]: _, ...others } = settings;
  const isDefault = to === null || JSON.stringify(to) === JSON.stringify(defaultOf(value));
  return isDefault ? others : { ...others, [name]: to };
}

/** The method that a choice stands for. */
export const methodOf = (families: readonly Family[], family: string, kind: string): Method | undefined =>
  families.find(({ name }) => name === family)?.methods.find((method) => method.kind === kind);

/** Everything that computes under these settings: the chosen methods, each with its label and its sources. */
export function chosenMethods(
  parameters: readonly Parameter[],
  families: readonly Family[],
  settings: Settings,
): Method[] {
  return parameters.flatMap((parameter) => {
    const value = bare(parameter.value);
    if (value.type !== 'method') return [];
    const choice = settingOf(parameter, settings) as Choice;
    const method = methodOf(families, value.family, choice.kind);
    return method ? [method, ...chosenMethods(method.parameters, families, choice)] : [];
  });
}
