import type { XdsCluster } from "./model";
import type { MutualTlsMode } from "./peer-authentication";

export type ConnectionSecurity =
  | { readonly kind: "mutual_tls" | "plaintext" | "tls" }
  /** The connection fails: Envoy answers 503 with flag UF, or the peer resets it (UC). */
  | { readonly kind: "refused"; readonly flag: "UF" | "UC"; readonly reason: string };

/**
 * How a client proxy's connection to a workload ends up. `auto_mutual` uses mTLS to every endpoint in the mesh that
 * does not disable it; a mode set by hand is taken at its word, which is how connections break.
 * Source: istiod's auto mTLS and the two filter chains of its inbound listener.
 */
export function connectionSecurity(input: {
  readonly tlsMode: XdsCluster["tlsMode"];
  /** Whether the caller has a proxy of the mesh; without one every connection is plaintext. */
  readonly clientInMesh: boolean;
  readonly serverInMesh: boolean;
  readonly serverMode: MutualTlsMode;
}): ConnectionSecurity {
  const { clientInMesh, serverInMesh, serverMode } = input;
  const strict = serverInMesh && serverMode === "STRICT";
  const acceptsMutual = serverInMesh && serverMode !== "DISABLE";
  const plaintext: ConnectionSecurity = strict
    ? { kind: "refused", flag: "UC", reason: "plaintext to a workload that accepts only mTLS (STRICT)" }
    : { kind: "plaintext" };
  if (!clientInMesh) return plaintext;
  switch (input.tlsMode) {
    case "auto_mutual":
      return acceptsMutual ? { kind: "mutual_tls" } : { kind: "plaintext" };
    case "disable":
      return plaintext;
    case "istio_mutual":
      if (acceptsMutual) return { kind: "mutual_tls" };
      return {
        kind: "refused",
        flag: "UF",
        reason: serverInMesh
          ? "mTLS to a workload that disables it"
          : "mTLS to a workload that is not in the mesh",
      };
    case "simple":
    case "mutual":
      if (!serverInMesh) return { kind: "tls" };
      return { kind: "refused", flag: "UF", reason: "TLS without Istio's certificates to a mesh workload" };
  }
}
