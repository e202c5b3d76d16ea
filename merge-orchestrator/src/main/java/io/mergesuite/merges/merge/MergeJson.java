package io.mergesuite.merges.merge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.merge.MergeStep;
import io.mergesuite.contracts.merge.Participant;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The JSON of the tables. A merge's progress is rewritten with almost every reply, so it is short: a leg is
 * {@code "prepare.order": [attempts, started, ended, {counts}]}, times in milliseconds since 1970, what is not there left out.
 */
@ApplicationScoped
class MergeJson {

    private final ObjectMapper mapper;

    MergeJson(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    String write(Object value) {
        try {
            return value == null ? null : mapper.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    <T> T read(String json, Class<T> type) {
        try {
            return json == null ? null : mapper.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a row holds JSON that can't be read as " + type.getSimpleName(), e);
        }
    }

    String write(MergeProgress progress) {
        var root = mapper.createObjectNode();
        var legs = root.putObject("legs");
        progress.legs().forEach((leg, at) -> {
            var fields = legs.putArray(name(leg))
                    .add(at.attempts())
                    .add(at.startedAt().toEpochMilli());
            if (at.answered() || !at.counts().isEmpty()) {
                fields.add(at.answered() ? at.endedAt().toEpochMilli() : 0);
            }
            if (!at.counts().isEmpty()) {
                at.counts().forEach(fields.addObject()::put);
            }
        });
        if (!progress.losingFields().isEmpty()) {
            progress.losingFields().forEach(root.putArray("losing")::add);
        }
        if (progress.failure() != null) {
            root.put("code", progress.failure().code());
            if (progress.failure().subject() != null) {
                root.put("subject", progress.failure().subject().toString());
            }
            if (progress.failure().by() != null) {
                root.put("by", progress.failure().by());
            }
        }
        if (progress.stalled()) {
            root.put("stalled", true);
        }
        return root.toString();
    }

    MergeProgress progress(MergeState state, String json) {
        JsonNode root = read(json, JsonNode.class);
        var legs = new TreeMap<Leg, LegProgress>();
        for (Map.Entry<String, JsonNode> leg : root.path("legs").properties()) {
            legs.put(leg(leg.getKey()), leg(leg.getValue()));
        }
        var losing = new ArrayList<String>();
        root.path("losing").forEach(field -> losing.add(field.textValue()));
        var failure = root.has("code")
                ? new MergeFailure(
                        root.get("code").textValue(),
                        root.has("subject") ? CustomerId.of(root.get("subject").textValue()) : null,
                        root.path("by").textValue())
                : null;
        return new MergeProgress(
                state, legs, losing, failure, root.path("stalled").asBoolean());
    }

    private static LegProgress leg(JsonNode fields) {
        long ended = fields.path(2).asLong();
        var counts = new TreeMap<String, Long>();
        for (Map.Entry<String, JsonNode> count : fields.path(3).properties()) {
            counts.put(count.getKey(), count.getValue().asLong());
        }
        return new LegProgress(
                fields.get(0).intValue(),
                Instant.ofEpochMilli(fields.get(1).longValue()),
                ended == 0 ? null : Instant.ofEpochMilli(ended),
                counts);
    }

    private static String name(Leg leg) {
        return (leg.step() + "." + leg.participant()).toLowerCase(Locale.ROOT);
    }

    private static Leg leg(String name) {
        List<String> parts = List.of(name.toUpperCase(Locale.ROOT).split("\\.", -1));
        return new Leg(MergeStep.valueOf(parts.get(0)), Participant.valueOf(parts.get(1)));
    }
}
