import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';

import type { RetrainingRequest } from '../../pipeline/retraining-request.js';
import { smallRequest } from './small-model.js';

/**
 * Leaves a file for each time that it is asked for an estimator; the first one waits until it may go on. No two of its
 * models have the same bytes.
 */
const TRAIN = `import pathlib
import time
import uuid

from sklearn.dummy import DummyClassifier


class Own(DummyClassifier):
    pass


def build(params):
    folder = pathlib.Path(params["folder"])
    waits = not any(folder.glob("training-*"))
    (folder / f"training-{uuid.uuid4()}").touch()
    while waits and folder.exists() and not (folder / "go-on").exists():
        time.sleep(0.02)
    estimator = Own(strategy="prior")
    estimator.own_ = uuid.uuid4().hex
    return estimator
`;

/** A train.py that counts its trainings, the first of which goes on only when the test lets it. */
export class HeldTraining {
  readonly request: RetrainingRequest;
  readonly #folder = mkdtempSync(join(tmpdir(), 'ratchet-training-'));

  constructor() {
    const training = { params: { folder: this.#folder } };
    this.request = smallRequest({ training }, { 'train.py': TRAIN });
  }

  /** How many trainings have begun. */
  get count(): number {
    return readdirSync(this.#folder).filter((name) => name.startsWith('training-')).length;
  }

  /** Waits until so many trainings have begun. */
  async begun(count: number): Promise<void> {
    await expect.poll(() => this.count, { timeout: 30_000 }).toBe(count);
  }

  goOn(): void {
    writeFileSync(join(this.#folder, 'go-on'), '');
  }

  /** Lets whatever waits end, and forgets it. */
  close(): void {
    rmSync(this.#folder, { recursive: true });
  }
}
