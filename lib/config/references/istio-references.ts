import {
  listAt,
  objectAt,
  textOf,
  textsAt,
  type At,
  type Json,
  type ReferenceList,
} from "@/lib/config/references/reference-list";
import { serviceAccountFromPrincipal } from "@/lib/config/references/principal";

type Extract = (list: ReferenceList, spec: At<Json>) => void;

const gatewayKey = "networking.istio.io/Gateway";

function destination(list: ReferenceList, { path, value }: At<Json>): void {
  const host = textOf(value["host"]);
  if (host === undefined) return;
  list.host(`${path}.host`, host);
  const subset = textOf(value["subset"]);
  if (subset === undefined) return;
  list.add("subset", `${path}.subset`, subset, list.lookup.subset(host, list.namespace, subset));
}

function gateways(list: ReferenceList, at: At<Json>): void {
  for (const { path, value } of textsAt(at, "gateways")) {
    if (value === "mesh") continue;
    const [first = "", second] = value.split("/");
    const [namespace, name] = second === undefined ? [list.namespace, first] : [first, second];
    list.add("gateway", path, value, list.lookup.object(gatewayKey, namespace, name));
  }
}

function exportTo(list: ReferenceList, spec: At<Json>): void {
  for (const { path, value } of textsAt(spec, "exportTo")) {
    if ([".", "*", "~"].includes(value)) continue;
    list.add("namespace", path, value, list.lookup.object("/Namespace", "", value));
  }
}

const virtualService: Extract = (list, spec) => {
  for (const { path, value } of textsAt(spec, "hosts")) {
    // A host that clients use at a gateway need not be a service.
    const found = list.lookup.host(value, list.namespace);
    list.add("host", path, value, found.refs?.length === 0 ? "external" : found);
  }
  gateways(list, spec);
  exportTo(list, spec);
  for (const field of ["http", "tcp", "tls"]) {
    for (const route of listAt(spec, field)) {
      for (const match of listAt(route, "match")) gateways(list, match);
      for (const one of [...listAt(route, "route"), ...listAt(route, "mirrors")]) {
        for (const at of objectAt(one, "destination")) destination(list, at);
      }
      for (const at of objectAt(route, "mirror")) destination(list, at);
      for (const { path, value } of objectAt(route, "delegate")) {
        const name = textOf(value["name"]);
        if (name === undefined) continue;
        const namespace = textOf(value["namespace"]) ?? list.namespace;
        const found = list.lookup.object("networking.istio.io/VirtualService", namespace, name);
        list.add("delegate", path, `${namespace}/${name}`, found);
      }
    }
  }
};

const destinationRule: Extract = (list, spec) => {
  const host = textOf(spec.value["host"]);
  if (host !== undefined) list.host(`${spec.path}.host`, host);
  exportTo(list, spec);
  for (const at of objectAt(spec, "workloadSelector")) list.selector(at.path, at.value["matchLabels"]);
  const service = host === undefined ? undefined : list.lookup.host(host, list.namespace).refs?.[0];
  for (const subset of listAt(spec, "subsets")) {
    if (service?.kind === "Service")
      list.selector(`${subset.path}.labels`, subset.value["labels"], service.namespace);
  }
  for (const policy of [
    ...objectAt(spec, "trafficPolicy"),
    ...listAt(spec, "subsets").flatMap((at) => objectAt(at, "trafficPolicy")),
  ]) {
    for (const tls of objectAt(policy, "tls")) credential(list, tls);
  }
};

/** Secrets are never read: that they exist can't be told. */
function credential(list: ReferenceList, tls: At<Json>): void {
  const names = [
    textOf(tls.value["credentialName"]),
    ...textsAt(tls, "credentialNames").map(({ value }) => value),
  ];
  for (const name of names) {
    if (name !== undefined) list.add("secret", `${tls.path}.credentialName`, name, "unknown");
  }
}

const gateway: Extract = (list, spec) => {
  list.selector(`${spec.path}.selector`, spec.value["selector"], "");
  for (const server of listAt(spec, "servers")) {
    for (const tls of objectAt(server, "tls")) credential(list, tls);
  }
};

const sidecar: Extract = (list, spec) => {
  for (const at of objectAt(spec, "workloadSelector")) list.selector(at.path, at.value["labels"]);
  for (const egress of listAt(spec, "egress")) {
    for (const { path, value } of textsAt(egress, "hosts")) {
      const [namespace = "", host = ""] = value.split("/");
      if (host === "" || host.includes("*")) {
        if (["*", ".", "~", ""].includes(namespace)) continue;
        list.add("namespace", path, value, list.lookup.object("/Namespace", "", namespace));
      } else {
        list.host(path, host);
      }
    }
  }
};

function policyTargets(list: ReferenceList, spec: At<Json>): void {
  for (const at of objectAt(spec, "selector")) list.selector(at.path, at.value["matchLabels"]);
  const service = { group: "", kind: "Service" };
  for (const at of [...listAt(spec, "targetRefs"), ...objectAt(spec, "targetRef")])
    list.objectRef("target", at, service);
}

const authorizationPolicy: Extract = (list, spec) => {
  policyTargets(list, spec);
  for (const rule of listAt(spec, "rules")) {
    for (const source of listAt(rule, "from").flatMap((at) => objectAt(at, "source"))) {
      for (const { path, value } of textsAt(source, "namespaces")) {
        const isPattern = value.includes("*");
        list.add(
          "namespace",
          path,
          value,
          isPattern ? "external" : list.lookup.object("/Namespace", "", value),
        );
      }
      for (const { path, value } of [
        ...textsAt(source, "principals"),
        ...textsAt(source, "serviceAccounts"),
      ]) {
        const account = serviceAccountFromPrincipal(value, list.namespace);
        if (account === undefined) continue;
        const found = list.lookup.object("/ServiceAccount", account.namespace, account.name);
        list.add("service_account", path, value, found);
      }
    }
  }
};

/** How each Istio kind names others. */
export const istioReferences: Readonly<Record<string, Extract>> = {
  "networking.istio.io/VirtualService": virtualService,
  "networking.istio.io/DestinationRule": destinationRule,
  "networking.istio.io/Gateway": gateway,
  "networking.istio.io/Sidecar": sidecar,
  "networking.istio.io/EnvoyFilter": (list, spec) => {
    for (const at of objectAt(spec, "workloadSelector")) list.selector(at.path, at.value["labels"]);
    policyTargets(list, { ...spec, value: { targetRefs: spec.value["targetRefs"] } });
  },
  "networking.istio.io/ServiceEntry": (list, spec) => {
    for (const at of objectAt(spec, "workloadSelector")) list.selector(at.path, at.value["labels"]);
    exportTo(list, spec);
  },
  "networking.istio.io/WorkloadEntry": (list, spec) => {
    const account = textOf(spec.value["serviceAccount"]);
    if (account === undefined) return;
    const found = list.lookup.object("/ServiceAccount", list.namespace, account);
    list.add("service_account", `${spec.path}.serviceAccount`, account, found);
  },
  "networking.istio.io/ProxyConfig": policyTargets,
  "security.istio.io/PeerAuthentication": policyTargets,
  "security.istio.io/RequestAuthentication": policyTargets,
  "security.istio.io/AuthorizationPolicy": authorizationPolicy,
  "telemetry.istio.io/Telemetry": policyTargets,
  "extensions.istio.io/WasmPlugin": policyTargets,
};
