/** An answer of Snowflake, or of somebody in its place. */
interface Answer {
  readonly status: number;
  readonly body: string;
}

/** As Snowflake says no: with status 200 all the same, and with `data` null where it knows the session no more. */
export function refusal(code: string, message = 'refused', data: object | null = {}): Answer {
  return { status: 200, body: JSON.stringify({ data, code, message, success: false }) };
}
