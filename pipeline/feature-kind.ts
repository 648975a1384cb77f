/** How a feature travels: number is FLOAT, text is VARCHAR, boolean is BOOLEAN in the UDF's signature. */
export const FEATURE_KINDS = ['number', 'text', 'boolean'] as const;
export type FeatureKind = (typeof FEATURE_KINDS)[number];
