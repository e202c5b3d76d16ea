package io.mergesuite.api;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** Settings of the cursors of lists (API-06). */
@ConfigMapping(prefix = "suite.cursor")
interface CursorSettings {

    /** The secret that signs cursors: the same on all replicas of a service. Without one, cursors end with the process. */
    Optional<String> key();
}
