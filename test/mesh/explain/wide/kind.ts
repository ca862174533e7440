import type { ExplainedRequest } from "@/lib/proxies/explain/request";
import type { Draw } from "../draw";
import type { Json } from "../generate-matches";

/** How a request comes: over plain text, or over TLS without or with a certificate that is (not) trusted. */
export type Way = "plain" | "tls" | "trusted" | "stranger";

/** Addresses that the PROXY line of a connection tells. */
export type Told = { readonly source: string; readonly destination: string; readonly port: number };

export type WideRequest = {
  readonly asked: ExplainedRequest;
  /** The request target on the wire, where it is not the path. */
  readonly target?: string;
  readonly way?: Way;
  readonly told?: Told;
};

/** One subject of Envoy's rules: connection managers that turn on it, and requests that meet it. */
export type Kind = {
  readonly name: string;
  readonly manager: (draw: Draw) => Json;
  readonly request: (draw: Draw) => WideRequest;
  readonly takesTls?: boolean;
  /** Connections begin with a PROXY line. */
  readonly takesAddresses?: boolean;
};

/** A whole request; what is not given is a plain GET. */
export function asked(own: Partial<ExplainedRequest> = {}): ExplainedRequest {
  return {
    authority: "shop",
    path: "/",
    method: "GET",
    scheme: "http",
    headers: [],
    headersAreComplete: true,
    metadata: {},
    filterState: {},
    certificate: { isPresented: false, isValidated: false },
    ...own,
  };
}

export const headersOf = (pairs: readonly (readonly [string, string])[]): ExplainedRequest["headers"] =>
  pairs.map(([name, value]) => ({ name, value }));

/** A virtual host for everything. */
export function managerOf(routes: readonly Json[], host: Json = {}, table: Json = {}, hcm: Json = {}): Json {
  const named = routes.map((route, index) => ({ name: `r${index}`, ...route }));
  return {
    ...hcm,
    route_config: {
      name: "table",
      ...table,
      virtual_hosts: [{ name: "h", domains: ["*"], routes: named, ...host }],
    },
  };
}

export const to = (cluster: string, own: Json = {}): Json => ({ route: { cluster, ...own } });

export const answering = (status: number): Json => ({ direct_response: { status } });

export const toEither = (draw: Draw): Json => draw.one([to("c1"), to("c2"), answering(418)]);

export const typed = (type: string, content: Json, name = "x"): Json => ({
  name,
  typed_config: { "@type": `type.googleapis.com/${type}`, ...content },
});

/** A word of the letters, up to `most` long. */
export function word(draw: Draw, letters: readonly string[], most: number, least = 0): string {
  return Array.from({ length: least + draw.below(most - least + 1) }, () => draw.one(letters)).join("");
}

export const several = <T>(draw: Draw, most: number, make: () => T): readonly T[] =>
  Array.from({ length: 1 + draw.below(most) }, make);
