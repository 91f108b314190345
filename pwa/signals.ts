/**
 * A component that has read a signal is drawn again when that signal changes. Of what `@preact/signals` can do
 * this is all that screens need, and it takes no more than what Preact and signals say in public.
 */
import { effect } from "@preact/signals-core";
import {
  Component,
  type ComponentChildren,
  type ComponentType,
  Fragment,
  type FunctionComponent,
  options,
} from "preact";

const followers = new WeakMap<FunctionComponent, ComponentType>();

/** From now on all components follow the signals that they read. They are functions, every one. Call it once. */
export function followSignals(): void {
  options.vnode = (vnode) => {
    const { type } = vnode;
    if (typeof type !== "function" || type === Fragment) return;
    vnode.type = followerOf(type as FunctionComponent);
  };
}

function followerOf(drawn: FunctionComponent): ComponentType {
  const known = followers.get(drawn) ?? following(drawn);
  followers.set(drawn, known);
  return known;
}

function following(drawn: FunctionComponent): ComponentType {
  return class extends Component {
    #stop: (() => void) | undefined;

    render(): ComponentChildren {
      const before = this.#stop;
      let children: ComponentChildren;
      let drawing = true;
      this.#stop = effect(() => {
        if (drawing) children = drawn(this.props);
        else this.forceUpdate();
        drawing = false;
      });
      before?.(); // After the new one: what both of them read stays followed.
      return children;
    }

    override componentWillUnmount(): void {
      this.#stop?.();
    }
  };
}
