/** One merge: asking for it, its states and transitions, the worker that carries them out, its history (CM-01 to CM-11, CM-21). */
package io.mergesuite.merges.merge;
