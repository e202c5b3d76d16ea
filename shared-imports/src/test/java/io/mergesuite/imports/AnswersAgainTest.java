package io.mergesuite.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mergesuite.api.Problem;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the API answers, and exports, is a record that can be imported (API-13, CU-07). */
class AnswersAgainTest {

    private static final ImportShape SHAPE = Reading.SHAPE.answeredBy(Answer.class, "foundThrough");

    /** As {@link Reading.Purchase}, with what only answers have. */
    record Answer(
            UUID id,
            String number,
            String externalRef,
            String currency,
            Customer customer,
            List<Line> lines,
            List<String> tags,
            Hold hold,
            String foundThrough) {}

    record Customer(String externalRef, boolean survivor) {}

    record Line(String sku, Integer quantity, Long unitPrice, Long total) {}

    record Hold(String state, List<String> reasons) {}

    @Test
    @DisplayName("CU-07: what only answers have is passed over, at every depth")
    void whatOnlyAnswersHaveIsPassedOver() {
        assertEquals(
                List.of("{'externalRef':'A','customer':{'externalRef':'C'},'lines':[{'sku':'T'}],'tags':['x']}"),
                Reading.of("""
                        {"id":"1","number":"7","externalRef":"A","customer":{"externalRef":"C","survivor":true},\
                        "lines":[{"sku":"T","total":3}],"tags":["x"],"hold":{"state":"NONE"}}""", "{}", SHAPE));
    }

    @Test
    @DisplayName("CU-07: a record with an id that can't be known again comes back; nothing is doubled")
    void whatCannotBeKnownAgainComesBack() {
        String file = "{\"id\":\"1\",\"currency\":\"GBP\"}";
        assertEquals(List.of("1 externalRef empty"), Reading.of(file, "{}", SHAPE));
        assertEquals(List.of("{'currency':'GBP'}"), Reading.of(file, "{\"ignore\":[\"id\"]}", SHAPE));
        assertEquals(List.of("2 externalRef empty"), Reading.of("id,externalRef,currency\n1,,GBP\n", "{}", SHAPE));
        assertEquals(
                List.of("{'currency':'GBP'}"),
                Reading.of("id,externalRef,currency\n1,,GBP\n", "{\"ignore\":\"id\"}", SHAPE));
    }

    @Test
    @DisplayName("CU-07: the rows of CSV with one id are one record, with an element of each list a row")
    void rowsOfOneId() {
        assertEquals(
                List.of(
                        "{'externalRef':'A','currency':'GBP','lines':[{'sku':'T','unitPrice':695},{'sku':'U','unitPrice':7}],"
                                + "'tags':['x']}",
                        "{'externalRef':'B','currency':'JPY','lines':[{'sku':'T','unitPrice':695}]}"),
                Reading.of("""
                        \uFEFFid,number,externalRef,currency,lines[].sku,lines[].unitPrice,lines[].total,tags[],hold.state,hold.reasons[]
                        1,7,A,GBP,T,6.95,6.95,x,NONE,a
                        1,7,A,GBP,U,0.07,0.07,,NONE,b
                        2,8,B,JPY,T,695,695,,NONE,
                        """, "{}", SHAPE));
    }

    @Test
    @DisplayName("API-13: the columns are those of the answer, amounts marked")
    void theColumns() {
        assertEquals(
                List.of(
                        "id",
                        "number",
                        "externalRef",
                        "currency",
                        "customer.externalRef",
                        "customer.survivor",
                        "lines[].sku",
                        "lines[].quantity",
                        "lines[].unitPrice!",
                        "lines[].total",
                        "tags[]",
                        "hold.state",
                        "hold.reasons[]"),
                SHAPE.answerColumns().stream()
                        .map(column -> column.name() + (column.money() ? "!" : ""))
                        .toList());
    }

    @Test
    @DisplayName("API-03: ignore goes with the fields' own names; grouping NDJSON needs fields")
    void whatDoesNotGoTogether() {
        assertEquals("/mapping/ignore conflict", wrong("{\"ignore\":\"a\",\"fields\":{\"externalRef\":\"b\"}}", "b\n"));
        assertEquals("/mapping/groupBy fields-needed", wrong("{\"groupBy\":\"a\"}", "{\"a\":1}\n"));
    }

    private static String wrong(String mapping, String file) {
        Problem problem = assertThrows(Problem.class, () -> Reading.of(file, mapping, SHAPE));
        assertEquals(ImportProblem.MAPPING_INVALID, problem.type());
        return problem.faults().getFirst().pointer() + " "
                + problem.faults().getFirst().code();
    }
}
