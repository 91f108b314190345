import { Sprig } from "../../elements/index.ts";
import { t } from "../../words.ts";
import { type Aim, comeText } from "./ground.ts";
import { growthOfDeeds, pointAt, wayTo } from "./way.ts";

/** A way over the hills, walked as far as it has come, with its steps as stones; or a plant where nothing says how far. */
export function Picture({ aim, large }: { aim: Aim; large?: boolean }) {
  const { share } = aim.come;
  const label = t("goal.picture", { text: comeText(aim) });
  if (share === null) {
    const growth = growthOfDeeds(aim.goal.id, aim.come.times);
    return <Sprig {...growth} size={large ? "large" : undefined} label={label} />;
  }
  const end = pointAt(1);
  return (
    <svg
      class="way"
      viewBox="0 0 320 110"
      role="img"
      aria-label={label}
      data-whole={share === 1 ? "" : undefined}
    >
      <path class="way-hill" d={`${wayTo(1)}V110H16Z`} />
      <path class="way-track" d={wayTo(1)} />
      {share > 0 && <path class="way-walked" d={wayTo(share)} />}
      {aim.milestones.map(({ id, fields }, index) => {
        const stone = pointAt(
          (index + 1) / (aim.milestones.length + (aim.goal.fields.target_amount ? 1 : 0)),
        );
        const reached = fields.state === "reached" ? "" : undefined;
        return <circle key={id} class="way-stone" data-reached={reached} cx={stone.x} cy={stone.y} r="6" />;
      })}
      <g transform={`translate(${end.x} ${end.y})`} class="way-flag">
        <path class="way-pole" d="M0 0V-34" />
        <path class="way-cloth" d="M0-34C8-38 14-28 22-33V-19C14-15 8-25 0-20Z" />
      </g>
    </svg>
  );
}
