import { useState } from "preact/hooks";
import { Field, type FieldProps } from "../../elements/index.ts";
import { t } from "../../words.ts";

interface Props extends Pick<FieldProps, "value" | "onInput" | "hint" | "error"> {
  label?: string;
  /** A password to be, not one to prove. */
  fresh?: boolean;
}

/** A password that can be looked at while it is typed. */
export function PasswordField({ label, fresh, hint, ...rest }: Props) {
  const [seen, setSeen] = useState(false);
  return (
    <div class="password">
      <Field
        {...rest}
        hint={rest.error ? undefined : hint}
        label={label ?? t("password.label")}
        type={seen ? "text" : "password"}
        name={fresh ? "new-password" : "password"}
        autocomplete={fresh ? "new-password" : "current-password"}
        autoCapitalize="off"
        spellcheck={false}
        required
      />
      <button
        type="button"
        class="password-look"
        aria-label={seen ? t("password.hide.label") : t("password.show.label")}
        onClick={() => setSeen(!seen)}
      >
        {seen ? t("password.hide") : t("password.show")}
      </button>
    </div>
  );
}
