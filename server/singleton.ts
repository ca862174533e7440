const slots = globalThis as typeof globalThis & { heddleSlots?: Map<string, unknown> };

/**
 * The one value behind `name` in this process. Next loads modules once for instrumentation and once for routes, so a
 * module-level variable would exist twice.
 */
export function singleton<T>(name: string, create: () => T): T {
  slots.heddleSlots ??= new Map();
  if (!slots.heddleSlots.has(name)) slots.heddleSlots.set(name, create());
  return slots.heddleSlots.get(name) as T;
}
