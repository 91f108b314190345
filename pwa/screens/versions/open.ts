/** What lost against a later change, and waits for somebody to say which of the two it shall be. */
import { computed } from "@preact/signals-core";
import { eachSpace, live, spaces } from "../../store/index.ts";

const openIn = eachSpace((space) =>
  live(space, "version", (versions) => versions.filter(({ fields }) => fields.state === "open")),
);

/** The latest first. */
export const others = computed(() =>
  spaces.value.flatMap(({ id }) => openIn(id).value).sort((a, b) => b.seq - a.seq),
);
