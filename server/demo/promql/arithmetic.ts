import type { BinaryOp, SetOp } from "./syntax";

export type ValueOp = Exclude<BinaryOp, SetOp>;

/** One arithmetic result, or 1 and 0 for a comparison. `%` keeps the sign of the dividend, as in Go. */
export function applyOp(op: ValueOp, left: number, right: number): number {
  switch (op) {
    case "+":
      return left + right;
    case "-":
      return left - right;
    case "*":
      return left * right;
    case "/":
      return left / right;
    case "%":
      return left % right;
    case "^":
      return power(left, right);
    case "atan2":
      return Math.atan2(left, right);
    case "==":
      return left === right ? 1 : 0;
    case "!=":
      return left === right ? 0 : 1;
    case ">":
      return left > right ? 1 : 0;
    case "<":
      return left < right ? 1 : 0;
    case ">=":
      return left >= right ? 1 : 0;
    case "<=":
      return left <= right ? 1 : 0;
  }
}

/** IEEE pow, which says that 1 to any power is 1; JavaScript makes NaN of 1 to NaN or Infinity. */
function power(base: number, exponent: number): number {
  if (base === 1) return 1;
  if (base === -1 && Math.abs(exponent) === Number.POSITIVE_INFINITY) return 1;
  return base ** exponent;
}

/** Kahan and Neumaier's sum: the compensation keeps what a plain sum loses. */
export class CompensatedSum {
  sum = 0;
  compensation = 0;

  add(value: number): void {
    const total = this.sum + value;
    if (!Number.isFinite(total)) this.compensation = 0;
    else if (Math.abs(this.sum) >= Math.abs(value)) this.compensation += this.sum - total + value;
    else this.compensation += value - total + this.sum;
    this.sum = total;
  }

  get value(): number {
    return this.sum + this.compensation;
  }
}

/** The mean as a sum divided at the end, or step by step once the sum would not fit a double any more. */
export function mean(values: ArrayLike<number>): number {
  const plain = new CompensatedSum();
  for (let index = 0; index < values.length; index += 1) plain.add(values[index] ?? Number.NaN);
  if (Number.isFinite(plain.sum) || Number.isNaN(plain.sum)) return plain.value / values.length;
  let average = 0;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? Number.NaN;
    if (index > 0 && !Number.isFinite(average) && !Number.isNaN(average)) {
      if (value === average || Number.isFinite(value)) continue;
    }
    average += value / (index + 1) - average / (index + 1);
  }
  return average;
}

/** The q-quantile by linear interpolation between the closest ranks; NaN counts as the smallest value. */
export function quantile(q: number, values: readonly number[]): number {
  if (values.length === 0 || Number.isNaN(q)) return Number.NaN;
  if (q < 0) return Number.NEGATIVE_INFINITY;
  if (q > 1) return Number.POSITIVE_INFINITY;
  const sorted = values.toSorted((a, b) =>
    Number.isNaN(a) ? (Number.isNaN(b) ? 0 : -1) : Number.isNaN(b) ? 1 : a - b,
  );
  const rank = q * (sorted.length - 1);
  const lower = Math.max(0, Math.floor(rank));
  const upper = Math.min(sorted.length - 1, lower + 1);
  const weight = rank - Math.floor(rank);
  return (sorted[lower] ?? Number.NaN) * (1 - weight) + (sorted[upper] ?? Number.NaN) * weight;
}

/** Population variance by Welford's method; exact 0 for equal values. */
export function variance(values: ArrayLike<number>): number {
  let average = 0;
  let squares = 0;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? Number.NaN;
    if (!Number.isFinite(value)) return Number.NaN;
    const delta = value - average;
    average += delta / (index + 1);
    squares += delta * (value - average);
  }
  return squares / values.length;
}
