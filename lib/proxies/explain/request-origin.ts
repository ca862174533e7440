/** What a target that is a whole URL says; nothing of a path. */
export type Origin = {
  readonly authority?: string;
  readonly path?: string;
  /** What `:scheme` says; `x-forwarded-proto` still tells how the caller came. Lower case, not always `http` or `https`. */
  readonly scheme?: string;
};

/**
 * A target that is a whole URL names the host, whatever the host header says; who the user is goes away. Empty when it
 * is none that can be read. Source: Envoy's HTTP/1 handlePath and its URL parser.
 */
export function originOf(target: string): Origin {
  const [, scheme, host = "", port, rest = ""] = url.exec(target) ?? [];
  if (scheme === undefined || Number(port ?? 0) > 65_535) return {};
  return {
    authority: port === undefined ? host : `${host}:${port}`,
    path: rest === "" ? "/" : rest,
    scheme: scheme.toLowerCase(),
  };
}

const hostText = String.raw`[a-z0-9.-]+|\[[0-9a-f:.]+(?:%[a-z0-9%._~-]+)?\]`;

/** Whether a target is a host with its port, as a CONNECT names it. */
export function isNamedPort(target: string): boolean {
  const port = namedPort.exec(target)?.[1];
  return port !== undefined && Number(port) <= 65_535;
}

/** Scheme, the user's name, host (a name without `_`, or an address in brackets), port, and the rest. */
const url = new RegExp(
  String.raw`^([a-z]+)://(?:[^/?#@[\]]*@)?(${hostText})(?::(\d+))?((?:[/?#].*)?)$`,
  "is",
);
const namedPort = new RegExp(String.raw`^(?:${hostText}):(\d+)$`, "i");
