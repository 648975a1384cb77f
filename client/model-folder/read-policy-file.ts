import { existsSync, readFileSync, statSync } from 'node:fs';

import { gatePolicySchema, type GatePolicy } from '../../pipeline/gate-policy.js';
import { gatePolicyProblems } from '../../pipeline/gate-policy-problems.js';
import type { Task } from '../../pipeline/metrics.js';
import { modelSpecSchema, type ModelSpec } from '../../pipeline/model-spec.js';
import { jsonDigest } from '../digests.js';
import { CliError, EXIT } from '../exit-codes.js';
import { located } from './located.js';
import { metricFindings } from './metric-findings.js';
import { ModelFolderError } from './model-problem.js';
import { specFindings } from './spec-findings.js';
import { parseYamlFile, type YamlFile } from './yaml-file.js';
import { check, type Finding } from './zod-findings.js';

/** A gate policy that was read and found right. */
export interface PolicyFile {
  /** The name that a whole model.yaml has; null for a policy by itself. */
  readonly model: string | null;
  readonly policy: GatePolicy;
  /** The digest that a run with this policy would carry. */
  readonly digest: string;
  /** Throws ModelFolderError for a rule on a name that is no metric of this task. */
  readonly checkFor: (task: Task) => void;
}

/**
 * Reads a gate policy by itself (what stands under `gate:`), or that of a whole model.yaml. Throws ModelFolderError with
 * every problem and its line, or CliError when there is no such file.
 */
export function readPolicyFile(file: string): PolicyFile {
  if (!existsSync(file) || !statSync(file).isFile()) {
    const expected = 'a YAML file with the content of gate:, or a whole model.yaml';
    throw new CliError(EXIT.BAD_INPUT, `Found no file ${file}, expected ${expected}.`);
  }
  const yaml = parseYamlFile(file, readFileSync(file, 'utf8'));
  const spec = isModelFile(yaml.value) ? modelOf(yaml) : null;
  const policy = spec?.gate ?? policyAlone(yaml);
  return {
    model: spec?.name ?? null,
    policy,
    digest: jsonDigest(policy),
    checkFor: (task) => {
      const findings = metricFindings({ gate: policy, task });
      refuse(yaml, spec === null ? findings.map(withoutGate) : findings);
    },
  };
}

/** Both have keys of their own: a policy has no `gate`, and a model file needs one. */
function isModelFile(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'gate' in value;
}

function modelOf(yaml: YamlFile): ModelSpec {
  const checked = check(modelSpecSchema, yaml.value);
  if ('findings' in checked) throw new ModelFolderError(located(yaml, checked.findings));
  refuse(yaml, specFindings(checked.value, yaml.value));
  return checked.value;
}

function policyAlone(yaml: YamlFile): GatePolicy {
  const checked = check(gatePolicySchema, yaml.value);
  if ('findings' in checked) throw new ModelFolderError(located(yaml, checked.findings));
  refuse(
    yaml,
    gatePolicyProblems(checked.value, yaml.value).map((problem) => ({ ...problem, isKey: false })),
  );
  return checked.value;
}

function refuse(yaml: YamlFile, findings: readonly Finding[]): void {
  if (findings.length > 0) throw new ModelFolderError(located(yaml, findings));
}

/** In a file that is the policy alone, its parts do not stand under `gate`. */
function withoutGate(finding: Finding): Finding {
  return { ...finding, path: finding.path.slice(1) };
}
