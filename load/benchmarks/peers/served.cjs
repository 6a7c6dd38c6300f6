// node's `soap` as a user would take it: our WSDL, one handler, no state; it validates nothing.
// For load/benchmarks: arguments are the port and the WSDL file.
"use strict";
const fs = require("node:fs");
const http = require("node:http");
const soap = require("soap");

const [port, wsdl] = process.argv.slice(2);
const listed = [1, 2, 3].map((number) => ({
  WorksOrderNumber: `100000${number}/${number}`,
  Version: 1,
  ChangeType: "NEW",
}));
const answer = {
  Result: {
    ActionStatus: { SuccessFlag: "Y" },
    WorksOrders: { WorksOrder: listed },
    MoreAvailable: "N",
  },
};
const service = {
  ContractorInterfaceService: {
    ContractorInterfacePort: { RequestWorksOrders: () => answer },
  },
};
const server = http.createServer((request, response) => response.writeHead(404).end());
server.keepAliveTimeout = 75000;
server.listen(Number(port), "127.0.0.1", () => {
  soap.listen(server, "/", service, fs.readFileSync(wsdl, "utf8"), () => console.log("ready"));
});
