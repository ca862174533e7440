import "@/lib/browser-zod";
import { z } from "zod";
import { serviceFromHost } from "@/lib/mesh/service-host";
import { backendTlsModes } from "@/lib/security/backend-tls-modes";
import { namespaceSchema, objectNameSchema } from "@/lib/security/policy-target";

const host =
  /^(?=.{1,253}$)(\*\.)?[A-Za-z0-9]([-A-Za-z0-9]*[A-Za-z0-9])?(\.[A-Za-z0-9]([-A-Za-z0-9]*[A-Za-z0-9])?)*$/;
const hostSchema = z.string().regex(host, "use a host: cart, cart.shop.svc.cluster.local or api.example.com");
const text = z.string().trim().min(1, "write a value, or leave it out");

const maxGatewayNames = 5;

const shape = z.object({
  api: z.enum(["istio", "gateway"]),
  /** Where the object stands. */
  namespace: namespaceSchema,
  /** The host that is called, as a DestinationRule names it; with Gateway API a Service of `namespace`. */
  host: hostSchema.refine(
    (one) => one.includes("."),
    "use the whole host: cart.shop.svc.cluster.local or api.example.com",
  ),
  /** Only connections to this port of the host; absent for all. */
  port: z.int().min(1).max(65_535).optional(),
  mode: z.enum(backendTlsModes),
  /** Name that the client asks for; with Gateway API also the name that the certificate must have. */
  sni: hostSchema.optional(),
  /** Names that the certificate may have instead. */
  subjectAltNames: z.array(text).default([]),
  /** Secret with certificates; gateways only, unless the rule picks workloads. With Gateway API a ConfigMap. */
  credentialName: objectNameSchema.optional(),
  /** Files in the proxy's container. */
  caCertificates: text.optional(),
  clientCertificate: text.optional(),
  privateKey: text.optional(),
  insecureSkipVerify: z.boolean().default(false),
});

/** How proxies encrypt what they send to a host. */
export type BackendTlsIntent = z.infer<typeof shape>;

const files = ["caCertificates", "clientCertificate", "privateKey"] as const;
const settings = ["sni", "credentialName", ...files] as const;
type Fail = (path: keyof BackendTlsIntent, message: string) => void;

export const backendTlsIntentSchema = shape.superRefine((intent, context) => {
  const fail: Fail = (path, message) => context.addIssue({ code: "custom", path: [path], message });
  if (intent.api === "gateway") checkGateway(intent, fail);
  else checkIstio(intent, fail);
});

function checkGateway(intent: BackendTlsIntent, fail: Fail): void {
  if (intent.mode !== "SIMPLE") fail("mode", "a BackendTLSPolicy knows only SIMPLE");
  if (intent.sni === undefined)
    fail("sni", "a BackendTLSPolicy needs the name that the certificate must have");
  if (intent.sni?.startsWith("*")) fail("sni", "a BackendTLSPolicy needs a whole name, without *");
  if (/[A-Z]/.test(intent.sni ?? "")) fail("sni", "a BackendTLSPolicy takes small letters only");
  if (intent.subjectAltNames.length > maxGatewayNames) {
    fail("subjectAltNames", "a BackendTLSPolicy takes at most 5 names");
  }
  const service = serviceFromHost(intent.host, intent.namespace);
  if (service?.namespace !== intent.namespace || !intent.host.includes(".svc.")) {
    fail("host", "a BackendTLSPolicy is for a Service of its own namespace");
  }
  if (intent.insecureSkipVerify) fail("insecureSkipVerify", "a BackendTLSPolicy always verifies");
  for (const field of files) {
    if (intent[field] !== undefined)
      fail(field, "a BackendTLSPolicy takes certificates from a ConfigMap only");
  }
}

function checkIstio(intent: BackendTlsIntent, fail: Fail): void {
  const { mode, credentialName } = intent;
  if (mode === "DISABLE" || mode === "ISTIO_MUTUAL") {
    const kept = mode === "DISABLE" ? settings : settings.filter((field) => field !== "sni");
    const message = `${mode} uses ${mode === "DISABLE" ? "plain text" : "Istio's own certificates"}: leave this out`;
    for (const field of kept) if (intent[field] !== undefined) fail(field, message);
    if (intent.insecureSkipVerify) fail("insecureSkipVerify", message);
    if (mode === "DISABLE" && intent.subjectAltNames.length > 0) fail("subjectAltNames", message);
    return;
  }
  if (credentialName !== undefined) {
    for (const field of files) {
      if (intent[field] !== undefined)
        fail(field, "certificates come from the secret or from files, not both");
    }
  }
  if (mode === "SIMPLE") {
    for (const field of ["clientCertificate", "privateKey"] as const) {
      if (intent[field] !== undefined) fail(field, "only MUTUAL shows a certificate of the client");
    }
  }
  if (mode === "MUTUAL" && credentialName === undefined) {
    for (const field of ["clientCertificate", "privateKey"] as const) {
      if (intent[field] === undefined) fail(field, "MUTUAL needs a secret, or a certificate with its key");
    }
  }
  if (intent.insecureSkipVerify && intent.caCertificates !== undefined) {
    fail("insecureSkipVerify", "certificates that are not verified need no CA: remove one of the two");
  }
}
