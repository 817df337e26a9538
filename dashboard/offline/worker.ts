/**
 * Entry of the service worker, which keeps the shell. A new revision replaces it at once, since the page comes from
 * the hub anyway. In development it deletes what an earlier worker kept, and removes itself.
 */

import { deleteShells, partOf, Shell, type ShellContent, SHELL_PATTERNS } from "./shell.ts";
import type { InstallEvent, WorkerScope } from "./worker-scope.ts";

/** Defined when the worker is bundled; `undefined` in development. */
declare const SHELL: ShellContent | undefined;
declare const self: WorkerScope;

if (SHELL === undefined) removeItself();
else serve(SHELL);

function serve(content: ShellContent): void {
  const shell = new Shell({
    content,
    caches,
    fetch: (request) => fetch(request),
    after: (waitMs) => new Promise((resolve) => void setTimeout(() => resolve(undefined), waitMs)),
  });
  self.addEventListener("install", (event) => {
    event.waitUntil(Promise.all([shell.keep(), passBy(event), self.skipWaiting()]));
  });
  self.addEventListener("activate", (event) => {
    event.waitUntil(Promise.all([shell.deleteOthers(), self.clients.claim()]));
  });
  self.addEventListener("fetch", (event) => {
    const { request, resultingClientId } = event;
    const part = partOf(request, self.location.origin);
    if (part === "asset") event.respondWith(shell.asset(request));
    if (part !== "page") return;
    const { answer, done } = shell.page(request, () => openAgain(resultingClientId));
    event.respondWith(answer);
    event.waitUntil(done);
  });
}

/**
 * Where the browser can, it does not even start the worker for what is not the shell's: the page estimates the hub's
 * clock by the time of its requests.
 */
async function passBy(event: InstallEvent): Promise<void> {
  const shell = { or: SHELL_PATTERNS.map((urlPattern) => ({ urlPattern })) };
  await event.addRoutes?.([{ condition: { not: shell }, source: "network" }]);
}

async function openAgain(clientId: string): Promise<void> {
  const client = await self.clients.get(clientId);
  await client?.navigate(client.url);
}

function removeItself(): void {
  self.addEventListener("install", (event) => event.waitUntil(self.skipWaiting()));
  self.addEventListener("activate", (event) => {
    event.waitUntil(Promise.all([deleteShells(caches), self.registration.unregister()]));
  });
}
