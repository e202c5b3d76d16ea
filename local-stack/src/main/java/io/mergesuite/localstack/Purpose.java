package io.mergesuite.localstack;

/** What a PostgreSQL or a Kafka of our own is started for. */
public enum Purpose {
    /** To work: what is committed is on disk, as in production. */
    WORK,
    /** For the tests of one JVM: nobody misses the data, and it starts quickly. */
    TEST
}
