package io.mergesuite.merges.merge;

import io.mergesuite.api.CommonProblem;
import io.mergesuite.api.Problem;
import io.mergesuite.contracts.CustomerId;
import jakarta.validation.constraints.Size;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The customers of a merge as a request names them, one survivor and 1 to 1,000 sources, none named twice (CM-01). What can
 * only be said once the customers are known is {@link MergeCheck}'s.
 */
public record MergeGroup(Named survivor, List<Named> sources) {

    /** How many sources a merge has at most. */
    public static final int MOST_SOURCES = 1_000;

    /**
     * A customer, and where it is named.
     *
     * @param pointer JSON pointer into the body (API-03)
     */
    public record Named(CustomerName name, String pointer) {}

    /** One of {@code customers}: an id or a number. */
    public record Member(
            CustomerId id,

            @Size(max = 50) @Schema(description = "In place of the id. Numbers are unique over all shops.")
            String number,

            Boolean survivor) {

        CustomerName name(String pointer) {
            boolean byNumber = number != null && !number.isBlank();
            if (id == null && !byNumber) {
                throw new Problem(CommonProblem.INVALID, "a customer is named by its id or by its number")
                        .at(pointer + "/id", "required", "an id, or a number in its place, is needed");
            }
            if (id != null && byNumber) {
                throw new Problem(CommonProblem.INVALID, "a customer is named by its id or by its number, not by both")
                        .at(pointer + "/number", "id-or-number", "leave it out where an id is given");
            }
            return byNumber ? new CustomerName.ByNumber(number.strip()) : new CustomerName.ById(id);
        }

        boolean marked() {
            return Boolean.TRUE.equals(survivor);
        }
    }

    public MergeGroup {
        sources = List.copyOf(sources);
    }

    /** The survivor and all sources. */
    public Stream<Named> named() {
        return Stream.concat(Stream.of(survivor), sources.stream());
    }

    /** How they are named. */
    public Stream<CustomerName> names() {
        return named().map(Named::name);
    }

    /** The same customers in the same places, named otherwise. */
    public MergeGroup renamed(UnaryOperator<CustomerName> naming) {
        UnaryOperator<Named> rename = named -> new Named(naming.apply(named.name()), named.pointer());
        return new MergeGroup(
                rename.apply(survivor), sources.stream().map(rename).toList());
    }

    /**
     * Sees to it that no customer is named twice.
     *
     * @throws Problem 422 {@code survivor-among-sources}, {@code duplicate-customer}
     */
    public void requireDistinct() {
        var seen = new HashSet<CustomerName>();
        for (var source : sources) {
            if (source.name().equals(survivor.name())) {
                throw new Problem(
                                MergeProblem.SURVIVOR_AMONG_SOURCES,
                                "customer " + source.name() + " is survivor and source")
                        .with("customer", source.name().toString())
                        .at(source.pointer(), "survivor-among-sources", "this is the survivor");
            }
            if (!seen.add(source.name())) {
                throw duplicate(source.name(), source.pointer());
            }
        }
    }

    /**
     * Reads the two forms of a request.
     *
     * @param at JSON pointer of the group in the body
     * @throws Problem naming what is wrong and where
     */
    public static MergeGroup of(CustomerId survivorId, List<CustomerId> sourceIds, List<Member> customers, String at) {
        boolean listed = customers != null;
        if (listed && (survivorId != null || sourceIds != null)) {
            throw new Problem(MergeProblem.BOTH_FORMS, "both customers and survivorId or sourceIds are given")
                    .at(at + "/customers", "both-forms", "give one of the two forms");
        }
        return listed ? marked(customers, at) : byIds(survivorId, sourceIds, at);
    }

    private static MergeGroup byIds(CustomerId survivorId, List<CustomerId> sourceIds, String at) {
        if (survivorId == null) {
            throw new Problem(MergeProblem.NO_SURVIVOR, "survivorId is missing")
                    .at(at + "/survivorId", "no-survivor", "the customer that remains");
        }
        List<CustomerId> sources = sourceIds == null ? List.of() : sourceIds;
        requireCount(sources.size(), at + "/sourceIds");
        var named = new ArrayList<Named>(sources.size());
        for (int i = 0; i < sources.size(); i++) {
            var source = sources.get(i);
            String pointer = at + "/sourceIds/" + i;
            if (source == null) {
                throw new Problem(CommonProblem.INVALID, "a source is null").at(pointer, "required", "an id is needed");
            }
            named.add(new Named(new CustomerName.ById(source), pointer));
        }
        var group = new MergeGroup(new Named(new CustomerName.ById(survivorId), at + "/survivorId"), named);
        group.requireDistinct();
        return group;
    }

    private static MergeGroup marked(List<Member> customers, String at) {
        long survivors = customers.stream()
                .filter(Objects::nonNull)
                .filter(Member::marked)
                .count();
        if (survivors != 1) {
            throw new Problem(
                            survivors == 0 ? MergeProblem.NO_SURVIVOR : MergeProblem.SEVERAL_SURVIVORS,
                            "of customers, " + survivors + " are marked as survivor")
                    .at(at + "/customers", survivors == 0 ? "no-survivor" : "several-survivors", "mark exactly one");
        }
        requireCount(customers.size() - 1, at + "/customers");
        Named survivor = null;
        var sources = new ArrayList<Named>();
        var seen = new HashSet<CustomerName>();
        for (int i = 0; i < customers.size(); i++) {
            String pointer = at + "/customers/" + i;
            var member = customers.get(i);
            if (member == null) {
                throw new Problem(CommonProblem.INVALID, "a customer is null")
                        .at(pointer, "required", "an id or a number is needed");
            }
            var name = member.name(pointer);
            if (!seen.add(name)) {
                throw duplicate(name, pointer);
            }
            if (member.marked()) {
                survivor = new Named(name, pointer);
            } else {
                sources.add(new Named(name, pointer));
            }
        }
        return new MergeGroup(survivor, sources);
    }

    private static void requireCount(int sources, String pointer) {
        if (sources == 0) {
            throw new Problem(MergeProblem.NO_SOURCE, "a merge has 1 to 1,000 sources")
                    .at(pointer, "no-source", "name at least one source");
        }
        if (sources > MOST_SOURCES) {
            throw new Problem(MergeProblem.TOO_MANY_SOURCES, "a merge has 1 to 1,000 sources, not " + sources)
                    .at(pointer, "too-many-sources", "name at most 1,000 sources");
        }
    }

    private static Problem duplicate(CustomerName customer, String pointer) {
        return new Problem(MergeProblem.DUPLICATE_CUSTOMER, "customer " + customer + " is named twice")
                .with("customer", customer.toString())
                .at(pointer, "duplicate-customer", "named before");
    }
}
