/** The messages of an erasure: a person's values go from all services, ids and redirects stay (API-11). */
package io.mergesuite.contracts.erasure;
