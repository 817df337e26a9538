/** Says that the hub has not answered yet, and why that may be. */

import { isPageHttp1, waitingSentence } from "../feed/six-connections.ts";

/** `name` identifies the note. */
export function WaitingNote({ name }: { readonly name: string }) {
  return (
    <p class="note warning" role="alert" data-sandbox={name}>
      {waitingSentence(isPageHttp1())}
    </p>
  );
}
