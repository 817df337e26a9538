/** JUnit XML, which CI systems read: suites of cases that passed, failed, or were skipped. */

export interface TestSuite {
  readonly name: string;
  readonly startedAt: string;
  readonly cases: readonly TestCase[];
}

export interface TestCase {
  readonly className: string;
  readonly name: string;
  readonly durationS: number;
  /** Why it failed; absent when it passed. */
  readonly failure?: { readonly message: string; readonly type: string; readonly text: string };
  /** Why it says neither; absent when it does. */
  readonly skipped?: string;
  readonly output: string;
}

export function junitXml(suites: readonly TestSuite[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="streamgauge bench">\n${suites.map(suiteElement).join("")}</testsuites>\n`;
}

function suiteElement({ name, startedAt, cases }: TestSuite): string {
  const failures = cases.filter(({ failure }) => failure !== undefined).length;
  const skipped = cases.filter((one) => one.skipped !== undefined).length;
  const counts = `tests="${cases.length}" failures="${failures}" errors="0" skipped="${skipped}"`;
  const head = `<testsuite name="${escapeAttribute(name)}" ${counts} timestamp="${escapeAttribute(startedAt)}">`;
  return `  ${head}\n${cases.map(caseElement).join("")}  </testsuite>\n`;
}

function caseElement({ className, name, durationS, failure, skipped, output }: TestCase): string {
  const names = `classname="${escapeAttribute(className)}" name="${escapeAttribute(name)}"`;
  const inside = [
    failure === undefined
      ? ""
      : `      <failure message="${escapeAttribute(failure.message)}" type="${escapeAttribute(failure.type)}">${escapeText(failure.text)}</failure>\n`,
    skipped === undefined ? "" : `      <skipped message="${escapeAttribute(skipped)}"/>\n`,
    output === "" ? "" : `      <system-out>${escapeText(output)}</system-out>\n`,
  ].join("");
  return `    <testcase ${names} time="${durationS}">\n${inside}    </testcase>\n`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\t": "&#9;",
  "\n": "&#10;",
  "\r": "&#13;",
};

/** What XML cannot hold in any form: most controls, lone surrogates and two noncharacters. */
const FORBIDDEN = /[^\t\n\r -\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

function escapeText(text: string): string {
  return escaped(text, /[&<>\r]/g);
}

/** In an attribute a raw tab or line break would be read as a blank. */
function escapeAttribute(text: string): string {
  return escaped(text, /[&<>"\t\n\r]/g);
}

function escaped(text: string, special: RegExp): string {
  return text
    .replaceAll(FORBIDDEN, "\uFFFD")
    .replaceAll(special, (character) => ENTITIES[character] ?? character);
}
