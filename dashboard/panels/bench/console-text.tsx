/** What the bench wrote to its console. Rows of its tables, which are indented, do not wrap: their columns stay below one another. */

import { Fragment } from "preact";
import { verbatim } from "../../components/verbatim.tsx";

export function ConsoleText({ text }: { readonly text: string }) {
  return (
    <>
      {text
        .trim()
        .split("\n")
        .map((line, index) => (
          <Fragment key={index}>
            {index === 0 ? null : "\n"}
            <span class={line.startsWith("  ") ? "console-row" : undefined}>
              {verbatim(line, true)}
            </span>
          </Fragment>
        ))}
    </>
  );
}
