import {
  IconFileCertificate,
  IconKey,
  IconLock,
  IconUserShield,
  IconViewfinder,
  type Icon,
} from "@tabler/icons-react";

/** The kinds of change that are about who may do what, in the order in which they are offered. */
export const securityKinds = ["mtls", "access", "jwt", "sidecar_scope", "backend_tls"] as const;
export type SecurityKind = (typeof securityKinds)[number];

export const kindIcons: Readonly<Record<SecurityKind, Icon>> = {
  mtls: IconLock,
  access: IconUserShield,
  jwt: IconKey,
  sidecar_scope: IconViewfinder,
  backend_tls: IconFileCertificate,
};

/** The security kind of an address (`sidecar-scope`); undefined when there is none of that name. */
export function securityKindFromSlug(slug: string): SecurityKind | undefined {
  return securityKinds.find((kind) => kind.replaceAll("_", "-") === slug);
}
