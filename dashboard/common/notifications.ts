/** Notices by the system, for those who look at something else; only if somebody has allowed them. */

import { signal } from "@preact/signals";

/** `default`: not asked yet. `denied` also where the browser has none. */
export const notifying = signal<NotificationPermission>(
  "Notification" in globalThis ? Notification.permission : "denied",
);

export async function askToNotify(): Promise<void> {
  notifying.value = await Notification.requestPermission();
}

/** Only while the page is hidden: otherwise the page says it. A newer notice with the same tag replaces the older one. */
export function notify(title: string, tag: string): void {
  if (notifying.value !== "granted" || !document.hidden) return;
  try {
    const notice = new Notification(title, { tag });
    notice.addEventListener("click", () => focus());
  } catch {
    // Some browsers allow it in service workers only.
  }
}
