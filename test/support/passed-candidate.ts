import type { Publication, PublicationInput } from '../../pipeline/publication.js';
import { runChain } from './activity-chain.js';
import { newRun, type ActivityPlace } from './activity-place.js';
import { smallRequest } from './small-model.js';

/** Models and candidates for what happens around a publication. */
export class Candidates {
  readonly #place: ActivityPlace;
  #models = 0;

  constructor(place: ActivityPlace) {
    this.#place = place;
  }

  /** A candidate that passed the gate and is not published yet; of a new model, if none is named. */
  async passed(
    name = `small-${(this.#models += 1)}`,
    changes: Readonly<Record<string, unknown>> = {},
  ): Promise<PublicationInput> {
    const publication = { function: `PREDICT_${name.replaceAll('-', '_').toUpperCase()}` };
    const request = smallRequest({ name, publication, ...changes });
    const { passedInput, verdict } = await runChain(this.#place, newRun(name), request, {
      publishes: false,
    });
    if (passedInput === null) throw new Error(`the candidate did not pass: ${verdict.kind}`);
    return passedInput;
  }

  /** A candidate for a model whose version 1 is live; it answers otherwise than that does. */
  async second(): Promise<{ readonly first: PublicationInput; readonly second: PublicationInput }> {
    const first = await this.passed();
    await this.publish(first);
    const training = { params: { C: 0.0001 } };
    return { first, second: await this.passed(first.run.model, { training }) };
  }

  publish(input: PublicationInput): Promise<Publication> {
    return this.#place.run((activities) => activities.publishUdf(input));
  }
}
