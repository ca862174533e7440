import { z } from "zod";
import type { ProxyRow } from "@/lib/controlplane/proxy-row";
import type { Sourced } from "@/lib/evidence";
import { scopeSchema } from "@/lib/time-range-schema";
import { Gathering } from "@/server/operations/gathering";
import { listProxies } from "@/server/operations/proxies/list";
import type { OperationContext } from "@/server/ports";

/** Proxies that one request asks; a reader goes on with the next ones until all were asked or it has seen enough. */
const proxiesAPage = 24;
const atOnce = 6;

export const fleetInputSchema = scopeSchema.and(
  z.object({
    /** Where the page before ended. */
    cursor: z.string().max(600).nullish(),
  }),
);

export type FleetPage<T> = {
  readonly found: readonly T[];
  /** Proxies that did not answer, with the reason. */
  readonly silent: readonly { readonly namespace: string; readonly pod: string; readonly reason: string }[];
  readonly asked: number;
  /** Proxies of the scope, those of other pages too. */
  readonly total: number;
  readonly next?: string;
};

const placeOf = ({ namespace, pod }: Pick<ProxyRow, "namespace" | "pod">) => `${namespace}/${pod}`;

/**
 * Asks the next proxies of the scope one question. What one proxy cannot answer is told for it and ends nothing; `ask`
 * gives undefined where there is nothing to tell.
 */
export async function readFleetPage<T>(
  ctx: OperationContext,
  input: z.infer<typeof fleetInputSchema>,
  ask: (row: ProxyRow, gathering: Gathering) => Promise<T | undefined>,
): Promise<Sourced<FleetPage<T>>> {
  const gathering = new Gathering();
  const list = await gathering.take("proxies", listProxies(ctx, input));
  const rows = (list?.rows ?? [])
    .filter(
      ({ connection, podIp, type }) => connection !== "no_proxy" && podIp !== undefined && type !== "ztunnel",
    )
    .toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
  const { cursor } = input;
  const left = typeof cursor === "string" ? rows.filter((row) => placeOf(row) > cursor) : rows;
  const page = left.slice(0, proxiesAPage);
  const found = new Map<ProxyRow, T>();
  const silent: FleetPage<T>["silent"][number][] = [];
  const queue = [...page];
  const worker = async () => {
    for (let row = queue.shift(); row !== undefined; row = queue.shift()) {
      ctx.signal.throwIfAborted();
      const own = new Gathering();
      const answer = await ask(row, own);
      gathering.evidence.push(...own.evidence);
      if (answer !== undefined) found.set(row, answer);
      const [warning] = own.warnings;
      if (warning !== undefined)
        silent.push({ namespace: row.namespace, pod: row.pod, reason: warning.message });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  const last = page.at(-1);
  return gathering.answer({
    found: page.flatMap((row) => found.get(row) ?? []),
    silent,
    asked: page.length,
    total: rows.length,
    ...(last === undefined || left.length <= page.length ? {} : { next: placeOf(last) }),
  });
}
