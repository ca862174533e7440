import type { Fact } from "@/lib/causes/cause";
import type { Evidence, ProxyEvidence } from "@/lib/causes/evidence";
import { usedClusters } from "@/lib/causes/look";
import { accessLog, editObject, getObject, proxyConfig, servicePage, wizard } from "@/lib/causes/point-to";
import { candidate, notKnown, speaksAgainst, speaksFor, type Rule } from "@/lib/causes/rule";
import { detailsSay, hasFlag, type Symptom } from "@/lib/causes/symptom";
import { shell } from "@/lib/shell-command";

function isDenial(symptom: Symptom): boolean {
  return symptom.flags.length === 0 && (symptom.code === 403 || symptom.grpcStatus === 7);
}

/** An AuthorizationPolicy of the destination turns the caller away. */
export const accessDenied: Rule = (symptom, evidence) => {
  const { policies } = evidence;
  const denied = policies?.access.find(({ verdict }) => verdict === "denied");
  const depends = policies?.access.find(({ verdict }) => verdict === "depends");
  const ref =
    denied?.deciding[0] ?? denied?.policies[0]?.ref ?? depends?.deciding[0] ?? depends?.policies[0]?.ref;
  const isSaid = detailsSay(symptom, "rbac_access_denied");
  const tcp = symptom.protocol === "tcp" || symptom.code === 0;
  const plain = plaintextConnection(evidence);
  // A rule that turns mTLS off takes the caller's identity away: no ALLOW policy can know it then.
  const isByAllow = denied?.policies.every(({ action }) => action !== "DENY") === true;
  const nameless = isByAllow && plain?.clientOrigin !== undefined ? plain : undefined;
  return candidate("access_denied", {
    prior:
      (isDenial(symptom)
        ? 1.5
        : hasFlag(symptom, "DENY")
          ? 4
          : tcp && hasFlag(symptom, "UC", "UF")
            ? 0.5
            : 0) + (isSaid ? 4 : 0),
    facts: [
      policies === undefined
        ? notKnown("policies")
        : denied !== undefined
          ? speaksFor(
              "policy_denies",
              4,
              { workload: denied.workload, name: ref?.name ?? "" },
              { ref, link: servicePage(evidence, { tab: "access" }) },
            )
          : depends !== undefined
            ? speaksFor(
                "policy_depends",
                2,
                { workload: depends.workload, name: ref?.name ?? "" },
                { ref, link: servicePage(evidence, { tab: "access" }) },
              )
            : policies.access.length === 0
              ? notKnown("policies")
              : speaksAgainst("policy_allows", 4),
      denied === undefined ? undefined : plaintextFact(plain),
    ],
    objects: [nameless?.clientOrigin, ref],
    checks: [getObject(nameless?.clientOrigin ?? ref), accessLog(evidence, "destination")],
    fixes: [editObject(nameless?.clientOrigin), wizard(evidence, "access"), editObject(ref)],
  });
};

type Connection = NonNullable<Evidence["clusters"]>[number]["connections"][number];

/** Without mutual TLS the destination does not know who calls. */
function plaintextConnection(evidence: Evidence): Connection | undefined {
  const connections = usedClusters(evidence)?.flatMap((cluster) => cluster.connections);
  return connections?.find(({ security }) => security.kind === "plaintext");
}

function plaintextFact(plain: Connection | undefined): Fact | undefined {
  return plain === undefined
    ? undefined
    : speaksFor("caller_without_identity", 0.5, { workload: plain.workload }, { ref: plain.clientOrigin });
}

/** A token is missing, expired, or of an issuer that is not trusted. */
export const jwtRejected: Rule = (symptom, evidence) => {
  const { policies } = evidence;
  const ref = policies?.authentication[0];
  return candidate("jwt_rejected", {
    prior:
      (symptom.code === 401 || symptom.grpcStatus === 16
        ? 1.5
        : symptom.code === 403 && hasFlag(symptom, "UAEX")
          ? 0.3
          : 0) + (detailsSay(symptom, "jwt_authn_access_denied") ? 4 : 0),
    facts: [
      policies === undefined
        ? notKnown("policies")
        : ref === undefined
          ? speaksAgainst("no_request_authentication", 4)
          : speaksFor("request_authentication", 3, { name: ref.name }, { ref }),
    ],
    objects: [ref],
    checks: [getObject(ref), accessLog(evidence, "destination")],
    fixes: [wizard(evidence, "jwt"), editObject(ref)],
  });
};

/** The external authorizer said no, or could not be asked. */
function externalAuthorizer(kind: "denied" | "unreachable"): Rule {
  return (symptom, evidence) => {
    const { policies } = evidence;
    const [authorizer] = policies?.authorizers ?? [];
    const isUaex = hasFlag(symptom, "UAEX");
    const said = detailsSay(symptom, "ext_authz_denied")
      ? "denied"
      : detailsSay(symptom, "ext_authz_error")
        ? "unreachable"
        : undefined;
    const seen = (evidence.traffic?.inbound ?? []).some(({ flags }) => flags.includes("UAEX"));
    const undefinedProvider = authorizer?.isDefined === false;
    return candidate(kind === "denied" ? "ext_authz_denied" : "ext_authz_unreachable", {
      prior:
        (isUaex ? 2 : isDenial(symptom) || symptom.code === 401 ? 0.4 : 0) +
        (said === kind ? 3 : said === undefined ? 0 : -2),
      facts: [
        policies === undefined
          ? notKnown("policies")
          : authorizer === undefined
            ? speaksAgainst("no_authorizer", 3)
            : speaksFor(
                "authorizer",
                2,
                { name: authorizer.policy.name, provider: authorizer.provider },
                { ref: authorizer.policy },
              ),
        authorizer === undefined ? undefined : reachFact(kind, authorizer, undefinedProvider),
        seen ? speaksFor("destination_asks", 1) : undefined,
      ],
      objects: [authorizer?.policy],
      checks: [
        getObject(authorizer?.policy),
        { id: "mesh_config", params: {}, command: "kubectl -n istio-system get configmap istio -o yaml" },
        accessLog(evidence, "destination"),
      ],
      fixes: [editObject(authorizer?.policy)],
    });
  };
}

function reachFact(
  kind: "denied" | "unreachable",
  {
    host,
    readyEndpoints,
    provider,
  }: { readonly host?: string; readonly readyEndpoints?: number; readonly provider: string },
  isUndefined: boolean,
): Fact {
  const isDenied = kind === "denied";
  if (isUndefined)
    return isDenied
      ? speaksAgainst("provider_undefined", 2, { provider })
      : speaksFor("provider_undefined", 3, { provider });
  if (readyEndpoints === undefined) return notKnown("authorizer_endpoints");
  const params = { host: host ?? "", count: readyEndpoints };
  if (readyEndpoints === 0)
    return isDenied ? speaksAgainst("authorizer_gone", 3, params) : speaksFor("authorizer_gone", 3, params);
  return isDenied ? speaksFor("authorizer_ready", 1.5, params) : speaksAgainst("authorizer_ready", 2, params);
}

export const extAuthzDenied = externalAuthorizer("denied");
export const extAuthzUnreachable = externalAuthorizer("unreachable");

/** Whether the objects of now lead to the symptom, as far as they can say; undefined when they cannot. */
function isExplained(symptom: Symptom, evidence: Evidence): boolean | undefined {
  const { routing, policies } = evidence;
  const routes = routing?.routes;
  if (hasFlag(symptom, "NR") && routes !== undefined && routes.length > 0)
    return !routes.some(({ isCatchAll }) => isCatchAll);
  if (hasFlag(symptom, "NC") && routes !== undefined && routes.length > 0)
    return routes.some(({ destinations }) => destinations.some(({ state }) => state === "no_cluster"));
  if (hasFlag(symptom, "FI") && routes !== undefined)
    return routes.some(({ fault }) => fault?.abort !== undefined);
  if (isDenial(symptom) && policies !== undefined && policies.access.length > 0)
    return policies.access.some(
      ({ verdict }) => verdict === "denied" || verdict === "depends" || verdict === "asks",
    );
  return undefined;
}

function oldConfigPrior(symptom: Symptom): number {
  return hasFlag(symptom, "NR", "NC", "UF", "UH", "FI", "UC", "UT") ||
    isDenial(symptom) ||
    symptom.code === 404
    ? 0.5
    : 0;
}

type Sided = { readonly side: "caller" | "destination"; readonly proxy: ProxyEvidence };

function proxiesOf(evidence: Evidence): readonly Sided[] {
  return (
    [
      { side: "caller", proxy: evidence.callerProxy },
      { side: "destination", proxy: evidence.destinationProxy },
    ] as const
  ).flatMap(({ side, proxy }) => (proxy === undefined ? [] : [{ side, proxy }]));
}

/** A proxy refused its configuration and runs an older one, or none. */
export const configRejected: Rule = (symptom, evidence) => {
  const sides = proxiesOf(evidence);
  const isKnown = sides.some(({ proxy }) => proxy.rejected !== undefined);
  const broken = sides.find(({ proxy }) => (proxy.rejected ?? []).length > 0);
  const [rejection] = broken?.proxy.rejected ?? [];
  const explained = isExplained(symptom, evidence);
  const isDeaf = hasFlag(symptom, "UF", "UC") && evidence.destinationProxy?.hasInboundListener === false;
  return candidate("config_rejected", {
    prior: oldConfigPrior(symptom),
    facts: [
      !isKnown
        ? notKnown("sync")
        : rejection === undefined || broken === undefined
          ? speaksAgainst("nothing_rejected", 3)
          : speaksFor(
              "rejected",
              2.5,
              {
                pod: broken.proxy.pod,
                type: rejection.type.toUpperCase(),
                error: rejection.error.slice(0, 200),
              },
              { link: { path: "/controlplane/sync" } },
            ),
      rejection === undefined ? undefined : explanationFact(explained),
      isDeaf ? speaksFor("no_inbound_listener", 3) : undefined,
    ],
    checks: [
      broken === undefined
        ? undefined
        : {
            id: "sync_board",
            params: {},
            command: shell`istioctl proxy-status ${broken.proxy.pod}`,
            link: { path: "/controlplane/sync" },
          },
      proxyConfig(evidence, "listeners"),
    ],
  });
};

/** A proxy has not got (or not confirmed) what istiod sent. */
export const configStale: Rule = (symptom, evidence) => {
  const sides = proxiesOf(evidence);
  const isKnown = sides.some(({ proxy }) => proxy.stale !== undefined);
  const late = sides.find(({ proxy }) => (proxy.stale ?? []).length > 0);
  const alone = sides.find(({ proxy }) => proxy.isConnected === false);
  const explained = isExplained(symptom, evidence);
  const [type] = late?.proxy.stale ?? [];
  return candidate("config_stale", {
    prior: oldConfigPrior(symptom),
    facts: [
      !isKnown
        ? notKnown("sync")
        : late !== undefined && type !== undefined
          ? speaksFor(
              "stale",
              2,
              { pod: late.proxy.pod, type: type.type.toUpperCase() },
              { link: { path: "/controlplane/sync" } },
            )
          : alone !== undefined
            ? speaksFor(
                "not_connected",
                2,
                { pod: alone.proxy.pod },
                { link: { path: "/controlplane/sync" } },
              )
            : speaksAgainst("in_sync", 3),
      late === undefined && alone === undefined ? undefined : explanationFact(explained),
    ],
    checks: [
      {
        id: "sync_board",
        params: {},
        command: "istioctl proxy-status",
        link: { path: "/controlplane/sync" },
      },
    ],
  });
};

function explanationFact(explained: boolean | undefined): Fact | undefined {
  if (explained === undefined) return undefined;
  return explained ? speaksAgainst("objects_explain", 2) : speaksFor("objects_contradict", 2.5);
}
