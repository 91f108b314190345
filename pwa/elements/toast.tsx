import { signal } from "@preact/signals-core";
import type { ComponentChildren } from "preact";

export interface Toast {
  /** What happened: "Saved on this phone". */
  text: string;
  /** A way back: `{ label: "Undo", run }`. */
  action?: { label: string; run: () => void } | undefined;
}

/** How long it stays, and how long once it was touched or had the focus: it waits that long. */
const STAY = 6000;
const STAY_ON = 3000;

const shown = /* @__PURE__ */ signal<(Toast & { key: number }) | null>(null);
let count = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Shows one toast; a newer one takes its place. The act itself is already done: a toast only tells. */
export function showToast(toast: Toast): void {
  shown.value = { ...toast, key: ++count };
  leaveLater(STAY);
}

function hideToast(): void {
  clearTimeout(timer);
  shown.value = null;
}

function leaveLater(milliseconds: number): void {
  clearTimeout(timer);
  timer = setTimeout(hideToast, milliseconds);
}

/** The one live region of the document. Render it once, beside the screens, and keep it there. */
export function ToastRegion(): ComponentChildren {
  const toast = shown.value;
  const wait = () => clearTimeout(timer);
  const goOn = () => leaveLater(STAY_ON);
  return (
    <div class="toasts" role="status" aria-live="polite" aria-atomic="true">
      {toast && (
        <div
          class="toast"
          key={toast.key}
          onPointerEnter={wait}
          onPointerLeave={goOn}
          onFocusIn={wait}
          onFocusOut={goOn}
        >
          <span>{toast.text}</span>
          {toast.action && <UndoButton {...toast.action} />}
        </div>
      )}
    </div>
  );
}

function UndoButton({ label, run }: { label: string; run: () => void }) {
  return (
    <button
      type="button"
      onClick={() => {
        hideToast();
        run();
      }}
    >
      {label}
    </button>
  );
}
