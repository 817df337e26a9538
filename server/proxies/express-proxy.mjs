/**
 * Entry: an Express server that compresses what may be compressed and passes on every request to a hub. Its arguments
 * are its port and the hub's origin. It is JavaScript because Node 20 runs nothing else.
 */

import compression from "compression";
import express from "express";
import httpProxy from "http-proxy";

const [, , port, target] = process.argv;
const proxy = httpProxy.createProxyServer({ target });

// http-proxy 1.18 waits for an event that Node no longer sends when a reader leaves, and would keep its stream open.
proxy.on("proxyReq", (toHub, _request, response) => response.on("close", () => toHub.destroy()));

express()
  .use(compression())
  .use((request, response) => proxy.web(request, response))
  .listen(Number(port), "127.0.0.1");
