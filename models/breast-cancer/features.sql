-- The file has one row a patient: its id, its diagnosis, and 30 measurements that are the features.
SELECT * FROM {patients}
