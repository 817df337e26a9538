/**
 * A dialog over the window that is open while its signal says so, with `data-` and its name as an attribute. Escape, and a
 * click beside it, close it.
 */

import type { Signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

export interface ModalProps {
  readonly isOpen: Signal<boolean>;
  readonly name: "palette" | "help";
  readonly label: string;
  readonly children: ComponentChildren;
}

export function Modal({ isOpen, name, label, children }: ModalProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  /** Events of closing that are still to come, and say nothing new: by then it may be open again. */
  const awaited = useRef(0);
  const isShown = isOpen.value;
  useEffect(() => {
    if (dialog.current === null || dialog.current.open === isShown) return;
    if (isShown) {
      dialog.current.showModal();
    } else {
      awaited.current++;
      dialog.current.close();
    }
  }, [isShown]);
  return (
    <dialog
      ref={dialog}
      class={name}
      {...{ [`data-${name}`]: true }}
      aria-label={label}
      onClose={() => {
        if (awaited.current > 0) awaited.current--;
        else isOpen.value = false;
      }}
      onClick={({ target }) => {
        if (target === dialog.current) isOpen.value = false;
      }}
    >
      {isShown ? children : null}
    </dialog>
  );
}
