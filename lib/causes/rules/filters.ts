import type { CauseId } from "@/lib/causes/cause";
import type { Evidence } from "@/lib/causes/evidence";
import { forwards, percent, shareOfSymptom } from "@/lib/causes/look";
import {
  accessLog,
  applicationLog,
  editObject,
  explainRequest,
  getObject,
  proxyConfig,
} from "@/lib/causes/point-to";
import { candidate, speaksAgainst, speaksFor, type Rule } from "@/lib/causes/rule";
import { detailsSay, type Symptom } from "@/lib/causes/symptom";

const answering = new Set(["lua", "wasm", "ext_proc"]);

/** A filter that somebody added answers instead of the application: Lua, Wasm, an external processor. */
export const filterAnswers: Rule = (symptom, evidence) => {
  const isSaid = detailsSay(
    symptom,
    "lua_response",
    "wasm",
    "ext_proc",
    "go_plugin",
    "filter_removed",
    "filter_added",
  );
  const added = (evidence.policies?.extensions ?? []).filter(({ kind }) => answering.has(kind));
  const own = added.find(({ statuses }) => statuses.includes(symptom.code)) ?? added[0];
  if (own === undefined && !isSaid) return undefined;
  const isNamed = own?.statuses.includes(symptom.code) === true;
  return candidate("filter_answers", {
    prior: (isPlain(symptom) ? 0.7 : 0) + (isSaid ? 4 : 0),
    facts: [
      own === undefined
        ? undefined
        : speaksFor(
            isNamed ? "filter_names_status" : "filter_added",
            isNamed ? 3 : isSaid ? 2 : 0.5,
            { kind: own.ref.kind, name: own.ref.name, side: own.side, status: symptom.code },
            { ref: own.ref },
          ),
    ],
    objects: [own?.ref, ...added.map(({ ref }) => ref)],
    checks: [getObject(own?.ref), accessLog(evidence, "destination"), proxyConfig(evidence, "listeners")],
    fixes: [editObject(own?.ref)],
  });
};

function isPlain(symptom: Symptom): boolean {
  return symptom.flags.length === 0 && symptom.code >= 400;
}

/** The route rewrites the path to one that the application does not have. */
export const rewriteBreaksPath: Rule = (symptom, evidence) => {
  const route = forwards(evidence.routing?.routes ?? []).find(({ rewrite }) => rewrite !== undefined);
  if (route === undefined) return undefined;
  const share = shareOfSymptom(symptom, evidence);
  return candidate("rewrite_breaks_path", {
    prior: symptom.flags.length === 0 && [404, 405].includes(symptom.code) ? 1 : 0,
    facts: [
      speaksFor(
        "rewrites",
        2.5,
        { name: route.origin?.name ?? route.name, path: route.rewrite ?? "" },
        { ref: route.origin },
      ),
      share === undefined
        ? undefined
        : share >= 0.9
          ? speaksFor("all_answered_so", 1, { percent: percent(share) })
          : share < 0.5
            ? speaksAgainst("others_found", 2, { percent: percent(1 - share) })
            : undefined,
    ],
    objects: [route.origin],
    checks: [explainRequest(evidence), getObject(route.origin), applicationLog(evidence)],
    fixes: [editObject(route.origin)],
  });
};

/** The objects behind causes that the symptom names by itself, where filters of people play a part. */
export function objectsOfPlain(id: CauseId, evidence: Evidence) {
  const { policies } = evidence;
  const added = (...kinds: readonly string[]) =>
    (policies?.extensions ?? []).filter(({ kind }) => kinds.includes(kind)).map(({ ref }) => ref);
  switch (id) {
    case "rate_limit_service":
      return (policies?.rateLimits ?? []).filter(({ kind }) => kind === "global").map(({ ref }) => ref);
    case "filter_config_missing":
      return added("wasm", "other");
    case "limits_of_proxy":
      return added("buffer");
    case "health_check_filter":
      return added("health_check");
    default:
      return [];
  }
}
