/** Whether the data is JSON, if it looks like it, and a button that gives each value its own line. */

import { verbatim } from "./verbatim.tsx";
import { checkJson, prettyJson } from "../common/json-check.ts";

export interface JsonNoteProps {
  readonly text: string;
  readonly onPretty: (pretty: string) => void;
}

export function JsonNote({ text, onPretty }: JsonNoteProps) {
  const check = checkJson(text);
  return (
    <div class="json-note">
      <p class={check.kind === "invalid" ? "note warning" : "note"} data-sandbox="json">
        {check.kind === "valid" ? "valid JSON" : null}
        {check.kind === "invalid" ? <>not JSON: {verbatim(check.why)}</> : null}
      </p>
      <button
        type="button"
        class="quiet"
        data-sandbox="pretty"
        disabled={check.kind !== "valid"}
        onClick={() => onPretty(prettyJson(text))}
      >
        Pretty
      </button>
    </div>
  );
}
