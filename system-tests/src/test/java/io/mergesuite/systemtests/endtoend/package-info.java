/** What can only be tested on the whole: five services, PostgreSQL and Kafka, started from their built programs. */
package io.mergesuite.systemtests.endtoend;
