import type { ComponentChildren } from "preact";

export interface Step {
  title: ComponentChildren;
  /** What to do, with pictures if it helps. */
  children?: ComponentChildren | undefined;
}

export interface StepListProps {
  steps: readonly Step[];
}

/** Numbered steps: installing, pairing, an exercise. */
export function StepList({ steps }: StepListProps) {
  return (
    <ol class="steps">
      {steps.map((step, index) => (
        <li key={index}>
          <div>
            <strong>{step.title}</strong>
            {step.children && <div class="step-words">{step.children}</div>}
          </div>
        </li>
      ))}
    </ol>
  );
}
