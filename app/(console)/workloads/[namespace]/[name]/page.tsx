import type { Metadata } from "next";
import { Prefetch } from "@/app/prefetch";
import { WorkloadScreen } from "@/components/workloads/workload-screen";
import { scopeFromSearch, type SearchRecord } from "@/lib/url/scope";

type Props = { params: Promise<{ namespace: string; name: string }>; searchParams: Promise<SearchRecord> };

async function nameFrom(props: Props) {
  const { namespace, name } = await props.params;
  return { namespace: decodeURIComponent(namespace), name: decodeURIComponent(name) };
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  return { title: (await nameFrom(props)).name };
}

export default async function WorkloadPage(props: Props) {
  const id = await nameFrom(props);
  const scope = scopeFromSearch(await props.searchParams);
  return (
    <Prefetch queries={(trpc) => [trpc.workloads.read.queryOptions({ scope, ...id })]}>
      <WorkloadScreen {...id} />
    </Prefetch>
  );
}
