import type { Command } from 'commander';

import type { Invocation } from '../invocation.js';
import { modelJsonSchema } from '../model-folder/model-schema.js';

/** `ratchet schema`: the JSON Schema of model.yaml, for editors. */
export function addSchemaCommand(program: Command, { terminal }: Invocation): void {
  program
    .command('schema')
    .description('write the JSON Schema of model.yaml, as it stands in models/model.schema.json')
    .action(() => {
      terminal.out.write(modelJsonSchema());
    });
}
