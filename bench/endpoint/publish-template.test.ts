import { describe, expect, test } from "bun:test";
import { hubTemplate, readTemplate } from "./publish-template.ts";

const values = { data: 'a "b"\nc&d', id: "i-1", n: 7 };

describe("readTemplate()", () => {
  test.each([
    [
      "JSON, escaped within its strings",
      '{"data":"{data}","id":"{id}","count":{n}}',
      "application/json",
      '{"data":"a \\"b\\"\\nc&d","id":"i-1","count":7}',
    ],
    [
      "a form, percent-encoded",
      "topic=x&data={data}&id={id}",
      "application/x-www-form-urlencoded",
      "topic=x&data=a%20%22b%22%0Ac%26d&id=i-1",
    ],
    ["plain text, as is", "{data}", "text/plain; charset=utf-8", 'a "b"\nc&d'],
  ])("fills %s", (_form, template, contentType, body) => {
    const read = readTemplate(template);
    expect([read.contentType, read.bodyOf(values)]).toEqual([contentType, body]);
  });

  test("does not expand placeholders within values", () => {
    expect(readTemplate("{data}").bodyOf({ ...values, data: "{n}" })).toBe("{n}");
  });
});

test("hubTemplate() publishes to the topics that the address subscribes to", () => {
  const one = hubTemplate(new URL("http://h/events?topic=a"));
  expect(JSON.parse(one.bodyOf(values))).toEqual({ topic: "a", data: values.data });
  const two = hubTemplate(new URL("http://h/events?topic=a&topic=b"));
  expect(JSON.parse(two.bodyOf(values))).toEqual({ topic: ["a", "b"], data: values.data });
});
