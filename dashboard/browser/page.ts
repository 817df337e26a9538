/**
 * A page in a real browser, for tests and screenshots: all pages of a process are tabs of one browser. Whatever
 * reaches its console is kept, uncaught errors and refused resources too; waiting is done in the page, frame
 * by frame, never by a sleep.
 */

import { installedChromium } from "./machine.ts";

/** Root has no sandbox to run in, and a test needs no network but its own. */
const ARGV = [
  "--no-sandbox",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-quic",
  "--hide-scrollbars",
];

/** An overall deadline: what has not happened by then does not happen. */
const DEADLINE_MS = 30_000;

export interface PageOptions {
  readonly width?: number;
  readonly height?: number;
  readonly scheme?: "light" | "dark";
  /** Device pixels to a CSS pixel. */
  readonly scale?: number;
  /** Loads from hubs whose certificate nobody vouches for; a launch flag would be for all pages of the process. */
  readonly trustsAnyCertificate?: boolean;
}

export interface MousePlace {
  readonly x: number;
  readonly y: number;
}

export class BrowserPage {
  readonly #view: Bun.WebView;
  readonly #console: string[] = [];

  private constructor(view: Bun.WebView) {
    this.#view = view;
  }

  /**
   * Opens `url` and waits until it has loaded.
   * @throws {Error} when there is no browser, or the page cannot be loaded
   */
  static async open(url: string, options: PageOptions = {}): Promise<BrowserPage> {
    const path = installedChromium();
    if (path === undefined) throw new Error("No Chromium: run 'bun .ci/install.ts'");
    const { width = 1440, height = 900, scheme = "light" } = options;
    const view = new Bun.WebView({
      backend: { type: "chrome", url: false, path, argv: ARGV },
      width,
      height,
    });
    const page = new BrowserPage(view);
    // The first navigation sets up the session that the protocol's commands need.
    await view.navigate("about:blank");
    await page.#listen();
    const ignore = options.trustsAnyCertificate ?? false;
    await view.cdp("Security.setIgnoreCertificateErrors", { ignore });
    await view.cdp("Emulation.setEmulatedMedia", {
      features: [{ name: "prefers-color-scheme", value: scheme }],
    });
    // The window's own height has a frame in it; the page is to have all that was asked for.
    await view.cdp("Emulation.setDeviceMetricsOverride", {
      width,
      height,
      deviceScaleFactor: options.scale ?? 1,
      mobile: false,
    });
    await view.navigate(url);
    return page;
  }

  /** All that the console shows, oldest first. */
  get console(): readonly string[] {
    return this.#console;
  }

  /** Evaluates an expression in the page; what it answers must be JSON. */
  evaluate(expression: string): Promise<unknown> {
    return this.#view.evaluate(expression);
  }

  /**
   * Waits until an expression is true in the page.
   * @throws {Error} when it is not within the deadline
   */
  async until(expression: string): Promise<void> {
    const late = JSON.stringify(`Not true within ${DEADLINE_MS} ms: ${expression}`);
    await this.#view.evaluate(`new Promise((resolve, reject) => {
      const startMs = performance.now();
      const look = () => {
        if (${expression}) resolve();
        else if (performance.now() - startMs > ${DEADLINE_MS}) reject(new Error(${late}));
        else requestAnimationFrame(look);
      };
      look();
    })`);
  }

  /** Clicks once the element can be clicked. */
  async click(selector: string): Promise<void> {
    await this.#view.click(selector);
  }

  /** Clicks into a field, and puts `text` in place of what it holds. */
  async fill(selector: string, text: string): Promise<void> {
    await this.#view.click(selector);
    await this.#view.evaluate("document.activeElement.select()");
    if (text === "") await this.#view.press("Delete");
    else await this.#view.type(text);
  }

  /** Presses a key by its name, such as `ArrowLeft`, or the one that writes a character. */
  async press(key: string): Promise<void> {
    if (key.length > 1) {
      await this.#view.press(key);
      return;
    }
    await this.#view.cdp("Input.dispatchKeyEvent", { type: "keyDown", key, text: key });
    await this.#view.cdp("Input.dispatchKeyEvent", { type: "keyUp", key });
  }

  /** Presses the mouse at one place of the window, moves it to another and lets go; in CSS pixels. */
  async drag(from: MousePlace, to: MousePlace): Promise<void> {
    const mouse = (type: string, place: MousePlace) =>
      this.#view.cdp("Input.dispatchMouseEvent", { type, ...place, button: "left", clickCount: 1 });
    await mouse("mousePressed", from);
    await mouse("mouseMoved", to);
    await mouse("mouseReleased", to);
  }

  async screenshot(file: string): Promise<void> {
    await Bun.write(file, await this.#view.screenshot());
  }

  /** As a browser does with a tab in the background that it wants to be still. */
  async freeze(): Promise<void> {
    await this.#view.cdp("Page.setWebLifecycleState", { state: "frozen" });
  }

  /** Somebody looks at a frozen tab again. */
  async thaw(): Promise<void> {
    await this.#view.cdp("Page.setWebLifecycleState", { state: "active" });
    // What was frozen counts as hidden, and stays so without a window that could come to the front.
    await this.#view.cdp("Emulation.setFocusEmulationEnabled", { enabled: true });
  }

  /** Ends the page without a word to its scripts; from then on it can only be closed. */
  crash(): void {
    // There is no page left to answer.
    this.#view.cdp("Page.crash").catch(() => {});
  }

  close(): void {
    this.#view.close();
  }

  async #listen(): Promise<void> {
    const keep = (type: string, textOf: (params: unknown) => string) => {
      this.#view.addEventListener(type, (event) => {
        if ("data" in event) this.#console.push(textOf(event.data));
      });
    };
    keep("Log.entryAdded", (params) => describe(params, "entry"));
    keep("Runtime.consoleAPICalled", (params) => describe(params, "args"));
    keep("Runtime.exceptionThrown", (params) => describe(params, "exceptionDetails"));
    await this.#view.cdp("Log.enable");
    await this.#view.cdp("Runtime.enable");
  }
}

/** The part of a protocol event that says something, as it came. */
function describe(params: unknown, part: string): string {
  const value: unknown = typeof params === "object" && params !== null && Reflect.get(params, part);
  return JSON.stringify(value);
}
