import { useRef, useState } from "preact/hooks";
import { Button, Card, Section, Sheet } from "../../elements/index.ts";
import { account, remove, spaces } from "../../store/index.ts";
import { t } from "../../words.ts";
import { entryOf } from "../explore/catalogue.ts";
import { told } from "../form.ts";
import { reminderText } from "../practice/reminder.ts";
import { ReminderForm } from "../practice/reminder-form.tsx";
import { homeOf, nameOf, type OurPlant } from "../today/ground.ts";
import { openIn, type Proposal, proposalsIn, settle } from "./proposals.ts";

/** On the page of a practice: what others suggest, and what oneself has suggested. */
export default function Suggested({ plant }: { plant: OurPlant }) {
  const { space, id } = plant.practice;
  const me = account.value?.member.id;
  const about = ({ fields }: Proposal) => fields.practice_id === id;
  return (
    <div class="stack">
      {openIn(space)
        .value.filter(about)
        .map((proposal) => (
          <Offer key={proposal.id} proposal={proposal} plant={plant} />
        ))}
      {proposalsIn(space)
        .value.filter((proposal) => about(proposal) && proposal.author === me)
        .map((proposal) => (
          <OwnOffer key={proposal.id} proposal={proposal} />
        ))}
    </div>
  );
}

/** On the screen of reminders: from every couple. */
export function SuggestedToMe() {
  const offers = spaces.value.flatMap(({ id, kind }) => {
    const home = kind === "couple" ? homeOf(id).value : null;
    if (!home || home.closed) return [];
    return openIn(id).value.flatMap((proposal) => {
      const plant = home.plants.find(({ practice }) => practice.id === proposal.fields.practice_id);
      return plant && plant.mood !== "ended" ? [{ proposal, plant }] : [];
    });
  });
  if (offers.length === 0) return null;
  return (
    <Section title={t("suggest.title")}>
      <div class="stack">
        {offers.map(({ proposal, plant }) => (
          <Offer key={proposal.id} proposal={proposal} plant={plant} named />
        ))}
      </div>
    </Section>
  );
}

interface OfferProps {
  proposal: Proposal;
  plant: OurPlant;
  /** Whether the practice has to be said. */
  named?: boolean;
}

function Offer({ proposal, plant, named }: OfferProps) {
  const [taking, setTaking] = useState(false);
  const taken = useRef(false);
  // Not before the form is closed: it may have something to say about notifications.
  const close = () => {
    setTaking(false);
    if (taken.current) told(settle(proposal, "taken"));
  };
  const { practice, takes } = plant;
  const name = nameOf(proposal.space, proposal.author);
  const title = practice.body?.title ?? "";
  return (
    <Card as="article">
      <h3>{named ? t("suggest.from.for", { name, title }) : t("suggest.from", { name })}</h3>
      <p>{whenText(proposal)}</p>
      {proposal.body?.words && <p class="saying">{proposal.body.words}</p>}
      <p class="quiet">{t("suggest.private")}</p>
      <p class="cluster">
        <Button icon="bell" onClick={() => setTaking(true)}>
          {t("suggest.take")}
        </Button>
        <Button look="quiet" onClick={() => told(settle(proposal, "set_aside"))}>
          {t("suggest.leave")}
        </Button>
      </p>
      <Sheet open={taking} onClose={close} title={t("reminder.title")} closeLabel={t("close")}>
        <ReminderForm
          practice={practice}
          together={takes === "together"}
          window={entryOf(practice.fields.catalogue)?.window}
          suggested={proposal.fields}
          onSet={() => {
            taken.current = true;
          }}
          onDone={close}
        />
      </Sheet>
    </Card>
  );
}

function OwnOffer({ proposal }: { proposal: Proposal }) {
  const takeBack = () => told(remove(proposal), { text: t("suggest.back.done") });
  return (
    <Card>
      <p>{t("suggest.mine", { when: whenText(proposal) })}</p>
      {proposal.body?.words && <p class="saying">{proposal.body.words}</p>}
      <p class="cluster">
        <Button look="quiet" onClick={takeBack}>
          {t("suggest.back")}
        </Button>
      </p>
    </Card>
  );
}

const whenText = ({ fields: { time, days } }: Proposal): string =>
  reminderText({ time, days, window_start: null, window_end: null });
