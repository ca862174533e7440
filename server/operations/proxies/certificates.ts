import { X509Certificate } from "node:crypto";
import type { Secret } from "@/lib/proxies/secret";

export type Certificate = {
  readonly subject: string;
  readonly issuer: string;
  readonly subjectAltNames: readonly string[];
  readonly serial: string;
  /** SHA-256 of the certificate, `AB:CD:…`. */
  readonly fingerprint: string;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  readonly isAuthority: boolean;
  readonly trustDomain?: string;
};

const pemBlock = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

function certificateFromPem(pem: string, trustDomain: string | undefined): Certificate | undefined {
  try {
    const parsed = new X509Certificate(pem);
    return {
      subject: parsed.subject ?? "",
      issuer: parsed.issuer ?? "",
      subjectAltNames: (parsed.subjectAltName ?? "")
        .split(", ")
        .flatMap((name) => (name === "" ? [] : [name.replace(/^URI:|^DNS:/, "")])),
      serial: parsed.serialNumber.toLowerCase(),
      fingerprint: parsed.fingerprint256,
      notBeforeMs: Date.parse(parsed.validFrom),
      notAfterMs: Date.parse(parsed.validTo),
      isAuthority: parsed.ca,
      ...(trustDomain === undefined ? {} : { trustDomain }),
    };
  } catch {
    return undefined;
  }
}

/** The PEM blocks of a secret's public part, leaf first as in the chain. */
export function pemsOfSecret(
  secret: Secret,
): readonly { readonly pem: string; readonly trustDomain: string | undefined }[] {
  return secret.certificates.flatMap(({ data, isBase64, trustDomain }) => {
    const text = isBase64 ? Buffer.from(data, "base64").toString("utf8") : data;
    return (text.match(pemBlock) ?? []).map((pem) => ({ pem, trustDomain }));
  });
}

/** Every certificate of a secret, leaf first as in the chain; blocks that are no certificate are left out. */
export function certificatesOfSecret(secret: Secret): readonly Certificate[] {
  return pemsOfSecret(secret).flatMap(({ pem, trustDomain }) => certificateFromPem(pem, trustDomain) ?? []);
}
