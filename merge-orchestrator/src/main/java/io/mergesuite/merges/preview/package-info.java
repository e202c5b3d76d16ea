/** What a merge would do, before it is asked for (CM-18, CM-19). */
package io.mergesuite.merges.preview;
