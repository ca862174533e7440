import { callFrom, type CallAnswer } from "./pod-calls";

export type SteadyTraffic = { readonly stop: () => Promise<readonly CallAnswer[]> };

/** Requests from inside of a pod, one after another, until `stop`, which gives what came back. */
export function steadyTraffic(workload: string, url: string, concurrency = 2): SteadyTraffic {
  const answers: CallAnswer[] = [];
  let isWanted = true;
  const send = async () => {
    while (isWanted) answers.push(await callFrom(workload, url, { count: 300, concurrency }));
  };
  const sending = send();
  return {
    async stop() {
      isWanted = false;
      await sending;
      return answers;
    },
  };
}
