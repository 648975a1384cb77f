import { z } from 'zod';

const written = z
  .string()
  .regex(
    /^[A-Za-z_][A-Za-z0-9_]{0,254}$/,
    'a column name: letters, digits and _, not starting with a digit',
  );

/** A column as model files name it; Snowflake keeps unquoted names in capital letters. */
export const columnName = written.transform((name) => name.toUpperCase());

/** A mapping by column. Two spellings of one column are refused: one of them would not count. */
export function byColumn<Value extends z.ZodType>(value: Value) {
  return z
    .record(written, value)
    .refine((columns) => twins(Object.keys(columns)).length === 0, 'each column once, in any case')
    .transform((columns) =>
      Object.fromEntries(
        Object.entries(columns).map(([name, one]) => [columnName.parse(name), one]),
      ),
    );
}

function twins(names: readonly string[]): string[] {
  const upper = names.map((name) => name.toUpperCase());
  return upper.filter((name, index) => upper.indexOf(name) !== index);
}
