import { numberFrom, record, records, specOf, text, type Loose } from "@/lib/config/checks/loose";
import { memoByIdentity } from "@/lib/config/checks/memo";
import { isRecord } from "@/lib/config/clean-manifest";
import type { Manifest } from "@/lib/config/manifest";

/** One place in a VirtualService that sends requests somewhere. */
export type RouteDestination = {
  readonly path: string;
  readonly isMirror: boolean;
  readonly host: string;
  readonly subset: string;
  /** Undefined when no port is named. */
  readonly port: number | undefined;
};

function destinationFrom(value: unknown, path: string, isMirror: boolean): RouteDestination {
  const { host, subset, port } = record(value);
  const number = isRecord(port) ? (numberFrom(port["number"]) ?? 0) : undefined;
  return { path, isMirror, host: text(host), subset: text(subset), port: number };
}

function mirrorsOf(route: Loose, path: string): readonly RouteDestination[] {
  const one = isRecord(route["mirror"]) ? [destinationFrom(route["mirror"], `${path}.mirror`, true)] : [];
  const many = records(route["mirrors"]).map(({ destination }, at) =>
    destinationFrom(destination, `${path}.mirrors[${at}].destination`, true),
  );
  return [...one, ...many];
}

/** Every destination of a VirtualService, mirrors last. */
export const routeDestinations = memoByIdentity((manifest: Manifest): readonly RouteDestination[] => {
  const spec = specOf(manifest);
  const routed = (["tcp", "tls", "http"] as const).flatMap((kind) =>
    records(spec[kind]).flatMap((rule, index) =>
      records(rule["route"]).map(({ destination }, at) =>
        destinationFrom(destination, `spec.${kind}[${index}].route[${at}].destination`, false),
      ),
    ),
  );
  const mirrored = records(spec["http"]).flatMap((route, index) => mirrorsOf(route, `spec.http[${index}]`));
  return [...routed, ...mirrored];
});
