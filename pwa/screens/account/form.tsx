import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Button, type IconName } from "../../elements/index.ts";
import type { Submission } from "../form.ts";
import { WrongNotice } from "../wrong.tsx";

interface Props {
  children: ComponentChildren;
  submission: Submission;
  submit: string;
  onSubmit: () => void;
  icon?: IconName;
  /** Close to what stands above it, as in a sheet. */
  close?: boolean;
  /** Codes that are already said beside a field. */
  saidAbove?: readonly string[];
  /** What was typed: where this phone does not keep it, it can be taken to another place. */
  typed?: string | undefined;
}

/** Fields, what went wrong with them as a whole, and the one button. A field that does not fit gets the focus. */
export function Form({ children, submission, submit, onSubmit, icon, close, saidAbove = [], typed }: Props) {
  const { wrong, busy } = submission;
  const form = useRef<HTMLFormElement>(null);
  const [tries, setTries] = useState(0);
  useEffect(() => {
    if (tries > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [tries, wrong]);
  return (
    <form
      ref={form}
      class={close ? "stack" : "form"}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
        setTries(tries + 1);
      }}
    >
      {children}
      {wrong && !saidAbove.includes(wrong.code) && <WrongNotice wrong={wrong} typed={typed} />}
      <Button look="primary" type="submit" icon={icon} wide busy={busy}>
        {submit}
      </Button>
    </form>
  );
}
