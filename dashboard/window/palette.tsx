/**
 * The command palette: a dialog with a field and a list of what matches. The focus stays in the field; arrows choose,
 * Enter runs, Escape closes.
 * [pattern] https://www.w3.org/WAI/ARIA/apg/patterns/combobox/
 */

import { type Signal, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { MAX_SEARCH_CHARACTERS } from "#protocol";
import { type Command, COMMANDS, type Program } from "./commands.ts";
import { findInHub } from "./find-in-hub.ts";
import { findCommands } from "./find-commands.ts";
import { recall, remember } from "../common/remembered.ts";
import { Modal } from "../components/modal.tsx";
import { verbatim } from "../components/verbatim.tsx";

/** Its commands run last, newest first. */
const RECENT = "recent-commands";
const MAX_RECENT = 5;
/** Whoever types has paused. */
const REST_MS = 150;

export function Palette({ program }: { readonly program: Program }) {
  return (
    <Modal isOpen={program.view.isPaletteOpen} name="palette" label="Commands">
      <Finder program={program} />
    </Modal>
  );
}

/** Made anew at each opening, so that it starts empty. */
function Finder({ program }: { readonly program: Program }) {
  const letters = useSignal("");
  const chosen = useSignal(0);
  const inHub = useFoundInHub(letters);
  const found = [...findCommands(COMMANDS, letters.value, recentIds()), ...inHub];
  const at = Math.min(chosen.value, found.length - 1);
  const run = (command: Command | undefined) => {
    if (command === undefined) return;
    if (COMMANDS.includes(command)) {
      remember(RECENT, [command.id, ...recentIds()].slice(0, MAX_RECENT).join(" "));
    }
    program.view.isPaletteOpen.value = false;
    command.run(program);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const to = placeAfter(event.key, at, found.length);
    if (to === undefined && event.key !== "Enter") return;
    event.preventDefault();
    if (to === undefined) run(found[at]);
    else chosen.value = to;
  };
  return (
    <>
      <input
        type="text"
        role="combobox"
        aria-label="Find a command"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-autocomplete="list"
        aria-activedescendant={at < 0 ? undefined : optionId(at)}
        placeholder="Type what you want to do"
        autocomplete="off"
        maxLength={MAX_SEARCH_CHARACTERS}
        spellcheck={false}
        value={letters.value}
        onInput={({ currentTarget }) => {
          letters.value = currentTarget.value;
          chosen.value = 0;
        }}
        onKeyDown={onKeyDown}
      />
      <ul id="palette-list" role="listbox" aria-label="Commands">
        {found.map((command, index) => (
          <Option
            key={command.id}
            command={command}
            index={index}
            isChosen={index === at}
            onRun={() => run(command)}
          />
        ))}
      </ul>
      <p class="empty" role="status" hidden={found.length > 0}>
        Nothing is called that.
      </p>
    </>
  );
}

/** What the hub has under these letters; asked once they have not changed for a moment. */
function useFoundInHub(letters: Signal<string>): readonly Command[] {
  const found = useSignal<readonly Command[]>([]);
  useSignalEffect(() => {
    const asked = letters.value;
    found.value = [];
    const timer = setTimeout(async () => {
      const inHub = await findInHub(asked);
      if (letters.peek() === asked) found.value = inHub;
    }, REST_MS);
    return () => clearTimeout(timer);
  });
  return found.value;
}

interface OptionProps {
  readonly command: Command;
  readonly index: number;
  readonly isChosen: boolean;
  readonly onRun: () => void;
}

function Option({ command, index, isChosen, onRun }: OptionProps) {
  const item = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isChosen) item.current?.scrollIntoView({ block: "nearest" });
  }, [isChosen]);
  const { id, title, group, key } = command;
  return (
    <li
      ref={item}
      id={optionId(index)}
      role="option"
      aria-selected={isChosen}
      data-command={id}
      onClick={onRun}
    >
      <span class="group">{group}</span>
      <span class="title">{verbatim(title)}</span>
      {key === undefined ? null : <kbd>{key}</kbd>}
    </li>
  );
}

function optionId(index: number): string {
  return `palette-option-${index}`;
}

/** Where a key leads in a list of `count`; at its ends the arrows go on at the other one. */
function placeAfter(key: string, at: number, count: number): number | undefined {
  if (count === 0) return undefined;
  if (key === "ArrowDown") return (at + 1) % count;
  if (key === "ArrowUp") return (at + count - 1) % count;
  if (key === "PageDown") return Math.min(count - 1, at + 10);
  if (key === "PageUp") return Math.max(0, at - 10);
  return undefined;
}

function recentIds(): readonly string[] {
  return recall(RECENT)?.split(" ") ?? [];
}
