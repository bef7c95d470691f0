// The name of a coin as it is known, however it was typed.
export function coinName(typed: string, known: readonly string[]): string {
  const text = typed.trim();
  return known.find((name) => name.toLowerCase() === text.toLowerCase()) ?? text;
}
