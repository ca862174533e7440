"use client";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { DumpTarget } from "@/lib/proxies/dump-target";
import { parseIp } from "@/lib/proxies/explain/ip-range";
import type { FlowDirection, FlowRequest } from "@/lib/proxies/explain-flow/flow-request";
import { isCommand, requestFromText, textOfRequest } from "@/lib/proxies/explain-flow/request-text";
import type { ExplainSource } from "@/server/operations/explain/answers";

export type HeaderLine = { readonly name: string; readonly value: string };

/** The form as it is typed. */
export type RequestDraft = {
  readonly target: DumpTarget | undefined;
  readonly direction: FlowDirection;
  readonly url: string;
  readonly method: string;
  readonly headers: readonly HeaderLine[];
  readonly headersAreComplete: boolean;
  readonly ip: string;
  readonly sni: string;
  readonly principal: string;
  /** The caller shows no certificate. */
  readonly isPlain: boolean;
  readonly callerIp: string;
  readonly errors: {
    readonly target?: string;
    readonly url?: string;
    readonly ip?: string;
    readonly callerIp?: string;
  };
};

type Start = {
  readonly target: DumpTarget | undefined;
  readonly request: FlowRequest | undefined;
  readonly sources: readonly ExplainSource[] | undefined;
  readonly onExplain: (target: DumpTarget, request: FlowRequest) => void;
};

/** The draft of a request, what changes it, and what sends it. */
export function useRequestDraft({ target, request, sources, onExplain }: Start) {
  const t = useTranslations("explain");
  const [draft, setDraft] = useState(() => {
    const source = sources?.find((one) => target !== undefined && isSameProxy(one.target, target));
    return draftFrom(target, request, directionFor(source, "outbound"));
  });
  const change = (part: Partial<RequestDraft>) => setDraft((before) => ({ ...before, ...part, errors: {} }));
  return {
    draft,
    change,
    /** A pasted curl command fills in method and headers too. */
    changeUrl: (url: string) => {
      const read = isCommand(url) ? requestFromText(url) : undefined;
      if (read === undefined) return change({ url });
      const { ip, headers, method = "GET" } = read;
      change({ url: textOfRequest(read), method, headers, ...(ip === undefined ? {} : { ip }) });
    },
    chooseTarget: (chosen: DumpTarget | undefined, source: ExplainSource | undefined) =>
      change({ target: chosen, direction: directionFor(source, draft.direction) }),
    submit: () => {
      const read = requestFromText(draft.url);
      const errors = {
        ...(draft.target === undefined ? { target: t("form.sourceHint") } : {}),
        ...(read === undefined ? { url: t("form.urlWrong") } : {}),
        ...(isIp(draft.ip) ? {} : { ip: t("form.ipWrong") }),
        ...(isIp(draft.callerIp) ? {} : { callerIp: t("form.ipWrong") }),
      };
      setDraft((before) => ({ ...before, errors }));
      if (draft.target === undefined || read === undefined || Object.keys(errors).length > 0) return;
      onExplain(draft.target, requestFrom(draft, read));
    },
  };
}

const isIp = (text: string) => text.trim() === "" || parseIp(text.trim()) !== undefined;

function isSameProxy(one: DumpTarget, other: DumpTarget): boolean {
  if ("snapshot" in one || "snapshot" in other)
    return "snapshot" in one && "snapshot" in other && one.snapshot === other.snapshot;
  return one.namespace === other.namespace && one.pod === other.pod;
}

/** What a proxy of such a kind is asked about: a gateway has no outbound side of its own. */
function directionFor(source: ExplainSource | undefined, before: FlowDirection): FlowDirection {
  if (source?.kind === "gateway" || source?.isGateway === true) return "gateway";
  if (source?.kind === "waypoint") return "inbound";
  return before === "gateway" ? "outbound" : before;
}

function draftFrom(
  target: DumpTarget | undefined,
  request: FlowRequest | undefined,
  direction: FlowDirection,
): RequestDraft {
  return {
    target,
    direction: request?.direction ?? direction,
    url:
      request === undefined
        ? ""
        : textOfRequest({ ...request, host: request.host === "" ? (request.ip ?? "") : request.host }),
    method: request?.method ?? "GET",
    headers: [
      ...(request?.authority === undefined ? [] : [{ name: "host", value: request.authority }]),
      ...(request?.headers ?? []),
    ],
    headersAreComplete: request?.headersAreComplete ?? false,
    ip: request?.ip ?? "",
    sni: request?.sni ?? "",
    principal: request?.caller.principal ?? "",
    isPlain: request?.caller.principal === "",
    callerIp: request?.caller.ip ?? "",
    errors: {},
  };
}

function requestFrom(
  draft: RequestDraft,
  read: NonNullable<ReturnType<typeof requestFromText>>,
): FlowRequest {
  const headers = draft.headers
    .map(({ name, value }) => ({ name: name.trim().toLowerCase(), value: value.trim() }))
    .filter(({ name }) => name !== "");
  const authority = headers.find(({ name }) => name === "host")?.value;
  const principal = draft.isPlain ? "" : draft.principal.trim() === "" ? undefined : draft.principal.trim();
  const isServer = draft.direction !== "outbound";
  return {
    direction: draft.direction,
    host: read.host,
    port: read.port,
    path: read.path,
    scheme: read.scheme,
    method: draft.method.trim().toUpperCase() === "" ? "GET" : draft.method.trim().toUpperCase(),
    headers: headers.filter(({ name }) => name !== "host"),
    headersAreComplete: draft.headersAreComplete,
    authority,
    ip: textOr(draft.ip),
    sni: textOr(draft.sni),
    caller: isServer ? { ip: textOr(draft.callerIp), principal } : {},
  };
}

const textOr = (text: string) => (text.trim() === "" ? undefined : text.trim());
