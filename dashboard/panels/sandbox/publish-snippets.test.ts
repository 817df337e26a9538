import { expect, test } from "bun:test";
import { adversarialStrings } from "../../browser/adversarial.ts";
import { hostileStrings } from "../../browser/hostile-strings.ts";
import { curlCommand, eventSourceCode, fetchCode } from "./publish-snippets.ts";

const ORIGIN = "http://127.0.0.1:8080";
const HOSTILE = [
  "it's",
  "''; rm -rf /; echo '",
  '$(id) `id` ${HOME} $HOME !! \\ \\\' " \\" %s *',
  "two\nlines\r\n\ttab \0 NUL \u001b[31m red \u0007 \u009b31m",
  "</script><script>alert(1)</script><!-- -->",
  "`${alert(1)}` */ // \u2028\u2029",
  "\ud800 lone, \u202e turned, 漢字 😀",
  "@/etc/passwd",
  "-X DELETE",
  "__proto__",
  "'\\''",
  ...adversarialStrings(300).filter(({ length }) => length < 60_000),
  ...hostileStrings(),
];

/** What a shell passes to `curl`, in the order of `commands`. */
function argumentsOf(commands: readonly string[]): string[][] {
  // A marker between the calls: no argument of curl is empty.
  const script = `curl() { for one in "$@"; do printf '%s\\0' "$one"; done; printf '\\0'; }\n${commands.join("\n")}\n`;
  const { stdout, success } = Bun.spawnSync(["sh"], { stdin: Buffer.from(script) });
  expect(success).toBe(true);
  const calls = stdout.toString().split("\0\0");
  return calls.slice(0, -1).map((call) => call.split("\0"));
}

test("curlCommand() stays one command with the same arguments in a real shell, whatever is published", () => {
  const forms = HOSTILE.map((data) => ({ topic: data || "demo", type: data, data }));
  const calls = argumentsOf(forms.map((form) => curlCommand(ORIGIN, form)));
  expect(calls).toHaveLength(forms.length);
  for (const [index, [url, ...others]] of calls.entries()) {
    expect(url).toBe(`${ORIGIN}/events`);
    expect(others.slice(0, 3)).toEqual(["-H", "content-type: application/json", "--data-raw"]);
    const { type = "", ...form } = JSON.parse(others[3] ?? "");
    expect({ type, ...form }).toEqual(forms[index]);
  }
});

test("fetchCode() is code that publishes the same, whatever is published", async () => {
  for (const data of HOSTILE) {
    const asked: unknown[] = [];
    const fake = (url: string, options: object) => void asked.push({ url, ...options });
    await evaluate(fetchCode(ORIGIN, { topic: data, type: data, data }), { fetch: fake });
    expect(asked).toMatchObject([{ url: `${ORIGIN}/events`, method: "POST" }]);
    const body = JSON.parse(String(Reflect.get(Object(asked[0]), "body")));
    expect(body).toEqual({ topic: data, data, ...(data === "" ? {} : { type: data }) });
  }
});

test("eventSourceCode() is code that reads the topic and listens for the type", async () => {
  for (const name of HOSTILE) {
    const opened: string[] = [];
    const types: string[] = [];
    class Fake {
      constructor(url: string) {
        opened.push(url);
      }
      addEventListener(type: string): void {
        types.push(type);
      }
    }
    await evaluate(eventSourceCode(ORIGIN, { topic: name, type: name, data: "" }), {
      EventSource: Fake,
    });
    expect(new URL(opened[0] ?? "").searchParams.get("topic")).toBe(name.toWellFormed());
    expect(types).toEqual([...new Set([name || "message", "gap"])]);
  }
});

test("no snippet has control characters, or markup that ends a script", () => {
  for (const data of HOSTILE) {
    const form = { topic: "demo", type: "", data };
    const code = fetchCode(ORIGIN, form) + eventSourceCode(ORIGIN, { ...form, topic: data });
    expect(code).not.toMatch(/<\/script|<!--/i);
    const all = (code + curlCommand(ORIGIN, form)).replaceAll("\n", "");
    // oxlint-disable-next-line no-control-regex
    expect(all).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\ufeff]/);
  }
});

async function evaluate(code: string, globals: Readonly<Record<string, unknown>>): Promise<void> {
  const names = Object.keys(globals);
  await new Function(...names, `return (async () => {\n${code}\n})()`)(...Object.values(globals));
}
