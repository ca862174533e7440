import type { AmbientWorkload } from "./model";
import type { DumpEntry } from "@/lib/proxies/dump/entry";
import { fieldAt, isProtoObject, numberField, textField, textsField } from "@/lib/proxies/proto-json";

/** A text field that says something: ztunnel prints what it does not know as "". */
export function wordField(value: unknown, key: string): string | undefined {
  const found = textField(value, key);
  return found === undefined || found === "" ? undefined : found;
}

/** `10.0.0.1` of `network/10.0.0.1` and of `/10.0.0.1`. IPv6 has no slash. */
export function addressWithoutNetwork(text: string): string {
  return text.slice(text.lastIndexOf("/") + 1);
}

/** Where a waypoint or network gateway is: a host, or an address. Forms: a text, `{hostname}`, `{address}`, `{destination}`. */
export function gatewayText(value: unknown): string | undefined {
  if (typeof value === "string") return value === "" ? undefined : value.replace(/^\//, "");
  if (!isProtoObject(value)) return undefined;
  const host = textField(value, "hostname");
  if (host !== undefined) {
    const namespace = textField(value, "namespace");
    return namespace === undefined ? host : `${namespace}/${host}`;
  }
  const address = textField(value, "address");
  if (address !== undefined) return address;
  const inner = ["destination", "hostname", "address"]
    .map((key) => value[key])
    .find((each) => each !== undefined && each !== null);
  return inner === undefined ? undefined : gatewayText(inner);
}

function localityOf(value: unknown): string | undefined {
  const plain = wordField(value, "locality");
  if (plain !== undefined) return plain;
  const parts = ["region", "zone", "subzone"].map((key) => fieldAt(value, "locality", key));
  const text = parts
    .map((part) => (typeof part === "string" ? part : ""))
    .join("/")
    .replace(/\/+$/, "");
  return text === "" ? undefined : text;
}

/** The id that a service account has in a trust domain; undefined without an account. */
export function spiffeId(trustDomain: string, namespace: string, account: string): string {
  return `spiffe://${trustDomain === "" ? "cluster.local" : trustDomain}/ns/${namespace}/sa/${account}`;
}

/** A workload of the dump. Keys that are not read stay in the raw JSON. */
export function workloadFromEntry(entry: DumpEntry, value: unknown): AmbientWorkload {
  const namespace = textField(value, "namespace") ?? "";
  const account = wordField(value, "service_account");
  const texts = {
    workload: wordField(value, "workload_name"),
    workloadType: wordField(value, "workload_type"),
    node: wordField(value, "node"),
    network: wordField(value, "network"),
    cluster: wordField(value, "cluster_id"),
    locality: localityOf(value),
    status: wordField(value, "status"),
    serviceAccount: account,
    identity:
      account === undefined
        ? undefined
        : spiffeId(textField(value, "trust_domain") ?? "", namespace, account),
    waypoint: gatewayText(isProtoObject(value) ? value["waypoint"] : undefined),
    networkGateway: gatewayText(isProtoObject(value) ? value["networkGateway"] : undefined),
    applicationTunnel: wordField(fieldAt(value, "application_tunnel"), "protocol"),
    capacity: numberField(value, "capacity"),
  };
  return {
    id: entry.id,
    uid: textField(value, "uid") ?? entry.name,
    name: textField(value, "name") ?? "",
    namespace,
    addresses: addressesOf(value, entry),
    protocol: wordField(value, "protocol") ?? "TCP",
    policies: textsField(value, "authorization_policies"),
    ...withoutUndefined(texts),
  };
}

function addressesOf(value: unknown, entry: DumpEntry): readonly string[] {
  const listed = textsField(value, "workload_ips").map(addressWithoutNetwork);
  if (listed.length > 0) return listed;
  const single = textField(value, "workload_ip");
  if (single !== undefined) return [single];
  // In the oldest dumps the map's key is the only place of the address.
  const key = addressWithoutNetwork(entry.name);
  return /^[\d.]+$|:/.test(key) && /[.:]/.test(key) ? [key] : [];
}

type Known<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

/** `fields` without those that are undefined. */
export function withoutUndefined<T extends Record<string, unknown>>(fields: T): Known<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Known<T>;
}
