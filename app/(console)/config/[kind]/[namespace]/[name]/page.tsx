import type { Metadata } from "next";
import { Prefetch } from "@/app/prefetch";
import { ConfigObjectScreen } from "@/components/config/config-object-screen";
import { scopeFromSearch, type SearchRecord } from "@/lib/url/scope";

type Params = { kind: string; namespace: string; name: string };

export async function generateMetadata({ params }: { params: Promise<Params> }): Promise<Metadata> {
  return { title: decodeURIComponent((await params).name) };
}

export default async function ConfigObjectPage(props: {
  params: Promise<Params>;
  searchParams: Promise<SearchRecord>;
}) {
  const [params, search] = await Promise.all([props.params, props.searchParams]);
  const { cluster } = scopeFromSearch(search);
  const name = decodeURIComponent(params.name);
  const kind = decodeURIComponent(params.kind);
  // Cluster-scoped objects have "_" where others have their namespace.
  const namespace = params.namespace === "_" ? "" : decodeURIComponent(params.namespace);
  const group = typeof search["group"] === "string" ? { group: search["group"] } : {};
  return (
    <Prefetch
      queries={(trpc) => [trpc.config.read.queryOptions({ cluster, kind, namespace, name, ...group })]}
    >
      <ConfigObjectScreen kind={kind} namespace={namespace} name={name} />
    </Prefetch>
  );
}
