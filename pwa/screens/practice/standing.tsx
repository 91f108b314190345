import { Button, Icon, Notice, Section } from "../../elements/index.ts";
import { account, mend } from "../../store/index.ts";
import { t } from "../../words.ts";
import { told } from "../form.ts";
import { preferencesIn } from "../me/preferences.ts";
import { isAffection, type OurPlant } from "../today/ground.ts";

const LEAVES = 5;
const WORDS = ["seed", "sprout", "young", "firm", "grown"] as const;

/** How it stands: the total and the strength first, the run second. Of affection the total alone. */
export function Standing({ plant, closed }: { plant: OurPlant; closed: boolean }) {
  const hidden = preferencesIn(account.value?.ownSpace ?? "").value.streaks_hidden;
  const { practice, rhythm } = plant;
  const { total, strength, run, best, rest_left } = rhythm;
  const words = total
    ? t("practice.total", { count: total })
    : t(plant.doneBy.size ? "practice.total.begun" : "practice.total.none");
  if (isAffection(practice)) return <p class="practice-total">{words}</p>;
  const leaves = Math.min(LEAVES, Math.floor(strength * LEAVES + 0.5));
  const said = t(`practice.strength.${WORDS[Math.min(4, Math.floor(strength * 5))] ?? "seed"}`);
  return (
    <Section title={t("practice.strength")}>
      <div
        class="practice-strength"
        role="img"
        aria-label={t("practice.strength.label", { words: said, count: leaves })}
      >
        {Array.from({ length: LEAVES }, (_, leaf) => (
          <span key={leaf} data-on={leaf < leaves ? "" : undefined}>
            <Icon name="leaf" />
          </span>
        ))}
        <b>{said}</b>
      </div>
      <p class="practice-total">{words}</p>
      {!hidden && run > 1 && (
        <p class="quiet">
          {t("dot", {
            first: t("practice.run", { count: run }),
            second: t("practice.best", { count: best }),
          })}
        </p>
      )}
      {rest_left !== null && rest_left > 0 && (
        <p class="quiet">{t("practice.rest.left", { count: rest_left })}</p>
      )}
      {!closed && <Mend plant={plant} />}
    </Section>
  );
}

function Mend({ plant: { practice, rhythm, label } }: { plant: OurPlant }) {
  const [first, ...more] = rhythm.mend_offer;
  if (!first) return null;
  const accept = () =>
    told(mend(practice, [first, ...more], label), {
      text: t("mend.done"),
      action: { label: t("undo"), run: () => void mend(practice, [first, ...more], label, true) },
    });
  return (
    <Notice
      icon="sprig"
      title={t("mend.title")}
      action={
        <Button look="quiet" onClick={accept}>
          {t("mend.act")}
        </Button>
      }
    >
      {t("mend.words", { count: more.length + 1 })}
    </Notice>
  );
}
