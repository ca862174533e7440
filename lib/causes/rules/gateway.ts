import type { Fact } from "@/lib/causes/cause";
import type { Evidence, GatewayBinding } from "@/lib/causes/evidence";
import { editObject, explainRequest, getObject, proxyConfig, secretCheck } from "@/lib/causes/point-to";
import { candidate, notKnown, speaksAgainst, speaksFor, type Rule } from "@/lib/causes/rule";
import { isNoRoute } from "./route";

type State = Exclude<GatewayBinding["state"], "bound">;

/** The object that is wrong when a binding does not hold: the gateway where that excludes, else the VirtualService. */
function faultOf({ state, gateway, virtualService }: GatewayBinding) {
  return state === "gateway_elsewhere" || state === "host_not_served"
    ? [gateway, virtualService]
    : [virtualService, gateway];
}

/** A gateway has no host or route for the request. */
export const gatewayNoRoute: Rule = (symptom, evidence) => {
  const { routing } = evidence;
  const routes = routing?.routes ?? [];
  const isOpen = routes.some(({ isCatchAll }) => isCatchAll);
  const origin = routes.find(({ origin: ref }) => ref !== undefined)?.origin;
  const broken = brokenBinding(evidence);
  const unused = broken === undefined ? routing?.virtualServices[0] : undefined;
  const objects = [...(broken === undefined ? [] : faultOf(broken)), origin, unused];
  return candidate("gateway_no_route", {
    prior: routing?.isGateway === true && (isNoRoute(symptom) || symptom.code === 404) ? 2 : 0,
    facts: [
      routing === undefined
        ? notKnown("routes")
        : routes.length === 0
          ? speaksFor("gateway_without_route", 3)
          : isOpen
            ? speaksFor("gateway_other_host", 0.5, { host: routes[0]?.host ?? "" })
            : speaksFor("no_catch_all", 2, { count: routes.length }, { ref: origin }),
      broken === undefined ? unusedFact(unused) : bindingFact(broken),
    ],
    objects,
    checks: [explainRequest(evidence), proxyConfig(evidence, "routes"), getObject(objects.find(Boolean))],
    fixes: objects.slice(0, 2).map(editObject),
  });
};

/** A binding that does not hold, while none does. */
function brokenBinding({ routing }: Evidence): GatewayBinding | undefined {
  const bindings = routing?.bindings ?? [];
  if (bindings.some(({ state }) => state === "bound")) return undefined;
  return bindings.find(({ state }) => state !== "mesh_only") ?? bindings[0];
}

const factOfState: Record<State, string> = {
  mesh_only: "binding_mesh_only",
  gateway_missing: "binding_gateway_missing",
  gateway_elsewhere: "binding_gateway_elsewhere",
  host_not_served: "binding_host_not_served",
};

function bindingFact({ state, virtualService, gateway, detail }: GatewayBinding): Fact | undefined {
  if (state === "bound") return undefined;
  const params = { name: virtualService.name, gateway: gateway?.name ?? "", detail };
  return speaksFor(factOfState[state], 2, params, { ref: gateway ?? virtualService });
}

function unusedFact(unused: NonNullable<Evidence["routing"]>["virtualServices"][number] | undefined) {
  return unused === undefined
    ? undefined
    : speaksFor("virtual_service_unbound", 1, { name: unused.name }, { ref: unused });
}

/** The gateway cannot begin TLS: the certificate's secret is not there, or not what it should be. */
export const gatewayTls: Rule = (symptom, evidence) => {
  const { routing, callerProxy } = evidence;
  const binding = routing?.bindings.find(({ secret }) => secret !== undefined);
  const secret = binding?.secret;
  if (secret === undefined || binding?.gateway === undefined) return undefined;
  const held = callerProxy?.secrets;
  return candidate("gateway_tls", {
    prior: symptom.code === 0 && symptom.flags.every((flag) => flag === "NR" || flag === "DC") ? 1.5 : 0,
    facts: [
      speaksFor(
        "gateway_needs_secret",
        1,
        { gateway: binding.gateway.name, secret },
        { ref: binding.gateway },
      ),
      held === undefined
        ? notKnown("dump")
        : held.some((name) => name.replace(/^.*\//, "") === secret)
          ? speaksAgainst("secret_held", 2, { secret })
          : speaksFor("secret_not_held", 3, { pod: callerProxy?.pod ?? "", secret }),
    ],
    objects: [binding.gateway],
    checks: [
      secretCheck(evidence.caller?.namespace ?? binding.gateway.namespace, secret),
      proxyConfig(evidence, "secret"),
      getObject(binding.gateway),
    ],
    fixes: [editObject(binding.gateway)],
  });
};
