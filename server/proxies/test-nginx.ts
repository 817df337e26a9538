/** Support for tests: nginx in front of a hub, with its defaults and with gzip enabled for event streams. */

import { startProxy, type TestProxy } from "./test-proxy.ts";

/**
 * Starts nginx with these directives for its only location. It runs without a master process, so that stopping one
 * process ends it.
 */
export function startNginx(hubOrigin: string, ...directives: string[]): Promise<TestProxy> {
  return startProxy(
    ({ configPath }) => ["nginx", "-c", configPath, "-e", "stderr"],
    ({ port, folder }) => `
daemon off;
master_process off;
pid ${folder}/nginx.pid;
events {}
http {
  access_log off;
  client_body_temp_path ${folder}/client-body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;

  gzip on;
  gzip_types text/event-stream;

  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass ${hubOrigin};
      ${directives.join("\n      ")}
    }
  }
}
`,
  );
}
