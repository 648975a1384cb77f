import { z } from 'zod';

import { modelSpecSchema } from '../../pipeline/model-spec.js';

/** The JSON Schema of model.yaml, for editors: completion, hover texts and errors while typing. */
export function modelJsonSchema(): string {
  // Draft 7 is what yaml-language-server reads fully; `input` keeps keys with a default optional.
  const schema = z.toJSONSchema(modelSpecSchema, { target: 'draft-07', io: 'input' });
  return `${JSON.stringify(schema, null, 2)}\n`;
}
