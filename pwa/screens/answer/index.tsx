import { useEffect } from "preact/hooks";
import { Skeleton } from "../../elements/index.ts";
import { navigate, type Visit } from "../../router.ts";
import { account, derived, loaded, read } from "../../store/index.ts";
import { t } from "../../words.ts";

/** Where a notification leads that no worker answered: to the practice, with this reminder's Done and Later. */
export default function Answer({ params, query }: Visit) {
  const { reminder: id = "", label = "" } = params;
  const own = account.value?.ownSpace;
  const known = loaded.value;
  useEffect(() => {
    if (own && id === derived("surprise", own)) return void navigate("/surprise", { replace: true });
    const reminder = own ? read(own, "reminder", id) : undefined;
    if (reminder) {
      const { ref_space, ref_id } = reminder.fields;
      const said = new URLSearchParams({ ...Object.fromEntries(query), reminder: id, label });
      void navigate(`/practice/${ref_space}/${ref_id}?${said}`, { replace: true });
    } else if (known) void navigate("/", { replace: true });
  }, [own, known, id, label]);
  return <Skeleton label={t("loading")} />;
}
