package io.mergesuite.merges.preview;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.contracts.merge.MergePolicy;
import io.mergesuite.contracts.merge.MergePreview;
import io.mergesuite.contracts.merge.Participant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What a merge would do over all services (CM-18).
 *
 * @param complete whether every service has answered; if not, {@code unanswered} names those that have not, and of theirs nothing is said
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record PreviewAnswer(
        ShopId shopId,
        CustomerId survivorId,
        List<CustomerId> sourceIds,
        MergePolicy policy,
        boolean complete,

        @Schema(description = "Services that did not answer in time. What the merge would do there is not known.")
        List<String> unanswered,

        @Schema(description = "The survivor's fields as they would be, by name.")
        Map<String, Field> survivor,

        @Schema(description = "Records that would become the survivor's, by kind.")
        Map<String, Long> moves,

        @Schema(description = "Of these survivor and sources would have one where they have equal ones, by kind.")
        Map<String, Long> combines,

        @Schema(description = "What the policy leaves with the merged-away customers, by kind.")
        Map<String, Long> drops,

        @Schema(description = "Why the merge would be refused, if it were asked for now.")
        List<Remark> blockers,

        @Schema(
                description =
                        "What a person should know before: `different-birthday`, `different-name`, `different-tax-id`, `blacklisted`.")
        List<Remark> warnings,

        SuggestedSurvivor suggestedSurvivor) {

    /**
     * A field of the survivor.
     *
     * @param value as it would be, in the form of the customer's field
     * @param from whose it is; absent if it is united from several
     * @param losing values that would stay with their source alone
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Field(@Schema(implementation = Object.class) Object value, CustomerId from, List<Losing> losing) {

        static Field of(MergePreview.Field field) {
            return new Field(
                    field.value(),
                    field.from(),
                    field.losing().stream()
                            .map(one -> new Losing(one.customerId(), one.value()))
                            .toList());
        }
    }

    /** A value of a source that the survivor would not have. */
    record Losing(
            CustomerId customerId,
            @Schema(implementation = Object.class) Object value) {}

    /** A blocker or warning, and whom it is about. */
    record Remark(String code, List<CustomerId> customers) {

        static Remark of(MergePreview.Remark remark) {
            return new Remark(remark.code(), remark.customers());
        }
    }

    static PreviewAnswer of(
            ShopId shop,
            CustomerId survivor,
            List<CustomerId> sources,
            MergePolicy policy,
            Parts.Answers answers,
            SuggestedSurvivor suggested) {
        Map<String, Field> fields = new LinkedHashMap<>();
        answers.said()
                .values()
                .forEach(part -> part.survivor().forEach(field -> fields.put(field.field(), Field.of(field))));
        return new PreviewAnswer(
                shop,
                survivor,
                sources,
                policy,
                answers.unanswered().isEmpty(),
                answers.unanswered().stream().map(Participant::service).toList(),
                fields,
                counts(answers, MergePreview::moves),
                counts(answers, MergePreview::combines),
                counts(answers, MergePreview::drops),
                remarks(answers, MergePreview::blockers),
                remarks(answers, MergePreview::warnings),
                suggested);
    }

    private static Map<String, Long> counts(Parts.Answers answers, Function<MergePreview, Map<String, Long>> of) {
        Map<String, Long> counts = new TreeMap<>();
        answers.said().values().forEach(part -> counts.putAll(of.apply(part)));
        return counts;
    }

    /** Each once: several services may see the same. */
    private static List<Remark> remarks(Parts.Answers answers, Function<MergePreview, List<MergePreview.Remark>> of) {
        return answers.said().values().stream()
                .flatMap(part -> of.apply(part).stream())
                .map(Remark::of)
                .distinct()
                .toList();
    }
}
