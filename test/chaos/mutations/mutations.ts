import type { Mutation } from './mutation.js';

const vitest = (file: string, name = '') => [
  'node_modules/.bin/vitest',
  'run',
  file,
  ...(name === '' ? [] : ['--testNamePattern', name]),
];
const pytest = (file: string) => [
  '.venv/bin/python',
  '-m',
  'pytest',
  '-q',
  '-c',
  'python/pyproject.toml',
  `python/tests/handlers/${file}`,
];

/** A seed whose faults meet what is taken out. */
const chaos = (seed: number) => [
  'sh',
  '-c',
  `npm run --silent build && node_modules/.bin/tsx test/chaos/main.ts --seed ${seed}`,
];

/** The parts that the promises rest on, each taken out by itself. */
export const MUTATIONS: readonly Mutation[] = [
  {
    name: 'a training whose fence was overtaken goes on',
    changes: [
      {
        file: 'python/handlers/ratchet_training_fence.py',
        text: 'if own != training.fence:',
        replacement: 'if False:',
      },
    ],
    check: pytest('test_ratchet_training_fence.py'),
  },
  {
    name: 'a training of a run that is over goes on',
    changes: [
      {
        file: 'python/handlers/ratchet_training_fence.py',
        text: 'if training.state != "RUNNING":',
        replacement: 'if False:',
      },
    ],
    check: pytest('test_ratchet_training_fence.py'),
  },
  {
    name: 'a second result replaces the first',
    changes: [
      {
        file: 'python/handlers/ratchet_training_fence.py',
        text: 'AND "FENCE" = ? AND "RESULT" IS NULL ',
        replacement: 'AND "FENCE" = ? ',
      },
    ],
    check: pytest('test_ratchet_training_fence.py'),
  },
  {
    name: 'a closed run goes live',
    changes: [
      {
        file: 'python/handlers/ratchet_ledger.py',
        text: `WHERE "RUN_ID" = ? AND "STATE" = 'RUNNING'"""`,
        replacement: `WHERE "RUN_ID" = ?"""`,
      },
    ],
    check: pytest('test_ratchet_ledger.py'),
  },
  {
    name: 'a switch without its fence',
    changes: [
      {
        file: 'python/handlers/ratchet_ledger.py',
        text: `CURRENT_TIMESTAMP() WHERE "MODEL" = ? AND "FENCE" = ?'`,
        replacement: `CURRENT_TIMESTAMP() WHERE "MODEL" = ? AND ? IS NOT NULL'`,
      },
    ],
    check: pytest('test_ratchet_ledger.py'),
  },
  {
    name: 'the serving procedure does not look again',
    changes: [
      {
        file: 'python/handlers/ratchet_serving.py',
        text: 'if now.fence == live.fence:',
        replacement: 'if True:',
      },
    ],
    check: pytest('test_ratchet_serving.py'),
  },
  {
    name: 'serving functions are not compared with the ledger',
    changes: [
      {
        file: 'activities/publication/find-drift.ts',
        text: '.filter(({ functions }) => functions.length > 0);',
        replacement: '.filter(() => false);',
      },
    ],
    check: vitest('test/activities/publication-restoring.test.ts', 'somebody dropped'),
  },
  {
    name: 'no read-back after the switch',
    changes: [
      {
        file: 'activities/publication.ts',
        text: 'const earlier = await readPromotion(warehouse, run);',
        replacement: 'const earlier = null;',
      },
      {
        file: 'activities/ledger/go-live.ts',
        text: 'const promotion = await readPromotion(warehouse, run);',
        replacement:
          "const promotion = kind === 'MOVED' ? await readPromotion(warehouse, run) : null;",
      },
    ],
    check: vitest('test/activities/publication-crashes.test.ts', 'whose Worker is killed'),
  },
  {
    name: 'a statement whose answer was lost is not looked up',
    changes: [
      {
        file: 'activities/snowflake/submission.ts',
        text: 'if (found !== null) return found;\n    }',
        replacement: '}',
      },
    ],
    check: vitest('test/activities/snowflake/submission.test.ts', 'is found in Snowflake'),
  },
  {
    name: 'a statement of another text is adopted by its tag',
    changes: [
      {
        file: 'activities/snowflake/adoption.ts',
        text: 'sql === own.sql &&',
        replacement: '',
      },
    ],
    check: vitest('test/activities/snowflake/submission.test.ts', 'after a Worker was lost'),
  },
  {
    name: 'a cancellation is not confirmed',
    changes: [
      {
        file: 'activities/snowflake/cancel-statement.ts',
        text: 'if (await this.#hasEnded()) return;',
        replacement: 'await this.#hasEnded();\n        return;',
      },
    ],
    check: vitest(
      'test/activities/snowflake/cancellation.test.ts',
      'has its statement ended although',
    ),
  },
  {
    name: 'a publication can be cancelled midway',
    changes: [
      {
        file: 'workflows/to-its-end.ts',
        text: 'return CancellationScope.nonCancellable(work);',
        replacement: 'return work();',
      },
    ],
    check: vitest('test/workflows/retrain-model-failures.test.ts', 'finishes a publication'),
  },
  {
    name: 'every bound is met',
    changes: [
      {
        file: 'pipeline/absolute-rules.ts',
        text: 'const passed = isMet(candidate, bound);',
        replacement: 'const passed = true;',
      },
    ],
    check: vitest('test/pipeline/decide-gate.test.ts'),
  },
  {
    name: 'leakage between the splits is let through',
    changes: [
      {
        file: 'pipeline/evidence-checks.ts',
        text: "rule: 'no entity on both sides',\n    found: count,\n    holds: count === 0,",
        replacement: "rule: 'no entity on both sides',\n    found: count,\n    holds: true,",
      },
    ],
    check: vitest('test/pipeline/decide-gate.test.ts'),
  },
  {
    name: 'a statement whose answer was lost is not looked up, seen by chaos',
    changes: [
      {
        file: 'activities/snowflake/submission.ts',
        text: 'if (found !== null) return found;\n    }',
        replacement: 'void found;\n    }',
      },
    ],
    check: chaos(33),
  },
  {
    name: 'serving functions are not compared with the ledger, seen by chaos',
    changes: [
      {
        file: 'activities/publication/find-drift.ts',
        text: '.filter(({ functions }) => functions.length > 0);',
        replacement: '.filter(() => false);',
      },
    ],
    check: chaos(8),
  },
];
