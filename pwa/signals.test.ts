import assert from "node:assert/strict";
import { test } from "node:test";
import { batch, computed, type Signal, signal } from "@preact/signals-core";
import { Component, type ComponentChildren, Fragment, type FunctionComponent, h } from "preact";
import { followSignals } from "./signals.ts";

followSignals();

/** What Preact would make of a component, with a count of how often it asked to be drawn again. */
function standing(drawn: FunctionComponent) {
  const { type } = h(drawn, {});
  assert.ok(typeof type === "function" && type.prototype instanceof Component);
  const component: Component = Reflect.construct(type, [{}]);
  const asked = { times: 0 };
  component.forceUpdate = () => {
    asked.times += 1;
  };
  const draw = (): ComponentChildren => component.render({});
  return { asked, draw, leave: () => component.componentWillUnmount?.() };
}

const reads = (what: Pick<Signal<number>, "value">) => () => String(what.value);

test("a component that read a signal asks to be drawn again when it changes, once", () => {
  const count = signal(1);
  const { asked, draw } = standing(reads(count));
  assert.equal(draw(), "1");
  count.value = 2;
  count.value = 3;
  assert.equal(asked.times, 1);
  assert.equal(draw(), "3");
  count.value = 4;
  assert.equal(asked.times, 2);
});

test("a component follows only what it read when it was last drawn", () => {
  const [which, first, second] = [signal(true), signal("a"), signal("b")];
  const { asked, draw } = standing(() => (which.value ? first.value : second.value));
  draw();
  which.value = false;
  assert.equal(draw(), "b");
  first.value = "c";
  assert.equal(asked.times, 1);
});

test("a component that is gone follows nothing", () => {
  const count = signal(1);
  const { asked, draw, leave } = standing(reads(count));
  draw();
  leave();
  count.value = 2;
  assert.equal(asked.times, 0);
});

test("what changes together is drawn together, through everything that was worked out of it", () => {
  const [one, two] = [signal(1), signal(2)];
  const sum = computed(() => one.value + two.value);
  const large = computed(() => sum.value > 9);
  const { asked, draw } = standing(() => (large.value ? "large" : "small"));
  assert.equal(draw(), "small");
  one.value = 3;
  assert.equal(asked.times, 0);
  batch(() => {
    one.value = 5;
    two.value = 5;
  });
  assert.equal(asked.times, 1);
  assert.equal(draw(), "large");
});

test("what only a component read has no reader when the component is gone", () => {
  let readers = 0;
  const count = signal(1, {
    watched: () => {
      readers += 1;
    },
    unwatched: () => {
      readers -= 1;
    },
  });
  const { draw, leave } = standing(reads(computed(() => count.value * 2)));
  draw();
  draw();
  assert.equal(readers, 1);
  leave();
  assert.equal(readers, 0);
});

test("what a component reads is not worked out anew because something else was drawn", () => {
  const [source, elsewhere] = [signal(2), signal(0)];
  let worked = 0;
  const double = computed(() => {
    worked += 1;
    return source.value * 2;
  });
  const { draw } = standing(reads(double));
  draw();
  elsewhere.value = 1;
  assert.equal(draw(), "4");
  assert.equal(worked, 1);
});

test("a component that fails says so, and is drawn again by the next try", () => {
  const broken = signal(true);
  const { draw } = standing(() => {
    if (broken.value) throw new Error("no");
    return "well";
  });
  assert.throws(draw, /no/);
  broken.value = false;
  assert.equal(draw(), "well");
});

test("one component stays one type, and fragments and elements stay what they are", () => {
  const drawn = () => null;
  assert.equal(h(drawn, {}).type, h(drawn, {}).type);
  assert.equal(h(Fragment, {}).type, Fragment);
  assert.equal(h("p", {}).type, "p");
});
