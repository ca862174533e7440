"use client";
import { useTranslations } from "use-intl";
import { textFromTarget, type DumpTarget } from "@/lib/proxies/dump-target";
import type { ExplainSource } from "@/server/operations/explain/answers";

type Item = { readonly value: string; readonly label: string };
export type SourceGroup = { readonly group: string; readonly items: Item[] };

/** Makes the groups of a choice of configurations: gateways, proxies, kept ones. */
export function useSourceGroups(): (sources: readonly ExplainSource[]) => SourceGroup[] {
  const t = useTranslations("explain");
  const groupOf = ({ kind }: ExplainSource) => {
    if (kind === "snapshot") return t("form.snapshots");
    return kind === "gateway" ? t("form.gateways") : t("form.proxies");
  };
  const labelOf = ({ label, kind, isConnected, takenAtMs }: ExplainSource) => {
    if (kind !== "snapshot") return isConnected ? label : t("form.disconnected", { label });
    return takenAtMs === undefined ? label : `${label} · ${minuteOf(takenAtMs)}`;
  };
  return (sources) => {
    const groups = new Map<string, Item[]>();
    for (const source of sources) {
      const group = groupOf(source);
      groups.set(group, [
        ...(groups.get(group) ?? []),
        { value: sourceKey(source.target), label: labelOf(source) },
      ]);
    }
    return [...groups].map(([group, items]) => ({ group, items }));
  };
}

/** A proxy whichever way its configuration is read. */
export function sourceKey(target: DumpTarget): string {
  return textFromTarget("snapshot" in target ? target : { ...target, view: "envoy" });
}

function minuteOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 16).replace("T", " ");
}
