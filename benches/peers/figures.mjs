// What the returns of a portfolio come to: one judge for the weights of all programs.

export const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

export function deviation(values) {
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1));
}

/** The mean of the worst outcomes that make up 1 − level of all, as a loss; the last one counts in part. */
export function cvar(values, level) {
  const losses = values.map((value) => -value).sort((a, b) => b - a);
  let left = (1 - level) * losses.length;
  let sum = 0;
  for (const loss of losses) {
    sum += Math.min(1, left) * loss;
    left -= 1;
    if (left <= 0) break;
  }
  return sum / ((1 - level) * losses.length);
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
