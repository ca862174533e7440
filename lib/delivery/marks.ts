import { cleanManifest, isRecord } from "@/lib/config/clean-manifest";
import { manifestAsItIs } from "@/lib/config/manifest-schema";
import type { Manifest } from "@/lib/config/manifest";
import { runKinds, type RunKind } from "@/lib/delivery/run";
import { runAnnotations } from "@/lib/delivery/run-annotations";

/** Kubernetes allows 256 KiB of annotations on an object and a character takes up to three bytes; a longer record goes without the pre-image. */
const maxRecordLength = 80_000;

export type RunMarks = {
  readonly runId: string;
  readonly kind: RunKind;
  readonly step: string;
  readonly preImageHash: string;
  /** What rebuilds the run: JSON of the kind's own, and the object as it was; undefined when it is unreadable. */
  readonly record?: { readonly run: unknown; readonly preImage?: PreImage };
  readonly expiresAtMs?: number;
};

/** An object before a run's first write: `absent`, or what it said. */
export type PreImage = { readonly absent: true } | { readonly manifest: Manifest };

/** What the run says of itself on the object; undefined when no run holds it. */
export function readMarks(manifest: Manifest): RunMarks | undefined {
  const annotations = manifest.metadata.annotations ?? {};
  const runId = annotations[runAnnotations.id];
  const kind = runKinds.find((one) => one === annotations[runAnnotations.kind]);
  if (runId === undefined || kind === undefined) return undefined;
  const expiresAtMs = Date.parse(annotations[runAnnotations.expiresAt] ?? "");
  const record = readRecord(annotations[runAnnotations.record]);
  return {
    runId,
    kind,
    step: annotations[runAnnotations.step] ?? "",
    preImageHash: annotations[runAnnotations.preImageHash] ?? "",
    ...(record === undefined ? {} : { record }),
    ...(Number.isNaN(expiresAtMs) ? {} : { expiresAtMs }),
  };
}

function readRecord(text: string | undefined): RunMarks["record"] {
  if (text === undefined) return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    if (!isRecord(parsed)) return undefined;
    const preImage = readPreImage(parsed["preImage"]);
    return { run: parsed["run"], ...(preImage === undefined ? {} : { preImage }) };
  } catch {
    return undefined;
  }
}

function readPreImage(value: unknown): PreImage | undefined {
  if (!isRecord(value)) return undefined;
  if (value["absent"] === true) return { absent: true };
  const manifest = manifestAsItIs.safeParse(value["manifest"]);
  return manifest.success ? { manifest: manifest.data } : undefined;
}

export type NewMarks = {
  readonly runId: string;
  readonly kind: RunKind;
  readonly step: string;
  /** What rebuilds the run from the object alone. */
  readonly run: unknown;
  readonly expiresAtMs?: number;
};

/**
 * `after` with the run's marks. The pre-image is that of the run's first write: an object that carries this run's marks
 * keeps it.
 */
export function withMarks(
  after: Manifest,
  before: Manifest | undefined,
  marks: NewMarks,
  hash: (manifest: Manifest | undefined) => string,
): Manifest {
  const earlier = before === undefined ? undefined : readMarks(before);
  const isOurs = earlier?.runId === marks.runId;
  const clean = before === undefined ? undefined : withoutMarks(cleanManifest(before));
  const preImage: PreImage | undefined = isOurs
    ? earlier.record?.preImage
    : clean === undefined
      ? { absent: true }
      : { manifest: clean };
  const whole = JSON.stringify({ run: marks.run, preImage });
  const record = whole.length <= maxRecordLength ? whole : JSON.stringify({ run: marks.run });
  const { annotations } = withoutMarks(after).metadata;
  return {
    ...after,
    metadata: {
      ...after.metadata,
      annotations: {
        ...annotations,
        [runAnnotations.id]: marks.runId,
        [runAnnotations.kind]: marks.kind,
        [runAnnotations.step]: marks.step,
        [runAnnotations.preImageHash]: isOurs ? earlier.preImageHash : hash(clean),
        [runAnnotations.record]: record,
        ...(marks.expiresAtMs === undefined
          ? {}
          : { [runAnnotations.expiresAt]: new Date(marks.expiresAtMs).toISOString() }),
      },
    },
  };
}

/** The manifest without any run's marks. */
export function withoutMarks(manifest: Manifest): Manifest {
  const { annotations } = manifest.metadata;
  if (annotations === undefined || annotations === null) return manifest;
  const ours = new Set<string>(Object.values(runAnnotations));
  const rest = Object.entries(annotations).filter(([name]) => !ours.has(name));
  if (rest.length === Object.keys(annotations).length) return manifest;
  const { annotations: _, ...metadata } = manifest.metadata;
  return {
    ...manifest,
    metadata: {
      ...metadata,
      name: manifest.metadata.name,
      ...(rest.length === 0 ? {} : { annotations: Object.fromEntries(rest) }),
    },
  };
}
