import proto from '@temporalio/proto';

type History = proto.temporal.api.history.v1.IHistory;
const { History } = proto.temporal.api.history.v1;

/** A history as text that people and diffs can read. */
export function historyText(history: History): string {
  const plain = History.toObject(History.fromObject(history), {
    enums: String,
    longs: String,
    bytes: String,
  });
  // Stack traces name the files of the machine that recorded them.
  return `${JSON.stringify(plain, null, 1).replaceAll(process.cwd(), '')}\n`;
}

/** Reads what `historyText` wrote. (The SDK's own reader needs one copy of protobufjs in the tree, and npm makes three.) */
export function parseHistory(text: string): History {
  return History.fromObject(JSON.parse(text));
}
