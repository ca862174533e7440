import {
  listAt,
  objectAt,
  textOf,
  type At,
  type Json,
  type ReferenceList,
} from "@/lib/config/references/reference-list";

type Extract = (list: ReferenceList, spec: At<Json>) => void;

const api = "gateway.networking.k8s.io";

const route: Extract = (list, spec) => {
  for (const at of listAt(spec, "parentRefs")) list.objectRef("parent", at, { group: api, kind: "Gateway" });
  for (const rule of listAt(spec, "rules")) {
    const backends = listAt(rule, "backendRefs");
    for (const at of backends) list.objectRef("backend", at, { group: "", kind: "Service" });
    for (const filter of [...listAt(rule, "filters"), ...backends.flatMap((at) => listAt(at, "filters"))]) {
      for (const at of objectAt(filter, "requestMirror").flatMap((mirror) =>
        objectAt(mirror, "backendRef"),
      )) {
        list.objectRef("backend", at, { group: "", kind: "Service" });
      }
    }
  }
};

/** How each Gateway API kind names others. */
export const gatewayApiReferences: Readonly<Record<string, Extract>> = {
  [`${api}/HTTPRoute`]: route,
  [`${api}/GRPCRoute`]: route,
  [`${api}/TCPRoute`]: route,
  [`${api}/TLSRoute`]: route,
  [`${api}/Gateway`]: (list, spec) => {
    const gatewayClass = textOf(spec.value["gatewayClassName"]);
    if (gatewayClass !== undefined) {
      const found = list.lookup.object(`${api}/GatewayClass`, "", gatewayClass);
      list.add("gateway_class", `${spec.path}.gatewayClassName`, gatewayClass, found);
    }
    for (const tls of listAt(spec, "listeners").flatMap((at) => objectAt(at, "tls"))) {
      for (const at of listAt(tls, "certificateRefs"))
        list.objectRef("secret", at, { group: "", kind: "Secret" });
    }
  },
  [`${api}/BackendTLSPolicy`]: (list, spec) => {
    for (const at of listAt(spec, "targetRefs")) list.objectRef("target", at, { group: "", kind: "Service" });
    for (const at of objectAt(spec, "validation").flatMap((one) => listAt(one, "caCertificateRefs"))) {
      list.add(
        "secret",
        at.path,
        `${textOf(at.value["kind"]) ?? "ConfigMap"} ${textOf(at.value["name"]) ?? "?"}`,
        "unknown",
      );
    }
  },
  [`${api}/ReferenceGrant`]: (list, spec) => {
    for (const { path, value } of listAt(spec, "from")) {
      const namespace = textOf(value["namespace"]);
      if (namespace === undefined) continue;
      list.add("namespace", `${path}.namespace`, namespace, list.lookup.object("/Namespace", "", namespace));
    }
  },
};
