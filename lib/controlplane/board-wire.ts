import { connections, type BoardCell, type BoardRow } from "./board";
import { xdsTypes, type SyncState, type XdsType } from "./sync";

const states = ["synced", "stale", "not_sent", "error"] as const satisfies readonly SyncState[];

/** A cell in numbers: state, time in whole seconds, 1 when only observed, key of its error; what ends in nothing is cut off. */
type CellWire = readonly (number | string)[];

/**
 * A row under short names: namespace, pod, workload (absent when it is the pod), type, connection, replica, version, and
 * cells by the type's place in `xdsTypes`; the rest is what few rows have.
 */
export type RowWire = Pick<BoardRow, "alsoAt" | "skew" | "next" | "waiting"> & {
  readonly n: string;
  readonly p: string;
  readonly w?: string;
  readonly t: string;
  readonly c: number;
  readonly r?: string;
  readonly v?: string;
  /** Revision; absent is the default one, "" an unknown one. */
  readonly g?: string;
  readonly x: readonly (CellWire | 0)[];
};

/** `namespace/pod` of a row. */
export function wireKey({ n, p }: RowWire): string {
  return `${n}/${p}`;
}

/** `row` in the form that is sent: thousands of rows must stay small. */
export function wireFromRow(row: BoardRow): RowWire {
  const { namespace, pod, workload, type, connection, replica, version, revision = "", cells, ...rest } = row;
  const list = xdsTypes.map((name) => wireFromCell(cells[name]));
  while (list.at(-1) === 0) list.pop();
  return {
    n: namespace,
    p: pod,
    ...(workload === pod ? {} : { w: workload }),
    t: type,
    c: connections.indexOf(connection),
    ...(replica === undefined ? {} : { r: replica }),
    ...(version === undefined ? {} : { v: version }),
    // What most proxies have is not told: thousands of rows must stay small.
    ...(revision === "default" ? {} : { g: revision }),
    x: list,
    ...rest,
  };
}

function wireFromCell(cell: BoardCell | undefined): CellWire | 0 {
  if (cell === undefined) return 0;
  const { state, sinceMs = 0, isObserved, error = "" } = cell;
  const whole = [states.indexOf(state), Math.round(sinceMs / 1000), isObserved === true ? 1 : 0, error];
  while (whole.length > 1 && (whole.at(-1) === 0 || whole.at(-1) === "")) whole.pop();
  return whole;
}

/** The row that was sent, its times in whole seconds; otherwise the inverse of `wireFromRow`. */
export function rowFromWire({ n, p, w, t, c, r, v, g = "default", x, ...rest }: RowWire): BoardRow {
  const cells: Partial<Record<XdsType, BoardCell>> = {};
  for (const [index, cell] of x.entries()) {
    const name = xdsTypes[index];
    if (name !== undefined && cell !== 0) cells[name] = cellFromWire(cell);
  }
  return {
    namespace: n,
    pod: p,
    workload: w ?? p,
    type: t,
    connection: connections[c] ?? "silent",
    ...(r === undefined ? {} : { replica: r }),
    ...(v === undefined ? {} : { version: v }),
    ...(g === "" ? {} : { revision: g }),
    ...rest,
    cells,
  };
}

function cellFromWire([state, seconds, isObserved, error]: CellWire): BoardCell {
  return {
    state: states[Number(state)] ?? "not_sent",
    ...(typeof seconds === "number" && seconds > 0 ? { sinceMs: seconds * 1000 } : {}),
    ...(isObserved === 1 ? { isObserved: true as const } : {}),
    ...(typeof error === "string" && error !== "" ? { error } : {}),
  };
}
