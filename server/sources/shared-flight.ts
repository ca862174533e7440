type Flight = { readonly result: Promise<unknown>; readonly abort: () => void; waiters: number };

/** Lets equal requests that overlap in time go out once. The work is aborted only when its last waiter has left. */
export type SharedFlights = {
  readonly join: <T>(
    key: string,
    signal: AbortSignal | undefined,
    start: (signal: AbortSignal) => Promise<T>,
    onAbort: () => Error,
  ) => Promise<T>;
  readonly size: () => number;
};

export function createSharedFlights(): SharedFlights {
  const flights = new Map<string, Flight>();

  function launch(key: string, start: (signal: AbortSignal) => Promise<unknown>): Flight {
    const controller = new AbortController();
    const result = start(controller.signal);
    const flight: Flight = { result, abort: () => controller.abort(), waiters: 0 };
    flights.set(key, flight);
    const land = () => {
      if (flights.get(key) === flight) flights.delete(key);
    };
    result.then(land, land);
    return flight;
  }

  return {
    size: () => flights.size,
    join<T>(
      key: string,
      signal: AbortSignal | undefined,
      start: (signal: AbortSignal) => Promise<T>,
      onAbort: () => Error,
    ): Promise<T> {
      if (signal?.aborted === true) return Promise.reject(onAbort());
      const flight = flights.get(key) ?? launch(key, start);
      flight.waiters += 1;
      return new Promise<T>((resolve, reject) => {
        const leave = () => {
          flight.waiters -= 1;
          if (flight.waiters === 0) {
            if (flights.get(key) === flight) flights.delete(key);
            flight.abort();
          }
          reject(onAbort());
        };
        signal?.addEventListener("abort", leave, { once: true });
        const settle = () => signal?.removeEventListener("abort", leave);
        flight.result.then(
          (value) => {
            settle();
            // The key names method, address, body and schema, so every flight of a key carries one type.
            resolve(value as T);
          },
          (error: unknown) => {
            settle();
            reject(error);
          },
        );
      });
    },
  };
}
