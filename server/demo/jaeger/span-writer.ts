import { hostOf } from "@/server/demo/world/mesh-index";
import type { CallView } from "@/server/demo/world/call-view";
import type { FlowSpec } from "@/server/demo/world/spec";
import type { Draws } from "./draws";
import type { EpochCalls } from "./epoch-calls";
import type { DemoSpan, SpanReporter } from "./span";

/** Begins the spans of one trace; who began one ends it. */
export class SpanWriter {
  readonly spans: DemoSpan[] = [];
  readonly #calls: EpochCalls;
  readonly #flow: FlowSpec;
  readonly #draws: Draws;

  constructor(calls: EpochCalls, flow: FlowSpec, draws: Draws) {
    this.#calls = calls;
    this.#flow = flow;
    this.#draws = draws;
  }

  span(
    view: CallView,
    reporter: SpanReporter,
    kind: DemoSpan["kind"],
    parent: string,
    startUs: number,
    flow: FlowSpec | undefined,
    caller?: DemoSpan,
  ): DemoSpan {
    const { call } = view;
    const inbound = kind === "server" && flow === undefined;
    const host = flow === undefined || flow.host === "" ? hostOf(view.service) : flow.host;
    const authority = flow === undefined || flow.host === "" ? `${host}:${call.port}` : host;
    const span: DemoSpan = {
      spanId: this.#draws.hexId(8),
      parentSpanId: parent,
      name: this.#calls.operationOf(view, flow ?? this.#routeFlow(view)),
      kind,
      upstreamOnly: false,
      reporter,
      startUs,
      durationUs: 0,
      method: call.method,
      url: `http://${authority}${call.path}`,
      grpc: view.protocol === "grpc",
      status: 0,
      grpcStatus: undefined,
      flags: "-",
      cluster: inbound ? `inbound|${call.port}||` : "",
      upstreamAddress: inbound ? `${reporter.pod.ip}:${call.port}` : "",
      peerAddress: caller?.reporter.pod.ip ?? reporter.pod.ip,
      retries: 0,
      requestBytes: call.method === "GET" ? 0 : 200 + Math.floor(this.#draws.next() * 1800),
      responseBytes: 80 + Math.floor(this.#draws.next() * 9000),
    };
    this.spans.push(span);
    return span;
  }

  egress(
    view: CallView,
    reporter: SpanReporter,
    parent: string,
    startUs: number,
    cluster: string,
    address: string,
  ): DemoSpan {
    const span = this.span(view, reporter, "client", parent, startUs, this.#flow);
    const egress = {
      ...span,
      name: `router ${cluster}; egress`,
      upstreamOnly: true,
      cluster,
      upstreamAddress: address,
    };
    this.spans[this.spans.length - 1] = egress;
    return egress;
  }

  /** The route of a flow's first call is the gateway's, also for the span of the service behind it. */
  #routeFlow(view: CallView): FlowSpec | undefined {
    return view.source.dataplane === "gateway" ? this.#flow : undefined;
  }
}
