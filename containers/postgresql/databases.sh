#!/bin/bash
# Makes a database for each service and for Keycloak, owned by a role of the same name that alone comes in. PostgreSQL's image runs this
# once, when its volume is empty. The password of a role is in the variable of its name: ORDER_SERVICE_DB_PASSWORD.
set -euo pipefail

for name in merge_orchestrator customer_service order_service lead_service blacklist_service keycloak; do
    password="${name^^}_DB_PASSWORD"
    psql -v ON_ERROR_STOP=1 -v name="$name" -v password="${!password:?}" --username postgres <<'SQL'
CREATE ROLE :"name" LOGIN PASSWORD :'password';
CREATE DATABASE :"name" OWNER :"name";
REVOKE ALL ON DATABASE :"name" FROM PUBLIC;
SQL
done
