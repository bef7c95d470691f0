// Several workers, each with its own instance of one compiled module. A cancelled worker is terminated, a
// crashed one dropped; a fresh one starts when the next request needs it, and gets the prices first. Where the engine
// comes in two parts, requests of the opening run on the first; the rest is got when one needs it, or when told.
import { type EngineCode, EngineError, type Failure, type FromWorker, type ToWorker } from './protocol.js';
import type { OperationName, PackedPrices } from './wasm/allotrope.js';

/** A worker, in a browser or under Node. */
export interface Port {
  post(message: ToWorker): void;
  terminate(): void;
}

/** Starts a worker that tells what it answers, and when it fails outright. */
export type StartPort = (answer: (message: FromWorker) => void, fail: (message: string) => void) => Port;

/** One request on its way. */
export interface Job {
  operation: OperationName;
  request: unknown;
  onProgress?: ((done: number, total: number, doing: string) => void) | undefined;
  resolve: (response: unknown) => void;
  reject: (error: EngineError) => void;
}

interface Member {
  port: Port;
  job: Job | null;
  id: number;
  /** Which price table it holds. */
  prices: number;
  /** Whether it had the whole engine when it began its job. */
  whole: boolean;
}

const crashed = (message: string): Failure => ({
  code: 'engineCrashed',
  message: `The engine stopped (${message}) and was replaced. Nothing you typed is lost; try again with less data.`,
});

const starting = ({ opening }: EngineCode): ToWorker =>
  typeof opening === 'string' ? { kind: 'unpack', packed: opening } : { kind: 'start', module: opening };

export class Pool {
  readonly #arrival: Promise<EngineCode>;
  readonly #start: StartPort;
  readonly #size: number;
  readonly #members = new Set<Member>();
  readonly #queue: Job[] = [];
  #prices: PackedPrices | null = null;
  #version = 0;
  #next = 1;
  #code: EngineCode | null = null;
  #rest: WebAssembly.Module | null = null;
  #coming: Promise<WebAssembly.Module> | null = null;
  /** Requests that the first part of the engine could not answer. */
  readonly #beyond = new WeakSet<Job>();

  constructor(arrival: Promise<EngineCode>, start: StartPort, size: number) {
    this.#arrival = arrival;
    this.#start = start;
    this.#size = Math.max(1, size);
    // The first worker starts while the code is still on its way.
    this.#hire();
    arrival.then(
      (code) => {
        this.#code = code;
        for (const { port } of this.#members) port.post(starting(code));
        this.#dispatch();
      },
      (cause: unknown) => {
        for (const job of this.#queue.splice(0)) job.reject(new EngineError(crashed(String(cause))));
      },
    );
  }

  /** The table that every worker gets before its next request. */
  setPrices(prices: PackedPrices | null): void {
    this.#prices = prices;
    this.#version += 1;
  }

  /** Takes a request; the function that comes back takes it out again, running or not. */
  submit(job: Job): () => void {
    this.#queue.push(job);
    if (this.#code) this.#dispatch();
    else this.#arrival.catch((cause: unknown) => job.reject(new EngineError(crashed(String(cause)))));
    return () => this.#withdraw(job);
  }

  /** Gets what of the engine is not there yet. */
  async complete(): Promise<void> {
    await this.#arrival;
    await this.#getRest();
  }

  /** Ends all workers and refuses what is still open. */
  close(): void {
    const open = [...this.#queue.splice(0), ...[...this.#members].flatMap(({ job }) => job ?? [])];
    for (const member of this.#members) member.port.terminate();
    this.#members.clear();
    for (const job of open)
      job.reject(new EngineError({ code: 'cancelled', message: 'The engine was closed.' }));
  }

  #withdraw(job: Job): void {
    const waiting = this.#queue.indexOf(job);
    if (waiting >= 0) this.#queue.splice(waiting, 1);
    const member = [...this.#members].find((candidate) => candidate.job === job);
    if (member) {
      this.#members.delete(member);
      member.port.terminate();
      this.#dispatch();
    }
  }

  #dispatch(): void {
    if (!this.#code) return;
    // One compiles for all; until it has, the others would do the same work again.
    const size = typeof this.#code.opening === 'string' ? 1 : this.#size;
    for (;;) {
      const next = this.#queue.findIndex((job) => this.#canRun(job));
      if (next < 0) break;
      const idle = [...this.#members].find(({ job }) => job === null);
      const member = idle ?? (this.#members.size < size ? this.#hire() : null);
      if (!member) return;
      for (const job of this.#queue.splice(next, 1)) this.#assign(member, job);
    }
    if (this.#queue.length > 0) void this.#getRest();
  }

  #canRun(job: Job): boolean {
    const rest = this.#code?.rest;
    return !rest || this.#isWhole() || (rest.spare.has(job.operation) && !this.#beyond.has(job));
  }

  #isWhole(): boolean {
    return this.#rest !== null;
  }

  /** Gets the rest of the engine, if there is one and nobody is getting it. */
  async #getRest(): Promise<void> {
    const rest = this.#code?.rest;
    if (!rest || this.#isWhole()) return;
    this.#coming ??= rest.load();
    let module: WebAssembly.Module;
    try {
      module = await this.#coming;
    } catch (cause) {
      this.#coming = null;
      for (const job of this.#queue.filter((waiting) => !this.#canRun(waiting))) {
        this.#queue.splice(this.#queue.indexOf(job), 1);
        job.reject(new EngineError(crashed(String(cause))));
      }
      return;
    }
    if (this.#isWhole()) return;
    this.#rest = module;
    for (const { port } of this.#members) port.post({ kind: 'attach', module });
    this.#dispatch();
  }

  #hire(): Member {
    const port = this.#start(
      (message) => this.#hear(member, message),
      (message) => this.#lose(member, message),
    );
    const member: Member = { port, job: null, id: 0, prices: 0, whole: false };
    this.#members.add(member);
    if (this.#code) port.post(starting(this.#code));
    if (this.#rest) port.post({ kind: 'attach', module: this.#rest });
    return member;
  }

  #assign(member: Member, job: Job): void {
    if (member.prices !== this.#version) {
      member.port.post({ kind: 'prices', prices: this.#prices });
      member.prices = this.#version;
    }
    member.job = job;
    member.whole = this.#isWhole();
    member.id = this.#next++;
    try {
      member.port.post({ kind: 'run', id: member.id, operation: job.operation, request: job.request });
    } catch (cause) {
      // What cannot be cloned never left the page.
      member.job = null;
      job.reject(new EngineError({ code: 'invalidRequest', message: String(cause) }));
    }
  }

  #hear(member: Member, message: FromWorker): void {
    if (message.kind === 'crash') {
      this.#lose(member, message.message);
      return;
    }
    if (message.kind === 'compiled') {
      if (this.#code) this.#code = { ...this.#code, opening: message.module };
      this.#dispatch();
      return;
    }
    const { job } = member;
    if (!job || message.id !== member.id || !this.#members.has(member)) return;
    if (message.kind === 'progress') {
      job.onProgress?.(message.done, message.total, message.doing);
      return;
    }
    member.job = null;
    if (message.kind === 'result') job.resolve(message.response);
    else job.reject(new EngineError(message.error));
    this.#dispatch();
  }

  #lose(member: Member, message: string): void {
    if (!this.#members.delete(member)) return;
    member.port.terminate();
    const { job, whole } = member;
    if (job && this.#code?.rest && !whole) {
      // What the first part alone could not answer is asked of the whole.
      this.#beyond.add(job);
      this.#queue.unshift(job);
    } else job?.reject(new EngineError(crashed(message)));
    this.#dispatch();
  }
}
