/** For tests: a stream behind Express's compressing middleware; prints its port. Arguments: its Cache-Control. */

import compression from "compression";
import express from "express";

const [, , cacheControl] = process.argv;
const readers = new Set();
let sent = 0;

const app = express();
app.use(compression({ threshold: 0 }));
app.post("/publish", express.text({ type: "*/*" }), (request, response) => {
  sent += 1;
  const lines = request.body.split(/\r\n|\r|\n/).map((line) => `data: ${line}\n`);
  for (const reader of readers) reader.write(`id: ${sent}\n${lines.join("")}\n`);
  response.sendStatus(204);
});
app.get("/stream", (_request, response) => {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": cacheControl });
  response.write(":\n\n");
  readers.add(response);
  response.on("close", () => readers.delete(response));
});
const server = app.listen(0, "127.0.0.1", () => console.log(server.address().port));
