-- Transactions and locks, with a second session.
-- Sources: docs.snowflake.com "Transactions", "BEGIN", "COMMIT", "ROLLBACK", "LOCK_TIMEOUT". Never compared with a real
-- account.

CREATE TABLE LEDGER (ID NUMBER NOT NULL, N NUMBER);
INSERT INTO LEDGER VALUES (1, 10), (2, 20);
CREATE TABLE OTHER (N NUMBER);
-- on: second
ALTER SESSION SET LOCK_TIMEOUT = 1;

-- case: what is not committed only the own session sees
BEGIN;
UPDATE LEDGER SET N = 11 WHERE ID = 1;
-- updated: 1
SELECT N FROM LEDGER WHERE ID = 1;
-- row: [11]
-- on: second
SELECT N FROM LEDGER WHERE ID = 1;
-- row: [10]
COMMIT;
-- on: second
SELECT N FROM LEDGER WHERE ID = 1;
-- row: [11]

-- case: ROLLBACK undoes every statement
BEGIN TRANSACTION;
INSERT INTO LEDGER VALUES (3, 30);
DELETE FROM LEDGER WHERE ID = 2;
ROLLBACK;
SELECT COUNT(*) AS N, SUM(N) AS S FROM LEDGER;
-- row: [2, 31]

-- case: a second writer to the table waits, and gives up after LOCK_TIMEOUT
BEGIN;
UPDATE LEDGER SET N = 100 WHERE ID = 1;
-- on: second
UPDATE LEDGER SET N = 200 WHERE ID = 2;
-- error: 000625 57014 /has locked table/
-- on: second
SELECT SUM(N) AS S FROM LEDGER;
-- row: [31]
-- on: second
INSERT INTO LEDGER VALUES (4, 1);
-- updated: 1
ROLLBACK;
-- on: second
UPDATE LEDGER SET N = 200 WHERE ID = 2;
-- updated: 1
DELETE FROM LEDGER WHERE ID = 4;
-- updated: 1

-- case: a compare-and-set changes one row once
UPDATE LEDGER SET N = N + 1 WHERE ID = 2 AND N = 200;
-- updated: 1
-- on: second
UPDATE LEDGER SET N = N + 1 WHERE ID = 2 AND N = 200;
-- updated: 0

-- case: a statement that fails is undone alone; the transaction goes on
BEGIN;
INSERT INTO LEDGER VALUES (5, 50);
INSERT INTO LEDGER VALUES (NULL, 60);
-- error: 100072 22000 /NULL result in a non-nullable column/
INSERT INTO LEDGER VALUES (6, 60);
COMMIT;
SELECT ID FROM LEDGER WHERE ID > 4 ORDER BY ID;
-- row: [5]
-- row: [6]

-- case: a query that fails leaves the transaction open
BEGIN;
INSERT INTO LEDGER VALUES (7, 70);
SELECT 1 / (ID - 7) FROM LEDGER;
-- error: 100051 22012 /Division by zero/
SELECT COUNT(*) AS N FROM LEDGER WHERE ID = 7;
-- row: [1]
COMMIT;
SELECT COUNT(*) AS N FROM LEDGER WHERE ID = 7;
-- row: [1]

-- case: a statement that does not compile leaves the transaction open
BEGIN;
INSERT INTO OTHER VALUES (1);
SELECT * FROM NO_SUCH_TABLE;
-- error: 002003 42S02 /does not exist or not authorized/
SELECT COUNT(*) AS N FROM OTHER;
-- row: [1]
ROLLBACK;
SELECT COUNT(*) AS N FROM OTHER;
-- row: [0]

-- case: a definition commits what is open
BEGIN;
INSERT INTO OTHER VALUES (2);
CREATE TABLE MADE (A NUMBER);
ROLLBACK;
SELECT N FROM OTHER;
-- row: [2]
SELECT COUNT(*) AS N FROM MADE;
-- row: [0]

-- case: CURRENT_TRANSACTION tells whether one is open
SELECT CURRENT_TRANSACTION() IS NULL AS A;
-- row: [true]
BEGIN;
SELECT CURRENT_TRANSACTION() IS NULL AS A;
-- row: [false]
COMMIT;

-- case: without AUTOCOMMIT a write opens a transaction
ALTER SESSION SET AUTOCOMMIT = FALSE;
INSERT INTO OTHER VALUES (3);
-- on: second
SELECT COUNT(*) AS N FROM OTHER;
-- row: [1]
ROLLBACK;
ALTER SESSION SET AUTOCOMMIT = TRUE;
SELECT COUNT(*) AS N FROM OTHER;
-- row: [1]

-- case: COMMIT and ROLLBACK without a transaction do nothing
COMMIT;
-- row: ["Statement executed successfully."]
ROLLBACK;
-- row: ["Statement executed successfully."]
