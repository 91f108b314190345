import type { ComponentChildren } from "preact";

export interface Step {
  title: ComponentChildren;
  /** What to do, with pictures if it helps. */
  children?: ComponentChildren | undefined;
  /** Already behind one. */
  done?: boolean | undefined;
}

export interface StepListProps {
  steps: readonly Step[];
  /** Spoken after the title of a step that is done: "done". */
  doneLabel?: string | undefined;
}

/** Numbered steps: installing, pairing, an exercise. */
export function StepList({ steps, doneLabel }: StepListProps) {
  return (
    <ol class="steps">
      {steps.map((step, index) => (
        <li key={index} data-done={step.done ? "" : undefined}>
          <div>
            <strong>{step.title}</strong>
            {step.done && doneLabel && <span class="unseen"> {doneLabel}</span>}
            {step.children && <div class="step-words">{step.children}</div>}
          </div>
        </li>
      ))}
    </ol>
  );
}
