import { api } from "../../api/client.ts";
import { Field, Screen, showToast } from "../../elements/index.ts";
import { navigate } from "../../router.ts";
import { account, adoptSession, derived, read, setCard, spaces } from "../../store/index.ts";
import { t } from "../../words.ts";
import { Form } from "../account/form.tsx";
import { useDraft, useSubmit } from "../form.ts";

/** The name of the account, and of every card that still bears the one before. */
export default function Profile() {
  const before = account.value?.member.name ?? "";
  const [name, setName, dropDraft] = useDraft("profile", before);
  const submission = useSubmit();
  const submit = () => {
    const wanted = name.trim();
    if (!wanted) return;
    submission.run(async () => {
      const answer = await api("PATCH", "/me", { name: wanted });
      await renameCards(before, wanted);
      await adoptSession({ ...answer, session_id: answer.session.id });
      dropDraft();
      await navigate("/me");
      showToast({ text: t("profile.saved") });
    });
  };
  return (
    <Screen title={t("title.profile")} lead={t("profile.lead")} back={{ href: "/me", label: t("back") }}>
      <Form submission={submission} submit={t("save")} onSubmit={submit}>
        <Field
          label={t("name.label")}
          value={name}
          onInput={setName}
          autocomplete="given-name"
          autoCapitalize="words"
          maxLength={60}
          error={submission.tries && !name.trim() ? t("name.missing") : undefined}
        />
      </Form>
    </Screen>
  );
}

async function renameCards(before: string, name: string): Promise<void> {
  const member = account.peek()?.member.id ?? "";
  for (const { id, kind, closed, frozen } of spaces.peek()) {
    if (kind !== "couple" || closed || frozen) continue;
    const card = read(id, "card", derived("card", id, member));
    if (card?.body?.name === before) await setCard(id, { name });
  }
}
