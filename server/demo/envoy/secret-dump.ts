import type { MeshProxy } from "@/server/demo/istiod/mesh-proxies";
import type { DemoWorld } from "@/server/demo/world/world";
import { certificateValidity } from "./certificate-validity";
import {
  type CertificateAuthority,
  createCertificateAuthority,
  type IssuedCertificate,
} from "./certificates";
import { anyOf, type ProtoJson } from "./proto-json";

const authorities = new WeakMap<DemoWorld, CertificateAuthority>();
const dayMs = 86_400_000;

/** The world's certificate authority; made when somebody first looks. */
export function authorityOf(world: DemoWorld): CertificateAuthority {
  const known = authorities.get(world);
  if (known !== undefined) return known;
  const created = Math.floor((world.originMs - 90 * dayMs) / 1000) * 1000;
  const authority = createCertificateAuthority(world.spec.trustDomain, created);
  authorities.set(world, authority);
  return authority;
}

export type ProxyCertificates = { readonly own: IssuedCertificate; readonly root: IssuedCertificate };

/** The certificates that a proxy holds now. */
export function certificatesOf(world: DemoWorld, proxy: MeshProxy): ProxyCertificates {
  const authority = authorityOf(world);
  const { notBeforeMs, notAfterMs } = certificateValidity(world, proxy);
  const uri = `spiffe://${world.spec.trustDomain}/ns/${proxy.namespace}/sa/${proxy.serviceAccount}`;
  return { own: authority.issue(uri, notBeforeMs, notAfterMs), root: authority.root };
}

const redacted = Buffer.from("[redacted]").toString("base64");
const secretType = "envoy.extensions.transport_sockets.tls.v3.Secret";

function inlined(text: string): ProtoJson {
  return { inline_bytes: Buffer.from(text).toString("base64") };
}

/** The secrets section: the workload's certificate, its key hidden as Envoy hides it, and the root. */
export function dumpSecrets(world: DemoWorld, proxy: MeshProxy): readonly ProtoJson[] {
  const { own, root } = certificatesOf(world, proxy);
  const updated = (ms: number): string => new Date(Math.max(ms, world.originMs)).toISOString();
  const version = (ms: number): string => `${updated(ms).slice(0, 19)}Z/${Math.floor(ms / 43_200_000) % 100}`;
  return [
    {
      name: "default",
      version_info: version(own.notBeforeMs + 120_000),
      last_updated: updated(own.notBeforeMs + 120_000),
      secret: anyOf(secretType, {
        name: "default",
        tls_certificate: {
          certificate_chain: inlined(own.pem + root.pem),
          private_key: { inline_bytes: redacted },
        },
      }),
    },
    {
      name: "ROOTCA",
      version_info: version(world.originMs),
      last_updated: updated(world.originMs),
      secret: anyOf(secretType, {
        name: "ROOTCA",
        validation_context: { trusted_ca: inlined(root.pem) },
      }),
    },
  ];
}

function details(world: DemoWorld, certificate: IssuedCertificate): ProtoJson {
  const days = Math.max(0, Math.floor((certificate.notAfterMs - world.nowMs()) / dayMs));
  const seconds = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;
  return {
    path: "<inline>",
    serial_number: certificate.serial,
    subject_alt_names: certificate.uri === undefined ? [] : [{ uri: certificate.uri }],
    days_until_expiration: String(days),
    valid_from: seconds(certificate.notBeforeMs),
    expiration_time: seconds(certificate.notAfterMs),
  };
}

/** `/certs`: the pair once for each TLS context that uses it. */
export function certificatesPage(world: DemoWorld, proxy: MeshProxy, contexts: number): ProtoJson {
  const { own, root } = certificatesOf(world, proxy);
  const entry = { ca_cert: [details(world, root)], cert_chain: [details(world, own)] };
  return { certificates: Array.from({ length: Math.max(1, contexts) }, () => entry) };
}
