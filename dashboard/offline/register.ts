/** Registers the service worker that keeps the page for when the hub is away. */

const SCRIPT = "/service-worker.js";

/**
 * Once the page has loaded, so that the first paint does not wait for it. Browsers have workers only on HTTPS and on
 * loopback, and none in private windows of some; without one the page is as it was.
 */
export function keepForOffline(): void {
  if (!("serviceWorker" in navigator)) return;
  const register = () => {
    navigator.serviceWorker.register(SCRIPT, { updateViaCache: "none" }).catch(() => {});
  };
  if (document.readyState === "complete") register();
  else addEventListener("load", register, { once: true });
}
