import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { choiceRecipe } from '../../pipeline/candidates.js';
import { modelSpecSchema, type ModelSpec } from '../../pipeline/model-spec.js';
import { jsonBytes, MAX_SPEC_BYTES } from '../../pipeline/payload-size.js';
import { codeDigest, jsonDigest } from '../digests.js';
import { readCodeFiles } from './code-files.js';
import { findModelFolder, MODEL_FILE, type ModelPlace } from './find-model-folder.js';
import { located } from './located.js';
import { ModelFolderError, type ModelProblem } from './model-problem.js';
import { filesProblem, replaceSources, resolveSources } from './source-files.js';
import { specFindings } from './spec-findings.js';
import { parseYamlFile } from './yaml-file.js';
import { check, type Finding } from './zod-findings.js';

/** A model folder that was read and found right. */
export interface ModelFolder {
  readonly directory: string;
  /** The folder as messages name it. */
  readonly shown: string;
  /** The checked model.yaml; its source patterns are absolute. */
  readonly spec: ModelSpec;
  readonly code: Readonly<Record<string, string>>;
  readonly codeDigest: string;
  readonly policyDigest: string;
  /** Over all of the above: equal digests are equal runs, but for the data. */
  readonly digest: string;
  /** Sources whose files are not there now; a run needs them, a Schedule may find them later. */
  readonly missingFiles: readonly ModelProblem[];
}

/**
 * Reads and checks a model by name or path. `replacements` are `NAME=PATH` of `--source`.
 * Throws ModelFolderError with every problem at once, or CliError when there is no such model.
 */
export function readModelFolder(
  reference: string,
  replacements: readonly string[] = [],
): ModelFolder {
  const place = findModelFolder(reference);
  const file = join(place.shown, MODEL_FILE);
  const yaml = parseYamlFile(file, readFileSync(join(place.directory, MODEL_FILE), 'utf8'));
  const checked = check(modelSpecSchema, yaml.value);
  if ('findings' in checked) throw new ModelFolderError(located(yaml, checked.findings));
  const { files, problems } = readCodeFiles(place.directory, place.shown, checked.value);
  const all = [
    ...located(yaml, [
      ...specFindings(checked.value, yaml.value),
      ...nameFindings(place, checked.value),
      ...sizeFindings(checked.value),
    ]),
    ...problems,
  ];
  if (files === null || all.length > 0) throw new ModelFolderError(all);
  const sources = replaceSources(
    resolveSources(place.directory, checked.value.sources),
    replacements,
  );
  const spec = { ...checked.value, features: files.featuresFile, sources };
  const { code } = files;
  return {
    directory: place.directory,
    shown: place.shown,
    spec,
    code,
    codeDigest: codeDigest(code),
    policyDigest: jsonDigest(spec.gate),
    digest: jsonDigest({ spec, code, ...choiceRecipe(spec) }),
    missingFiles: located(yaml, missingFiles(spec.sources)),
  };
}

/** A copied folder that keeps the old name would retrain, and replace, the other model. */
function nameFindings({ requiredName }: ModelPlace, spec: ModelSpec): Finding[] {
  if (requiredName === null || requiredName === spec.name) return [];
  return [
    {
      path: ['name'],
      isKey: false,
      found: JSON.stringify(spec.name),
      expected: `"${requiredName}", the name of its folder`,
      advice: 'Rename one of them.',
    },
  ];
}

/** Aliases of YAML can make much of a small file. */
function sizeFindings(spec: ModelSpec): Finding[] {
  const bytes = jsonBytes(spec);
  if (bytes <= MAX_SPEC_BYTES) return [];
  return [
    {
      path: [],
      isKey: false,
      found: `${bytes} bytes of settings`,
      expected: `at most ${MAX_SPEC_BYTES}`,
      advice:
        'Move long lists and tables into train.py or the features: the settings travel with each step.',
    },
  ];
}

function missingFiles(sources: ModelSpec['sources']): Finding[] {
  return Object.entries(sources).flatMap(([name, source]) => {
    const problem = 'files' in source ? filesProblem(source.files) : null;
    if (problem === null) return [];
    const advice = `Put them there, or name others for one run: --source ${name}=PATH`;
    return [{ path: ['sources', name, 'files'], isKey: false, ...problem, advice }];
  });
}
