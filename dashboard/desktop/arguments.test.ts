import { expect, test } from "bun:test";
import { join } from "node:path";
import { readDesktopArguments } from "./arguments.ts";

test("without flags it is the default hub, in whatever browser there is", () => {
  expect(readDesktopArguments([])).toEqual({
    kind: "open",
    page: new URL("http://127.0.0.1:3000"),
    browser: undefined,
  });
});

test("every fault is reported at once", () => {
  const asked = readDesktopArguments(["--url", "3000", "--brwoser", "x", "now"]);
  expect(asked).toEqual({
    kind: "faults",
    faults: [
      "Unknown option '--brwoser'; did you mean --browser?",
      "Only flags are expected, not 'now'",
      "--url is '3000': expected an http: or https: address",
    ],
  });
});

test("the flags in README.md are those of --help", async () => {
  const help = readDesktopArguments(["--help"]);
  const text = help.kind === "help" ? help.text : "";
  const rows = (await Bun.file(join(import.meta.dir, "README.md")).text())
    .split("\n")
    .filter((line) => line.startsWith("| `--"))
    .map((line) => line.split("|").map((cell) => cell.trim().replaceAll("`", "")));
  expect(rows).toHaveLength(2);
  for (const [, flag = "", fallback = "", about = ""] of rows) {
    const line = text.split("\n").find((one) => one.trim().startsWith(flag)) ?? "";
    expect(line).toContain(about);
    expect(line).toContain(fallback);
  }
});
