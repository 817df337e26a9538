/** The command line of `bun run desktop`. Pure. */

import {
  commonLines,
  flagLine,
  type FlagTable,
  namesOf,
  readArguments,
  readValues,
  text,
  url,
} from "#flags";

const FLAGS = {
  url: {
    value: "URL",
    kind: url,
    fallback: "http://127.0.0.1:3000",
    about: "the hub; one is started if none answers there",
  },
  browser: {
    value: "FILE",
    kind: text("the name of a file"),
    about: "the browser: Chrome, Edge, Chromium, Brave or another of their family",
  },
} as const satisfies FlagTable;

type FlagName = keyof typeof FLAGS;

export type Asked =
  | { readonly kind: "open"; readonly page: URL; readonly browser: string | undefined }
  | { readonly kind: "help"; readonly text: string }
  | { readonly kind: "version" }
  | { readonly kind: "faults"; readonly faults: readonly string[] };

/** Reads `argv` (without the program's own name); reports every fault at once. */
export function readDesktopArguments(argv: readonly string[]): Asked {
  const faults: string[] = [];
  const { words, texts, isHelp, isVersion } = readArguments<FlagName>(FLAGS, argv, faults);
  if (isHelp) return { kind: "help", text: helpText() };
  if (isVersion) return { kind: "version" };
  if (words.length > 0) faults.push(`Only flags are expected, not '${words.join(" ")}'`);
  const { url: page, browser } = readValues(FLAGS, texts, faults);
  return faults.length > 0 ? { kind: "faults", faults } : { kind: "open", page, browser };
}

function helpText(): string {
  return [
    "Opens Streamgauge's dashboard in a window of its own.",
    "",
    "Usage: bun run desktop [flags]",
    "",
    ...namesOf<FlagName>(FLAGS).map((name) => flagLine(name, FLAGS[name])),
    ...commonLines("Streamgauge"),
    "",
    "A hub that it starts ends with the window. Its flags are taken from the environment, such as STREAMGAUGE_LOG=memory.",
  ].join("\n");
}
