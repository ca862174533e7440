/** Where the explained proxy meets the request. */
export const flowDirections = ["outbound", "inbound", "gateway"] as const;
export type FlowDirection = (typeof flowDirections)[number];

/** What the caller speaks on the connection that the proxy gets. */
export const flowSchemes = ["http", "https", "tcp"] as const;
export type FlowScheme = (typeof flowSchemes)[number];

/** Who calls, as far as one knows; undefined is "not told". */
export type FlowCaller = {
  readonly ip?: string | undefined;
  /** SPIFFE id of the caller's certificate; "" for a caller without one. */
  readonly principal?: string | undefined;
};

/** A request to explain. Undefined is "not told", which is neither absent nor empty. */
export type FlowRequest = {
  readonly direction: FlowDirection;
  /** Host of the URL or the authority header, without port; "" when only an address is known. */
  readonly host: string;
  readonly port: number;
  /** Where the caller's connection goes, when known. */
  readonly ip?: string | undefined;
  readonly scheme: FlowScheme;
  /** Server name of the caller's TLS hello; "" for none; undefined is the host of an https URL. */
  readonly sni?: string | undefined;
  /** ALPN of the caller's TLS hello. */
  readonly applications?: readonly string[] | undefined;
  readonly method: string;
  /** With query. */
  readonly path: string;
  /** Authority as sent, where it differs from host and port. */
  readonly authority?: string | undefined;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  /** Headers that are not named are not there. */
  readonly headersAreComplete: boolean;
  readonly caller: FlowCaller;
};
