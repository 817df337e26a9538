/** Shell commands for the hub at an origin, to be copied. */

/** Puts load on it. */
export function loadCommand(origin: string): string {
  return `bun run bench fan-out --connections 5000 --url ${origin}`;
}

/** Runs a bench that its Bench panel shows. */
export function watchedCommand(origin: string): string {
  return `bun run bench fan-out --connections 5000 --watch ${origin}`;
}

/** Publishes an event. */
export function publishCommand(origin: string): string {
  return `curl ${origin}/events -H 'content-type: application/json' -d '{"topic":"demo","data":"Hello"}'`;
}
