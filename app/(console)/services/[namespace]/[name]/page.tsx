import type { Metadata } from "next";
import { Prefetch } from "@/app/prefetch";
import { ServiceScreen } from "@/components/services/service-screen";
import { scopeFromSearch, type SearchRecord } from "@/lib/url/scope";

type Props = { params: Promise<{ namespace: string; name: string }>; searchParams: Promise<SearchRecord> };

async function nameFrom(props: Props) {
  const { namespace, name } = await props.params;
  const decoded = decodeURIComponent(namespace);
  // External hosts have no namespace; "_" keeps their place in the path.
  return { namespace: decoded === "_" ? "" : decoded, name: decodeURIComponent(name) };
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  return { title: (await nameFrom(props)).name };
}

export default async function ServicePage(props: Props) {
  const id = await nameFrom(props);
  const scope = scopeFromSearch(await props.searchParams);
  return (
    <Prefetch queries={(trpc) => [trpc.services.read.queryOptions({ scope, ...id })]}>
      <ServiceScreen {...id} />
    </Prefetch>
  );
}
