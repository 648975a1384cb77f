/** How to log in. Key files and token files are read anew at each login, so that they can be rotated. */
export type Authentication =
  | {
      readonly kind: 'key-pair';
      readonly privateKeyFile: string;
      readonly passphrase: string | null;
    }
  | { readonly kind: 'password'; readonly password: string }
  | {
      readonly kind: 'oauth' | 'programmatic-access-token';
      readonly token: { readonly text: string } | { readonly file: string };
    };

/** Where Snowflake is and who we are there. Secret: never logged, never part of an Activity's input or result. */
export interface SnowflakeConfig {
  readonly account: string;
  readonly user: string;
  readonly authentication: Authentication;
  /** The server's URL; null for the one that follows from the account's name. */
  readonly accessUrl: string | null;
  readonly role: string | null;
  readonly warehouse: string | null;
  readonly database: string;
  readonly schema: string;
}
