/** The one origin of all {@code /v1} paths: what is of another service is forwarded there (ADR 13). */
package io.mergesuite.merges.door;
