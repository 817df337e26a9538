/** Says shortly what a command has done; read out politely. */

import { shownToast } from "../toasts.ts";

export function ToastLine() {
  const toast = shownToast.value;
  return (
    <div class="toasts" role="status" data-toast>
      {toast === undefined ? null : (
        <p key={toast.number} class="toast">
          {toast.text}
        </p>
      )}
    </div>
  );
}
