import { Button, Notice } from "../../elements/index.ts";
import { account } from "../../store/index.ts";
import { t } from "../../words.ts";
import { list } from "../customs.ts";
import { dismiss } from "./dismissed.ts";
import { passedOf } from "./passed.ts";

/** One line on Today for what has passed and is still wanted, until it is done or put away. */
export default function Away() {
  const still = passedOf(account.value?.ownSpace ?? "").value;
  if (still.length === 0) return null;
  const titles = list(still.map(({ plant }) => plant.practice.body?.title ?? ""));
  return (
    <Notice
      icon="leaf"
      action={
        <span class="cluster">
          <Button look="quiet" href="/me/reminders">
            {t("missed.look")}
          </Button>
          <Button look="quiet" onClick={() => dismiss(still)}>
            {t("missed.enough")}
          </Button>
        </span>
      }
    >
      {t("missed.away", { titles })}
    </Notice>
  );
}
