import { signal } from "@preact/signals-core";
import { useEffect, useState } from "preact/hooks";
import { SwitchField } from "../../elements/index.ts";
import { type Early, early } from "../../store/index.ts";
import { t } from "../../words.ts";

const KEY = "tend.planted";

/** Which of the practices planted before come along with whoever comes in: of itself those of this tab. */
export const along = signal<string[]>(JSON.parse(sessionStorage.getItem(KEY) ?? "[]"));

export function takeAlong(entity: string, on: boolean): void {
  const others = along.peek().filter((each) => each !== entity);
  along.value = on ? [...others, entity] : others;
  sessionStorage.setItem(KEY, JSON.stringify(along.peek()));
}

/** Each by its name, so that nobody takes by mistake what somebody else planted on this device. */
export function Along() {
  const [planted, setPlanted] = useState<Early[]>([]);
  useEffect(() => void early().then(setPlanted), []);
  return (
    <>
      {planted.map(({ entity, practice }) => (
        <SwitchField
          key={entity}
          label={t("along", { title: practice.body?.title ?? "" })}
          checked={along.value.includes(entity)}
          onChange={(on) => takeAlong(entity, on)}
        />
      ))}
    </>
  );
}
