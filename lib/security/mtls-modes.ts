/** What a PeerAuthentication can say. */
export const mtlsModes = ["STRICT", "PERMISSIVE", "DISABLE", "UNSET"] as const;
export type MtlsMode = (typeof mtlsModes)[number];
