import { setTimeout as pause } from 'node:timers/promises';

import type { Observed } from '../support/invariants/observed.js';
import { groupBy, violations, type Violation } from '../support/invariants/violation.js';
import { armDisturbances } from './disturb.js';
import { orderFault } from './effects.js';
import type { JournalEntry } from './journal.js';
import { judge } from './judge.js';
import { runMaintenance } from './maintenance.js';
import { observeSeed, readVersionAnswers } from './observe.js';
import { patiently } from './patiently.js';
import type { Plan, PlannedFault } from './plan.js';
import { startProbers } from './probe.js';
import { checkReplay } from './replay.js';
import { playScript } from './script.js';
import { openSeedPlace, type SeedPlace } from './seed-place.js';
import type { Servers } from './servers.js';

/** How long a seed may take until nothing of it is open any more; an undisturbed one takes some ten seconds. */
const AT_REST_WITHIN_MS = 400_000;
const ASKED_EVERY_MS = 200;

/** What a seed did and what the checker says of it. */
export interface SeedResult {
  readonly plan: Plan;
  readonly seconds: number;
  readonly journal: readonly JournalEntry[];
  /** How many requests each fault has met. */
  readonly faults: readonly (PlannedFault & { readonly met: number })[];
  readonly disturbancesMet: number;
  /** Runs by the state in which the ledger has them. */
  readonly runs: Readonly<Record<string, number>>;
  /** Why runs failed, each with the model. */
  readonly failures: readonly string[];
  /** Calls of serving functions that the checker looked at. */
  readonly probes: number;
  /** Empty when every promise was kept. */
  readonly violations: readonly Violation[];
}

/** Plays a plan, lets everything come to rest without faults, and judges what is left. */
export async function runSeed(servers: Servers, plan: Plan, folder: string): Promise<SeedResult> {
  const startedMs = Date.now();
  const place = await openSeedPlace(servers, plan, folder);
  try {
    const faults = plan.faults.map((fault) => ({ fault, met: orderFault(place.proxy, fault) }));
    const disturbances = armDisturbances(place);
    const probers = await startProbers(place);
    const isAtRest = await inTime(play(place, disturbances.settle));
    place.proxy.clear();
    // Before maintenance, which may drop what a caller was answered by.
    const versionAnswers = await readVersionAnswers(place);
    const problem = isAtRest ? await runMaintenance(place) : null;
    const observed = await observeSeed(place, await probers.stop(), versionAnswers);
    return {
      plan,
      seconds: (Date.now() - startedMs) / 1_000,
      journal: place.journal.entries,
      faults: faults.map(({ fault, met }) => ({ ...fault, met: met() })),
      disturbancesMet: disturbances.met,
      runs: statesOf(observed),
      failures: failuresOf(observed),
      probes: observed.probes.length,
      violations: [
        ...violations('I5', [problem]),
        ...judge(plan, observed),
        ...(await checkReplay(place, observed.workflows)),
      ],
    };
  } finally {
    await place.close();
  }
}

/** The scripts to their end, then the end of all disturbances, then of all Workflows. */
async function play(place: SeedPlace, settle: () => Promise<void>): Promise<void> {
  await Promise.all(place.plan.models.map((model) => playScript(place, model)));
  await untilNoneIsOpen(place);
  place.proxy.clear();
  await settle();
  await untilNoneIsOpen(place);
  place.journal.note('at rest');
}

async function untilNoneIsOpen(place: SeedPlace): Promise<void> {
  while ((await openWorkflows(place)) > 0) await pause(ASKED_EVERY_MS);
}

async function openWorkflows({ temporal }: SeedPlace): Promise<number> {
  const query = `TaskQueue = '${temporal.taskQueue}' AND ExecutionStatus = 'Running'`;
  return (await patiently(() => temporal.client.workflow.count(query))).count;
}

/** Whether the work came to its end in time. */
async function inTime(work: Promise<void>): Promise<boolean> {
  const late = new AbortController();
  const deadline = pause(AT_REST_WITHIN_MS, false, { signal: late.signal }).catch(() => false);
  try {
    return await Promise.race([work.then(() => true), deadline]);
  } finally {
    late.abort();
  }
}

function statesOf({ ledger }: Observed): Readonly<Record<string, number>> {
  const states = groupBy(ledger.runs, ({ STATE }) => STATE);
  return Object.fromEntries([...states].map(([state, { length }]) => [state, length]));
}

function failuresOf({ workflows }: Observed): readonly string[] {
  return workflows
    .filter(({ status }) => status === 'FAILED')
    .map(({ workflowId, failureType }) => `${workflowId}: ${failureType}`);
}
