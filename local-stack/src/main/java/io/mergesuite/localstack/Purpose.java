package io.mergesuite.localstack;

/** What a part of the stack is started for. */
public enum Purpose {
    /** To work: what is committed is on disk, as in production. */
    WORK,
    /** To do all of that once and leave the classes in a {@link ClassCache}, so that later starts are quick. */
    REHEARSAL,
    /** For the tests of one JVM: nobody misses the data, and it starts quickly. */
    TEST
}
