import { certificates } from "@/lib/config/checks/own/certificates";
import { failoverWithoutEjection } from "@/lib/config/checks/own/failover-without-ejection";
import { listenerCredential } from "@/lib/config/checks/own/listener-credential";
import { notDelivered } from "@/lib/config/checks/own/not-delivered";
import { protocolGuess } from "@/lib/config/checks/own/protocol-guess";
import { refusedByProxy } from "@/lib/config/checks/own/refused-by-proxy";
import { retryAmplification } from "@/lib/config/checks/own/retry-amplification";
import { routeCovered } from "@/lib/config/checks/own/route-covered";
import { faultForever } from "@/lib/config/checks/own/fault-forever";
import { httpRoutesForTcp } from "@/lib/config/checks/own/http-routes-for-tcp";
import { mirrorNowhere } from "@/lib/config/checks/own/mirror-nowhere";
import { retriedWrites } from "@/lib/config/checks/own/retried-writes";
import { retriesCutOff } from "@/lib/config/checks/own/retries-cut-off";
import { routesCollide } from "@/lib/config/checks/own/routes-collide";
import { selectsNothing } from "@/lib/config/checks/own/selects-nothing";
import { subsetNotReady } from "@/lib/config/checks/own/subset-not-ready";
import { timeoutInversion } from "@/lib/config/checks/own/timeout-inversion";
import { tlsConflict } from "@/lib/config/checks/own/tls-conflict";
import { twoApis } from "@/lib/config/checks/own/two-apis";
import { weightsSum } from "@/lib/config/checks/own/weights-sum";
import type { Rule } from "@/lib/config/checks/rule";

/** The console's own rules, with codes that begin with HD. */
export const ownRules: readonly Rule[] = [
  weightsSum,
  twoApis,
  timeoutInversion,
  retryAmplification,
  routeCovered,
  subsetNotReady,
  selectsNothing,
  refusedByProxy,
  notDelivered,
  protocolGuess,
  routesCollide,
  certificates,
  faultForever,
  mirrorNowhere,
  tlsConflict,
  listenerCredential,
  retriedWrites,
  failoverWithoutEjection,
  retriesCutOff,
  httpRoutesForTcp,
];
