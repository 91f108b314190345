import type { ComponentChildren } from "preact";
import { Button } from "../../elements/index.ts";
import type { Submission } from "../form.ts";
import { WrongNotice } from "../wrong.tsx";

interface Props {
  children: ComponentChildren;
  submission: Submission;
  submit: string;
  onSubmit: () => void;
  /** Codes that are already said beside a field. */
  saidAbove?: readonly string[];
}

/** Fields, what went wrong with them as a whole, and the one button. */
export function Form({ children, submission, submit, onSubmit, saidAbove = [] }: Props) {
  const { wrong, busy } = submission;
  return (
    <form
      class="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {children}
      {wrong && !saidAbove.includes(wrong.code) && <WrongNotice wrong={wrong} />}
      <Button look="primary" type="submit" wide busy={busy}>
        {submit}
      </Button>
    </form>
  );
}
