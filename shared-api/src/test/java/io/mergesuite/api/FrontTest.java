package io.mergesuite.api;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("API-03: what every request meets first")
class FrontTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "application/json;",
                "application/json;; charset=utf-8",
                "application/json ; charset=\"utf-8\"",
                "multipart/form-data; boundary=\"a;b\\\"c\"",
                "application/merge-patch+json"
            })
    void mediaTypes(String text) {
        assertTrue(Front.isMediaType(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "json", "application/", "/", "garbage;;;", "a/b; charset", "a/b; c=\"d", "a b/c", "a/b/c"})
    void noMediaTypes(String text) {
        assertFalse(Front.isMediaType(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "%4", "%zz", "%00", "%ff", "\u007f", "é"})
    @DisplayName("an address that is not percent-encoded UTF-8, or has control characters, can't be read")
    void unreadable(String part) {
        assertFalse(Front.readable("/v1/" + part));
        assertTrue(Front.readable("/v1/%E5%B1%B1?name=a%20b"));
    }
}
