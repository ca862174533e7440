/** Sentences of the schemas that name something, with the key of their text; the groups stand in it. */
const patterns: readonly { readonly key: string; readonly pattern: RegExp }[] = [
  { key: "twice_weights", pattern: /^(?<name>.*) is named twice: join the two weights$/ },
  {
    key: "weights_less",
    pattern: /^the weights add up to (?<sum>[\d.]+), not 100: give (?<count>[\d.]+) more/,
  },
  {
    key: "weights_more",
    pattern: /^the weights add up to (?<sum>[\d.]+), not 100: take (?<count>[\d.]+) away$/,
  },
  { key: "same_condition", pattern: /^asks for the same as condition (?<index>\d+)/ },
  { key: "twice_regex", pattern: /^(?<name>.*) is asked for twice: use one regex$/ },
  { key: "twice_asked", pattern: /^(?<name>.*) is asked for twice$/ },
  { key: "twice", pattern: /^(?<name>.*) is named twice$/ },
  {
    key: "gateway_kind",
    pattern: /^an HTTPRoute matches exactly or by regex: use the regex (?<instead>.*)$/,
  },
  { key: "try_longer", pattern: /^one try can't take longer than the request \((?<ms>\d+) ms\)$/ },
  { key: "mode_only", pattern: /^only the mode (?<mode>\w+) has this/ },
  { key: "shares_sum", pattern: /^the shares add up to (?<sum>[\d.]+), not 100$/ },
  { key: "no_locality", pattern: /^(?<name>.*) is no locality/ },
  { key: "fails_twice", pattern: /^(?<name>.*) fails over twice$/ },
  { key: "too_big", pattern: /^Too big: expected .*<=?(?<max>[\d.]+)/ },
  { key: "too_small", pattern: /^Too small: expected .*>=?(?<min>[\d.]+)/ },
  { key: "invalid", pattern: /^Invalid / },
  { key: "shared_twice", pattern: /^(?<name>.*) is shared out twice$/ },
];

/** The key of a schema's sentence, `give_a_path`, and what stands in it. */
export function issueKey(message: string): {
  readonly key: string;
  readonly values: Readonly<Record<string, string>>;
} {
  for (const { key, pattern } of patterns) {
    const found = pattern.exec(message);
    if (found !== null) return { key, values: { ...found.groups } };
  }
  const key = message
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "_")
    .replaceAll(/^_+|_+$/g, "")
    .slice(0, 80);
  return { key, values: {} };
}
