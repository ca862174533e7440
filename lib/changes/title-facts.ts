import { formatMeasure } from "@/lib/format/measure";

/** What a title says of a change: the key of its sentence, and what stands in it. */
export type TitleFacts = {
  readonly key:
    | "undo"
    | "split"
    | "mirror"
    | "route"
    | "timeout"
    | "breaker"
    | "delay"
    | "abort"
    | "delayAndAbort"
    | "balancing"
    | "mtls"
    | "access"
    | "jwt"
    | "scope"
    | "tls"
    | "edit"
    | "delete"
    | "canary"
    | "experiment"
    | "restore"
    | "delegate";
  readonly values: Readonly<Record<string, string | number>>;
  /** The intent was taken out. */
  readonly isRemoval: boolean;
};

type Intent = Readonly<Record<string, unknown>>;
type Read = (intent: Intent) => Omit<TitleFacts, "isRemoval"> | undefined;

/**
 * The facts in a stored request; undefined for one of an unknown form, or with a title of its own. Reads by hand what
 * the server has validated: lists must not load a schema library.
 */
export function titleFacts(requestJson: string): TitleFacts | undefined {
  const request: unknown = JSON.parse(requestJson);
  if (!isRecord(request)) return undefined;
  if (request["kind"] === "undo") return { key: "undo", values: {}, isRemoval: false };
  if (request["kind"] === "manifests") return editFacts(request);
  if (request["kind"] === "restore") return { key: "restore", values: {}, isRemoval: false };
  if (request["kind"] === "delegate") return delegateFacts(request);
  if (request["kind"] === "fault_stage") return experimentFacts(request);
  if (request["kind"] === "canary_stage") return canaryFacts(request);
  const read = readers[text(request["kind"])];
  const { intent } = request;
  const facts = read === undefined || !isRecord(intent) ? undefined : read(intent);
  return facts === undefined ? undefined : { ...facts, isRemoval: request["remove"] === true };
}

function delegateFacts({ ref, verb }: Intent): TitleFacts | undefined {
  if (!isRecord(ref)) return undefined;
  const object = `${text(ref["kind"])} ${text(ref["namespace"])}/${text(ref["name"])}`;
  return { key: "delegate", values: { verb: text(verb), object }, isRemoval: false };
}

/** How strong the stage is: the largest share of the requests that it delays or refuses. */
function experimentFacts({ intent }: Intent): TitleFacts {
  const { delay, abort } = isRecord(intent) ? intent : {};
  const percents = [delay, abort].flatMap((part) =>
    isRecord(part) && typeof part["percent"] === "number" ? [part["percent"]] : [],
  );
  const strength = percents.length === 0 ? "" : `${Number(Math.max(...percents).toFixed(4))}%`;
  return { key: "experiment", values: { strength }, isRemoval: false };
}

function canaryFacts({ plan, stage }: Intent): TitleFacts | undefined {
  if (!isRecord(plan) || !isRecord(stage) || !isRecord(plan["canary"])) return undefined;
  const step = Array.isArray(plan["steps"])
    ? (plan["steps"] as unknown[])[Number(stage["index"])]
    : undefined;
  const at = isRecord(step) ? `${String(step["weightPercent"])}%` : text(stage["kind"]);
  return { key: "canary", values: { name: text(plan["canary"]["name"]), stage: at }, isRemoval: false };
}

const readers: Readonly<Record<string, Read>> = {
  traffic_split: ({ destinations }) => {
    const weights = weightWords(destinations);
    return weights === undefined ? undefined : { key: "split", values: { weights } };
  },
  mirror: ({ destination, mirrorPercent }) =>
    isRecord(destination) && typeof mirrorPercent === "number"
      ? { key: "mirror", values: { percent: mirrorPercent, name: text(destination["name"]) } }
      : undefined,
  request_route: ({ name, destinations }) => {
    const weights = weightWords(destinations);
    return weights === undefined ? undefined : { key: "route", values: { name: text(name), weights } };
  },
  timeout_retry: ({ timeoutMs, retries }) => ({
    key: "timeout",
    values: {
      timeout: typeof timeoutMs === "number" ? formatMeasure(timeoutMs, "ms") : "∞",
      retries: isRecord(retries) && typeof retries["attempts"] === "number" ? retries["attempts"] : -1,
    },
  }),
  circuit_breaker: () => ({ key: "breaker", values: {} }),
  fault: faultFacts,
  load_balancing: ({ algorithm }) => ({ key: "balancing", values: { algorithm: text(algorithm) } }),
  mtls: ({ mode }) => ({ key: "mtls", values: { mode: text(mode) } }),
  access: ({ name, action }) => ({ key: "access", values: { name: text(name), action: text(action) } }),
  jwt: ({ name }) => ({ key: "jwt", values: { name: text(name) } }),
  sidecar_scope: ({ egressHosts }) =>
    Array.isArray(egressHosts) ? { key: "scope", values: { count: egressHosts.length } } : undefined,
  backend_tls: ({ host, mode }) => ({ key: "tls", values: { host: text(host), mode: text(mode) } }),
};

function faultFacts({ delay, abort }: Intent): ReturnType<Read> {
  const delayed = isRecord(delay) ? delay : undefined;
  const aborted = isRecord(abort) ? abort : undefined;
  const values = {
    ...(delayed === undefined
      ? {}
      : {
          delayPercent: number(delayed["percent"]),
          time: formatMeasure(number(delayed["delayMs"]), "ms"),
        }),
    ...(aborted === undefined
      ? {}
      : {
          abortPercent: number(aborted["percent"]),
          status: text(aborted["grpcStatus"] ?? aborted["httpStatus"]),
        }),
  };
  if (delayed !== undefined) return { key: aborted === undefined ? "delay" : "delayAndAbort", values };
  return aborted === undefined ? undefined : { key: "abort", values };
}

function editFacts({ title, edits }: Intent): TitleFacts | undefined {
  if (typeof title === "string" || !Array.isArray(edits)) return undefined;
  const first: unknown = edits[0];
  const manifest = isRecord(first) ? first["manifest"] : undefined;
  const metadata = isRecord(manifest) ? manifest["metadata"] : undefined;
  if (!isRecord(first) || !isRecord(manifest) || !isRecord(metadata)) return undefined;
  const place = metadata["namespace"] === undefined ? "" : `${text(metadata["namespace"])}/`;
  const object = `${text(manifest["kind"])} ${place}${text(metadata["name"])}`;
  return {
    key: first["action"] === "delete" ? "delete" : "edit",
    values: { object, more: edits.length - 1 },
    isRemoval: false,
  };
}

function weightWords(destinations: unknown): string | undefined {
  if (!Array.isArray(destinations)) return undefined;
  return destinations
    .flatMap((each: unknown) =>
      isRecord(each) && typeof each["name"] === "string" && typeof each["weightPercent"] === "number"
        ? [`${each["name"]} ${each["weightPercent"]}%`]
        : [],
    )
    .join(", ");
}

function text(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

function number(value: unknown): number {
  return typeof value === "number" ? value : Number.NaN;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
