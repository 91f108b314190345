import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { IconButton } from "./button.tsx";

export interface SheetProps {
  open: boolean;
  /** Called for Escape, a tap beside the sheet, and its close button. The owner then sets `open` to false. */
  onClose: () => void;
  title: ComponentChildren;
  /** Spoken name of the close button. */
  closeLabel: string;
  children: ComponentChildren;
  /** Buttons that stay in reach of the thumb below what scrolls. */
  actions?: ComponentChildren | undefined;
}

/** A modal `<dialog>` that comes from below on a phone and stands in the middle of a desktop window. */
export function Sheet({ open, onClose, title, closeLabel, children, actions }: SheetProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const element = dialog.current;
    if (!element || element.open === open) return;
    if (open) element.showModal();
    else element.close();
  }, [open]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape is the dialog's own key and arrives as cancel
    <dialog
      ref={dialog}
      class="sheet"
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => event.target === dialog.current && onClose()}
    >
      {open && (
        <div class="sheet-paper">
          <header class="sheet-top">
            <h2 id={heading}>{title}</h2>
            <IconButton icon="close" label={closeLabel} onClick={onClose} />
          </header>
          <div class="sheet-words">{children}</div>
          {actions && <footer class="sheet-actions">{actions}</footer>}
        </div>
      )}
    </dialog>
  );
}
