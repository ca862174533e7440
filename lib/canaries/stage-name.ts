import type { CanaryStage } from "@/lib/canaries/stage";

/** The stage as it stands in the annotation of the route: `mirror`, `0`, `1`, …, `promote`. */
export function stageName(stage: CanaryStage): string {
  return stage.kind === "step" ? String(stage.index) : stage.kind;
}

/** The stage behind a name; undefined for a name that no console wrote. */
export function stageFromName(name: string): CanaryStage | undefined {
  if (name === "mirror" || name === "promote") return { kind: name };
  return /^\d{1,2}$/.test(name) ? { kind: "step", index: Number(name) } : undefined;
}
