"use client";
import {
  parseAsBoolean,
  parseAsInteger,
  parseAsNativeArrayOf,
  parseAsString,
  parseAsStringLiteral,
  useQueryStates,
} from "nuqs";
import { useMemo } from "react";
import { targetFromText, textFromTarget, type DumpTarget } from "@/lib/proxies/dump-target";
import { requestFromText } from "@/lib/proxies/explain-flow/request-text";
import { flowDirections, flowSchemes, type FlowRequest } from "@/lib/proxies/explain-flow/flow-request";

const parsers = {
  target: parseAsString,
  /** Another configuration that the same request is explained by, to compare. */
  vs: parseAsString,
  /** `namespace/workload`: one of its proxies explains where no target is named. */
  workload: parseAsString,
  /** `namespace/name` in place of a host: its own port is looked up. */
  service: parseAsString,
  direction: parseAsStringLiteral(flowDirections).withDefault("outbound"),
  host: parseAsString.withDefault(""),
  port: parseAsInteger,
  ip: parseAsString,
  scheme: parseAsStringLiteral(flowSchemes).withDefault("http"),
  method: parseAsString.withDefault("GET"),
  path: parseAsString.withDefault("/"),
  h: parseAsNativeArrayOf(parseAsString),
  complete: parseAsBoolean.withDefault(false),
  sni: parseAsString,
  caller: parseAsString,
  from: parseAsString,
  authority: parseAsString,
  /** Endpoint whose side is shown too: `cluster address`. */
  at: parseAsString,
  trace: parseAsString,
  span: parseAsString,
};

export type FlowView = {
  readonly target: DumpTarget | undefined;
  readonly versus: DumpTarget | undefined;
  /** What the address says and cannot be used: a target that names nothing, headers without a colon. */
  readonly wrong: { readonly target?: string; readonly headers: readonly string[] };
  readonly workload: string | undefined;
  readonly service:
    | { readonly namespace: string; readonly name: string; readonly isTcp: boolean }
    | undefined;
  /** Undefined until there is a host or an address; the port is that of the scheme where none is named. */
  readonly request: FlowRequest | undefined;
  readonly at: { readonly cluster: string; readonly endpoint: string } | undefined;
  readonly span: { readonly traceId: string; readonly spanId: string } | undefined;
};

export type FlowViewActions = {
  readonly show: (target: DumpTarget, request: FlowRequest) => void;
  readonly compare: (versus: DumpTarget | undefined) => void;
  readonly openEndpoint: (at: FlowView["at"]) => void;
};

/** The explained request in the URL. `caller=` without a value is a caller without a certificate. */
export function useFlowView(): readonly [FlowView, FlowViewActions] {
  const [state, setState] = useQueryStates(parsers, { history: "push" });
  const view = useMemo(() => viewFrom(state), [state]);
  const actions = useMemo<FlowViewActions>(
    () => ({
      show: (target, request) =>
        void setState((before) => ({
          ...stateOf(target, request),
          at: null,
          service: null,
          workload: null,
          // Another proxy is not compared with what the one before was.
          vs: before.target === null || before.target === textFromTarget(target) ? before.vs : null,
        })),
      compare: (versus) => void setState({ vs: versus === undefined ? null : textFromTarget(versus) }),
      openEndpoint: (at) => void setState({ at: at === undefined ? null : `${at.cluster} ${at.endpoint}` }),
    }),
    [setState],
  );
  return [view, actions];
}

type State = ReturnType<typeof useQueryStates<typeof parsers>>[0];

function viewFrom(state: State): FlowView {
  const target = state.target === null ? undefined : targetFromText(state.target);
  const space = state.at?.lastIndexOf(" ") ?? -1;
  return {
    target,
    wrong: {
      ...(state.target === null || target !== undefined ? {} : { target: state.target }),
      headers: state.h.filter((line) => line.indexOf(":", 1) < 0),
    },
    versus: state.vs === null ? undefined : targetFromText(state.vs),
    workload: state.workload ?? undefined,
    service: serviceFrom(state),
    request: requestFrom(state),
    at:
      state.at === null || space < 0
        ? undefined
        : { cluster: state.at.slice(0, space), endpoint: state.at.slice(space + 1) },
    span:
      state.trace === null || state.span === null ? undefined : { traceId: state.trace, spanId: state.span },
  };
}

function serviceFrom({ service, scheme }: State): FlowView["service"] {
  const [namespace = "", name = "", ...more] = service?.split("/") ?? [];
  if (namespace === "" || name === "" || more.length > 0) return undefined;
  return { namespace, name, isTcp: scheme === "tcp" };
}

/** A whole URL in place of the host says scheme, port and path too. */
function withUrlAsHost(state: State): State {
  const read = state.host.includes("://") ? requestFromText(state.host) : undefined;
  if (read === undefined) return state;
  const { host, port, scheme, path } = read;
  return { ...state, host, port: state.port ?? port, scheme, path: state.path === "/" ? path : state.path };
}

function requestFrom(given: State): FlowRequest | undefined {
  const state = withUrlAsHost(given);
  const port = state.port ?? (state.scheme === "tcp" ? null : state.scheme === "https" ? 443 : 80);
  if (port === null || (state.host === "" && state.ip === null)) return undefined;
  return {
    direction: state.direction,
    host: state.host,
    port,
    ip: state.ip ?? undefined,
    scheme: state.scheme,
    sni: state.sni ?? undefined,
    authority: state.authority ?? undefined,
    method: state.method,
    path: state.path,
    headers: state.h.flatMap((line) => {
      const colon = line.indexOf(":", 1);
      return colon < 0 ? [] : [{ name: line.slice(0, colon), value: line.slice(colon + 1) }];
    }),
    headersAreComplete: state.complete,
    caller: { ip: state.from ?? undefined, principal: state.caller ?? undefined },
  };
}

function stateOf(target: DumpTarget, request: FlowRequest) {
  return {
    target: textFromTarget(target),
    direction: request.direction,
    host: request.host,
    port: request.port,
    ip: request.ip ?? null,
    scheme: request.scheme,
    sni: request.sni ?? null,
    authority: request.authority ?? null,
    method: request.method,
    path: request.path,
    h: request.headers.map(({ name, value }) => `${name}:${value}`),
    complete: request.headersAreComplete,
    caller: request.caller.principal ?? null,
    from: request.caller.ip ?? null,
  };
}
