import type { Attempt, CallView } from "@/server/demo/world/call-view";
import type { FlowSpec } from "@/server/demo/world/spec";
import { isFailure, isRetried } from "@/server/demo/world/traffic-outcome";
import type { DemoWorld, Epoch } from "@/server/demo/world/world";
import { Draws } from "./draws";
import { type EpochCalls, epochCalls } from "./epoch-calls";
import { abandoned, asOutcome, finish, localResult, type Result, timedOut, withFlag } from "./request-result";
import type { DemoSpan, DemoTrace, SpanReporter } from "./span";
import { SpanWriter } from "./span-writer";
import { randomFor, startOf, traceIdOf, type TraceKey } from "./trace-calendar";

const networkUs = 250;
const backoffUs = 25_000;

/** The trace of one sampled request. Equal keys give equal traces, whenever they are asked for. */
export function sampleTrace(world: DemoWorld, key: TraceKey): DemoTrace | undefined {
  const flow = world.spec.flows[key.flow];
  const startMs = startOf(world, key);
  const epoch = epochAt(world, startMs);
  if (flow === undefined || epoch === undefined) return undefined;
  const calls = epochCalls(world, epoch);
  const view = calls.rootView(flow);
  if (view === undefined || view.protocol === "tcp") return undefined;
  const draws = new Draws(randomFor(world, key, "decisions"), randomFor(world, key, "ids"));
  const requestId = requestIdOf(draws.hexId(16));
  const writer = new SpanWriter(calls, flow, draws);
  new TraceSampler(calls, flow, draws, writer).begin(view, Math.round(startMs * 1000));
  return { traceId: traceIdOf(world, key), requestId, spans: writer.spans };
}

/** A request id as Envoy makes it: its 13th digit tells that the request is traced. */
function requestIdOf(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-9${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
}

function epochAt(world: DemoWorld, timeMs: number): Epoch | undefined {
  const epochs = world.epochs();
  return epochs.findLast((epoch) => epoch.startMs <= timeMs) ?? epochs[0];
}

class TraceSampler {
  readonly #calls: EpochCalls;
  readonly #flow: FlowSpec;
  readonly #draws: Draws;
  readonly #writer: SpanWriter;

  constructor(calls: EpochCalls, flow: FlowSpec, draws: Draws, writer: SpanWriter) {
    this.#calls = calls;
    this.#flow = flow;
    this.#draws = draws;
    this.#writer = writer;
  }

  /** A flow begins at a gateway, which reports the request and each attempt, or at a worker, which is a client. */
  begin(view: CallView, startUs: number): void {
    const reporter = this.#draws.podOf(view.source);
    if (this.#flow.entry === "worker") {
      this.#call(view, reporter, "", startUs, undefined);
      return;
    }
    const server = this.#writer.span(view, reporter, "server", "", startUs, this.#flow);
    const result = this.#request(view, reporter, server.spanId, startUs + 120, this.#flow, server);
    finish(server, { ...result, durationUs: result.durationUs + 240 });
  }

  /** A sidecar's call: one client span, however often the proxy tries. TCP leaves no spans. */
  #call(
    view: CallView,
    reporter: SpanReporter,
    parent: string,
    startUs: number,
    flow: FlowSpec | undefined,
  ): Result {
    if (view.protocol === "tcp") return this.#silent(view);
    const client = this.#writer.span(view, reporter, "client", parent, startUs, flow);
    const result = this.#request(view, reporter, client.spanId, startUs, flow, client);
    finish(client, result);
    return result;
  }

  #silent(view: CallView): Result {
    const failed = this.#draws.next() < view.failureShare;
    const durationUs = Math.round(1000 * (0.5 + this.#draws.latencyMs(view.attempts[0]?.destination)));
    return { status: failed ? 0 : 200, grpcStatus: undefined, flags: failed ? "UF" : "-", durationUs };
  }

  /** Faults, attempts, retries and time-outs of one request, as the caller's proxy goes through them. */
  #request(
    view: CallView,
    reporter: SpanReporter,
    parent: string,
    startUs: number,
    flow: FlowSpec | undefined,
    owner: DemoSpan,
  ): Result {
    const resolution = this.#calls.resolutionOf(view, flow);
    const grpc = view.protocol === "grpc";
    if (resolution.kind === "respond") return localResult(resolution.code, resolution.flag, 300, grpc);
    const delayed = this.#draws.hits(resolution.fault?.delay?.percent);
    const waitUs = delayed ? (resolution.fault?.delay?.delayMs ?? 0) * 1000 : 0;
    if (this.#draws.hits(resolution.fault?.abort?.percent)) {
      const status = resolution.fault?.abort?.httpStatus ?? 200;
      return localResult(status, delayed ? "DI,FI" : "FI", waitUs + 200, grpc);
    }
    const limitUs = (resolution.timeoutMs ?? Number.POSITIVE_INFINITY) * 1000;
    const policy = resolution.retries;
    let elapsedUs = 0;
    let last: Result = localResult(503, "UH", 200, grpc);
    for (let attempt = 0; attempt <= (policy?.attempts ?? 0); attempt += 1) {
      owner.retries = attempt;
      const tryUs = (policy?.perTryTimeoutMs ?? Number.POSITIVE_INFINITY) * 1000;
      const left = Math.min(tryUs, limitUs - elapsedUs);
      last = this.#attempt(view, reporter, parent, startUs + waitUs + elapsedUs, left, owner);
      elapsedUs += last.durationUs;
      if (elapsedUs >= limitUs || policy === undefined || !isRetried(asOutcome(last), policy)) break;
      if (attempt === policy.attempts) last = { ...last, flags: withFlag(last.flags, "URX") };
      else elapsedUs += Math.round(this.#draws.next() * backoffUs);
    }
    const flags = delayed ? (last.flags === "-" ? "DI" : `DI,${last.flags}`) : last.flags;
    return { ...last, flags, durationUs: Math.round(Math.min(elapsedUs, limitUs) + waitUs) };
  }

  /** One attempt: a destination by its share, or the proxy's own answer where none can be reached. */
  #attempt(
    view: CallView,
    reporter: SpanReporter,
    parent: string,
    startUs: number,
    limitUs: number,
    owner: DemoSpan,
  ): Result {
    const grpc = view.protocol === "grpc";
    const chosen = this.#choose(view.attempts);
    if (chosen === undefined) {
      const reply = view.outcomes.find((outcome) => outcome.destination === undefined && isFailure(outcome));
      return localResult(503, reply?.flag.split(",")[0] ?? "UH", 200, grpc);
    }
    const target = chosen.destination === undefined ? undefined : this.#draws.podOf(chosen.destination);
    owner.cluster = chosen.target;
    const address = target === undefined ? "203.0.113.10:443" : `${target.pod.ip}:${view.call.port}`;
    owner.upstreamAddress = address;
    const gateway = owner.kind === "server";
    const egress = gateway
      ? this.#writer.egress(view, reporter, parent, startUs, chosen.target, address)
      : undefined;
    const upstream = egress?.spanId ?? parent;
    const result = this.#reach(view, chosen, target, upstream, startUs + networkUs, owner, limitUs);
    const late = result.durationUs + 2 * networkUs > limitUs;
    const answer = late
      ? { ...timedOut(grpc), durationUs: Math.round(limitUs) }
      : { ...result, durationUs: result.durationUs + 2 * networkUs };
    if (egress !== undefined) finish(egress, answer);
    return answer;
  }

  #reach(
    view: CallView,
    chosen: Attempt,
    target: SpanReporter | undefined,
    parent: string,
    startUs: number,
    owner: DemoSpan,
    limitUs: number,
  ): Result {
    const grpc = view.protocol === "grpc";
    if (chosen.security === "refused") {
      const outcome = view.outcomes.find((one) => one.target === chosen.target && isFailure(one));
      return localResult(503, outcome?.flag.split(",")[0] ?? "UF", 900, grpc);
    }
    if (target === undefined) {
      const failed = this.#draws.next() < 0.0015;
      const durationUs = Math.round(
        1000 * this.#draws.logNormal(view.service.externalLatencyMsMedian ?? 60, 0.35),
      );
      return { status: failed ? 502 : 200, grpcStatus: undefined, flags: "-", durationUs };
    }
    if (target.workload.dataplane === "ambient" || target.workload.dataplane === "none")
      return this.#work(view, chosen, target, "", startUs);
    const server = this.#writer.span(view, target, "server", parent, startUs, undefined, owner);
    const denied = chosen.worked === 0;
    const result = denied
      ? localResult(403, "-", 150, grpc)
      : this.#work(view, chosen, target, server.spanId, startUs + 150);
    const durationUs = result.durationUs + 250;
    const left = limitUs - 2 * networkUs;
    // The server's proxy sees its caller go; the application works on.
    finish(server, durationUs > left ? abandoned(left) : { ...result, durationUs });
    return { ...result, durationUs };
  }

  /** The application's own work, with its calls in steps. */
  #work(view: CallView, chosen: Attempt, target: SpanReporter, parent: string, startUs: number): Result {
    const { workload } = target;
    const { slow, refused } = this.#calls.strainOf(workload);
    const ownUs = Math.round(1000 * this.#draws.latencyMs(workload) * slow);
    let clockUs = startUs + Math.round(ownUs * 0.6);
    let failed = this.#draws.next() < this.#calls.errorRatioOf(workload) || this.#draws.next() < refused;
    const calls = chosen.response?.calls ?? [];
    const steps = [...new Set(calls.map((call) => call.call.step))].toSorted((a, b) => a - b);
    for (const step of failed ? [] : steps) {
      let longestUs = 0;
      for (const call of calls.filter((one) => one.call.step === step)) {
        const outcome = this.#repeat(call, target, parent, clockUs);
        longestUs = Math.max(longestUs, outcome.durationUs);
        if (outcome.failed && call.call.optional !== true) failed = true;
      }
      clockUs += longestUs;
      if (failed) break;
    }
    const durationUs = clockUs - startUs + Math.round(ownUs * 0.4);
    const grpc = view.protocol === "grpc";
    return {
      status: failed && !grpc ? 500 : 200,
      grpcStatus: grpc ? (failed ? "13" : "0") : undefined,
      flags: "-",
      durationUs,
    };
  }

  /** A call as often as one request makes it, one after another. */
  #repeat(view: CallView, reporter: SpanReporter, parent: string, startUs: number) {
    const { callsPerRequest } = view.call;
    const extra = this.#draws.next() < callsPerRequest % 1 ? 1 : 0;
    let durationUs = 0;
    for (let done = 0; done < Math.floor(callsPerRequest) + extra; done += 1) {
      const result = this.#call(view, reporter, parent, startUs + durationUs, undefined);
      durationUs += result.durationUs;
      if (isFailure(asOutcome(result))) return { durationUs, failed: true };
    }
    return { durationUs, failed: false };
  }

  #choose(attempts: readonly Attempt[]): Attempt | undefined {
    let left = this.#draws.next();
    for (const attempt of attempts) {
      left -= attempt.share;
      if (left < 0) return attempt;
    }
    // Shares that sum to one may miss it by rounding.
    return left < 1e-6 ? attempts.at(-1) : undefined;
  }
}
