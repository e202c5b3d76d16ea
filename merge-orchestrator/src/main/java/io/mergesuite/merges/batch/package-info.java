/** Many merges by one request (CM-22, API-08). */
package io.mergesuite.merges.batch;
