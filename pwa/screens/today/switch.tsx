import { Avatars, Button, List, Row, Sheet } from "../../elements/index.ts";
import { account, type Space, spaces } from "../../store/index.ts";
import { t } from "../../words.ts";
import { chooseSpace, couples, currentSpace } from "../space.ts";
import { nameOf, othersIn, spaceName } from "./ground.ts";

/** The couples, and "Just me". */
export default function Switch({ open, onClose }: { open: boolean; onClose: () => void }) {
  const own = spaces.value.find(({ kind }) => kind === "own");
  const choose = (space: Space) => {
    chooseSpace(space.id);
    onClose();
  };
  return (
    <Sheet
      open={open}
      onClose={onClose}
      title={t("today.switch.title")}
      closeLabel={t("close")}
      actions={
        <Button look="quiet" icon="plus" href="/pair">
          {t("today.switch.new")}
        </Button>
      }
    >
      <List joined>
        {[...couples.value, ...(own ? [own] : [])].map((space) => (
          <Row
            key={space.id}
            title={spaceName(space)}
            detail={detailOf(space)}
            leading={<Avatars people={peopleOf(space)} size="small" />}
            onClick={() => choose(space)}
          />
        ))}
      </List>
    </Sheet>
  );
}

function detailOf(space: Space): string | undefined {
  if (space.id === currentSpace.value?.id) return t("today.switch.here");
  if (space.closed || space.frozen) return t("today.switch.closed");
  return space.kind === "own" ? t("today.switch.me.detail") : undefined;
}

function peopleOf(space: Space) {
  const me = { name: account.value?.member.name ?? "", mine: true };
  return [me, ...othersIn(space).map((id) => ({ name: nameOf(space.id, id) }))];
}
