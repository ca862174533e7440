import type { Labels } from "@/lib/telemetry/series";
import { isLabelName, quote } from "./literals";
import { executionError } from "./promql-error";
import { compileRegex } from "./regex";
import { mergeSameLabels, type StepSeries } from "./values";

function withLabel(labels: Labels, name: string, value: string): Labels {
  const changed: Record<string, string> = { ...labels };
  if (value === "") delete changed[name];
  else changed[name] = value;
  return changed;
}

function compile(source: string): RegExp {
  try {
    return compileRegex(source);
  } catch {
    throw executionError(`invalid regular expression in label_replace(): ${source}`);
  }
}

/** Go's `$1`, `${1}`, `${name}` and `$$` in a replacement. */
function expand(template: string, match: RegExpExecArray): string {
  return template.replace(
    /\$(?:\$|\{(\w+)\}|(\w+))/g,
    (all, braced: string | undefined, plain: string | undefined) => {
      const name = braced ?? plain;
      if (name === undefined) return all === "$$" ? "$" : all;
      return (/^\d+$/.test(name) ? match[Number(name)] : match.groups?.[name]) ?? "";
    },
  );
}

/** `label_replace(v, dst, replacement, src, regex)`; series whose label does not match stay as they are. */
export function labelReplace(series: readonly StepSeries[], args: readonly string[]): readonly StepSeries[] {
  const [target = "", replacement = "", source = "", pattern = ""] = args;
  if (!isLabelName(target))
    throw executionError(`invalid destination label name in label_replace(): ${target}`);
  const regex = compile(pattern);
  return mergeSameLabels(
    series.map((one) => {
      const match = regex.exec(one.labels[source] ?? "");
      return match === null
        ? one
        : { ...one, labels: withLabel(one.labels, target, expand(replacement, match)) };
    }),
  );
}

/** `label_join(v, dst, separator, src…)`. */
export function labelJoin(series: readonly StepSeries[], args: readonly string[]): readonly StepSeries[] {
  const [target = "", separator = "", ...sources] = args;
  for (const name of [target, ...sources])
    if (!isLabelName(name)) throw executionError(`invalid label name in label_join(): ${quote(name)}`);
  return mergeSameLabels(
    series.map((one) => ({
      ...one,
      labels: withLabel(one.labels, target, sources.map((name) => one.labels[name] ?? "").join(separator)),
    })),
  );
}
