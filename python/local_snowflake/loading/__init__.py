"""Moving rows between stage files and tables: COPY INTO, INFER_SCHEMA, USING TEMPLATE, SELECT FROM @stage."""
