import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { Icon } from "./icon.tsx";
import type { IconName } from "./icon-names.ts";

export interface Choice<T extends string> {
  value: T;
  label: string;
  /** A longer spoken name, where the visible one is short ("Mo"). */
  spoken?: string | undefined;
  icon?: IconName | undefined;
}

export interface SegmentedProps<T extends string> {
  /** Names the group; shown above it unless `quietLegend`. */
  legend: string;
  quietLegend?: boolean | undefined;
  options: readonly Choice<T>[];
  value: T;
  onChange: (value: T) => void;
}

/** One of a few: radio buttons as one bar. */
export function Segmented<T extends string>({
  legend,
  quietLegend,
  options,
  value,
  onChange,
}: SegmentedProps<T>) {
  const name = useId();
  return (
    <fieldset class="choices">
      <legend class={quietLegend ? "unseen" : undefined}>{legend}</legend>
      <div class="segmented">
        {options.map((option) => (
          <label key={option.value} class="segment">
            <input
              type="radio"
              name={name}
              value={option.value}
              aria-label={option.spoken}
              checked={option.value === value}
              onChange={() => onChange(option.value)}
            />
            <span>
              {option.icon && <Icon name={option.icon} size="small" />}
              {option.label}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

export interface ChipsProps<T extends string> {
  legend: string;
  quietLegend?: boolean | undefined;
  options: readonly Choice<T>[];
  /** Those that are chosen. */
  values: readonly T[];
  onChange: (values: T[]) => void;
}

/** Any of several: check boxes as chips (days of the week, members). */
export function Chips<T extends string>({ legend, quietLegend, options, values, onChange }: ChipsProps<T>) {
  const toggled = (value: T) =>
    options.map((option) => option.value).filter((each) => (each === value) !== values.includes(each));
  return (
    <fieldset class="choices">
      <legend class={quietLegend ? "unseen" : undefined}>{legend}</legend>
      <div class="chips">
        {options.map((option) => (
          <label key={option.value} class="chip">
            <input
              type="checkbox"
              aria-label={option.spoken}
              checked={values.includes(option.value)}
              onChange={() => onChange(toggled(option.value))}
            />
            <span>
              {option.icon && <Icon name={option.icon} size="small" />}
              {option.label}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

export interface SwitchFieldProps {
  label: string;
  hint?: ComponentChildren | undefined;
  checked: boolean;
  onChange: (checked: boolean) => void;
  disabled?: boolean | undefined;
}

/** A setting that is on or off, and acts at once. */
export function SwitchField({ label, hint, checked, onChange, disabled }: SwitchFieldProps) {
  const id = useId();
  return (
    <div class="switch-field">
      <span>
        <label for={id}>{label}</label>
        {hint && <small id={`${id}-hint`}>{hint}</small>}
      </span>
      <input
        class="switch"
        id={id}
        type="checkbox"
        {...{ switch: true }}
        aria-describedby={hint ? `${id}-hint` : undefined}
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    </div>
  );
}
