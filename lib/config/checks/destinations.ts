import type { Manifest } from "@/lib/config/manifest";
import { virtualServiceSpec, type WeightedDestination } from "@/lib/config/virtual-service";

export type RoutedDestination = {
  readonly path: string;
  readonly destination: WeightedDestination["destination"];
  readonly weight: number | undefined;
};

/** Every destination of a VirtualService, mirrors too, with its field path. */
export function destinationsOf(manifest: Manifest): readonly RoutedDestination[] {
  const spec = virtualServiceSpec(manifest);
  const mirrors = (spec.http ?? []).flatMap((route, index) => [
    ...(route.mirror === undefined
      ? []
      : [{ path: `spec.http[${index}].mirror`, destination: route.mirror, weight: undefined }]),
    ...(route.mirrors ?? []).flatMap(({ destination }, at) =>
      destination === undefined
        ? []
        : [{ path: `spec.http[${index}].mirrors[${at}]`, destination, weight: undefined }],
    ),
  ]);
  const routed = (["http", "tcp", "tls"] as const).flatMap((kind) =>
    (spec[kind] ?? []).flatMap((route, index) =>
      (route.route ?? []).map(({ destination, weight }, at) => ({
        path: `spec.${kind}[${index}].route[${at}]`,
        destination,
        weight,
      })),
    ),
  );
  return [...routed, ...mirrors];
}
