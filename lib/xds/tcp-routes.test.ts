import { describe, expect, it } from "vitest";
import { meshFromYaml, serviceYaml } from "./mesh-fixture";
import { tcpRoutesFor } from "./tcp-routes";

const host = "db.bookinfo.svc.cluster.local";
const proxy = { namespace: "bookinfo", labels: { app: "web" } };
const routes = (spec: string, port = "{name: tcp-db, port: 5432}") =>
  tcpRoutesFor({
    objects: meshFromYaml(
      `${serviceYaml("db", { port })}---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: db}
spec: {hosts: [db], ${spec}}
`,
    ),
    proxy,
    host,
    port: 5432,
  });
const to = (subset: string) => `{destination: {host: db, subset: ${subset}}}`;
const clusters = (list: ReturnType<typeof routes>) =>
  list.map((route) =>
    route.clusters.map(({ cluster, weight }) => `${cluster.split("|")[2]}:${weight}`).join(),
  );

describe("TCP routes", () => {
  it("split by weight, without those of weight 0", () => {
    const split = routes(
      `tcp: [{route: [{destination: {host: db, subset: v1}, weight: 90}, {destination: {host: db, subset: v2}, weight: 10}, {destination: {host: db, subset: v3}, weight: 0}]}]`,
    );
    expect(clusters(split)).toEqual(["v1:90,v2:10"]);
  });

  it("end at the first without a condition on the address", () => {
    const list = routes(
      `tcp: [{match: [{destinationSubnets: [10.0.0.0/8]}], route: [${to("far")}]}, {match: [{port: 5432}], route: [${to("near")}]}, {route: [${to("never")}]}]`,
    );
    expect(clusters(list)).toEqual(["far:100", "near:100"]);
    expect(list[0]?.subnets).toEqual(["10.0.0.0/8"]);
  });

  it("fall back to the service for callers and ports that no route speaks of", () => {
    const list = routes(`tcp: [{match: [{sourceLabels: {app: other}}, {port: 1}], route: [${to("v1")}]}]`);
    expect(list).toEqual([
      { sniHosts: [], subnets: [], clusters: [{ cluster: `outbound|5432||${host}`, weight: 100 }] },
    ]);
  });

  it("of a TLS port go by server name, of equal ones the first", () => {
    const list = routes(
      `tls: [{match: [{sniHosts: [a.example]}], route: [${to("v1")}]}, {match: [{sniHosts: [a.example]}], route: [${to("v2")}]}], tcp: [{route: [${to("never")}]}]`,
      "{name: tls-db, port: 5432}",
    );
    expect(list.map(({ sniHosts }) => sniHosts)).toEqual([["a.example"]]);
    expect(clusters(list)).toEqual(["v1:100"]);
  });
});
