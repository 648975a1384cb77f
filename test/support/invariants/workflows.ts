import type { Client } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import type proto from '@temporalio/proto';

import {
  RETRAIN_MODEL,
  RETRAIN_ON_SCHEDULE,
  ROLL_BACK_MODEL,
} from '../../../pipeline/workflow-ids.js';
import { historyText } from '../recorded-history.js';

type History = proto.temporal.api.history.v1.IHistory;
type Event = proto.temporal.api.history.v1.IHistoryEvent;
type Payloads = proto.temporal.api.common.v1.IPayloads;
type Failure = proto.temporal.api.failure.v1.IFailure;

/** An attempt after the first one, and what ended the one before. */
interface Repetition {
  readonly activity: string;
  readonly attempt: number;
  readonly failureType: string | null;
  readonly message: string;
}

/** What Temporal holds of one execution. */
export interface ObservedWorkflow {
  readonly workflowId: string;
  readonly runId: string;
  readonly type: string;
  /** COMPLETED, FAILED, CANCELLED, TERMINATED, RUNNING, … */
  readonly status: string;
  /** Its first argument. */
  readonly input: unknown;
  readonly result: unknown;
  /** The `type` of what failed it. */
  readonly failureType: string | null;
  /** The names of the Activities that it asked for. */
  readonly activities: readonly string[];
  readonly repetitions: readonly Repetition[];
  /** All of its history, payloads decoded. */
  readonly text: string;
}

const TYPES = [RETRAIN_MODEL, ROLL_BACK_MODEL, RETRAIN_ON_SCHEDULE];

/** Reads every execution of Ratchet's Workflows about runs. */
export async function readWorkflows(client: Client): Promise<readonly ObservedWorkflow[]> {
  const found: ObservedWorkflow[] = [];
  const types = TYPES.map((type) => `'${type}'`).join(', ');
  for await (const info of client.workflow.list({ query: `WorkflowType IN (${types})` })) {
    const { workflowId, runId, type } = info;
    const handle = client.workflow.getHandle(workflowId, runId);
    // The list lags behind.
    const { status } = await handle.describe();
    const history = await handle.fetchHistory();
    const place = { workflowId, runId, type, status: status.name };
    found.push({ ...place, ...readHistory(history) });
  }
  return found;
}

function readHistory(history: History) {
  const events = history.events ?? [];
  const ended = events.at(-1);
  const failure = ended?.workflowExecutionFailedEventAttributes?.failure;
  return {
    input: first(events[0]?.workflowExecutionStartedEventAttributes?.input),
    result: first(ended?.workflowExecutionCompletedEventAttributes?.result),
    failureType: typeOf(failure),
    activities: [...namesOfActivities(events).values()],
    repetitions: repetitionsIn(events),
    text: decoded(historyText(history)),
  };
}

function first(payloads: Payloads | null | undefined): unknown {
  const payload = payloads?.payloads?.[0];
  return payload === undefined ? null : defaultPayloadConverter.fromPayload(payload);
}

/** By the event that scheduled them. */
function namesOfActivities(events: readonly Event[]): ReadonlyMap<string, string> {
  return new Map(
    events.flatMap(({ eventId, activityTaskScheduledEventAttributes: scheduled }) => {
      const name = scheduled?.activityType?.name;
      return typeof name === 'string' ? [[String(eventId), name] as const] : [];
    }),
  );
}

function repetitionsIn(events: readonly Event[]): readonly Repetition[] {
  const names = namesOfActivities(events);
  return events.flatMap(({ activityTaskStartedEventAttributes: started }) => {
    const attempt = started?.attempt ?? 1;
    if (attempt === 1) return [];
    const activity = names.get(String(started?.scheduledEventId)) ?? '';
    const last = started?.lastFailure;
    return [{ activity, attempt, failureType: typeOf(last), message: last?.message ?? '' }];
  });
}

/** The innermost type of Ratchet's. */
function typeOf(failure: Failure | null | undefined): string | null {
  for (let one = failure; one !== null && one !== undefined; one = one.cause) {
    const type = one.applicationFailureInfo?.type;
    if (type !== null && type !== undefined && type !== '') return type;
  }
  return null;
}

function decoded(text: string): string {
  return text.replaceAll(/"data": "([^"]*)"/g, (_, data: string) =>
    Buffer.from(data, 'base64').toString(),
  );
}
