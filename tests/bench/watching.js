// In every page that is measured, before its own code: what it painted when, and how long it was busy.
(() => {
  const seen = { lcp: 0, fcp: 0, cls: 0, busy: [], events: [], list: 0, alive: 0, tap: 0 };
  globalThis.__seen = seen;
  const watch = (type, heard, more = {}) =>
    new PerformanceObserver((list) => list.getEntries().forEach(heard)).observe({ type, buffered: true, ...more });
  watch("largest-contentful-paint", (entry) => {
    seen.lcp = entry.startTime;
  });
  watch("paint", (entry) => {
    if (entry.name === "first-contentful-paint") seen.fcp = entry.startTime;
  });
  watch("layout-shift", (entry) => {
    if (!entry.hadRecentInput) seen.cls += entry.value;
  });
  watch("longtask", (entry) => seen.busy.push([entry.startTime, entry.duration]));
  watch("event", (entry) => seen.events.push([entry.name, entry.duration]), { durationThreshold: 16 });

  const until = (there, then) => {
    const look = () => {
      if (there()) setTimeout(() => then(performance.now()));
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  };
  // A frame in which it stands, and the moment after that frame.
  until(
    () => document.querySelector("#app li"),
    (at) => {
      seen.list = at;
    },
  );
  until(
    () => document.querySelector("#app .frame:not([inert]) li"),
    (at) => {
      seen.alive = at;
    },
  );
  globalThis.__tapped = (selector) => {
    seen.tap = 0;
    const before = document.querySelector("#app h1").textContent;
    addEventListener(
      "click",
      ({ timeStamp }) =>
        until(
          () => (selector ? document.querySelector(selector) : document.querySelector("#app h1")?.textContent !== before),
          (at) => {
            seen.tap = at - timeStamp;
          },
        ),
      { capture: true, once: true },
    );
  };
})();
