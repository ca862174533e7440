import { existsSync, readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseAllDocuments } from "yaml";
import type { Manifest } from "@/lib/config/manifest";
import { manifestSchema } from "@/lib/config/manifest-schema";
import type { Bed } from "../bed-file";
import { service, slice, suiteLabel } from "./scene";

/** One of Istio's bookinfo files, with bookinfo's services around it, in a namespace of its own. */
export type BookinfoSet = {
  readonly file: string;
  readonly namespace: string;
  readonly manifests: readonly Manifest[];
};

const folder = fileURLToPath(new URL("../../../../shared/acceptance/bookinfo", import.meta.url));
const apps = ["productpage", "reviews", "ratings", "details"];

/** Every routing file of bookinfo; none when the files are not beside the repository. */
export function bookinfoSets(bed: Bed): readonly BookinfoSet[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((name) => name.endsWith(".yaml") && name !== "bookinfo.yaml");
  return files.toSorted().map((file, index) => {
    const namespace = `hd-book-${String(index + 1).padStart(2, "0")}`;
    const documents = parseAllDocuments(readFileSync(`${folder}/${file}`, "utf8"));
    const written = documents
      .map((document): unknown => document.toJS())
      .filter((value) => value !== null)
      .map((value) => placed(manifestSchema.parse(value), namespace));
    return { file, namespace, manifests: [...bookinfoServices(bed, namespace), ...written] };
  });
}

function placed(manifest: Manifest, namespace: string): Manifest {
  const labels = { ...manifest.metadata.labels, [suiteLabel.key]: suiteLabel.value };
  return { ...manifest, metadata: { ...manifest.metadata, namespace, labels } };
}

function bookinfoServices(bed: Bed, namespace: string): readonly Manifest[] {
  const http = { name: "http", port: 9080 };
  return apps.flatMap((app) => {
    const pods = bed.pods.filter((pod) => pod.workload.startsWith(`${app}-`));
    return [service(namespace, app, [http]), slice(namespace, app, pods, [http])];
  });
}
