import type { ComponentChildren, InputHTMLAttributes } from "preact";
import { useId } from "preact/hooks";
import { Icon } from "./icon.tsx";

interface Labelled {
  label: string;
  /** What helps to fill it in; stays visible. */
  hint?: ComponentChildren | undefined;
  /** What to change, in words. Announced with the field. */
  error?: string | undefined;
}

export interface FieldProps extends Labelled {
  value: string;
  onInput: (value: string) => void;
  /** Default `text`. */
  type?: "text" | "password" | "search" | "time" | "date" | "number" | "url" | undefined;
  name?: string | undefined;
  /** `username`, `new-password`, `current-password`, `off`, … */
  autocomplete?: InputHTMLAttributes["autocomplete"] | undefined;
  required?: boolean | undefined;
  disabled?: boolean | undefined;
  readOnly?: boolean | undefined;
  maxLength?: number | undefined;
  minLength?: number | undefined;
  min?: string | number | undefined;
  max?: string | number | undefined;
  inputMode?: "text" | "numeric" | "decimal" | "search" | "url" | undefined;
  autoCapitalize?: "off" | "sentences" | "words" | undefined;
  spellcheck?: boolean | undefined;
  placeholder?: string | undefined;
}

/** A label, an input and what there is to say about it. */
export function Field(props: FieldProps) {
  const { label, hint, error, value, onInput, type = "text", ...rest } = props;
  const id = useId();
  const attributes = { ...rest, ...described(id, hint, error), id, type, value } as InputHTMLAttributes;
  return (
    <Frame id={id} label={label} hint={hint} error={error}>
      <span class="field-box">
        <input {...attributes} onInput={(event) => onInput(event.currentTarget.value)} />
      </span>
    </Frame>
  );
}

export interface TextAreaProps extends Labelled {
  value: string;
  onInput: (value: string) => void;
  rows?: number | undefined;
  maxLength?: number | undefined;
  placeholder?: string | undefined;
  required?: boolean | undefined;
  disabled?: boolean | undefined;
}

/** Grows with what is written where the browser can. */
export function TextArea({ label, hint, error, value, onInput, rows = 3, ...rest }: TextAreaProps) {
  const id = useId();
  return (
    <Frame id={id} label={label} hint={hint} error={error}>
      <textarea
        {...rest}
        {...described(id, hint, error)}
        id={id}
        rows={rows}
        value={value}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    </Frame>
  );
}

export interface SelectProps extends Labelled {
  value: string;
  options: readonly { value: string; label: string }[];
  onChange: (value: string) => void;
}

export function Select({ label, hint, error, value, options, onChange }: SelectProps) {
  const id = useId();
  return (
    <Frame id={id} label={label} hint={hint} error={error}>
      <span class="field-box">
        <select
          {...described(id, hint, error)}
          id={id}
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value} selected={option.value === value}>
              {option.label}
            </option>
          ))}
        </select>
        <Icon name="chevron" size="small" />
      </span>
    </Frame>
  );
}

function Frame({ id, label, hint, error, children }: Labelled & { id: string; children: ComponentChildren }) {
  return (
    <div class="field" data-wrong={error ? "" : undefined}>
      <label for={id}>{label}</label>
      {children}
      {hint && (
        <p class="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error && (
        <p class="field-error" id={`${id}-error`} role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

function described(id: string, hint: ComponentChildren, error: string | undefined) {
  const ids = [hint ? `${id}-hint` : "", error ? `${id}-error` : ""].filter(Boolean).join(" ");
  return { "aria-describedby": ids || undefined, "aria-invalid": error ? ("true" as const) : undefined };
}
