import { expect, test } from "bun:test";
import { count, type FlagTable, readArguments, readValues, SWITCH, text } from "./index.ts";

const TABLE = {
  clients: { value: "N", kind: count(1, 100), short: "c", fallback: "10", about: "" },
  header: { value: "H", kind: text("a header"), isRepeatable: true, about: "" },
  name: { value: "N", kind: text("a name"), about: "" },
  loud: { kind: SWITCH, about: "" },
} as const satisfies FlagTable;

function read(...argv: string[]) {
  const faults: string[] = [];
  const { words, texts, ...asked } = readArguments(TABLE, argv, faults);
  return { words, values: readValues(TABLE, texts, faults), faults, ...asked };
}

test("readValues() reads by kind: the last of several, all of a repeatable flag, a fallback if none is given", () => {
  expect(read().values).toEqual({ clients: 10 });
  expect(read("-c", "1", "--clients=2", "--header", "a", "--header", "b", "--loud").values).toEqual(
    {
      clients: 2,
      header: ["a", "b"],
      loud: true,
    },
  );
});

test("readValues() reports each invalid value, and continues with the fallback", () => {
  const { values, faults } = read("-c", "101", "--name", "");
  expect(values).toEqual({ clients: 10 });
  expect(faults).toEqual([
    "--clients is '101': expected a whole number from 1 to 100, such as 500, 10k or 1e4",
    "--name is '': expected a name",
  ]);
});

test("readArguments() does not take the value of an unknown option for a word", () => {
  expect(read("one", "--client", "5", "two", "--", "--three")).toMatchObject({
    words: ["one", "two", "--three"],
    faults: ["Unknown option '--client'; did you mean --clients?"],
  });
});

test("readArguments() does not accept the names of an object's built-in properties", () => {
  expect(read("--constructor", "x").faults).toEqual(["Unknown option '--constructor'"]);
});

test.each([
  [["--help"], true, false],
  [["-h"], true, false],
  [["--version"], false, true],
])("readArguments() recognises %j", (argv, isHelp, isVersion) => {
  expect(read(...argv)).toMatchObject({ isHelp, isVersion });
});
