import type { Child } from './child.js';
import { startOrphanGuard } from './orphan-guard.js';

/** The processes in the order they were started; they stop in the reverse order, the last one first. */
export class Children {
  readonly #children: Child[] = [];
  readonly #guard = startOrphanGuard();
  readonly #death = new AbortController();
  #stopping: Promise<void> | undefined;

  get died(): AbortSignal {
    return this.#death.signal;
  }

  add(child: Child): Child {
    this.#children.push(child);
    if (child.pid !== undefined) this.#guard.watch(child.pid);
    child.died.addEventListener('abort', () => this.#death.abort(child.died.reason));
    return child;
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#stopAll();
    return this.#stopping;
  }

  kill(): void {
    for (const child of this.#children) child.kill();
  }

  async #stopAll(): Promise<void> {
    for (const child of this.#children.toReversed()) await child.stop();
    this.#guard.release();
  }
}
