/** Files out (API-13): all records of a kind and shop, streamed as NDJSON or CSV that can be imported again. */
package io.mergesuite.exports;
