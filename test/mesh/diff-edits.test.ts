import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Manifest } from "@/lib/config/manifest";
import type { ConfigChange } from "@/lib/proxies/diff/change";
import { field } from "@/lib/proxies/proto-json";
import { readBed, type Bed } from "./bed-file";
import { DiffBed } from "./diff-bed";
import { bedEdits } from "./diff-edits";
import { hasEnvoy } from "./own-envoy";
import { until } from "./until";

const found = readBed();
const lineOf = ({ kind, section, resource, pathText }: ConfigChange) =>
  `${kind} ${section} ${resource} ${pathText}`;
const causeOf = ({ cause }: ConfigChange) =>
  cause === undefined ? "" : `${cause.kind} ${cause.namespace}/${cause.name ?? "?"}`;

describe.skipIf(found === undefined || !hasEnvoy)("edits of a real mesh, on a real Envoy", () => {
  let bed: DiffBed;
  const tally = { changes: 0, attributed: 0 };
  const missed: string[] = [];
  const unnamed: string[] = [];

  const note = (edited: Manifest, changes: readonly ConfigChange[]) => {
    const own = `${edited.kind} ${edited.metadata.namespace ?? ""}/${edited.metadata.name}`;
    const others = changes.filter((change) => causeOf(change) !== own);
    tally.changes += changes.length;
    tally.attributed += changes.length - others.length;
    const lines = others.map((change) => `${own}: ${lineOf(change)} -> ${causeOf(change)}`);
    missed.push(...lines);
    if (others.length * 2 > changes.length) unnamed.push(...lines);
  };

  beforeAll(async () => {
    bed = await DiffBed.start(found as Bed);
    await until("both proxies have their configuration", async () => {
      const [app, gateway] = [await bed.keep("app"), await bed.keep("gateway")];
      const names = (kept: typeof app) => kept.dump.entries.map(({ section, name }) => `${section} ${name}`);
      // They had started before their Sidecar was there; what it took away drains, with its route tables.
      const drains = ({ dump }: typeof app) =>
        dump.entries.some(
          (entry) =>
            entry.section === "listeners" && field(dump.value(entry), "draining_state") !== undefined,
        );
      return (
        !drains(app) &&
        !drains(gateway) &&
        names(app).includes("clusters inbound|9080||") &&
        names(app).includes("routes 9081") &&
        names(gateway).some((name) => name.startsWith("routes http.18098"))
      );
    });
  });
  afterAll(() => bed?.close());

  const waitFor = async (
    proxy: "app" | "gateway",
    before: Awaited<ReturnType<DiffBed["keep"]>>,
    finds: readonly RegExp[],
  ) => {
    let changes: readonly ConfigChange[] = [];
    await until(
      `the proxy shows ${finds.join(", ")}`,
      async () => {
        changes = await bed.changesSince(proxy, before);
        return finds.every((pattern) => changes.some((change) => pattern.test(lineOf(change))));
      },
      12_000,
    ).catch((error: unknown) => {
      throw new Error(changes.map(lineOf).join("\n"), { cause: error });
    });
    return changes;
  };

  it.each(bedEdits)("$title", async ({ proxy, put, remove, finds }) => {
    const edited = put ?? remove;
    if (edited === undefined) throw new Error("an edit puts or removes");
    const before = await bed.keep(proxy);
    await (put === undefined ? bed.remove(edited) : bed.put(put));
    const changes = await waitFor(proxy, before, finds);
    expect(changes.length).toBeGreaterThan(0);
    note(edited, changes);
    const during = await bed.keep(proxy);
    await bed.putBack(edited);
    await until(
      "nothing differs any more",
      async () => (await bed.changesSince(proxy, before)).length === 0,
      15_000,
    );
    // The way back is an edit too: of an object that is only taken away nothing is left to ask.
    const back = await bed.changesSince(proxy, during);
    expect(back).toHaveLength(changes.length);
    note(edited, back);
  });

  it("names the edited object for nearly every change", () => {
    const isEnough = tally.attributed / tally.changes >= 0.95;
    expect(isEnough ? [] : missed).toEqual([]);
    // Some edits change a field or two: the many of others must not hide theirs.
    expect(unnamed).toEqual([]);
  });
});
