/** An e-value in the digits that matter: "612", "3.4", "0.018"; beyond a million only its size, "> 10⁶". */
export function formatEvidence(value: number): string {
  if (!Number.isFinite(value)) return "—";
  if (value >= 1e6) return `> 10${superscript(Math.floor(Math.log10(value)))}`;
  if (value >= 100) return new Intl.NumberFormat("en").format(Math.round(value));
  if (value >= 1) return String(Number(value.toPrecision(2)));
  if (value >= 1e-3) return String(Number(value.toPrecision(2)));
  return "< 0.001";
}

function superscript(exponent: number): string {
  return [...String(exponent)].map((digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)] ?? "").join("");
}
