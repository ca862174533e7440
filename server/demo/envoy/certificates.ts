import { createHash, createSign, generateKeyPairSync, type KeyObject } from "node:crypto";
import * as der from "./der";

export type IssuedCertificate = {
  readonly pem: string;
  /** Lower-case hexadecimal, as Envoy prints it. */
  readonly serial: string;
  readonly uri: string | undefined;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
};

const ecdsaWithSha256 = der.sequence(der.objectId("1.2.840.10045.4.3.2"));
const organization = "2.5.4.10";

function nameOf(value: string): Buffer {
  return der.sequence(der.setOf(der.sequence(der.objectId(organization), der.text(value))));
}

function extension(id: string, critical: boolean, value: Buffer): Buffer {
  return der.sequence(der.objectId(id), ...(critical ? [der.boolean(true)] : []), der.octets(value));
}

function authorityExtensions(): Buffer {
  return der.sequence(
    extension("2.5.29.19", true, der.sequence(der.boolean(true))),
    extension("2.5.29.15", true, der.bits(Buffer.from([0x06]), 1)),
  );
}

function workloadExtensions(uri: string): Buffer {
  const purposes = der.sequence(der.objectId("1.3.6.1.5.5.7.3.1"), der.objectId("1.3.6.1.5.5.7.3.2"));
  return der.sequence(
    extension("2.5.29.15", true, der.bits(Buffer.from([0xa0]), 5)),
    extension("2.5.29.37", false, purposes),
    extension("2.5.29.19", true, der.sequence()),
    extension("2.5.29.17", true, der.sequence(der.taggedText(6, uri))),
  );
}

type Subject = {
  readonly organization: string;
  readonly uri: string | undefined;
  readonly publicKey: KeyObject;
  readonly serialSeed: string;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
};

function sign(subject: Subject, issuer: string, key: KeyObject): IssuedCertificate {
  const serial = createHash("sha256").update(subject.serialSeed).digest().subarray(0, 16);
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40;
  const extensions = subject.uri === undefined ? authorityExtensions() : workloadExtensions(subject.uri);
  const body = der.sequence(
    der.tagged(0, der.integer(Buffer.from([2]))),
    der.integer(serial),
    ecdsaWithSha256,
    nameOf(issuer),
    der.sequence(der.utcTime(subject.notBeforeMs), der.utcTime(subject.notAfterMs)),
    subject.uri === undefined ? nameOf(subject.organization) : der.sequence(),
    subject.publicKey.export({ type: "spki", format: "der" }),
    der.tagged(3, extensions),
  );
  const signature = createSign("sha256").update(body).sign(key);
  const bytes = der.sequence(body, ecdsaWithSha256, der.bits(signature));
  const lines = bytes.toString("base64").match(/.{1,64}/g) ?? [];
  return {
    pem: `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`,
    serial: serial.toString("hex"),
    uri: subject.uri,
    notBeforeMs: subject.notBeforeMs,
    notAfterMs: subject.notAfterMs,
  };
}

export type CertificateAuthority = {
  readonly root: IssuedCertificate;
  /** A workload certificate for a SPIFFE id; equal questions get the same certificate. */
  readonly issue: (uri: string, notBeforeMs: number, notAfterMs: number) => IssuedCertificate;
};

const yearMs = 365 * 24 * 3_600_000;

/** The mesh's own authority, as istiod makes one for itself: ten years, P-256. Keys never leave this module. */
export function createCertificateAuthority(trustDomain: string, createdMs: number): CertificateAuthority {
  const authority = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const workload = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const issued = new Map<string, IssuedCertificate>();
  const root = sign(
    {
      organization: trustDomain,
      uri: undefined,
      publicKey: authority.publicKey,
      serialSeed: `root/${trustDomain}/${createdMs}`,
      notBeforeMs: createdMs,
      notAfterMs: createdMs + 10 * yearMs,
    },
    trustDomain,
    authority.privateKey,
  );
  return {
    root,
    issue: (uri, notBeforeMs, notAfterMs) => {
      const serialSeed = `${uri}/${notBeforeMs}/${notAfterMs}`;
      const known = issued.get(serialSeed);
      if (known !== undefined) return known;
      const subject = {
        organization: "",
        uri,
        publicKey: workload.publicKey,
        serialSeed,
        notBeforeMs,
        notAfterMs,
      };
      const certificate = sign(subject, trustDomain, authority.privateKey);
      issued.set(serialSeed, certificate);
      return certificate;
    },
  };
}
