/** {@code ./suite demo}: the main job on a few people, told step by step. */
package io.mergesuite.systemtests.demo;
