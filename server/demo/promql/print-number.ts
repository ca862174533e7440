/** A sample value as Prometheus writes it: shortest digits, `+Inf`, `-Inf`, `NaN`, exponents as Go has them. */
export function printNumber(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (value === Number.POSITIVE_INFINITY) return "+Inf";
  if (value === Number.NEGATIVE_INFINITY) return "-Inf";
  if (Object.is(value, -0)) return "-0";
  const text = String(value);
  const [, digits, sign, exponent] = /^(.*)e([+-])(\d+)$/.exec(text) ?? [];
  if (digits === undefined || exponent === undefined) return text;
  return `${digits}e${sign ?? "+"}${exponent.padStart(2, "0")}`;
}
