import type { Metadata } from "next";
import { Prefetch } from "@/app/prefetch";
import { ProxyScreen } from "@/components/proxies/proxy-screen";
import { scopeFromSearch, type SearchRecord } from "@/lib/url/scope";

type Props = { params: Promise<{ namespace: string; pod: string }>; searchParams: Promise<SearchRecord> };

async function idFrom(props: Props) {
  const { namespace, pod } = await props.params;
  return { namespace: decodeURIComponent(namespace), pod: decodeURIComponent(pod) };
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  return { title: (await idFrom(props)).pod };
}

export default async function ProxyPage(props: Props) {
  const id = await idFrom(props);
  const { cluster } = scopeFromSearch(await props.searchParams);
  return (
    <Prefetch queries={(trpc) => [trpc.proxies.read.queryOptions({ cluster, ...id })]}>
      <ProxyScreen {...id} />
    </Prefetch>
  );
}
