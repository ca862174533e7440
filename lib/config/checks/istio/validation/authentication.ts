import { portProblem } from "./formats";
import { error, warning, type Problems } from "./problem";
import { duration, policyTargets, selector } from "./shared";
import { pairs, record, records, specOf, text, texts, type Loose } from "@/lib/config/checks/loose";
import { isRecord } from "@/lib/config/clean-manifest";
import type { Manifest } from "@/lib/config/manifest";

/** The keys of a JWKS; undefined when the text is none. */
function keysOf(jwks: string): readonly Loose[] | undefined {
  try {
    const parsed: unknown = JSON.parse(jwks);
    if (!isRecord(parsed)) return undefined;
    return Array.isArray(parsed["keys"])
      ? records(parsed["keys"])
      : parsed["kty"] === undefined
        ? undefined
        : [parsed];
  } catch {
    return undefined;
  }
}

function* inlineKeys(jwks: string, path: string): Problems {
  if (jwks === "") return;
  const keys = keysOf(jwks);
  if (keys === undefined) yield error(path, "jwks is no key set");
  for (const [index, key] of (keys ?? []).entries()) {
    if (key["d"] !== undefined || key["kty"] === "oct")
      yield warning(path, `the key ${index} is a private one: only public keys are needed`);
  }
}

function* jwtRule(rule: Loose, path: string): Problems {
  if (texts(rule["audiences"]).includes(""))
    yield error(`${path}.audiences`, "an audience must not be empty");
  const uri = text(rule["jwksUri"]);
  if (text(rule["issuer"]) === "" && uri === "") yield error(path, "one of issuer and jwksUri is required");
  if (uri !== "" && !/^https?:\/\/[^\s]*$/.test(uri))
    yield error(`${path}.jwksUri`, `"${uri}" is no address of HTTP or HTTPS`);
  yield* inlineKeys(text(rule["jwks"]), `${path}.jwks`);
  for (const { name } of records(rule["fromHeaders"])) {
    if (text(name) === "") yield error(`${path}.fromHeaders`, "a header needs a name");
  }
  for (const field of ["fromParams", "fromCookies"]) {
    if (texts(rule[field]).includes(""))
      yield error(`${path}.${field}`, `a name in ${field} must not be empty`);
  }
  for (const { header, claim } of records(rule["outputClaimToHeaders"])) {
    const name = text(header);
    if (name === "" || text(claim) === "")
      yield error(`${path}.outputClaimToHeaders`, "header and claim are required");
    else if (!/^[-_A-Za-z0-9]+$/.test(name))
      yield error(`${path}.outputClaimToHeaders`, `"${name}" is no name of a header`);
  }
  yield* duration(rule, "timeout", path);
}

/** What Istio's webhook would say of a RequestAuthentication. */
export function* requestAuthenticationProblems(manifest: Manifest): Problems {
  const spec = specOf(manifest);
  yield* policyTargets(spec);
  yield* selector(spec["selector"], "matchLabels", "spec.selector");
  for (const [index, rule] of records(spec["jwtRules"]).entries())
    yield* jwtRule(rule, `spec.jwtRules[${index}]`);
}

/** What Istio's webhook would say of a PeerAuthentication. */
export function* peerAuthenticationProblems(manifest: Manifest): Problems {
  const spec = specOf(manifest);
  const ports = isRecord(spec["portLevelMtls"]) ? Object.keys(spec["portLevelMtls"]) : undefined;
  const hasSelector = Object.keys(pairs(record(spec["selector"])["matchLabels"])).length > 0;
  if (!hasSelector && (ports ?? []).length > 0) {
    yield error("spec.portLevelMtls", "ports need a selector: a policy of a namespace or the mesh has none");
  }
  if (ports?.length === 0) yield error("spec.portLevelMtls", "portLevelMtls must name a port");
  for (const port of ports ?? []) {
    const wrong = portProblem(Number(port));
    if (wrong !== undefined) yield error("spec.portLevelMtls", wrong);
  }
  yield* selector(spec["selector"], "matchLabels", "spec.selector");
}
