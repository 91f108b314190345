/** The real server as a process beside the tests: requests on loopback, and commands that no client could give. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { Agent, request } from "node:http";
import { join } from "node:path";
import { createInterface } from "node:readline";

const ROOT = join(import.meta.dirname, "..", "..", "..");
const ORIGIN = "http://localhost";

export type Name = "alice" | "bob" | "carol";
export type Trouble = "before" | "after" | "batch";

/** Who lives here, and when it begins. */
export interface Roll {
  port: number;
  people: Record<Name, { id: string; own: string }>;
  spaces: { ab: string; bc: string };
  start: number;
}

/** Rows of the server's own tables. */
export interface Look {
  versions: { space_id: string; entity_id: string; field: string; body: string }[];
  practices: Row[];
  check_ins: Row[];
  applied: { account_id: string; id: string; entity_id: string; outcome: string }[];
  heads: { id: string; head: number }[];
}

export interface Row {
  space_id: string;
  id: string;
  body: string | null;
  deleted_at: string | null;
  position?: number;
  catalogue?: string | null;
}

interface Answer {
  status: number;
  text: string;
  etag: string | undefined;
}

interface Asked {
  cookie: string;
  trouble?: Trouble | undefined;
  headers?: Record<string, string>;
}

/** The environment's own Python, unless TEND_PYTHON names another. */
function python(): string {
  const own = [join(ROOT, ".venv", "bin", "python"), join(ROOT, ".venv", "Scripts", "python.exe")];
  const found = process.env.TEND_PYTHON ?? own.find(existsSync);
  if (!found) throw new Error("the server needs Python: run `make test`, or set TEND_PYTHON");
  return found;
}

export class RealServer {
  readonly roll: Roll;
  /** The hour, in ms; every request carries it. */
  now: number;
  requests = 0;
  readonly #command: (line: string) => Promise<string>;
  readonly #agent = new Agent({ keepAlive: true });
  readonly #end: () => Promise<void>;

  private constructor(roll: Roll, command: (line: string) => Promise<string>, end: () => Promise<void>) {
    this.roll = roll;
    this.now = roll.start;
    this.#command = command;
    this.#end = end;
  }

  static async start(): Promise<RealServer> {
    const server = spawn(python(), ["-m", "tests.sync.controlled"], {
      cwd: ROOT,
      stdio: ["pipe", "pipe", "inherit"],
    });
    const ended = new Promise<void>((resolve) => server.once("exit", () => resolve()));
    const lines = createInterface({ input: server.stdout })[Symbol.asyncIterator]();
    const line = async () => {
      const { value, done } = await lines.next();
      if (done) throw new Error("the server ended");
      return value as string;
    };
    const command = (asked: string) => {
      server.stdin.write(`${asked}\n`);
      return line();
    };
    return new RealServer(JSON.parse(await line()) as Roll, command, async () => {
      server.stdin.end();
      await ended;
    });
  }

  async stop(): Promise<void> {
    this.#agent.destroy();
    await this.#end();
  }

  /** A command to the process, at this hour. */
  async tell<T = object>(asked: { do: string } & Record<string, unknown>): Promise<T> {
    return JSON.parse(await this.#command(JSON.stringify({ ...asked, now: this.now }))) as T;
  }

  look(): Promise<Look> {
    return this.tell<Look>({ do: "look" });
  }

  /** A request as a browser would send it, a millisecond after whatever came before. */
  ask(method: string, path: string, body: unknown, { cookie, trouble, headers }: Asked): Promise<Answer> {
    this.now += 1;
    this.requests += 1;
    const text = body === undefined ? "" : JSON.stringify(body);
    const sent = {
      ...headers,
      origin: ORIGIN,
      cookie: `sid=${cookie}`,
      "x-now": String(this.now),
      ...(trouble ? { "x-trouble": trouble } : {}),
      ...(text ? { "content-type": "application/json", "content-length": Buffer.byteLength(text) } : {}),
    };
    return new Promise((resolve, reject) => {
      const to = { host: "127.0.0.1", port: this.roll.port, path: `/api/v1${path}`, method };
      const asking = request({ ...to, agent: this.#agent, headers: sent }, (answer) => {
        const parts: Buffer[] = [];
        answer.on("data", (part: Buffer) => parts.push(part));
        answer.on("end", () => {
          const { statusCode: status = 0, headers: heard } = answer;
          resolve({ status, text: Buffer.concat(parts).toString(), etag: heard.etag });
        });
        answer.on("error", reject);
      });
      asking.on("error", reject);
      asking.end(text);
    });
  }
}
