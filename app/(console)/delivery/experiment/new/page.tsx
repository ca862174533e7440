import { titleOfPage } from "@/app/page-title";
import { Prefetch } from "@/app/prefetch";
import { ExperimentWizard } from "@/components/faults/experiment-wizard";
import { scopeFromSearch, type SearchRecord } from "@/lib/url/scope";

export const generateMetadata = titleOfPage("delivery");

export default async function NewExperimentPage({ searchParams }: { searchParams: Promise<SearchRecord> }) {
  const search = await searchParams;
  const { cluster } = scopeFromSearch(search);
  const [namespace = "", name = ""] =
    typeof search["service"] === "string" ? search["service"].split("/") : [];
  return (
    <Prefetch
      queries={(trpc) => [
        trpc.faults.templates.list.queryOptions({ cluster }),
        ...(namespace === "" || name === ""
          ? []
          : [trpc.faults.options.queryOptions({ cluster, service: { namespace, name } })]),
      ]}
    >
      <ExperimentWizard />
    </Prefetch>
  );
}
