/** One line of the Prometheus text form. */
export type TextSample = {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
};

const linePattern = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})?\s+(\S+)(?:\s+-?\d+)?$/;
const labelPattern = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"/g;
const escapes: Readonly<Record<string, string>> = { n: "\n", "\\": "\\", '"': '"' };

function numberFromText(text: string): number {
  if (text === "+Inf" || text === "Inf") return Number.POSITIVE_INFINITY;
  return text === "-Inf" ? Number.NEGATIVE_INFINITY : Number(text);
}

/** The samples of a metrics page. Comments and lines that are none are left out; NaN stays NaN. Source: Prometheus exposition format 0.0.4. */
export function parseExposition(text: string): readonly TextSample[] {
  return text.split("\n").flatMap((line) => {
    const match = line.startsWith("#") ? null : linePattern.exec(line.trim());
    if (match === null) return [];
    const labels: Record<string, string> = {};
    for (const [, name = "", value = ""] of (match[2] ?? "").matchAll(labelPattern)) {
      labels[name] = value.replaceAll(/\\(.)/g, (_escape, letter: string) => escapes[letter] ?? letter);
    }
    return [{ name: match[1] ?? "", labels, value: numberFromText(match[3] ?? "") }];
  });
}
