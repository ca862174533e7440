import { serviceRegistry } from "@/lib/xds/service-registry";
import { virtualServices } from "@/lib/xds/virtual-services";
import { currentState } from "@/server/demo/envoy/proxy-view";
import { authorityOf } from "@/server/demo/envoy/secret-dump";
import type { DemoWorld } from "@/server/demo/world/world";
import { currentObjects, type HeldProxy } from "./debug-pages";
import { answeredAtMs, type ConfigPush, pushedTypes } from "./push";
import { pushLogOf } from "./push-log";

const convergenceBounds = [0.1, 0.5, 1, 3, 5, 10, 20, 30];

type Family = {
  readonly type: "counter" | "gauge";
  readonly samples: readonly (readonly [labels: string, value: number])[];
};

/** `/metrics` of one replica, in Prometheus's text form: what it holds, what it pushed, what was refused. */
export function metricsPage(world: DemoWorld, held: readonly HeldProxy[]): string {
  const objects = currentObjects(world);
  const { root } = authorityOf(world);
  const upSeconds = (world.nowMs() - world.originMs) / 1000;
  const version = world.spec.istioVersion;
  const families: Record<string, Family> = {
    citadel_server_csr_count: {
      type: "counter",
      samples: [["", held.length * Math.ceil(upSeconds / 43_200)]],
    },
    citadel_server_root_cert_expiry_seconds: {
      type: "gauge",
      samples: [["", (root.notAfterMs - world.nowMs()) / 1000]],
    },
    citadel_server_root_cert_expiry_timestamp: { type: "gauge", samples: [["", root.notAfterMs / 1000]] },
    istio_build: { type: "gauge", samples: [[`component="pilot",tag="${version}"`, 1]] },
    istiod_managed_clusters: {
      type: "gauge",
      samples: [
        [`cluster_type="local"`, 1],
        [`cluster_type="remote"`, 0],
      ],
    },
    istiod_uptime_seconds: { type: "gauge", samples: [["", upSeconds]] },
    pilot_info: { type: "gauge", samples: [[`version="${version}"`, 1]] },
    pilot_services: { type: "gauge", samples: [["", serviceRegistry(objects).size]] },
    pilot_virt_services: { type: "gauge", samples: [["", virtualServices(objects).length]] },
    pilot_xds: { type: "gauge", samples: [[`version="${version}"`, held.length]] },
    ...rejections(world, held),
    ...pushes(world, held),
  };
  const plain = Object.entries(families).map(([name, { type, samples }]) => {
    const lines = samples.map(([labels, value]) => `${name}${labels === "" ? "" : `{${labels}}`} ${value}`);
    return `# TYPE ${name} ${type}\n${lines.join("\n")}\n`;
  });
  return [...plain, convergence(world, held)].join("");
}

function rejections(world: DemoWorld, held: readonly HeldProxy[]): Record<string, Family> {
  const refused = held.filter(({ proxy }) => currentState(world, proxy).lds?.error !== undefined);
  if (refused.length === 0) return {};
  return {
    pilot_total_xds_rejects: { type: "counter", samples: [[`type="lds"`, refused.length]] },
    pilot_xds_lds_reject: {
      type: "gauge",
      samples: refused.map(({ proxy }) => [`err="Internal",node="${proxy.id}"`, 1] as const),
    },
  };
}

function sentPushes(world: DemoWorld, held: HeldProxy): readonly ConfigPush[] {
  const now = world.nowMs();
  return pushLogOf(world)
    .pushes()
    .filter((push) => push.atMs <= now && pushedTypes(push, held.proxy).size > 0);
}

function pushes(world: DemoWorld, held: readonly HeldProxy[]): Record<string, Family> {
  const byType = new Map<string, number>();
  for (const entry of held)
    for (const push of sentPushes(world, entry))
      for (const type of pushedTypes(push, entry.proxy)) byType.set(type, (byType.get(type) ?? 0) + 1);
  const samples = [...byType].map(([type, count]) => [`type="${type}"`, count] as const);
  const triggers = pushLogOf(world).pushes().length;
  return {
    pilot_push_triggers: { type: "counter", samples: [[`type="config"`, triggers]] },
    ...(samples.length === 0 ? {} : { pilot_xds_pushes: { type: "counter", samples } }),
  };
}

function convergence(world: DemoWorld, held: readonly HeldProxy[]): string {
  const { timing } = pushLogOf(world);
  const seconds = held.flatMap((entry) =>
    sentPushes(world, entry).map((push) => (answeredAtMs(push, entry.proxy, timing) - push.atMs) / 1000),
  );
  const name = "pilot_proxy_convergence_time";
  const lines = convergenceBounds.map(
    (bound) => `${name}_bucket{le="${bound}"} ${seconds.filter((value) => value <= bound).length}`,
  );
  const sum = seconds.reduce((total, value) => total + value, 0);
  return `# TYPE ${name} histogram\n${lines.join("\n")}\n${name}_bucket{le="+Inf"} ${seconds.length}\n${name}_sum ${sum}\n${name}_count ${seconds.length}\n`;
}
