import type { XdsType } from "./sync";

export type NackReason =
  | "constraint"
  | "unknown_extension"
  | "unknown_field"
  | "script"
  | "duplicate"
  | "unknown_cluster"
  | "missing"
  | "tls"
  | "regex"
  | "filter_order"
  | "address"
  | "json"
  | "other";

/** One thing that Envoy refused, in its own words. */
export type NackPart = {
  /** The xDS resource that was refused, where the words name one: `virtualInbound`, `outbound|80||a.b`. */
  readonly resource?: string;
  /** The type that refused; an inner type where the words say so, for example a cluster inside of a route. */
  readonly type: XdsType;
  readonly reason: NackReason;
  /** What else the words name: a duplicate domain, a filter, an extension, a field, a cluster. */
  readonly subjects: readonly string[];
  /** The words about this resource, without the line before them. */
  readonly words: string;
};

const openings: readonly (readonly [RegExp, XdsType])[] = [
  [/^Error adding\/updating listener\(s\) /, "lds"],
  [/^Error adding\/updating cluster\(s\) /, "cds"],
];

/** gRPC status codes by name, as istiod logs them before Envoy's message. */
const statusWord = /^(?:(?:Internal|InvalidArgument|Unknown|NotFound|FailedPrecondition):\s*)+/;
const transportLine =
  /^(?:.*?gRPC config for type\.googleapis\.com\/(\S+) rejected: |(?:Delta )?ADS:\w+: ACK ERROR \S+ )/;

/** An Istio resource name at the start of a listener's or cluster's words, up to the colon behind it. */
const listenerHead = /^([^\s:]+(?::\d+)?|\[[0-9a-f:]+\]_\d+|[0-9a-f]*:[0-9a-f:]*_\d+): /i;
const clusterHead = /^([^\s,:]+(?:\|[^\s,]*?)?): /;
/** A later line is about another listener only when it begins with a name that Istio gives: quoted configuration has colons too. */
const istioListener =
  /^(?:virtual(?:In|Out)bound|\S+_\d+|\w*internal|connect_\w+|inner_\w+|[\w-]+\/[\w-]+): /;
/** Where the words about the next cluster begin. Several are joined by a comma. */
const nextCluster =
  /, (?=(?:(?:outbound|inbound|inbound-vip)\|[^\s,]*|[A-Za-z][\w.|-]*(?:Cluster\w*)?): [A-Z a-z])/g;

/**
 * What a NACK's text says was refused, one part for each resource. A text of an unknown form is one part that names
 * no resource, so that its words are never lost. Source: Envoy's CDS and LDS subscription code and real refusals.
 */
export function parseNack(text: string, type: XdsType): readonly NackPart[] {
  const plain = text.trim().replace(transportLine, "").replace(statusWord, "");
  for (const [opening, opened] of openings) {
    if (!opening.test(plain)) continue;
    const rest = plain.replace(opening, "");
    const pieces = opened === "lds" ? listenerPieces(rest) : rest.split(nextCluster);
    return pieces.map((piece) => partFrom(piece, opened));
  }
  return [partWithout(plain, type)];
}

/** Envoy ends the words about each listener with a line break; words can hold line breaks themselves. */
function listenerPieces(text: string): readonly string[] {
  const pieces: string[] = [];
  for (const line of text.split("\n")) {
    const last = pieces.length - 1;
    if (last < 0 || istioListener.test(line)) pieces.push(line);
    else pieces[last] = `${pieces[last] ?? ""}\n${line}`;
  }
  return pieces.map((piece) => piece.trim()).filter((piece) => piece !== "");
}

function partFrom(piece: string, type: XdsType): NackPart {
  const head = (type === "lds" ? listenerHead : clusterHead).exec(piece);
  const words = head === null ? piece : piece.slice(head[0].length);
  return { ...(head?.[1] === undefined ? {} : { resource: head[1] }), type, ...judge(words), words };
}

const routeNames: readonly RegExp[] = [
  /domains are permitted\. Duplicate entry of domain \S+ in route (\S+)/,
  /single wildcard domain is permitted in route (\S+)/,
  /route(?: configuration| config)? ['"]?([^\s'"]+)['"]? (?:is|has|:)/i,
];
const secretNames: readonly RegExp[] = [/secret(?: is not supplied by dynamic provider)? ['"]([^'"]+)['"]/i];
const extensionNames: readonly RegExp[] = [
  /(?:extension|ECDS|filter) (?:config(?:uration)? )?['"]([^'"]+)['"]/i,
  /for filter ([\w.-]+)/i,
];

function partWithout(words: string, type: XdsType): NackPart {
  const patterns =
    type === "rds" ? routeNames : type === "sds" ? secretNames : type === "ecds" ? extensionNames : [];
  const resource = patterns.map((pattern) => pattern.exec(words)?.[1]).find((name) => name !== undefined);
  return { ...(resource === undefined ? {} : { resource }), type, ...judge(words), words };
}

type Judged = Pick<NackPart, "reason" | "subjects">;

/** The first that matches wins, so the exact ones stand before the broad ones. Capture groups are the subjects. */
const judgements: readonly (readonly [RegExp, NackReason])[] = [
  [/script load error: \[string "(?:[^"\\]|\\.)*?"?\]?:?(\d+)?/, "script"],
  [/Proto constraint validation failed \((.*?)\)(?::|$)/s, "constraint"],
  [/Didn't find a registered implementation for '?([^' ]+)'? with type URL: '([^']*)'/, "unknown_extension"],
  [/Didn't find a registered implementation for (?:name: )?'([^']+)'/, "unknown_extension"],
  [/has duplicate address '([^']+)'/, "address"],
  [/Duplicate entry of domain (\S+) in route (\S+)/, "duplicate"],
  [/Only a single wildcard domain is permitted in route (\S+)/, "duplicate"],
  [/Only unique (?:values for|names for) ([\w ]+) are permitted/, "duplicate"],
  [/duplicate (?:cluster|listener|route|filter chain|address|name)\w* '?([^\s']+)'?/i, "duplicate"],
  [/filter chains? with (?:the same|duplicate) matching rules/i, "duplicate"],
  [/filter chain '([^']*)' has the same matching rules defined as '([^']*)'/, "duplicate"],
  [/(?:cannot bind|Address already in use|malformed IP address:?) ?'?([^\s']*)/i, "address"],
  [/route: unknown (?:weighted |shadow )?cluster '([^']+)'/, "unknown_cluster"],
  [/unknown (?:weighted |shadow )?cluster '([^']+)'/i, "unknown_cluster"],
  [/terminal filter named (\S+) of type \S+ must be the last/, "filter_order"],
  [/non-terminal filter named (\S+) of type \S+ is the last/, "filter_order"],
  [
    /(?:Unable|unable|could not|Could not) (?:to )?(?:parse|unpack|convert) [^:]*?:? ?.*?no such field: '?([\w.]+)'?/s,
    "unknown_field",
  ],
  [/Protobuf message \(type ([\w.]+)[^)]*\) has unknown fields/, "unknown_field"],
  [/(?:invalid regex|Invalid regex|error parsing regexp|regex '[^']*' )[:']? ?'?([^\s']*)/i, "regex"],
  [
    /(?:Failed to (?:load|initialize|parse) (?:cipher suites|certificate chain|private key|trusted CA|incomplete)|Invalid TLS|ECDH curves) ?(?:from )?<?([^\s.>]*)/i,
    "tls",
  ],
  [/(?:Invalid path|file [^ ]* does not exist|unable to read file):? ?(\S*)/i, "tls"],
  [
    /(?:no filter chains specified|must have at least one|must specify|value is required|not specified|missing)/i,
    "missing",
  ],
  [/(?:Unable to parse JSON|INVALID_ARGUMENT|Unable to create|JSON)/, "json"],
];

function judge(words: string): Judged {
  for (const [pattern, reason] of judgements) {
    const match = pattern.exec(words);
    if (match === null) continue;
    const subjects = match.slice(1).filter((subject) => subject !== undefined && subject !== "");
    return { reason, subjects: [...new Set([...subjects, ...namedThings(words)])] };
  }
  return { reason: "other", subjects: namedThings(words) };
}

/** Extensions and Istio cluster names anywhere in the words. */
function namedThings(words: string): readonly string[] {
  const found = words.match(
    /envoy\.(?:filters|transport_sockets|access_loggers|config|extensions|tracers|clusters)[\w./]+\w|(?:outbound|inbound)\|\d+\|[^|\s']*\|[^\s',)]*/g,
  );
  return [...new Set(found ?? [])];
}
