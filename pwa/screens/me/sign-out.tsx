import { useState } from "preact/hooks";
import { Button, Sheet } from "../../elements/index.ts";
import { navigate } from "../../router.ts";
import { type SignOutChoice, signOut } from "../../store/index.ts";
import { t } from "../../words.ts";
import { useSubmit } from "../form.ts";
import { SaveFile } from "../parked/save-file.tsx";
import { forgetMe } from "./forget.ts";

/** Sends first; where something cannot travel now, the member says what becomes of it. */
export function SignOut({ open, onClose }: { open: boolean; onClose: () => void }) {
  const [unsent, setUnsent] = useState(0);
  const submission = useSubmit();
  const leave = (choice?: SignOutChoice) =>
    submission.run(async () => {
      const left = await signOut(choice);
      if (left.unsent > 0) return setUnsent(left.unsent);
      await forgetMe();
      await navigate("/welcome", { replace: true });
    });
  return (
    <Sheet
      open={open}
      onClose={onClose}
      title={t("me.sign-out")}
      closeLabel={t("close")}
      actions={
        unsent > 0 ? (
          <>
            <Button look="primary" wide busy={submission.busy} onClick={() => leave("keep_locked")}>
              {t("me.sign-out.keep", { count: unsent })}
            </Button>
            <Button look="careful" wide busy={submission.busy} onClick={() => leave("discard")}>
              {t("me.sign-out.discard", { count: unsent })}
            </Button>
          </>
        ) : (
          <Button look="primary" wide busy={submission.busy} onClick={() => leave()}>
            {t("me.sign-out")}
          </Button>
        )
      }
    >
      {unsent > 0 ? (
        <>
          <p role="status">{t("me.sign-out.unsent", { count: unsent })}</p>
          <p class="quiet">{t("me.sign-out.keep.hint", { count: unsent })}</p>
          <SaveFile />
        </>
      ) : (
        <p>{t("me.sign-out.text")}</p>
      )}
      {submission.wrong && <p class="field-error">{submission.wrong.text}</p>}
    </Sheet>
  );
}
