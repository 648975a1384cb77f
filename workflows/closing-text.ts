import type { ModelSpec } from '../pipeline/model-spec.js';
import type { RunEnd } from '../pipeline/outcome.js';
import { oneLine } from './markdown-table.js';

const SHOWN_REASONS = 3;

/** Why a run ended as it did, what serves now, and what to do next; empty while it goes on. */
export function closingText({ spec, end }: { spec: ModelSpec; end: RunEnd | null }): string {
  return end === null ? '' : withReasons(end, nextText(spec, end));
}

/** The reasons of an end as a list, above `text`. */
export function withReasons({ reasons }: Pick<RunEnd, 'reasons'>, text: string): string {
  const shown = reasons.slice(0, SHOWN_REASONS).map((reason) => `- ${oneLine(reason)}`);
  const hidden = reasons.length - shown.length;
  const rest = hidden > 0 ? [`- and ${hidden} more, in the result of this Workflow`] : [];
  return [...shown, ...rest, ...(shown.length > 0 ? [''] : []), text].join('\n');
}

function nextText(spec: ModelSpec, { state, step, version }: RunEnd): string {
  const serving = `\`${spec.publication.function}\``;
  const run = `\`ratchet run ${spec.name}`;
  const keptBack = `${serving} is as it was. Next: mend data, code or policy, then ${run}\`.`;
  const stopped =
    step === 'publication'
      ? `It may have been switched already: the row of ${spec.name} in LIVE_VERSION tells what serves.`
      : `Nothing was published: ${serving} is as it was.`;
  const answers = `${serving} answers with version ${version}.`;
  return {
    PROMOTED: answers,
    ROLLED_BACK: answers,
    HELD: keptBack,
    SUPERSEDED: keptBack,
    REJECTED: keptBack,
    NO_CHANGE: `${serving} is as it was. To train all the same: ${run} --force\`.`,
    FAILED: stopped,
    CANCELLED: stopped,
  }[state];
}
