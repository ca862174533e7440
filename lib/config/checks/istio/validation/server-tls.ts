import { error, warning, type Problems } from "./problem";
import { records, text, texts, type Loose } from "@/lib/config/checks/loose";

const files = ["serverCertificate", "privateKey", "caCertificates"];

function* istioMutual(tls: Loose, path: string): Problems {
  for (const field of [...files, "credentialName"]) {
    if (text(tls[field]) !== "") yield error(path, `ISTIO_MUTUAL must not have ${field}`);
  }
  for (const field of ["tlsCertificates", "credentialNames"]) {
    if (Array.isArray(tls[field]) && tls[field].length > 0)
      yield error(path, `ISTIO_MUTUAL must not have ${field}`);
  }
}

function* certificates(tls: Loose, path: string, mode: string): Problems {
  const isMutual = mode !== "SIMPLE";
  const name = isMutual ? "mutual TLS" : "TLS";
  if (isMutual && text(tls["caCertificates"]) === "") yield error(path, `${name} needs caCertificates`);
  const listed = records(tls["tlsCertificates"]);
  if (listed.length > 2) yield warning(path, `${name} takes at most 2 server certificates`);
  for (const one of listed.length > 0 ? listed : [tls]) {
    if (text(one["serverCertificate"]) === "") yield error(path, `${name} needs a server certificate`);
    if (text(one["privateKey"]) === "") yield error(path, `${name} needs a private key`);
  }
}

/** How a gateway or a sidecar's listener ends TLS. */
export function* serverTls(tls: Loose, path: string): Problems {
  const mode = text(tls["mode"]) || "PASSTHROUGH";
  const isSet = (field: string): boolean => text(tls[field]) !== "";
  const credentials = texts(tls["credentialNames"]);
  const hasList = records(tls["tlsCertificates"]).length > 0;
  const isOld = ["TLSV1_0", "TLSV1_1"].includes(text(tls["minProtocolVersion"]));
  if (isOld && texts(tls["cipherSuites"]).length === 0) {
    yield warning(
      `${path}.minProtocolVersion`,
      "TLS below 1.2 needs cipherSuites, because the usual ones do not fit",
    );
  }
  const suites = texts(tls["cipherSuites"]);
  if (new Set(suites).size < suites.length)
    yield warning(`${path}.cipherSuites`, "a cipher suite is named twice");
  if (mode === "ISTIO_MUTUAL") {
    yield* istioMutual(tls, path);
    return;
  }
  const hasAny = [...files, "caCrl", "credentialName"].some(isSet) || hasList || credentials.length > 0;
  if (["PASSTHROUGH", "AUTO_PASSTHROUGH"].includes(mode) && hasAny) {
    yield warning(path, `${mode} uses no certificates: they are ignored`);
  }
  const sources = [
    isSet("serverCertificate") && isSet("privateKey"),
    isSet("credentialName"),
    credentials.length > 0,
    hasList,
  ].filter(Boolean).length;
  if (sources > 1) yield error(path, "certificates must come from one place only");
  const ends = ["SIMPLE", "MUTUAL", "OPTIONAL_MUTUAL"].includes(mode);
  if (ends && (isSet("credentialName") || credentials.length > 0)) return;
  if (ends) yield* certificates(tls, path, mode);
  if (isSet("caCrl") && mode === "SIMPLE") yield error(path, "a revocation list needs mutual TLS");
}
