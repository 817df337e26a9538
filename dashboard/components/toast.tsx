/** Says shortly what a command has done, and reads out what happens by itself; both politely. */

import { announcement } from "./announcer.ts";
import { shownToast } from "./toasts.ts";
import { verbatim } from "./verbatim.tsx";

export function ToastLine() {
  const toast = shownToast.value;
  return (
    <>
      <div class="toasts" role="status" data-toast>
        {toast === undefined ? null : (
          <p key={toast.number} class="toast">
            {verbatim(toast.text)}
          </p>
        )}
      </div>
      <p class="for-readers" role="status" data-announcement>
        {announcement.value}
      </p>
    </>
  );
}
