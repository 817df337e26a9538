/**
 * A page in a real browser, for tests and screenshots: all pages of a process are tabs of one browser. Everything on
 * its console is recorded, including uncaught errors and failed resources. Waiting happens in the page, frame by
 * frame, without sleeps.
 */

import { installedChromium } from "./machine.ts";

/** Chromium's sandbox does not work as root, and a test needs no network but its own. */
const ARGV = [
  "--no-sandbox",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-quic",
  "--hide-scrollbars",
];

/** How long a condition may take before a test fails. */
const DEADLINE_MS = 30_000;
const COLLECTIONS = 3;

export interface PageOptions {
  readonly width?: number;
  readonly height?: number;
  readonly scheme?: "light" | "dark";
  /** Device pixels per CSS pixel. */
  readonly scale?: number;
  /** Accepts any certificate; a launch flag would apply to all pages of the process. */
  readonly trustsAnyCertificate?: boolean;
}

export interface MousePlace {
  readonly x: number;
  readonly y: number;
}

interface Installability {
  readonly installabilityErrors: readonly { readonly errorId: string }[];
}

interface HeapUsage {
  readonly usedSize: number;
}

interface Metrics {
  readonly metrics: readonly { readonly name: string; readonly value: number }[];
}

export class BrowserPage {
  readonly #view: Bun.WebView;
  readonly #console: string[] = [];

  private constructor(view: Bun.WebView) {
    this.#view = view;
  }

  /**
   * Opens `url` and waits until it has loaded.
   * @throws {Error} when there is no browser, or the page does not load
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
    // The first navigation sets up the session for protocol commands.
    await view.navigate("about:blank");
    await page.#listen();
    const ignore = options.trustsAnyCertificate ?? false;
    await view.cdp("Security.setIgnoreCertificateErrors", { ignore });
    await page.prefer({ "prefers-color-scheme": scheme });
    await page.resize(width, height, options.scale);
    await view.navigate(url);
    return page;
  }

  /** Everything on the console, oldest first. */
  get console(): readonly string[] {
    return this.#console;
  }

  /** Evaluates an expression in the page; its value must be JSON. */
  evaluate(expression: string): Promise<unknown> {
    return this.#view.evaluate(expression);
  }

  /**
   * Waits until an expression is true in the page.
   * @throws {Error} when the deadline passes first
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

  /** Clicks an element as soon as it is clickable. */
  async click(selector: string): Promise<void> {
    await this.#view.click(selector);
  }

  /** Loads the page anew; resolves once it has been replaced and loaded. */
  async reload(): Promise<void> {
    await this.evaluate("(window.isOld = true, location.reload(), true)");
    for (;;) {
      const isNew = await this.evaluate(
        `window.isOld === undefined && document.readyState === "complete"`,
      )
        // In between there is no page.
        .catch(() => false);
      if (isNew === true) return;
    }
  }

  /** Replaces a field's content with `text`. */
  async fill(selector: string, text: string): Promise<void> {
    await this.#view.click(selector);
    await this.#view.evaluate("document.activeElement.select()");
    if (text === "") await this.#view.press("Delete");
    else await this.#view.type(text);
  }

  /** Presses a key, by its name, such as `ArrowLeft`, or by its character. */
  async press(key: string, ...modifiers: readonly Bun.WebView.Modifier[]): Promise<void> {
    if (key.length > 1 || modifiers.length > 0) {
      await this.#view.press(key, { modifiers: [...modifiers] });
      return;
    }
    await this.#view.cdp("Input.dispatchKeyEvent", { type: "keyDown", key, text: key });
    await this.#view.cdp("Input.dispatchKeyEvent", { type: "keyUp", key });
  }

  /** Presses one of the two that ask for a menu: keys that `press()` does not know. */
  async pressForMenu(keys: "ContextMenu" | "Shift+F10"): Promise<void> {
    const pressed =
      keys === "ContextMenu"
        ? { key: keys, code: keys, windowsVirtualKeyCode: 93 }
        : { key: "F10", code: "F10", windowsVirtualKeyCode: 121, modifiers: 8 };
    await this.#view.cdp("Input.dispatchKeyEvent", { type: "rawKeyDown", ...pressed });
    await this.#view.cdp("Input.dispatchKeyEvent", { type: "keyUp", ...pressed });
  }

  /**
   * Moves the focus with Tab until it is there.
   * @throws {Error} when so many presses do not reach it
   */
  async tabTo(selector: string, most = 80): Promise<void> {
    const hasIt = `document.activeElement?.matches(${JSON.stringify(selector)}) === true`;
    for (let presses = 0; presses < most; presses++) {
      if ((await this.evaluate(hasIt)) === true) return;
      await this.press("Tab");
    }
    throw new Error(`${most} presses of Tab do not reach ${selector}`);
  }

  /** Presses the mouse at one place of the window, moves it to another and lets go; in CSS pixels. */
  async drag(from: MousePlace, to: MousePlace): Promise<void> {
    const mouse = (type: string, place: MousePlace) =>
      this.#view.cdp("Input.dispatchMouseEvent", { type, ...place, button: "left", clickCount: 1 });
    await mouse("mousePressed", from);
    await mouse("mouseMoved", to);
    await mouse("mouseReleased", to);
  }

  /** Presses the right button of the mouse at a place of the window, in CSS pixels, and lets go. */
  async rightClick(place: MousePlace): Promise<void> {
    for (const type of ["mousePressed", "mouseReleased"]) {
      const mouse = { type, ...place, button: "right", clickCount: 1 };
      await this.#view.cdp("Input.dispatchMouseEvent", mouse);
    }
  }

  /** Turns the wheel of the mouse at a place of the window. */
  async turnWheel(place: MousePlace, deltaY: number): Promise<void> {
    await this.#view.cdp("Input.dispatchMouseEvent", {
      type: "mouseWheel",
      ...place,
      deltaX: 0,
      deltaY,
    });
  }

  /** CPU time of the page's main thread so far, in ms, by kind: `TaskDuration` for all, `ScriptDuration` and so on. */
  async cpuMs(): Promise<ReadonlyMap<string, number>> {
    const metrics = await this.#metrics();
    return new Map(metrics.map(({ name, value }) => [name, value * 1000]));
  }

  /** DOM nodes that exist, in the page or kept by its script, after a collection of its garbage. */
  async nodes(): Promise<number> {
    await this.#view.cdp("HeapProfiler.collectGarbage");
    return (await this.#metrics()).find(({ name }) => name === "Nodes")?.value ?? Number.NaN;
  }

  /** What the page's script holds in memory, in bytes, after collections of its garbage: one leaves some for the next. */
  async heapBytes(): Promise<number> {
    for (let count = 0; count < COLLECTIONS; count++) {
      await this.#view.cdp("HeapProfiler.collectGarbage");
    }
    return (await this.#view.cdp<HeapUsage>("Runtime.getHeapUsage")).usedSize;
  }

  /** Has the page see these media features, by name, whatever the system prefers; others are the system's again. */
  async prefer(preferences: Readonly<Record<string, string>>): Promise<void> {
    const features = Object.entries(preferences).map(([name, value]) => ({ name, value }));
    await this.#view.cdp("Emulation.setEmulatedMedia", { features });
  }

  /** Resolves after two frames: whatever had been asked for has been drawn. */
  async drawn(): Promise<void> {
    await this.evaluate(
      "new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))",
    );
  }

  /** What keeps the browser from offering to install the page, in its own words; nothing if it would. */
  async installabilityErrors(): Promise<readonly string[]> {
    const { installabilityErrors } = await this.#view.cdp<Installability>(
      "Page.getInstallabilityErrors",
    );
    return installabilityErrors.map(({ errorId }) => errorId);
  }

  async screenshot(file: string): Promise<void> {
    await Bun.write(file, await this.#view.screenshot());
  }

  /** Gives the page another size, in CSS pixels. The window's height includes its frame; this is without. */
  async resize(width: number, height: number, scale = 1): Promise<void> {
    await this.#view.cdp("Emulation.setDeviceMetricsOverride", {
      width,
      height,
      deviceScaleFactor: scale,
      mobile: false,
    });
  }

  /** Freezes the page, as browsers do with background tabs. */
  async freeze(): Promise<void> {
    await this.#view.cdp("Page.setWebLifecycleState", { state: "frozen" });
  }

  /** Resumes a frozen page, as when its tab is shown again. */
  async thaw(): Promise<void> {
    await this.#view.cdp("Page.setWebLifecycleState", { state: "active" });
    // A frozen page counts as hidden, and stays so without a window to bring to the front.
    await this.#view.cdp("Emulation.setFocusEmulationEnabled", { enabled: true });
  }

  /** Crashes the page without notice to its scripts; afterwards it can only be closed. */
  crash(): void {
    // A crashed page sends no response.
    this.#view.cdp("Page.crash").catch(() => {});
  }

  close(): void {
    this.#view.close();
  }

  async #metrics(): Promise<Metrics["metrics"]> {
    await this.#view.cdp("Performance.enable", { timeDomain: "threadTicks" });
    return (await this.#view.cdp<Metrics>("Performance.getMetrics")).metrics;
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

/** The informative part of a protocol event, unchanged. */
function describe(params: unknown, part: string): string {
  const value: unknown = typeof params === "object" && params !== null && Reflect.get(params, part);
  return JSON.stringify(value);
}
