/** A new release waits until it is let in: asked for by the member, or quietly while nobody looks. */
import { computed, type ReadonlySignal, signal } from "@preact/signals-core";
import { onVisibility, reload, visible, workerUrl } from "./page.ts";

/** ms between looks for a new release while the page stays open. */
const HOUR = 3_600_000;

interface Surroundings {
  workers: Pick<ServiceWorkerContainer, "register" | "controller" | "addEventListener">;
  /** Ends when no write is under way. */
  settled(): Promise<void>;
  now(): number;
  visible(): boolean;
  onVisibility(heard: () => void): void;
  reload(): void;
  url: string;
}

export class Updates {
  readonly #around: Surroundings;
  readonly #waiting = signal<ServiceWorker | null>(null);
  readonly ready: ReadonlySignal<boolean> = computed(() => this.#waiting.value !== null);
  #held = 0;
  #asked = false;
  #reloaded = false;
  #outdated = false;
  #looked = 0;

  constructor(around: Surroundings) {
    this.#around = around;
  }

  /** Registers the worker and looks for a new one. A browser that refuses is used without. */
  async watch(): Promise<void> {
    const { workers, url, now, onVisibility } = this.#around;
    const controlled = workers.controller !== null;
    workers.addEventListener("controllerchange", () => this.#changed(controlled));
    const registration = await workers.register(url, { updateViaCache: "none" });
    this.#looked = now();
    // Without network there is nothing newer to find.
    const look = () => void registration.update().catch(() => {});
    this.#notice(registration);
    registration.addEventListener("updatefound", () => {
      const coming = registration.installing;
      coming?.addEventListener("statechange", () => this.#notice(registration));
    });
    onVisibility(() => {
      void this.#quietly();
      if (now() - this.#looked < HOUR) return;
      this.#looked = now();
      look();
    });
    look();
  }

  /** Finishes the write under way, lets the new worker in, and reloads once it has taken over. */
  async apply(): Promise<void> {
    await this.#around.settled();
    this.#asked = true;
    if (this.#outdated) return this.#reloadOnce();
    this.#waiting.peek()?.postMessage("skip-waiting");
  }

  /** Until the returned function is called, nothing happens quietly: somebody is writing. */
  hold(): () => void {
    this.#held += 1;
    let held = true;
    return () => {
      if (held) this.#held -= 1;
      held = false;
    };
  }

  #notice(registration: ServiceWorkerRegistration): void {
    const { controller } = this.#around.workers;
    this.#waiting.value = controller ? registration.waiting : null;
  }

  /** The first worker of all changes nothing for the page; a later one asks for its own page. */
  #changed(controlled: boolean): void {
    if (!controlled && !this.#asked) return;
    this.#outdated = true;
    if (this.#asked) this.#reloadOnce();
    else void this.#quietly();
  }

  async #quietly(): Promise<void> {
    if (this.#around.visible() || this.#held > 0) return;
    if (this.#outdated || this.ready.peek()) await this.apply();
  }

  #reloadOnce(): void {
    if (this.#reloaded) return;
    this.#reloaded = true;
    this.#around.reload();
  }
}

/** The updates of this page, or null where there are no service workers. */
export function pageUpdates(settled: () => Promise<void>): Updates | null {
  const workers = globalThis.navigator?.serviceWorker;
  if (!workers) return null;
  return new Updates({
    workers,
    settled,
    now: () => Date.now(),
    visible,
    onVisibility,
    reload,
    url: workerUrl(),
  });
}
