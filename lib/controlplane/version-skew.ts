/** Minor version of `1.30.1`, `1.31-dev`, `v1.30.1-distroless`; undefined for text without one. */
function minorOf(version: string): number | undefined {
  const match = /(\d+)\.(\d+)/.exec(version);
  return match === null ? undefined : Number(match[1]) * 1000 + Number(match[2]);
}

/**
 * Minor versions between a proxy and its control plane, positive when the proxy is older; undefined when either is
 * unknown.
 */
export function versionSkew(proxyVersion: string, controlPlaneVersion: string): number | undefined {
  const proxy = minorOf(proxyVersion);
  const controlPlane = minorOf(controlPlaneVersion);
  return proxy === undefined || controlPlane === undefined ? undefined : controlPlane - proxy;
}

/**
 * Whether a skew is outside of what Istio supports; false when it is unknown. Source: istio.io, Supported Releases,
 * Control Plane/Data Plane Skew: the control plane can be one version ahead of the data plane, the data plane cannot be
 * ahead of the control plane.
 */
export function isUnsupportedSkew(skew: number | undefined): boolean {
  return skew !== undefined && (skew > 1 || skew < 0);
}
