import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Button, type IconName } from "../../elements/index.ts";
import type { Submission } from "../form.ts";
import { WrongNotice } from "../wrong.tsx";
import { isOfPassword } from "./password.ts";

interface Props {
  children: ComponentChildren;
  submission: Submission;
  submit: string;
  onSubmit: () => void;
  icon?: IconName;
  /** Close to what stands above it, as in a sheet. */
  close?: boolean;
  /** What went wrong is already said beside a field. */
  saidAbove?: boolean | undefined;
  /** What was typed: where this phone does not keep it, it can be taken to another place. */
  typed?: string | undefined;
}

/** Fields, what went wrong with them as a whole, and the one button. A field that does not fit gets the focus. */
export function Form({ children, submission, submit, onSubmit, icon, close, saidAbove, typed }: Props) {
  const { wrong, busy, tries, count } = submission;
  const form = useRef<HTMLFormElement>(null);
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
        count();
      }}
    >
      {children}
      {wrong && !saidAbove && !isOfPassword(wrong) && <WrongNotice wrong={wrong} typed={typed} />}
      <Button look="primary" type="submit" icon={icon} wide busy={busy}>
        {submit}
      </Button>
    </form>
  );
}
