package io.mergesuite.merges.webhook;

/** How many deliveries wait to be sent once more. */
record ReplayAnswer(int replayed) {}
