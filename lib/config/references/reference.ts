import type { ObjectRef } from "@/lib/mesh/object-ref";

/** What an object means by naming another one. */
export type ReferenceRole =
  | "host"
  | "subset"
  | "gateway"
  | "delegate"
  | "secret"
  | "backend"
  | "parent"
  | "target"
  | "workload"
  | "service_account"
  | "namespace"
  | "gateway_class";

/** One place where an object refers to others. */
export type Reference = {
  readonly role: ReferenceRole;
  /** Field path, `spec.http[0].route[1].destination.host`. */
  readonly path: string;
  /** As it is written: a host, `ns/gateway`, `app=reviews`. */
  readonly text: string;
  /**
   * "broken": nothing there has this name. "external": outside of what the cluster keeps, such as a wildcard host or a
   * kind of another product. "unknown": the kind could not be read, or is never read (Secret).
   */
  readonly state: "found" | "broken" | "external" | "unknown";
  readonly targets: readonly ObjectRef[];
};

/** One object that refers to the one that is looked at. */
export type IncomingReference = {
  readonly from: ObjectRef;
  readonly role: ReferenceRole;
  readonly path: string;
  readonly text: string;
};
