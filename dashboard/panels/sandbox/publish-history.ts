/** The latest publishes, newest first, remembered in this browser: bounded in number and in size. */

import type { PublishForm } from "../../feed/hub-api.ts";
import { parsedJson } from "../../common/json.ts";
import { BROWSER_MEMORY, type Memory } from "../../common/remembered.ts";

export const MAX_PUBLISHES = 20;
/** Of all of them together: browsers give a site some five million. */
export const MAX_CHARACTERS = 300_000;
const NAME = "publishes";

export class PublishHistory {
  readonly #memory: Memory;
  #forms: readonly PublishForm[];

  constructor(memory: Memory = BROWSER_MEMORY) {
    this.#memory = memory;
    const kept = parsedJson(memory.recall(NAME) ?? "");
    this.#forms = bounded(Array.isArray(kept) ? kept.filter(isForm) : []);
  }

  /** Newest first. */
  get forms(): readonly PublishForm[] {
    return this.#forms;
  }

  /** The same publish moves to the front. One too large to keep is not kept. */
  add(form: PublishForm): void {
    if (charactersOf(form) > MAX_CHARACTERS) return;
    this.#forms = bounded([form, ...this.#forms.filter((other) => !isSame(form, other))]);
    this.#memory.remember(NAME, JSON.stringify(this.#forms));
  }
}

/** The newest that fit. */
function bounded(forms: readonly PublishForm[]): readonly PublishForm[] {
  let characters = 0;
  const end = forms.findIndex((form) => (characters += charactersOf(form)) > MAX_CHARACTERS);
  return forms.slice(0, Math.min(end < 0 ? forms.length : end, MAX_PUBLISHES));
}

function charactersOf({ topic, type, data }: PublishForm): number {
  return topic.length + type.length + data.length;
}

function isSame(one: PublishForm, other: PublishForm): boolean {
  return one.topic === other.topic && one.type === other.type && one.data === other.data;
}

function isForm(value: unknown): value is PublishForm {
  if (typeof value !== "object" || value === null) return false;
  return ["topic", "type", "data"].every((name) => typeof Reflect.get(value, name) === "string");
}
