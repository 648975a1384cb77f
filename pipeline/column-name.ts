import { z } from 'zod';

/** A column as model files name it; Snowflake keeps unquoted names in capital letters. */
export const columnName = z
  .string()
  .regex(
    /^[A-Za-z_][A-Za-z0-9_]{0,254}$/,
    'a column name: letters, digits and _, not starting with a digit',
  )
  .transform((name) => name.toUpperCase());
