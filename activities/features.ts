import { z } from 'zod';

import { renderFeaturesSql } from '../pipeline/features-sql.js';
import type { FeaturesInput, FeatureTable } from '../pipeline/features.js';
import { gainSpreads } from '../pipeline/gain-spread.js';
import { featureDraft, featureTable } from '../pipeline/object-names.js';
import type { ActivityDependencies } from './activity-dependencies.js';
import { readColumns } from './describe-table.js';
import { featureColumns } from './features/columns.js';
import { checkDraft } from './features/examine-draft.js';
import { measureData, type LiveEvidence } from './features/measure-data.js';
import { learningTarget } from './features/learning-target.js';
import { checkSliceColumns } from './features/slice-columns.js';
import { createDraft, createFeatureTable } from './features/statements.js';
import { summarize } from './features/summarize.js';
import { readEvidence } from './ledger/evidence.js';
import { readLiveVersion } from './ledger/live-version.js';
import type { ModelVersion } from './ledger/model-version.js';
import { recipeDigest } from './ledger/recipe-digest.js';
import { callHandler } from './procedures/call-handler.js';
import { HANDLER_PACKAGES, packageRequirements } from './procedures/packages.js';
import { SnowflakeStatementError } from './snowflake/errors.js';
import { quoted } from './snowflake/identifier.js';
import type { Warehouse } from './snowflake/warehouse.js';
import { StepProblem } from './step-problem.js';

/**
 * Step 2. Makes the feature table of the staged ones by features.sql or features.py, and gives each row its split.
 * Throws UserCode when the features file fails, and SourceData when its rows cannot be used.
 */
export async function buildFeatures(
  dependencies: ActivityDependencies,
  input: FeaturesInput,
): Promise<FeatureTable> {
  const { run, spec, featuresSql, codeDigest, policyDigest, staged } = input;
  const splitSalt = input.splitSalt ?? spec.split.salt;
  const file = featuresSql === null ? 'features.py' : 'features.sql';
  return dependencies.snowflake.withWarehouse({ run, step: 'features' }, async (warehouse) => {
    await dependencies.ledger.ensure(warehouse);
    const draft = featureDraft(run);
    const drafted = await makeDraft(dependencies, warehouse, draft, input);
    const described = await readColumns(warehouse, quoted(draft));
    const columns = featureColumns(file, described, spec);
    checkSliceColumns(file, columns, spec.gate);
    const target = learningTarget(columns, spec);
    await checkDraft(warehouse, file, draft, columns, target);
    const table = featureTable(run);
    const { queryId } = await warehouse.execute(
      createFeatureTable(table, draft, columns, { ...spec.split, salt: splitSalt }),
    );
    const { rows, snapshot } = await summarize(warehouse, table, columns.target.name, target);
    const recipe = recipeDigest(spec, codeDigest);
    const { champion } = await readLiveVersion(warehouse, run.model);
    const live = champion === null ? null : await liveEvidence(warehouse, champion);
    const measured = await measureData(warehouse, {
      run,
      policy: spec.gate,
      table,
      columns: described,
      rows: rows.TRAIN + rows.VALIDATION + rows.TEST,
      staged,
      live,
    });
    const isSame =
      champion?.snapshot === snapshot &&
      champion.recipeDigest === recipe &&
      champion.policyDigest === policyDigest;
    return {
      table,
      features: columns.features,
      rows,
      snapshot,
      splitSalt,
      ...(measured === undefined ? {} : { measured }),
      ...(live === null ? {} : { gainSpreads: gainSpreads(live.evidence) }),
      sameAsVersion: isSame ? champion.version : null,
      queryIds: [drafted, queryId],
    };
  });
}

/** What the live version was judged on. */
async function liveEvidence(
  warehouse: Warehouse,
  { version, runId }: ModelVersion,
): Promise<LiveEvidence> {
  const { evidence } = await readEvidence(warehouse, { id: runId });
  return { version, evidence };
}

/** Makes the table that the features file describes; returns the query id. */
async function makeDraft(
  dependencies: ActivityDependencies,
  warehouse: Warehouse,
  draft: string,
  input: FeaturesInput,
): Promise<string> {
  const tables = Object.fromEntries(
    input.staged.tables.map(({ source, table }) => [source, quoted(table)]),
  );
  if (input.featuresSql !== null) {
    return selectDraft(warehouse, draft, renderFeaturesSql(input.featuresSql, tables));
  }
  const { run, spec } = input;
  const packages = 'packages' in spec.training ? spec.training.packages : [];
  const { queryId } = await callHandler(dependencies, warehouse, {
    purpose: 'FEATURES',
    handler: 'ratchet_features.build',
    code: input,
    packages: packageRequirements(HANDLER_PACKAGES, packages),
    request: { run: { id: run.id, model: run.model }, tables, into: quoted(draft) },
    answer: z.object({ queryId: z.string() }),
    options: { resumeAs: 'features' },
  });
  return queryId;
}

async function selectDraft(warehouse: Warehouse, draft: string, select: string): Promise<string> {
  try {
    return (await warehouse.execute(createDraft(draft, select))).queryId;
  } catch (error) {
    if (!(error instanceof SnowflakeStatementError)) throw error;
    const message = `features.sql was refused by Snowflake: ${error.message}`;
    throw new StepProblem('UserCode', message, { cause: error });
  }
}
