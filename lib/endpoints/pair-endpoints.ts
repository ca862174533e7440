import type { ShardEndpoint, SliceEndpoint } from "./model";

/** What Kubernetes and istiod have for one address and port; at least one of both. */
export type EndpointPair = { readonly slice?: SliceEndpoint; readonly shard?: ShardEndpoint };

type Rule = (slice: SliceEndpoint, shard: ShardEndpoint) => boolean;

/** The first that holds makes a pair: all equal, then a port that has another number, then one that has another name. */
const rules: readonly Rule[] = [
  (slice, shard) => slice.port === shard.port && slice.portName === shard.portName,
  (slice, shard) => slice.portName === shard.portName,
  (slice, shard) => slice.port === shard.port,
];

/**
 * Pairs the endpoints of both by address and port. `isSame` says whether an endpoint of istiod's can be one of these
 * slices at all: one of another cluster stands alone. Every endpoint is in exactly one pair.
 */
export function pairEndpoints(
  slices: readonly SliceEndpoint[],
  shards: readonly ShardEndpoint[],
  isSame: (shard: ShardEndpoint) => boolean,
): readonly EndpointPair[] {
  const open = new Map<string, SliceEndpoint[]>();
  for (const slice of slices) {
    const list = open.get(slice.address) ?? [];
    open.set(slice.address, list);
    list.push(slice);
  }
  const paired = new Map<ShardEndpoint, SliceEndpoint>();
  for (const rule of rules)
    for (const shard of shards) {
      const list = open.get(shard.address);
      if (list === undefined || paired.has(shard) || !isSame(shard)) continue;
      const at = list.findIndex((slice) => rule(slice, shard));
      const [slice] = at === -1 ? [] : list.splice(at, 1);
      if (slice !== undefined) paired.set(shard, slice);
    }
  return [
    ...shards.map((shard): EndpointPair => {
      const slice = paired.get(shard);
      return slice === undefined ? { shard } : { slice, shard };
    }),
    ...[...open.values()].flat().map((slice) => ({ slice })),
  ];
}
