import { useState } from "preact/hooks";
import { Field, type FieldProps } from "../../elements/index.ts";
import { t } from "../../words.ts";
import type { Submission } from "../form.ts";
import { isLongEnough, OF_CURRENT, OF_FRESH } from "./password.ts";

interface Props extends Pick<FieldProps, "value" | "onInput" | "hint"> {
  /** Of the form that it stands in. */
  submission: Submission;
  label?: string;
  /** A password to be, not one to prove. */
  fresh?: boolean;
}

/** A password that can be looked at while it is typed. */
export function PasswordField({ submission, label, fresh, hint, ...rest }: Props) {
  const [seen, setSeen] = useState(false);
  const error = wrongWith(rest.value, submission, fresh);
  return (
    <div class="password">
      <Field
        {...rest}
        error={error}
        hint={error ? undefined : fresh ? t("password.hint") : hint}
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

function wrongWith(password: string, { tries, wrong }: Submission, fresh?: boolean): string | undefined {
  if (tries && !(fresh ? isLongEnough(password) : password))
    return t(fresh ? "problem.password_too_short" : "password.missing");
  return wrong && (fresh ? OF_FRESH : OF_CURRENT).includes(wrong.code) ? wrong.text : undefined;
}
