-- One row a customer: who it is, whether it left, and the 19 features. Every column says which table it comes from,
-- so that the three sources may as well be one and the same wide table.
SELECT
  customers.CUSTOMERID,
  customers.CHURNVALUE,
  customers.GENDER,
  customers.SENIORCITIZEN,
  customers.PARTNER,
  customers.DEPENDENTS,
  services.TECHSUPPORT,
  billing.CONTRACT,
  billing.PAPERLESSBILLING,
  billing.MONTHLYCHARGES,
  -- A text with a blank for customers who have paid nothing yet.
  TRY_TO_DOUBLE(TRIM(TO_VARCHAR(billing.TOTALCHARGES))) AS TOTALCHARGES,
  customers.TENUREMONTHS,
  services.PHONESERVICE,
  services.MULTIPLELINES,
  services.INTERNETSERVICE,
  services.ONLINESECURITY,
  services.ONLINEBACKUP,
  services.DEVICEPROTECTION,
  services.STREAMINGTV,
  services.STREAMINGMOVIES,
  billing.PAYMENTMETHOD
FROM {customers} AS customers
JOIN {services} AS services ON services.CUSTOMERID = customers.CUSTOMERID
JOIN {billing} AS billing ON billing.CUSTOMERID = customers.CUSTOMERID
