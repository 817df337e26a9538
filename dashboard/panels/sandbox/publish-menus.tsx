/** The menus of the publish form: templates, earlier publishes, and the publish as a command or as code. */

import { shortened } from "../../common/hidden-characters.ts";
import type { PublishForm } from "../../feed/hub-api.ts";
import { curlCommand, eventSourceCode, fetchCode } from "./publish-snippets.ts";
import { TEMPLATES } from "./publish-templates.ts";
import { copyAndTell } from "../../components/toasts.ts";
import { Menu } from "../../components/menu.tsx";

export interface PublishMenusProps {
  /** Newest first. */
  readonly earlier: readonly PublishForm[];
  readonly fill: (values: Partial<PublishForm>) => void;
  /** What the form says now. */
  readonly read: () => PublishForm;
}

const SNIPPETS = [
  { name: "curl", label: "curl command", of: curlCommand },
  { name: "fetch", label: "fetch() code", of: fetchCode },
  { name: "eventsource", label: "EventSource code that reads it", of: eventSourceCode },
] as const;

const SHOWN_CHARACTERS = 60;

export function PublishMenus({ earlier, fill, read }: PublishMenusProps) {
  const templates = TEMPLATES.map(({ name, label, fill: made }) => ({
    name,
    label,
    choose: () => fill(made(Date.now())),
  }));
  const history = earlier.map((form, index) => ({
    name: `earlier-${index}`,
    label: summaryOf(form),
    choose: () => fill(form),
  }));
  const snippets = SNIPPETS.map(({ name, label, of }) => ({
    name,
    label,
    choose: () => void copyAndTell(of(location.origin, read()), `the ${label}`),
  }));
  return (
    <div class="publish-menus">
      <Menu name="template" label="Template" entries={templates} />
      <Menu name="history" label="History" entries={history} />
      <Menu name="copy-as" label="Copy as" entries={snippets} />
    </div>
  );
}

function summaryOf({ topic, type, data }: PublishForm): string {
  const name = type === "" ? topic : `${topic} · ${type}`;
  return `${name}: ${shortened(data, SHOWN_CHARACTERS)}`;
}
