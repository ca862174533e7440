import { isRecord } from "@/lib/config/clean-manifest";
import { ruleProblems } from "@/lib/config/schema/cel-rules";
import { fieldSchema, type JsonSchema } from "@/lib/config/schema/json-schema";
import { withDefaults } from "@/lib/config/schema/schema-defaults";
import { joinPath, type SchemaProblem } from "@/lib/config/schema/schema-problem";
import { structureProblems } from "@/lib/config/schema/structure";

/**
 * Everything that the schema of a kind says against an object: its shape, and then, as the API server does, the CEL
 * rules of the parts whose shape is right. An empty answer is no promise: webhooks and some rules need the server.
 */
export function judgeObject(schema: JsonSchema, object: unknown): readonly SchemaProblem[] {
  const checked = withoutStatus(object);
  const structural = structureProblems(schema, checked);
  const wrong = structural.map(({ path }) => path);
  const rules: SchemaProblem[] = [];
  askRules(schema, withDefaults(schema, checked), "", wrong, rules);
  return [...structural, ...rules];
}

function withoutStatus(object: unknown): unknown {
  if (!isRecord(object)) return object;
  const { status: _status, ...rest } = object;
  return rest;
}

function askRules(
  schema: JsonSchema,
  value: unknown,
  path: string,
  wrong: readonly string[],
  problems: SchemaProblem[],
): void {
  if (value === null || value === undefined) return;
  if (
    !wrong.some(
      (one) => one === path || one.startsWith(`${path}.`) || one.startsWith(`${path}[`) || path === "",
    )
  ) {
    problems.push(...ruleProblems(schema, value, path));
  }
  if (Array.isArray(value)) {
    const { items } = schema;
    if (items === undefined) return;
    value.forEach((item, index) => askRules(items, item, `${path}[${index}]`, wrong, problems));
  } else if (isRecord(value)) {
    const isMap = schema.properties === undefined;
    for (const [field, child] of Object.entries(value)) {
      const declared = fieldSchema(schema, field);
      const at = isMap ? `${path}[${field}]` : joinPath(path, field);
      if (declared !== undefined) askRules(declared, child, at, wrong, problems);
    }
  }
}
