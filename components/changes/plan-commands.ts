import { mergePatch } from "./merge-patch";
import type { ChangeSet, PlannedObject } from "@/lib/changes/change-set";
import { groupFromApiVersion } from "@/lib/mesh/object-ref";
import { shell, shellWord } from "@/lib/shell-command";

type Plan = Pick<ChangeSet, "objects" | "service">;

/** A file's name for the objects of a plan. */
export function fileOf({ service }: Plan, what = "change"): string {
  return `${[service.namespace, service.name].filter((part) => part !== "").join("-")}-${what}.yaml`;
}

function resourceOf({ ref }: PlannedObject): string {
  const group = groupFromApiVersion(ref.apiVersion);
  const namespace = ref.namespace === "" ? "" : shell` -n ${ref.namespace}`;
  const kind = group === "" ? ref.kind : `${ref.kind}.${group}`;
  return shell`${kind.toLowerCase()} ${ref.name}` + namespace;
}

/** The plan for somebody who has the downloaded file. */
export function applyCommand(plan: Plan): string {
  const removals = plan.objects
    .filter(({ action }) => action === "delete")
    .map((object) => `kubectl delete ${resourceOf(object)}`);
  const isApplied = (object: PlannedObject) => object.after !== undefined && object.subresource === undefined;
  const writes = plan.objects.some(isApplied) ? [shell`kubectl apply -f ${fileOf(plan)}`] : [];
  // An apply of a file does not reach a status.
  const parts = plan.objects.filter(({ subresource }) => subresource !== undefined).map(patchCommand);
  return [...writes, ...parts, ...removals].join(" && ");
}

/** The plan as commands that need no file, in the order of the plan: only what differs is sent. */
export function patchCommands(plan: Plan): string {
  const commands = plan.objects.map((object) => {
    if (object.action === "delete") return `kubectl delete ${resourceOf(object)}`;
    if (object.action === "create") {
      return `kubectl apply -f - <<'EOF'\n${JSON.stringify(object.after, null, 2)}\nEOF`;
    }
    return patchCommand(object);
  });
  return commands.join("\n");
}

function patchCommand(object: PlannedObject): string {
  const patch = JSON.stringify(mergePatch(object.before, object.after) ?? {});
  const part = object.subresource === undefined ? "" : ` --subresource=${object.subresource}`;
  return `kubectl patch ${resourceOf(object)}${part} --type=merge -p ${shellWord(patch)}`;
}
