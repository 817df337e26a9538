/** What comparing two results found, for the top of the page that lays the one over the other. */

import type { Verdict } from "../comparison/comparison.ts";
import { STATES } from "./comparison-forest-svg.ts";
import { html, type Markup } from "./markup.ts";

export interface Finding {
  readonly verdict: Verdict;
  readonly findings: readonly string[];
  readonly cautions: readonly string[];
}

const WORDS: Readonly<Record<Verdict, string>> = {
  pass: "Pass",
  regressed: "Regressed",
  inconclusive: "Inconclusive",
};

export function comparedBanner({ verdict, findings, cautions }: Finding): Markup {
  return banner(STATES[verdict], WORDS[verdict], [...findings, ...cautions]);
}

/** For two that are laid over each other although they cannot be compared. */
export function incomparableBanner(why: string): Markup {
  return banner("invalid", "Not comparable", [why]);
}

function banner(state: string, word: string, lines: readonly string[]): Markup {
  return html`<div class="verdict" data-state="${state}">
    <p class="state" data-state="${state}">${word}</p>
    <ul class="verdict-lines">
      ${lines.map((line) => html`<li>${line}</li>`)}
    </ul>
  </div>`;
}
