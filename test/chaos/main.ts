import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { makePlan } from './make-plan.js';
import { readOptions, type ChaosOptions } from './options.js';
import { planText, reproduction, resultLine, resultText } from './report.js';
import { runSeed, type SeedResult } from './run-seed.js';
import { startServers, type Servers } from './servers.js';

/** A history that grows makes every question to it slower: after so many seeds a lane gets new servers. */
const SEEDS_A_SERVER = 10;

/** What came of a seed; `crash` is an error of the chaos run itself, which is a failure too. */
type SeedEnd = { readonly seed: number } & (
  { readonly result: SeedResult } | { readonly crash: string }
);

async function main(options: ChaosOptions): Promise<boolean> {
  if (options.planOnly) {
    for (const seed of options.seeds) print(`seed ${seed}\n${planText(makePlan(seed))}`);
    return true;
  }
  const out = resolve(options.out);
  mkdirSync(out, { recursive: true });
  const queue = [...options.seeds];
  const lanes = Math.min(options.lanes, queue.length);
  const ends = await Promise.all(
    Array.from({ length: lanes }, (_, lane) => playLane(queue, out, lane)),
  );
  return summarize(ends.flat(), out);
}

async function playLane(queue: number[], out: string, lane: number): Promise<readonly SeedEnd[]> {
  const ends: SeedEnd[] = [];
  for (let batch = 0; queue.length > 0; batch += 1) {
    const data = join(out, `servers-${lane}-${batch}`);
    rmSync(data, { recursive: true, force: true });
    const servers = await startServers(data);
    try {
      for (let played = 0; played < SEEDS_A_SERVER; played += 1) {
        const seed = queue.shift();
        if (seed === undefined) break;
        const end = await playSeed(servers, seed, join(out, `seed-${seed}`));
        ends.push(end);
        // Whatever is wrong with the servers is not to spoil the next seed.
        if ('crash' in end) break;
      }
    } finally {
      await servers.stop();
    }
    if (ends.every(isGood)) rmSync(data, { recursive: true });
  }
  return ends;
}

async function playSeed(servers: Servers, seed: number, folder: string): Promise<SeedEnd> {
  try {
    rmSync(folder, { recursive: true, force: true });
    const result = await runSeed(servers, makePlan(seed), folder);
    writeFileSync(join(folder, 'report.json'), JSON.stringify(result, null, 1));
    writeFileSync(join(folder, 'report.txt'), resultText(result));
    print(resultLine(result));
    const end = { seed, result };
    if (!isGood(end)) print(resultText(result));
    return end;
  } catch (error) {
    const crash = error instanceof Error ? (error.stack ?? error.message) : String(error);
    print(`✘ seed ${seed}: the chaos run itself failed: ${crash}`);
    return { seed, crash };
  }
}

function isGood(end: SeedEnd): boolean {
  return 'result' in end && end.result.violations.length === 0;
}

function summarize(ends: readonly SeedEnd[], out: string): boolean {
  const failed = ends.filter((end) => !isGood(end));
  const counts = { passed: ends.length - failed.length, failed: failed.length };
  writeFileSync(join(out, 'summary.json'), JSON.stringify(counts));
  for (const { seed } of failed) print(`seed ${seed} failed: ${reproduction(seed)}`);
  print(`${counts.passed} passed, ${counts.failed} failed`);
  return failed.length === 0;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

process.exitCode = (await main(readOptions(process.argv.slice(2)))) ? 0 : 1;
// The driver of the sessions that a killed server left behind holds sockets open.
process.exit();
