/**
 * Texts that break pages, terminals, tables and parsers, the same in each run. What would be markup or script leaves
 * traces if it ever is: `hostileTraces` finds them.
 */

import { HIDDEN_CHARACTER } from "../common/hidden-characters.ts";
import {
  ADDRESSES,
  ATTRIBUTES,
  HOSTILE_ELEMENTS,
  INJECTIONS,
  MARKUP,
  SCRIPT,
  TEMPLATES,
} from "./hostile-code.ts";
import {
  BIDI,
  CELLS,
  EMOJI,
  HIDDEN,
  JSON_TEXTS,
  LONG,
  MARKS,
  NAMES,
  NUMBERS,
  STREAMS,
  SURROGATES,
  TERMINALS,
} from "./hostile-text.ts";

/** By what they attack. */
const FAMILIES = [
  MARKUP,
  ATTRIBUTES,
  SCRIPT,
  TEMPLATES,
  ADDRESSES,
  INJECTIONS,
  CELLS,
  NUMBERS,
  JSON_TEXTS,
  NAMES,
  STREAMS,
  TERMINALS,
  BIDI,
  HIDDEN,
  MARKS,
  EMOJI,
  LONG,
  SURROGATES,
];

/** A string of each of two families, one after the other: what one of them opens the other may use. */
const PAIRS = [
  [MARKUP, BIDI],
  [ATTRIBUTES, HIDDEN],
  [CELLS, STREAMS],
  [SCRIPT, TERMINALS],
  [MARKS, ADDRESSES],
] as const;

/** All of them, without repeats, in a fixed order: those of one kind first, then the mixed ones. */
export function hostileStrings(): readonly string[] {
  const single = FAMILIES.flat();
  const mixed = PAIRS.flatMap(([some, others]) =>
    some.map((text, index) => `${text}${others[index % others.length] ?? ""}`),
  );
  return [...new Set([...single, ...mixed])];
}

/** Attributes that people see or hear. */
const TOLD = ["title", "aria-label", "aria-valuetext", "placeholder", "alt"];

/** An expression: what is in the page's texts and attributes with a hidden character that is not marked. */
const UNMARKED = `(() => {
  const hidden = new RegExp(${JSON.stringify(HIDDEN_CHARACTER.source)}, "v");
  // Where lines may break, these are shown as what they are.
  const isUnmarked = (text) => hidden.test(text.replace(/[\\t\\n]/g, ""));
  const found = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const { data, parentElement } = texts.currentNode;
    if (isUnmarked(data) && parentElement.closest(".hidden-character, textarea") === null) found.push(data);
  }
  for (const name of ${JSON.stringify(TOLD)}) {
    for (const element of document.querySelectorAll("[" + name + "]")) {
      const text = element.getAttribute(name);
      if (hidden.test(text)) found.push(name + ": " + text);
    }
  }
  return found.map((text) => JSON.stringify(text.slice(0, 200)));
})()`;

/**
 * An expression: what hostile texts have done to the page, a line each, empty if nothing. For a page that
 * `watchForHostility` has run in.
 */
export const hostileTraces = `(() => {
  const requests = performance.getEntriesByType("resource").map(({ name }) => name)
    .filter((name) => !name.startsWith(location.origin) && !/^(data|blob):/.test(name));
  const unmarked = ${UNMARKED};
  const faults = [
    ["not marked: " + unmarked.join(", "), unmarked.length > 0],
    ["script ran", window.hostileRan !== undefined],
    ["dialog opened", window.hostileDialogs?.length > 0],
    ["element made of text", document.querySelector("${HOSTILE_ELEMENTS}") !== null],
    ["prototype changed", ({}).hostile !== undefined || [].hostile !== undefined],
    ["title changed", document.title !== "Streamgauge"],
    ["policy violated: " + window.hostileViolations?.join(", "), window.hostileViolations?.length > 0],
    ["asked elsewhere: " + requests.join(", "), requests.length > 0],
    ["scrolls sideways", document.documentElement.scrollWidth > document.documentElement.clientWidth],
  ];
  return faults.filter(([, is]) => is).map(([name]) => name);
})()`;

/** An expression that prepares a page for `hostileTraces`. */
export const watchForHostility = `(() => {
  window.hostileDialogs = [];
  window.hostileViolations = [];
  for (const name of ["alert", "confirm", "prompt", "print", "open"]) {
    window[name] = (...given) => void window.hostileDialogs.push(name + ": " + given.join());
  }
  document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
    window.hostileViolations.push(violatedDirective + " " + blockedURI));
})()`;
