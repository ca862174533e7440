import {
  fieldAt,
  isProtoObject,
  itemsField,
  lineFromProto,
  textField,
  textsField,
} from "@/lib/proxies/proto-json";
import type { AmbientDifference } from "./model";
import type { AmbientPolicy, AmbientService, AmbientWorkload } from "./model";
import { gatewayText, wordField } from "./workload";

/** An IP of istiod's protobufs: base64 of its text, or of its 4 or 16 bytes; text that is an IP already stays. */
export function ipFromBytes(text: string): string {
  if (/^[\d.]+$/.test(text) && text.includes(".")) return text;
  let raw: string;
  try {
    raw = atob(text);
  } catch {
    return text;
  }
  if (/^[\d.]+$/.test(raw) || /^[\da-f:.]+$/i.test(raw)) return raw;
  const bytes = Array.from(raw, (letter) => letter.charCodeAt(0));
  if (bytes.length === 4) return bytes.join(".");
  if (bytes.length !== 16) return text;
  const groups = Array.from({ length: 8 }, (_, index) =>
    ((bytes[index * 2] ?? 0) * 256 + (bytes[index * 2 + 1] ?? 0)).toString(16),
  );
  return groups.join(":");
}

type Facts = ReadonlyMap<string, Readonly<Record<string, string>>>;

/** What both sides say of each object, by object and name, in the same words. */
type View = Readonly<Record<AmbientDifference["object"], Facts>>;

const listed = (values: readonly string[]) => values.toSorted().join(", ");
const plainEnum = (text: string | undefined, absent: string) =>
  (text ?? absent).toLowerCase().replaceAll("_", "");

function waypointWords(value: unknown): string {
  const address = fieldAt(value, "address", "address");
  if (typeof address === "string") return ipFromBytes(address);
  return gatewayText(value) ?? "";
}

/** istiod's `/debug/ambientz`. Undefined when it holds nothing because ambient is off there. Source: workload API protos. */
export function viewFromAmbientz(page: unknown): View | undefined {
  if (!isProtoObject(page)) return undefined;
  if (["workloads", "services", "policies"].every((key) => !Array.isArray(page[key]))) return undefined;
  return {
    workload: new Map(
      itemsField(page, "workloads").map((item) => [
        textField(item, "uid") ?? "",
        {
          name: `${textField(item, "namespace") ?? ""}/${textField(item, "name") ?? ""}`,
          addresses: listed(textsField(item, "addresses").map(ipFromBytes)),
          protocol: plainEnum(wordField(item, "tunnel_protocol"), "none") === "hbone" ? "HBONE" : "TCP",
          status: plainEnum(wordField(item, "status"), "healthy"),
          node: wordField(item, "node") ?? "",
          serviceAccount: wordField(item, "service_account") ?? "",
          waypoint: waypointWords(fieldAt(item, "waypoint")),
          policies: listed(textsField(item, "authorization_policies")),
        },
      ]),
    ),
    service: new Map(
      itemsField(page, "services").map((item) => [
        `${textField(item, "namespace") ?? ""}/${textField(item, "hostname") ?? ""}`,
        {
          name: `${textField(item, "namespace") ?? ""}/${textField(item, "name") ?? ""}`,
          vips: listed(
            itemsField(item, "addresses").map((address) => ipFromBytes(textField(address, "address") ?? "")),
          ),
          ports: listed(
            itemsField(item, "ports").map((port) => lineFromProto(fieldAt(port, "service_port"))),
          ),
          waypoint: waypointWords(fieldAt(item, "waypoint")),
        },
      ]),
    ),
    policy: new Map(
      itemsField(page, "policies").map((item) => {
        const name = `${textField(item, "namespace") ?? ""}/${textField(item, "name") ?? ""}`;
        return [
          name,
          {
            name,
            scope: plainEnum(wordField(item, "scope"), "global"),
            action: plainEnum(wordField(item, "action"), "allow"),
          },
        ];
      }),
    ),
  };
}

/** The same of a ztunnel's own dump. */
export function viewFromDump(dump: {
  readonly workloads: readonly AmbientWorkload[];
  readonly services: readonly AmbientService[];
  readonly policies: readonly AmbientPolicy[];
}): View {
  return {
    workload: new Map(
      dump.workloads.map((one) => [
        one.uid,
        {
          name: `${one.namespace}/${one.name}`,
          addresses: listed(one.addresses),
          protocol: one.protocol,
          ...(one.status === undefined ? {} : { status: one.status.toLowerCase() }),
          node: one.node ?? "",
          serviceAccount: one.serviceAccount ?? "",
          waypoint: one.waypoint ?? "",
          policies: listed(one.policies),
        },
      ]),
    ),
    service: new Map(
      dump.services.map((one) => [
        `${one.namespace}/${one.hostname}`,
        {
          name: `${one.namespace}/${one.name}`,
          vips: listed(one.vips),
          ports: listed(one.ports.map(({ port }) => String(port))),
          waypoint: one.waypoint ?? "",
        },
      ]),
    ),
    policy: new Map(
      dump.policies.map((one) => {
        const name = `${one.namespace}/${one.name}`;
        return [name, { name, scope: plainEnum(one.scope, ""), action: plainEnum(one.action, "") }];
      }),
    ),
  };
}

/** Where a ztunnel differs from what istiod would send to it. Facts that one side does not tell are not compared. */
export function ambientDifferences(ztunnel: View, istiod: View): readonly AmbientDifference[] {
  return (["workload", "service", "policy"] as const).flatMap((object) => {
    const keys = new Set([...istiod[object].keys(), ...ztunnel[object].keys()]);
    return [...keys].flatMap((key): readonly AmbientDifference[] => {
      const here = ztunnel[object].get(key);
      const there = istiod[object].get(key);
      const name = here?.["name"] ?? there?.["name"] ?? key;
      if (here === undefined) return [{ object, name, kind: "missing_at_ztunnel" }];
      if (there === undefined) return [{ object, name, kind: "extra_at_ztunnel" }];
      return Object.entries(there).flatMap(([field, wanted]) => {
        const found = here[field];
        if (found === undefined || found === wanted) return [];
        return [{ object, name, kind: "differs" as const, field, ztunnel: found, istiod: wanted }];
      });
    });
  });
}
