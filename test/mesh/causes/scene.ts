import type { CauseId } from "@/lib/causes/cause";
import type { Behaviour } from "./faulty-server";
import type { SceneObject, Workload } from "./scene-objects";

/** One fault: a destination of its own in the namespace, what is wrong with it, and what it should be called. */
export type Scene = {
  readonly name: string;
  readonly fault: string;
  /** The first is what a person would say; the others are fair too. */
  readonly expected: readonly CauseId[];
  /** Absent: nothing listens on the address. */
  readonly server?: Behaviour;
  readonly workload?: Partial<Workload>;
  readonly objects?: readonly SceneObject[];
  /** Kind of the object that is to be changed, where it is not plain. */
  readonly object?: string;
  /** The host by which the ingress gateway is asked, which is the caller then. */
  readonly gatewayHost?: string;
  /** A host outside of the cluster instead of a service of the namespace. */
  readonly external?: string;
  readonly send?: {
    readonly concurrency?: number;
    readonly path?: string;
    readonly headers?: Readonly<Record<string, string>>;
    /** To the pod's own address, as clients of a headless service do. */
    readonly isToPod?: boolean;
    readonly port?: number;
    /** The caller's own patience. */
    readonly patienceMs?: number;
    readonly http2?: boolean;
  };
  /** The symptom a person picks; absent is the most frequent one. */
  /** What the caller's own log says, where no metric tells. */
  readonly typed?: { readonly code: number; readonly flag: string };
  readonly pick?: { readonly flag?: string; readonly code?: number };
  /** The address is not one of this machine: packets vanish. */
  readonly isNowhere?: boolean;
};
