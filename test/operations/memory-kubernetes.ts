import type { Manifest } from "@/lib/config/manifest";
import { refFromManifest } from "@/lib/config/manifest";
import { SourceError, type FaultReason } from "@/lib/errors";
import { groupFromApiVersion, objectKey, type ObjectRef } from "@/lib/mesh/object-ref";
import type { KubernetesSource, WriteOptions, WriteResult } from "@/server/ports";

/** The write rules of an API server over a map, with switches to make single writes fail. */
export class MemoryKubernetes implements KubernetesSource {
  readonly objects = new Map<string, Manifest>();
  readonly writes: string[] = [];
  /** Called before each real write; may throw what an API server would answer. */
  beforeWrite: (ref: ObjectRef, verb: string) => void | Promise<void> = () => undefined;
  /** Called before each dry run. */
  beforeDryRun: (manifest: Manifest, verb: string) => void = () => undefined;
  #version = 100;

  constructor(manifests: readonly Manifest[]) {
    for (const manifest of manifests) this.put(manifest);
  }

  put(manifest: Manifest): Manifest {
    this.#version += 1;
    const key = objectKey(refFromManifest(manifest));
    const stored: Manifest = {
      ...structuredClone(manifest),
      metadata: {
        ...structuredClone(manifest.metadata),
        uid: this.objects.get(key)?.metadata.uid ?? `uid-${this.#version}`,
        resourceVersion: `${this.#version}`,
      },
    };
    this.objects.set(key, stored);
    return stored;
  }

  async list(group: string, kind: string, _call: unknown, namespaces?: readonly string[]) {
    const data = [...this.objects.values()].filter(
      (manifest) =>
        manifest.kind === kind &&
        groupFromApiVersion(manifest.apiVersion) === group &&
        (namespaces === undefined ||
          namespaces.length === 0 ||
          namespaces.includes(manifest.metadata.namespace ?? "")),
    );
    return { data: structuredClone(data), warnings: [], evidence: [] };
  }

  async events() {
    return { data: [], warnings: [], evidence: [] };
  }

  async networkPolicies() {
    return { data: [], warnings: [], evidence: [] };
  }

  async get(ref: ObjectRef) {
    return structuredClone(this.objects.get(objectKey(ref)));
  }

  async #write(manifest: Manifest, verb: string, options: WriteOptions): Promise<WriteResult> {
    const ref = refFromManifest(manifest);
    const live = this.objects.get(objectKey(ref));
    if (options.dryRun) this.beforeDryRun(manifest, verb);
    else await this.beforeWrite(ref, verb);
    if (verb === "create" && live !== undefined) throw fault("conflict", "already exists");
    if (verb === "replace") {
      if (live === undefined) throw fault("not_found", "not found");
      if (live.metadata.resourceVersion !== manifest.metadata.resourceVersion) {
        throw fault("conflict", "the object has been modified");
      }
    }
    if (options.dryRun) return { object: manifest, created: live === undefined, warnings: [] };
    this.writes.push(`${verb} ${ref.kind} ${ref.name}`);
    return { object: this.put(manifest), created: live === undefined, warnings: [] };
  }

  create(manifest: Manifest, options: WriteOptions) {
    return this.#write(manifest, "create", options);
  }

  replace(manifest: Manifest, options: WriteOptions) {
    return this.#write(manifest, "replace", options);
  }

  apply(manifest: Manifest, options: WriteOptions) {
    return this.#write(manifest, "apply", options);
  }

  patchJson(): Promise<WriteResult> {
    throw new Error("the write path does not patch");
  }

  async remove(
    ref: ObjectRef,
    precondition: { uid?: string; resourceVersion?: string },
    options: WriteOptions,
  ) {
    const live = this.objects.get(objectKey(ref));
    if (!options.dryRun) await this.beforeWrite(ref, "delete");
    if (live === undefined) throw fault("not_found", "not found");
    if (
      live.metadata.resourceVersion !== precondition.resourceVersion ||
      live.metadata.uid !== precondition.uid
    ) {
      throw fault("conflict", "the precondition does not hold");
    }
    if (options.dryRun) return;
    this.writes.push(`delete ${ref.kind} ${ref.name}`);
    this.objects.delete(objectKey(ref));
  }

  async canI(questions: readonly unknown[]) {
    return questions.map(() => ({ allowed: true, reason: "" }));
  }

  async whoAmI() {
    return { username: "tester", groups: [] };
  }

  async openApi() {
    return { document: undefined, servedVersions: [] };
  }
  async version() {
    return "v1.36.3";
  }

  states() {
    return [];
  }

  revision() {
    return this.#version;
  }

  dial(): never {
    throw new Error("no pods here");
  }
}

export function fault(
  reason: FaultReason,
  message: string,
  details: Record<string, unknown> = {},
): SourceError {
  return new SourceError(message, { source: "kubernetes", cluster: "east", reason, details });
}
