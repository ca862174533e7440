import type { Fact } from "@/lib/causes/cause";
import type { Evidence } from "@/lib/causes/evidence";
import { usedClusters } from "@/lib/causes/look";
import { editObject, getObject, proxyConfig, wizard } from "@/lib/causes/point-to";
import { candidate, notKnown, speaksAgainst, speaksFor, type Rule } from "@/lib/causes/rule";
import { hasFlag, type Symptom } from "@/lib/causes/symptom";

const untrusted = /CERTIFICATE_VERIFY_FAILED|verify_SAN|verify SAN|unknown_ca|self.signed|UNKNOWN_ISSUER/i;

/** One side does not trust the other's certificate: another authority, or another name than the rule demands. */
export const certificateUntrusted: Rule = (symptom, evidence) => {
  const demanding = usedClusters(evidence)?.find(
    ({ settings }) => (settings.tls?.subjectAltNames ?? []).length > 0,
  );
  const isSaid = untrusted.test(symptom.details ?? "");
  return candidate("certificate_untrusted", {
    prior: connectionPoints(symptom) + (isSaid ? 3 : 0),
    facts: [
      isSaid ? speaksFor("details_untrusted", 0) : undefined,
      namesFact(evidence, demanding),
      counted(evidence, "ssl.fail_verify_san", "verify_san_failed"),
      counted(evidence, "ssl.fail_verify_error", "verify_failed"),
      rootsFact(evidence),
    ],
    objects: [demanding?.rule],
    checks: [proxyConfig(evidence, "secret"), getObject(demanding?.rule)],
    fixes: [
      editObject(demanding?.rule),
      demanding === undefined ? { id: "trust_roots", params: {} } : wizard(evidence, "mtls"),
    ],
  });
};

function connectionPoints(symptom: Symptom): number {
  if (hasFlag(symptom, "UF", "TLS_FAILURE")) return 0.7;
  return hasFlag(symptom, "UC") ? 0.3 : 0;
}

/** Whether the destination's identity is among the names that the rule takes. */
function namesFact(
  { destinationProxy }: Evidence,
  demanding: NonNullable<Evidence["clusters"]>[number] | undefined,
): Fact | undefined {
  const names = demanding?.settings.tls?.subjectAltNames ?? [];
  if (demanding === undefined) return undefined;
  const more = { ref: demanding.rule };
  const identity = destinationProxy?.certificate?.subject;
  if (identity === undefined || demanding.settings.tlsMode !== "istio_mutual")
    return speaksFor("names_demanded", 1.5, { names: names.join(", ") }, more);
  return names.includes(identity)
    ? speaksAgainst("names_fit", 2, { identity })
    : speaksFor("names_differ", 5, { names: names.join(", "), identity }, more);
}

function counted({ live }: Evidence, stat: string, id: string): Fact | undefined {
  const count = (live ?? []).reduce((sum, { stats }) => sum + (stats[stat] ?? 0), 0);
  return count > 0 ? speaksFor(id, 3, { count }) : undefined;
}

function rootsFact({ callerProxy, destinationProxy }: Evidence): Fact {
  const [own, other] = [callerProxy?.roots, destinationProxy?.roots];
  if (own === undefined || other === undefined) return notKnown("roots");
  return own.some((root) => other.includes(root))
    ? speaksAgainst("roots_shared", 2)
    : speaksFor("roots_differ", 5, { pod: callerProxy?.pod ?? "", other: destinationProxy?.pod ?? "" });
}
