import type { ConfigChange } from "./change";

/**
 * Changes without those of static route tables that a listener says as well: Envoy prints the tables that stand inside
 * of listeners once more by themselves. What only the copy says is kept.
 */
export function withoutEchoes(
  changes: readonly ConfigChange[],
  isStaticTable: (change: ConfigChange) => boolean,
): readonly ConfigChange[] {
  const listeners = changes.filter(({ section }) => section === "listeners");
  if (listeners.length === 0 || !changes.some(isStaticTable)) return changes;
  const inside = new Set(listeners.map(({ kind, pathText }) => `${kind} ${tablePath(pathText)}`));
  return changes.filter((change) => {
    if (!isStaticTable(change)) return true;
    // A table that came or went as a whole did so with a filter, a chain or a listener.
    return change.path.length > 0 && !inside.has(`${change.kind} ${change.pathText}`);
  });
}

/** The part of a path below a listener's own route table; "" for others. */
function tablePath(pathText: string): string {
  return /\.route_config\.(.+)$/.exec(pathText)?.[1] ?? "";
}
