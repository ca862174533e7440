import type { Metadata } from "next";
import { Prefetch } from "@/app/prefetch";
import { DelegatedScreen } from "@/components/delivery/delegated-screen";
import { scopeFromSearch, type SearchRecord } from "@/lib/url/scope";

type Params = { namespace: string; name: string };

export async function generateMetadata({ params }: { params: Promise<Params> }): Promise<Metadata> {
  return { title: decodeURIComponent((await params).name) };
}

export default async function FlaggerPage(props: {
  params: Promise<Params>;
  searchParams: Promise<SearchRecord>;
}) {
  const [params, search] = await Promise.all([props.params, props.searchParams]);
  const { cluster } = scopeFromSearch(search);
  const namespace = decodeURIComponent(params.namespace);
  const name = decodeURIComponent(params.name);
  return (
    <Prefetch
      queries={(trpc) => [trpc.delegated.read.queryOptions({ cluster, system: "flagger", namespace, name })]}
    >
      <DelegatedScreen system="flagger" namespace={namespace} name={name} />
    </Prefetch>
  );
}
