/**
 * Entry: an Express server that compresses responses where allowed and proxies every request to a hub. Arguments: its
 * port and the hub's origin. It is JavaScript because Node 20 cannot run TypeScript.
 */

import compression from "compression";
import express from "express";
import httpProxy from "http-proxy";

const [, , port, target] = process.argv;
const proxy = httpProxy.createProxyServer({ target });

// When a reader leaves, http-proxy 1.18 waits for an event that Node no longer emits, and would keep the stream open.
proxy.on("proxyReq", (toHub, _request, response) => response.on("close", () => toHub.destroy()));

express()
  .use(compression())
  .use((request, response) => proxy.web(request, response))
  .listen(Number(port), "127.0.0.1");
