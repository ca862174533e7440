import { connections, type BoardCell, type BoardRow } from "./board";
import { xdsTypes, type SyncState, type XdsType } from "./sync";

const states = ["synced", "stale", "not_sent", "error"] as const satisfies readonly SyncState[];

/** A cell in numbers: state, time in ms, 1 when only observed, key of its error; what ends in nothing is cut off. */
type CellWire = readonly (number | string)[];

/**
 * A row without the names of its fields: namespace, pod, workload, type, connection, replica, version, cells by the
 * type's place in `xdsTypes`, and the rest, which few rows have.
 */
export type RowWire = readonly [
  string,
  string,
  string,
  string,
  number,
  string,
  string,
  readonly (CellWire | 0)[],
  Pick<BoardRow, "alsoAt" | "skew" | "revision" | "waiting">?,
];

/** `row` in the form that is sent: thousands of rows must stay small. */
export function wireFromRow(row: BoardRow): RowWire {
  const { namespace, pod, workload, type, replica = "", version = "", cells } = row;
  const { alsoAt, skew, revision, waiting } = row;
  const rest = {
    ...(alsoAt === undefined ? {} : { alsoAt }),
    ...(skew === undefined ? {} : { skew }),
    ...(revision === undefined ? {} : { revision }),
    ...(waiting === undefined ? {} : { waiting }),
  };
  const list = xdsTypes.map((name) => wireFromCell(cells[name]));
  while (list.at(-1) === 0) list.pop();
  const connection = connections.indexOf(row.connection);
  const head = [namespace, pod, workload, type, connection, replica, version, list] as const;
  return Object.keys(rest).length === 0 ? head : [...head, rest];
}

function wireFromCell(cell: BoardCell | undefined): CellWire | 0 {
  if (cell === undefined) return 0;
  const { state, sinceMs = 0, isObserved, error = "" } = cell;
  const whole = [states.indexOf(state), sinceMs, isObserved === true ? 1 : 0, error];
  while (whole.length > 1 && (whole.at(-1) === 0 || whole.at(-1) === "")) whole.pop();
  return whole;
}

/** The row that was sent; the inverse of `wireFromRow`. */
export function rowFromWire(wire: RowWire): BoardRow {
  const [namespace, pod, workload, type, connection, replica, version, list, rest] = wire;
  const cells: Partial<Record<XdsType, BoardCell>> = {};
  for (const [index, cell] of list.entries()) {
    const name = xdsTypes[index];
    if (name !== undefined && cell !== 0) cells[name] = cellFromWire(cell);
  }
  return {
    namespace,
    pod,
    workload,
    type,
    connection: connections[connection] ?? "silent",
    ...(replica === "" ? {} : { replica }),
    ...(version === "" ? {} : { version }),
    ...rest,
    cells,
  };
}

function cellFromWire([state, sinceMs, isObserved, error]: CellWire): BoardCell {
  return {
    state: states[Number(state)] ?? "not_sent",
    ...(typeof sinceMs === "number" && sinceMs > 0 ? { sinceMs } : {}),
    ...(isObserved === 1 ? { isObserved: true as const } : {}),
    ...(typeof error === "string" && error !== "" ? { error } : {}),
  };
}
