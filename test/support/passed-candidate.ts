import { openLiveVersion } from '../../activities/ledger/live-statements.js';
import { openRun } from '../../activities/ledger/run-statements.js';
import type { Publication, PublicationInput } from '../../pipeline/publication.js';
import type { Run } from '../../pipeline/run.js';
import type { Candidate, TrainingInput } from '../../pipeline/training.js';
import { judge, runChain, untilTraining } from './activity-chain.js';
import { newRun, type ActivityPlace } from './activity-place.js';
import { smallRequest } from './small-model.js';

/** Which candidate: of a new model that has functions of its own name and is trained with C = 1, unless told otherwise. */
interface Wanted {
  readonly model?: string;
  readonly function?: string;
  /** Of the regularization: another C answers otherwise. */
  readonly c?: number;
}

type Trained = Omit<TrainingInput, 'candidate'> & { readonly candidate: Candidate };

/** Models and candidates for what happens around a publication. */
export class Candidates {
  readonly #place: ActivityPlace;
  readonly #trained = new Map<number, Promise<Trained>>();
  #models = 0;

  constructor(place: ActivityPlace) {
    this.#place = place;
  }

  /**
   * A candidate that passed the gate and is not published yet. Each has a run and a judgement of its own, but all with one
   * C share a training and its artifact, which is where the time would go.
   */
  async passed(wanted: Wanted = {}): Promise<PublicationInput> {
    const { model, request, c } = this.#requestOf(wanted);
    const { spec, policyDigest } = request;
    const trained = await this.#trainedWith(c);
    const { featureTable, candidate, codeDigest, codeFiles } = trained;
    const run = newRun(model);
    await this.#open(run, trained, policyDigest);
    const input = { run, spec, featureTable, candidate, codeDigest, codeFiles, policyDigest };
    return passedOf(await judge(this.#place, input));
  }

  /** A candidate like {@link passed} whose data, training and artifact are its own as well. */
  async trained(wanted: Wanted = {}): Promise<PublicationInput> {
    const { model, request } = this.#requestOf(wanted);
    return passedOf(await runChain(this.#place, newRun(model), request, { publishes: false }));
  }

  publish(input: PublicationInput): Promise<Publication> {
    return this.#place.run((activities) => activities.publishUdf(input));
  }

  #requestOf(wanted: Wanted) {
    const { model = `small-${(this.#models += 1)}`, c = 1 } = wanted;
    const { function: name = `PREDICT_${model.replaceAll('-', '_').toUpperCase()}` } = wanted;
    const changes = {
      name: model,
      publication: { function: name },
      training: { params: { C: c } },
    };
    return { model, c, request: smallRequest(changes) };
  }

  #trainedWith(c: number): Promise<Trained> {
    const trained = this.#trained.get(c) ?? this.#train(c);
    this.#trained.set(c, trained);
    return trained;
  }

  async #train(c: number): Promise<Trained> {
    const { model, request } = this.#requestOf({ model: 'trained', c });
    const { staged: _, ...input } = await untilTraining(this.#place, newRun(model), request);
    const candidate = await this.#place.run((activities) => activities.trainCandidate(input));
    return { ...input, candidate };
  }

  /** Leaves in the ledger what the steps before the judgement would: the run, its model and its training. */
  async #open(run: Run, { run: of, codeDigest }: Trained, policyDigest: string): Promise<void> {
    await this.#place.withWarehouse(run, async (warehouse) => {
      await warehouse.execute(openRun(run, { codeDigest, policyDigest }));
      await warehouse.execute(openLiveVersion(run.model));
    });
    await this.#place.query(
      'INSERT INTO TRAININGS (RUN_ID, MODEL, FENCE, STARTED_AT, ENDED_AT, RESULT) ' +
        'SELECT ?, ?, FENCE, STARTED_AT, ENDED_AT, RESULT FROM TRAININGS WHERE RUN_ID = ?',
      [run.id, run.model, of.id],
    );
  }
}

function passedOf({ passedInput, verdict }: Awaited<ReturnType<typeof judge>>): PublicationInput {
  if (passedInput === null) throw new Error(`the candidate did not pass: ${verdict.kind}`);
  return passedInput;
}
