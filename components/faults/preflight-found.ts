import type { PreflightCheck } from "@/lib/faults/preflight";

type Found = { readonly key: string; readonly values: Readonly<Record<string, string | number>> };

/**
 * What a check found, as a text's key below `preflight.found` with the values that it names; undefined where the
 * check's own name says all of it, or where only the server's words do (an answer of the API server, say).
 */
export function foundBy({ code, state, data }: PreflightCheck): Found | undefined {
  const values = Object.fromEntries(
    Object.entries(data).flatMap(([name, value]) =>
      typeof value === "string" || typeof value === "number" ? [[name, rounded(value)]] : [],
    ),
  );
  if (state === "pass") {
    const isMeasured = code === "callers" || (code === "budget" && values["leftPercent"] !== undefined);
    return isMeasured ? { key: code, values } : undefined;
  }
  switch (code) {
    case "exclusion":
      return { key: `exclusion_${data["of"] === "service" ? "service" : "caller"}`, values };
    case "duration":
    case "kill_switch":
    case "freeze":
      return { key: code, values };
    case "active_run":
      return { key: "active_run", values: { kind: "fault", ...values } };
    case "other_fault":
      return {
        key: code,
        values: { labels: Array.isArray(data["labels"]) ? data["labels"].join(", ") : "" },
      };
    case "callers":
    case "steady_state":
      return { key: `${code}_${state}`, values };
    case "budget":
      if (values["leftPercent"] !== undefined) return { key: code, values };
      return { key: state === "unknown" ? "budget_unknown" : "budget_required", values };
    case "approval":
      return { key: code, values };
    default:
      return undefined;
  }
}

const rounded = (value: string | number): string | number =>
  typeof value === "number" ? Number(value.toFixed(1)) : value;
