/** RFC 3339 with whole seconds, as Kubernetes writes its times. */
export function timeFromMs(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
