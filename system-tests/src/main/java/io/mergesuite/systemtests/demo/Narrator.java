package io.mergesuite.systemtests.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mergesuite.systemtests.suite.SuiteClient;
import io.mergesuite.systemtests.suite.SuiteClient.Answer;
import java.util.List;
import java.util.function.Consumer;

/** Puts steps, requests and shortened answers into lines. */
final class Narrator {

    private final Consumer<String> say;
    private int step;

    Narrator(Consumer<String> say) {
        this.say = say;
    }

    void step(String title, String... text) {
        step++;
        say.accept("");
        say.accept(step + ". " + title);
        for (String line : text) {
            say.accept("   " + line);
        }
        say.accept("");
    }

    void request(String methodAndPath, String... body) {
        say.accept("   > " + methodAndPath);
        for (String line : body) {
            say.accept("     " + line);
        }
    }

    /** The status, and these fields of the body. */
    void answer(Answer answer, String... fields) {
        say.accept("   < " + answer.status() + " " + shortened(answer.json(), fields));
    }

    /** A line for each record of a list, with these fields. */
    void list(Answer answer, String... fields) {
        JsonNode items = answer.json().path("items");
        say.accept("   < " + answer.status() + ", " + items.size() + (items.size() == 1 ? " item" : " items"));
        items.forEach(item -> say.accept("     " + shortened(item, fields)));
    }

    /** What an answer means. */
    void meaning(String line) {
        say.accept("   " + line);
    }

    private static JsonNode shortened(JsonNode whole, String... fields) {
        ObjectNode few = SuiteClient.JSON.createObjectNode();
        for (String field : List.of(fields)) {
            if (whole.hasNonNull(field)) {
                few.set(field, whole.get(field));
            }
        }
        return few;
    }
}
