/**
 * The shell: the page and its assets, kept by the service worker so that the page opens while no hub answers. The page
 * itself comes from the hub whenever it answers; assets have a hash in their names, so a kept one is never old. Nothing
 * else is ever answered here: streams, statistics and publishes go to the hub as if there were no worker.
 */

const PAGE = "/";
const PAGE_PATHS: readonly string[] = [PAGE, "/index.html"];
const ASSETS_PATH = "/assets/";
/** Patterns of the paths that have anything to do with the shell. */
export const SHELL_PATTERNS: readonly string[] = [...PAGE_PATHS, `${ASSETS_PATH}*`];
const CACHE_PREFIX = "streamgauge-shell-";
/** How long a hub that accepts the connection may take to answer with the page. Its first answer waits for the bundler. */
const PATIENCE_MS = 4_000;
/** What a proxy answers if its hub does not. */
const GATEWAY_STATUSES: ReadonlySet<number> = new Set([502, 503, 504]);

/** What the hub tells the worker about the page. */
export interface ShellContent {
  /** A hash of the page. */
  readonly revision: string;
  /** The paths of what it needs. */
  readonly assets: readonly string[];
}

/** The part of a request that decides who answers it. */
export interface Asked {
  readonly method: string;
  readonly mode: string;
  readonly url: string;
}

/** Which part of the shell a request asks for; `undefined` if it is none of the worker's business. */
export function partOf({ method, mode, url }: Asked, origin: string): "page" | "asset" | undefined {
  const address = new URL(url);
  if (method !== "GET" || address.origin !== origin) return undefined;
  if (mode === "navigate") return PAGE_PATHS.includes(address.pathname) ? "page" : undefined;
  return address.pathname.startsWith(ASSETS_PATH) ? "asset" : undefined;
}

/** The hub's, unless it is away. */
type Answer = Response | undefined;

export interface ShellOptions {
  readonly content: ShellContent;
  readonly caches: {
    open(name: string): Promise<Pick<Cache, "match" | "addAll">>;
    keys(): Promise<readonly string[]>;
    delete(name: string): Promise<boolean>;
  };
  readonly fetch: (request: Request) => Promise<Response>;
  /** Resolves after this time. */
  readonly after: (waitMs: number) => Promise<undefined>;
}

export class Shell {
  readonly #options: ShellOptions;
  readonly #name: string;

  constructor(options: ShellOptions) {
    this.#options = options;
    this.#name = CACHE_PREFIX + options.content.revision;
  }

  /**
   * Fetches all of the shell, or keeps nothing of it.
   * @throws {TypeError} when the hub has gone, or has another page by now
   */
  async keep(): Promise<void> {
    const cache = await this.#options.caches.open(this.#name);
    await cache.addAll([
      new Request(PAGE, { cache: "no-cache" }),
      ...this.#options.content.assets.map((path) => new Request(path)),
    ]);
  }

  /** Deletes the shells of other revisions. */
  async deleteOthers(): Promise<void> {
    await deleteShells(this.#options.caches, this.#name);
  }

  async asset(request: Request): Promise<Response> {
    return (await this.#kept(request.url)) ?? this.#options.fetch(request);
  }

  /**
   * The hub's page, or the kept one if the hub is away or takes too long. If the hub answers after all, with another
   * page, `reopen` is called; `done` resolves once that is decided.
   */
  page(
    request: Request,
    reopen: () => Promise<void>,
  ): { readonly answer: Promise<Response>; readonly done: Promise<void> } {
    const { fetch, after } = this.#options;
    const fromHub = fetch(request).then(unlessAway, () => undefined);
    const inTime = Promise.race([fromHub, after(PATIENCE_MS)]);
    return {
      answer: this.#choose(inTime, fromHub),
      done: this.#reopenIfOutdated(inTime, fromHub, reopen),
    };
  }

  async #choose(inTime: Promise<Answer>, fromHub: Promise<Answer>): Promise<Response> {
    return (await inTime) ?? (await this.#kept(PAGE)) ?? (await fromHub) ?? Response.error();
  }

  async #reopenIfOutdated(
    inTime: Promise<Answer>,
    fromHub: Promise<Answer>,
    reopen: () => Promise<void>,
  ): Promise<void> {
    if ((await inTime) !== undefined) return;
    if (await this.#differs(await fromHub)) await reopen();
  }

  async #differs(late: Answer): Promise<boolean> {
    const kept = await this.#kept(PAGE);
    if (late === undefined || kept === undefined) return false;
    return (await late.text()) !== (await kept.text());
  }

  async #kept(path: string): Promise<Response | undefined> {
    const cache = await this.#options.caches.open(this.#name);
    return cache.match(path, { ignoreVary: true });
  }
}

function unlessAway(response: Response): Answer {
  return GATEWAY_STATUSES.has(response.status) ? undefined : response;
}

/** Deletes all shells but one; all, if it has no name. */
export async function deleteShells(
  caches: Pick<ShellOptions["caches"], "keys" | "delete">,
  kept?: string,
): Promise<void> {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(CACHE_PREFIX) && name !== kept);
  await Promise.all(old.map((name) => caches.delete(name)));
}
