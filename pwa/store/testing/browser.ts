/** The parts of a browser that the store meets in a test: a database, channels between tabs, and a wire. */
import { IDBFactory, IDBKeyRange } from "fake-indexeddb";
import { Problem } from "../../api/problem.ts";
import type { FakeServer } from "./server.ts";

/** Tabs of one process: a message reaches every other channel of its name. */
class Channels extends EventTarget {
  static all = new Set<Channels>();
  readonly name: string;

  constructor(name: string) {
    super();
    this.name = name;
    Channels.all.add(this);
  }

  postMessage(data: unknown): void {
    for (const other of Channels.all) {
      if (other === this || other.name !== this.name) continue;
      queueMicrotask(() => other.dispatchEvent(new MessageEvent("message", { data: structuredClone(data) })));
    }
  }

  close(): void {
    Channels.all.delete(this);
  }
}

export interface Wire {
  online: boolean;
  /** Whose cookie this browser holds; null: signed out. */
  member: string | null;
  /** What the server says to a session that is over. */
  over: string;
  calls: string[];
}

/** Puts a browser around the store; `fetch` reaches the fake server while `online`. */
export function browser(server: FakeServer): Wire {
  const wire: Wire = { online: true, member: null, over: "session_expired", calls: [] };
  Object.assign(globalThis, {
    indexedDB: new IDBFactory(),
    IDBKeyRange,
    BroadcastChannel: Channels,
    fetch: async (url: string, options: { method: string; body?: string }) => {
      if (!wire.online) throw new TypeError("no network");
      wire.calls.push(`${options.method} ${url}`);
      return answer(server, wire, url, options);
    },
  });
  return wire;
}

function answer(
  server: FakeServer,
  wire: Wire,
  url: string,
  { method, body }: { method: string; body?: string },
) {
  if (wire.member === null) return refusal(new Problem(401, { code: wire.over }));
  if (method === "DELETE") {
    wire.member = null;
    return new Response(null, { status: 204 });
  }
  try {
    const said = JSON.parse(body ?? "{}");
    const push = url.endsWith("/sync/push");
    return Response.json(push ? server.push(wire.member, said) : server.pull(wire.member, said));
  } catch (error) {
    if (error instanceof Problem) return refusal(error);
    throw error;
  }
}

function refusal({ status, code }: Problem): Response {
  return Response.json({ status, code }, { status });
}
