import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

type Identity = { readonly certificate: string; readonly key: string };

/** Self-signed certificates: the server's, one that Envoy trusts, and one that it does not. */
export type Certificates = Readonly<Record<"server" | "trusted" | "stranger", Identity>>;

/** Makes them with openssl; undefined on a machine without it. */
export function makeCertificates(): Certificates | undefined {
  const folder = mkdtempSync(join(tmpdir(), "hd-certificates-"));
  const make = (name: string): Identity => {
    const [key, certificate] = [join(folder, `${name}.key`), join(folder, `${name}.pem`)];
    const subject = ["-subj", `/CN=${name}`, "-days", "2", "-nodes"];
    const elliptic = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"];
    execFileSync("openssl", ["req", "-x509", ...elliptic, "-keyout", key, "-out", certificate, ...subject], {
      stdio: "ignore",
    });
    return { certificate: readFileSync(certificate, "utf8"), key: readFileSync(key, "utf8") };
  };
  try {
    return { server: make("server"), trusted: make("trusted"), stranger: make("stranger") };
  } catch {
    return undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The transport socket of a listener that takes both certificates and checks them. */
export function tlsSocket({ server, trusted }: Certificates): object {
  return {
    name: "envoy.transport_sockets.tls",
    typed_config: {
      "@type": "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext",
      common_tls_context: {
        tls_certificates: [
          {
            certificate_chain: { inline_string: server.certificate },
            private_key: { inline_string: server.key },
          },
        ],
        validation_context: {
          trusted_ca: { inline_string: trusted.certificate },
          trust_chain_verification: "ACCEPT_UNTRUSTED",
        },
      },
    },
  };
}
