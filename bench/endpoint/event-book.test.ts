import { describe, expect, test } from "bun:test";
import { EventBook } from "./event-book.ts";

/** Four clients; 1 and 3 are cut. The account starts at 0. */
function openBook() {
  const skews: number[] = [];
  const book = new EventBook({
    clients: 4,
    isToBeCut: (client) => client % 2 === 1,
    onSkew: (skewMs) => skews.push(skewMs),
  });
  book.start(0);
  const toAll = (key: string, atMs: number, clients = [0, 1, 2, 3], isUnique = true) =>
    clients.map((client) => book.enter(client, { key, isUnique, atMs: atMs + client }));
  return { book, skews, toAll };
}

describe("EventBook", () => {
  test("counts events that reached all as expected, and reports the skew of uncut clients", () => {
    const { book, skews, toAll } = openBook();
    expect(toAll("a", 10)).toEqual(["new", "known", "known", "known"]);
    expect(toAll("a", 20)).toEqual(["again", "again", "again", "again"]);
    expect(book.totals(100)).toEqual({
      events: 1,
      isBroadcast: true,
      expected: 4,
      lost: 0,
      timedLost: 0,
      skewLost: 0,
      outOfOrder: 0,
      replayed: 0,
      awayExpected: 0,
      awayLost: 0,
    });
    expect(skews).toEqual([2]);
  });

  test("counts an event as lost for each client that missed it", () => {
    const { book, toAll } = openBook();
    toAll("a", 10, [0, 1, 3]);
    expect(book.totals(100)).toMatchObject({ expected: 4, lost: 1 });
  });

  test("separates what is lost while clients are cut from what a resume delivers", () => {
    const { book, toAll } = openBook();
    toAll("a", 10);
    for (const client of [1, 3]) book.cut(client, 5_000);
    toAll("b", 6_000, [0, 2]);
    toAll("c", 7_000, [0, 2]);
    for (const client of [1, 3]) book.askedAgain(client, 8_000);
    toAll("c", 8_100, [1, 3]);
    toAll("d", 9_000);
    expect(book.totals(20_000)).toMatchObject({
      events: 4,
      expected: 12,
      lost: 0,
      awayExpected: 4,
      awayLost: 2,
    });
  });

  test("attributes to the cut what was made before a client was back, however late others see it", () => {
    const { book, toAll } = openBook();
    for (const client of [1, 3]) book.cut(client, 500);
    for (const client of [1, 3]) book.askedAgain(client, 1_000);
    for (const client of [0, 2]) {
      book.enter(client, { key: "late", isUnique: true, atMs: 2_600, madeAtMs: 160 });
    }
    toAll("after", 2_700, [0, 2]);
    expect(book.totals(20_000)).toMatchObject({ lost: 2, awayLost: 2 });
  });

  test("attributes what was in flight during the cut to the cut", () => {
    const { book, toAll } = openBook();
    for (const client of [1, 3]) book.cut(client, 5_000);
    toAll("a", 4_990, [0, 2]);
    expect(book.totals(20_000)).toMatchObject({ lost: 0, awayLost: 2 });
  });

  test("leaves out events that only cut clients got, that came before the start, or too late to judge", () => {
    const { book, toAll } = openBook();
    for (const client of [1, 3]) book.cut(client, 5);
    toAll("history", 10, [1, 3]);
    toAll("early", -10, [0]);
    toAll("late", 200, [0]);
    expect(book.totals(100)).toMatchObject({ events: 0, expected: 0, lost: 0 });
  });

  test("demands nothing of a client that others were sent again, and that came before its first event", () => {
    const { book, toAll } = openBook();
    // Clients 0 and 1 were away when 2 and 3 subscribed and got their first event.
    toAll("second", 10, [2, 3]);
    toAll("first", 3_000, [0, 1]);
    toAll("second", 3_010, [0, 1]);
    toAll("third", 3_100, [0, 1, 3]);
    expect(book.totals(20_000)).toMatchObject({ lost: 1, outOfOrder: 0 });
  });

  test("demands what came after a client's first event, however it came to others", () => {
    const { book, toAll } = openBook();
    toAll("first", 10);
    toAll("second", 3_000, [0, 1]);
    expect(book.totals(20_000)).toMatchObject({ lost: 2 });
  });

  test("excuses clients that never opened", () => {
    const { book, toAll } = openBook();
    book.excuse(3);
    toAll("a", 10, [0, 1, 2]);
    expect(book.totals(100)).toMatchObject({ expected: 3, lost: 0 });
  });

  test("takes equal data without ids for consecutive events, however they interleave", () => {
    const { book, toAll } = openBook();
    toAll("tick", 10, [0, 0, 0], false);
    toAll("tick", 20, [1, 2, 3, 1, 2, 3, 1, 2, 3], false);
    expect(book.totals(100)).toMatchObject({ events: 3, expected: 12, lost: 0 });
  });

  test("does not take equal data for an event from before a client was there", () => {
    const { book, toAll } = openBook();
    toAll("tick", 10, [0, 1, 2], false);
    book.asked(3, 50);
    toAll("tick", 60, [0, 1, 2, 3], false);
    expect(book.totals(100)).toMatchObject({ events: 2, expected: 7, lost: 0 });
  });

  test("counts an old event as replayed if only clients that resumed got it", () => {
    const { book } = openBook();
    for (const client of [1, 3]) book.cut(client, 5);
    const old = { isUnique: true, atMs: 20, looksOld: true };
    for (const client of [1, 3]) book.enter(client, { ...old, key: "e-1" });
    // Ids may be random numbers: the others get it a moment later.
    for (const client of [1, 3, 0, 2]) book.enter(client, { ...old, key: "e-2" });
    expect(book.totals(100)).toMatchObject({ replayed: 2, events: 1, lost: 0 });
  });

  test("an event that may be older than a client's subscription is not due to it, but later ones are", () => {
    const { book, toAll } = openBook();
    toAll("a", 10, [0, 1, 2]);
    toAll("b", 20);
    toAll("c", 30, [0, 1, 2]);
    toAll("d", 900, [0, 1, 2]);
    expect(book.totals(2_000)).toMatchObject({ events: 4, expected: 15, lost: 2 });
  });

  test("an event that says that it is older than the account is due to nobody", () => {
    const { book } = openBook();
    for (const client of [0, 1, 2]) {
      book.enter(client, { key: "a", isUnique: true, atMs: 700, madeAtMs: -5 });
      book.enter(client, { key: "b", isUnique: true, atMs: 710, madeAtMs: 5 });
    }
    expect(book.totals(2_000)).toMatchObject({ events: 1, expected: 4, lost: 1, timedLost: 1 });
  });

  test.each([
    ["all got them in the order of nobody's ids", ["b", "a"], ["b", "a"], 0],
    ["two clients disagree", ["a", "b"], ["b", "a"], 1],
    ["one lost what the others got later", ["a", "b"], ["b"], 0],
    ["one of three was held up", ["a", "b", "c"], ["a", "c", "b"], 1],
  ])("judges order by what clients say of each other: %s", (_what, first, second, outOfOrder) => {
    const { book } = openBook();
    const get = (client: number, keys: string[]) => {
      for (const key of keys) book.enter(client, { key, isUnique: true, atMs: 10 });
    };
    get(3, second);
    for (const client of [0, 1, 2]) get(client, first);
    expect(book.totals(100).outOfOrder).toBe(outOfOrder);
  });

  test("detects that each client gets its own events", () => {
    const { book } = openBook();
    for (const client of [0, 1, 2, 3])
      book.enter(client, { key: `own ${client}`, isUnique: true, atMs: 10 });
    expect(book.totals(100).isBroadcast).toBe(false);
  });
});
