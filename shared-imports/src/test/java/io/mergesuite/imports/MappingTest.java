package io.mergesuite.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mergesuite.api.Problem;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each option of a mapping does what the guide says (API-13, CU-07). */
class MappingTest {

    @Test
    void aColumnBecomesAField() {
        assertEquals("{'externalRef':'A-1'}", Reading.one("Ref,Other\nA-1,x\n", """
                {"fields": {"externalRef": "Ref"}}"""));
    }

    @Test
    void aCsvWithoutFieldsHasTheFieldsOwnNames() {
        assertEquals(
                "{'externalRef':'A-1','lines':[{'quantity':2}]}",
                Reading.one("externalRef,lines[0].quantity\nA-1,2\n", "{}"));
    }

    @Test
    void ndjsonNeedsNoMapping() {
        assertEquals(
                List.of("{'externalRef':'A-1'}", "2 null malformed-json", "{'externalRef':'A-3'}"),
                Reading.of("{\"externalRef\":\"A-1\"}\n{\"externalRef\":\n{\"externalRef\":\"A-3\"}", "{}"));
    }

    @Test
    void ndjsonCanBeMappedByItsMembers() {
        assertEquals(
                "{'externalRef':'7','customer':{'familyName':'Sato'}}",
                Reading.one("{\"id\":7,\"who\":{\"name\":\"Sato\"}}", """
                {"fields": {"externalRef": "id", "customer.familyName": "who.name"}}"""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a;b;c    | ;",
                "a,b,c    | ,",
                "'\"x;y\",b,c' | ,",
                "a        | ,",
            })
    void theDelimiterIsFoundInTheHeader(String header, char delimiter) {
        assertEquals(delimiter, CsvReader.delimiterOf(header, '"'));
    }

    @Test
    void aTabCanBeNamedOrFound() {
        assertEquals("{'externalRef':'A,1'}", Reading.one("Ref\tOther\nA,1\tx\n", """
                {"fields": {"externalRef": "Ref"}}"""));
        assertEquals("{'externalRef':'A,1'}", Reading.one("Ref,\tOther\nA,1\tx\n", """
                {"delimiter": "tab", "fields": {"externalRef": "Ref,"}}"""));
    }

    @Test
    void aFileWithoutHeaderHasNumberedColumns() {
        assertEquals(List.of("{'externalRef':'A-1'}", "{'externalRef':'A-2'}"), Reading.of("x,A-1\ny,A-2\n", """
                {"header": false, "fields": {"externalRef": "2"}}"""));
    }

    @Test
    void datesAreTriedInOrder() {
        String mapping = """
                {"dateFormats": ["M/d/yy", "M/d/yyyy", "d/M/yyyy", "d-MMM-yy", "MMM d yyyy", "yyyy-MM-dd"],
                 "fields": {"dueOn": "d"}}""";
        assertEquals(
                List.of(
                        "{'dueOn':'1978-12-11'}",
                        "{'dueOn':'1991-08-20'}",
                        "{'dueOn':'2008-06-25'}",
                        "{'dueOn':'1970-03-01'}",
                        "{'dueOn':'1997-11-12'}",
                        "7 dueOn no-date",
                        "8 dueOn no-date"),
                Reading.of(
                        "d\n12/11/1978\n20/8/1991\n25-Jun-08\nmar 1 1970\n1997-11-12\n2/30/2001\n13/13/2001\n",
                        mapping));
    }

    @Test
    @DisplayName("two-digit years: a birthday never lies in the future")
    void twoDigitYears() {
        String mapping = """
                {"dateFormats": ["M/d/yy"], "fields": {"customer.birthday": "d"}}""";
        assertEquals(
                List.of(
                        "{'customer':{'birthday':'1931-02-04'}}",
                        "{'customer':{'birthday':'2006-02-08'}}",
                        "{'customer':{'birthday':'2026-11-01'}}",
                        "{'customer':{'birthday':'1926-11-02'}}"),
                Reading.of("d\n2/4/31\n2/8/06\n11/1/26\n11/2/26\n", mapping));
        assertEquals("{'dueOn':'2031-02-04'}", Reading.one("d\n2/4/31\n", """
                {"dateFormats": ["M/d/yy"], "twoDigitYears": 2000, "fields": {"dueOn": "d"}}"""));
    }

    @Test
    void aTimeWithoutOffsetIsLocalToTheShopOrToTheZoneNamed() {
        String file = "t\n2010-07-01 07:45:00\n2010-01-01T07:45:00Z\n2010-01-01\n";
        assertEquals(
                List.of(
                        "{'placedAt':'2010-07-01T06:45:00Z'}",
                        "{'placedAt':'2010-01-01T07:45:00Z'}",
                        "{'placedAt':'2010-01-01T00:00:00Z'}"),
                Reading.of(file, """
                {"fields": {"placedAt": "t"}}"""));
        assertEquals("{'placedAt':'2010-06-30T22:45:00Z'}", Reading.one("t\n2010-07-01 07:45:00\n", """
                {"timeZone": "Asia/Tokyo", "fields": {"placedAt": "t"}}"""));
    }

    @Test
    void constantsTablesAndWhatIsInNoTable() {
        String mapping = """
                {"fields": {"externalRef": "Invoice", "currency": {"constant": "GBP"},
                  "type": {"column": "Invoice", "values": {"C*": "RETURN", "CX1": "ORDER"}, "otherwise": "ORDER"},
                  "gift": {"column": "g", "values": {"Y": true, "N": false, "?": null}}}}""";
        assertEquals(
                List.of(
                        "{'externalRef':'489','currency':'GBP','type':'ORDER','gift':true}",
                        "{'externalRef':'C489','currency':'GBP','type':'RETURN','gift':false}",
                        "{'externalRef':'CX1','currency':'GBP','type':'ORDER'}",
                        "{'externalRef':'1','currency':'GBP','type':'ORDER'}",
                        "6 gift unknown-value"),
                Reading.of("Invoice,g\n489,Y\nC489,N\nCX1,?\n1,\n2,maybe\n", mapping));
    }

    @Test
    void textIsTrimmedAndStripped() {
        assertEquals(
                List.of("{'externalRef':'13085','currency':' x '}", "{'externalRef':'7'}"),
                Reading.of("id,c\n 13085.0\u3000, x \n\u00a0#7,N/A\n", """
                {"emptyValues": ["N/A", "NULL"], "fields": {
                   "externalRef": {"column": "id", "stripSuffix": ".0", "stripPrefix": "#"},
                   "currency": {"column": "c", "trim": false}}}"""));
    }

    @Test
    void theFirstColumnThatIsNotEmptyCountsThenTheDefault() {
        assertEquals(
                List.of(
                        "{'externalRef':'a','currency':'JPY'}",
                        "{'externalRef':'b','currency':'GBP'}",
                        "{'currency':'GBP'}"),
                Reading.of("x,y,c\na,b,JPY\n,b,\n,,\n", """
                {"fields": {"externalRef": {"columns": ["x", "y"]}, "currency": {"column": "c", "default": "GBP"}}}"""));
    }

    @Test
    @DisplayName("CU-07: an empty cell says nothing, unless the mapping says that it clears the value")
    void anEmptyCellLeavesOrClears() {
        String file = "ref,cur,tag\nA,,\n";
        assertEquals(
                "{'externalRef':'A'}",
                Reading.one(
                        file, "{\"fields\": {\"externalRef\": \"ref\", \"currency\": \"cur\", \"tags[0]\": \"tag\"}}"));
        assertEquals("{'externalRef':'A','currency':null}", Reading.one(file, """
                {"fields": {"externalRef": "ref", "currency": {"column": "cur", "default": null},
                            "tags[0]": {"column": "tag", "default": null}}}"""));
    }

    @Test
    void columnsCanBeJoined() {
        assertEquals("{'customer':{'givenName':'Anna Marie'}}", Reading.one("f,m,l\nAnna,Marie,\n", """
                {"fields": {"customer.givenName": {"columns": ["f", "m", "l"], "join": " "}}}"""));
    }

    @Test
    void namesInOneColumnOrTwo() {
        String mapping = """
                {"fields": {
                  "customer.familyName": {"firstOf": ["last", {"column": "full", "part": "FAMILY", "nameOrder": "GIVEN_FAMILY"}]},
                  "customer.givenName": {"firstOf": ["first", {"column": "full", "part": "GIVEN", "nameOrder": "GIVEN_FAMILY"}]}}}""";
        assertEquals(
                List.of(
                        "{'customer':{'familyName':'Smith','givenName':'Bob'}}",
                        "{'customer':{'familyName':'Vasiliev','givenName':'Alexander Pavlovich'}}",
                        "{'customer':{'familyName':'Smith','givenName':'Robert J'}}",
                        "{'customer':{'familyName':'王杰'}}"),
                Reading.of(
                        "last,first,full\nSmith,Bob,\n,,Alexander Pavlovich Vasiliev\n,,\"Smith, Robert J\"\n,,王杰\n",
                        mapping));
        assertEquals("{'customer':{'familyName':'山田','givenName':'花子'}}", Reading.one("n\n山田\u3000花子\n", """
                {"fields": {"customer.familyName": {"column": "n", "part": "FAMILY", "nameOrder": "FAMILY_GIVEN"},
                            "customer.givenName": {"column": "n", "part": "GIVEN", "nameOrder": "FAMILY_GIVEN"}}}"""));
    }

    @Test
    void anElementWhoseColumnsAreEmptyIsLeftOutWhateverItsConstants() {
        String mapping = """
                {"fields": {"externalRef": "r", "tags[0]": {"constant": "csv"},
                  "emails[0].value": "m1", "emails[0].primary": {"constant": true},
                  "emails[1].value": "m2", "emails[1].primary": {"constant": false},
                  "customer.kind": {"constant": "INDIVIDUAL"}, "customer.externalRef": "c"}}""";
        assertEquals(
                List.of(
                        "{'externalRef':'1','tags':['csv'],'emails':[{'value':'b@x','primary':false}]}",
                        "{'externalRef':'2','tags':['csv'],'emails':[{'value':'a@x','primary':true},{'value':'b@x','primary':false}],"
                                + "'customer':{'kind':'INDIVIDUAL','externalRef':'7'}}"),
                Reading.of("r,m1,m2,c\n1,,b@x,\n2,a@x,b@x,7\n", mapping));
    }

    @Test
    void amountsBecomeMinorUnitsAndAreNeverRounded() {
        String mapping = """
                {"fields": {"currency": {"column": "c"}, "lines[].unitPrice": "p"}}""";
        assertEquals(
                List.of(
                        "{'lines':[{'unitPrice':695}]}",
                        "{'lines':[{'unitPrice':210}]}",
                        "{'lines':[{'unitPrice':-5359436}]}",
                        "5 lines[].unitPrice finer-than-minor-unit",
                        "{'currency':'JPY','lines':[{'unitPrice':1200}]}",
                        "7 lines[].unitPrice finer-than-minor-unit",
                        "{'currency':'KWD','lines':[{'unitPrice':1234}]}",
                        "{'lines':[{'unitPrice':100}]}",
                        "10 lines[].unitPrice no-number",
                        "11 lines[].unitPrice unknown-currency",
                        "12 lines[].unitPrice no-number"),
                Reading.of(
                        "c,p\n,6.95\n,2.1\n,-53594.36\n,0.001\nJPY,1200\nJPY,1.5\nKWD,1.234\n,1.000\n,1e3\nGBX,1\n,99999999999999999999\n",
                        mapping));
    }

    @Test
    void numbersAsEuropeWritesThem() {
        assertEquals(
                "{'weight':1234.5,'lines':[{'quantity':-1000,'unitPrice':123456}]}",
                Reading.one("w;q;p\n1.234,50;-1.000;1.234,56\n", """
                {"decimalSeparator": ",", "groupingSeparator": ".",
                 "fields": {"weight": "w", "lines[].quantity": "q", "lines[].unitPrice": "p"}}""").replace("1234.50", "1234.5"));
    }

    @Test
    void wholeNumbersAndTruthsAreChecked() {
        assertEquals(
                List.of(
                        "{'gift':true,'lines':[{'quantity':12}]}",
                        "3 gift no-boolean",
                        "4 lines[].quantity no-whole-number"),
                Reading.of("g,q\ntrue,12.0\nyes,1\ntrue,1.5\n", """
                {"fields": {"gift": "g", "lines[].quantity": "q"}}"""));
    }

    @Test
    @DisplayName("OR-05: rows of one order need not stand together, and the earliest time is the order's")
    void rowsOfOneRecord() {
        String mapping = """
                {"groupBy": "Invoice", "fields": {"externalRef": "Invoice", "placedAt": "t",
                   "customer.externalRef": {"column": "c", "rejectIfEmpty": true}, "currency": {"column": "cur", "default": "GBP"},
                   "lines[].sku": "sku", "lines[].unitPrice": "p"}}""";
        String head = "Invoice,t,c,cur,sku,p\n";
        assertEquals(
                List.of(
                        "{'externalRef':'1','placedAt':'2010-01-01T07:44:00Z','customer':{'externalRef':'7'},'currency':'GBP',"
                                + "'lines':[{'sku':'A','unitPrice':100},{'sku':'C','unitPrice':300}]}",
                        "{'externalRef':'2','placedAt':'2010-01-02T00:00:00Z','customer':{'externalRef':'8'},'currency':'GBP',"
                                + "'lines':[{'sku':'B','unitPrice':200}]}"),
                Reading.of(
                        head + "1,2010-01-01 07:45:00,7,,A,1\n2,2010-01-02,8,,B,2\n 1,2010-01-01 07:44:00,7,,C,3\n",
                        mapping));
        // What disagrees is not decided silently
        assertEquals(
                "3 customer.externalRef rows-disagree",
                Reading.one(head + "1,2010-01-01,7,,A,1\n1,2010-01-01,8,,B,1\n", mapping));
        assertEquals(
                "3 customer.externalRef empty, 3 lines[].unitPrice finer-than-minor-unit",
                Reading.one(head + "1,2010-01-01,7,,A,1\n1,2010-01-01,,,B,0.001\n", mapping));
        assertEquals("{'currency':'GBP'}", Reading.one("k,c\n1,GBP\n1,EUR\n", """
                {"groupBy": ["k"], "fields": {"currency": {"column": "c", "combine": "FIRST"}}}"""));
        assertEquals("{'placedAt':'2010-01-02T00:00:00Z'}", Reading.one("k,t\n1,2010-01-01\n1,2010-01-02\n", """
                {"groupBy": ["k"], "fields": {"placedAt": {"column": "t", "combine": "LATEST"}}}"""));
    }

    @Test
    @DisplayName("SEC-03: a row can't name another shop")
    void aRowOfAnotherShopComesBack() {
        assertEquals(
                List.of("{'externalRef':'1'}", "0 shopId unknown-shop"),
                Reading.of(
                        "{\"externalRef\":\"1\",\"shopId\":\"london\"}\n{\"externalRef\":\"2\",\"shopId\":\"paris\"}\n",
                        "{}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]                                                                  | /mapping wrong-type",
                "{                                                                   | /mapping malformed-json",
                "{\"fields\": {}}                                                    | /mapping/fields wrong-type",
                "{\"feilds\": {\"externalRef\": \"a\"}}                              | /mapping/feilds unknown-option",
                "{\"fields\": {\"extRef\": \"a\"}}                                   | /mapping/fields/extRef unknown-field",
                "{\"fields\": {\"emails.value\": \"a\"}}                             | /mapping/fields/emails.value unknown-field",
                "{\"fields\": {\"a/b~c\": \"a\"}}                                    | /mapping/fields/a~1b~0c unknown-field",
                "{\"fields\": {\"externalRef\": {\"constant\": \"\\u0000\"}}}    | /mapping/fields/externalRef/constant invalid-character",
                "{\"emptyValues\": [\"-\", \"\\ud800\"]}                              | /mapping/emptyValues/1 invalid-character",
                "{\"fields\": {\"dueOn\": {\"constant\": \"0000-01-01\"}}}       | /mapping/fields/dueOn/constant wrong-type",
                "{\"fields\": {\"lines\": \"a\"}}                                    | /mapping/fields/lines not-a-value",
                "{\"fields\": {\"customer\": \"a\"}}                                 | /mapping/fields/customer not-a-value",
                "{\"fields\": {\"type\": {\"constant\": \"GIFT\"}}}                  | /mapping/fields/type/constant wrong-type",
                "{\"fields\": {\"type\": {\"column\": \"a\", \"values\": {\"x\": 1}}}} | /mapping/fields/type/values/x wrong-type",
                "{\"fields\": {\"type\": {\"column\": \"a\", \"otherwise\": \"ORDER\"}}} | /mapping/fields/type/otherwise values-needed",
                "{\"fields\": {\"externalRef\": {\"column\": \"a\", \"colour\": 1}}} | /mapping/fields/externalRef/colour unknown-option",
                "{\"fields\": {\"externalRef\": {\"stripSuffix\": \".0\"}}}          | /mapping/fields/externalRef source-needed",
                "{\"fields\": {\"externalRef\": {\"column\": \"nope\"}}}             | /mapping/fields/externalRef/column unknown-column",
                "{\"fields\": {\"externalRef\": {\"columns\": [\"a\", \"nope\"]}}}   | /mapping/fields/externalRef/columns/1 unknown-column",
                "{\"fields\": {\"externalRef\": \"twice\"}}                          | /mapping/fields/externalRef ambiguous-column",
                "{\"groupBy\": \"nope\", \"fields\": {\"externalRef\": \"a\"}}       | /mapping/groupBy unknown-column",
                "{\"dateFormats\": [\"yyyy\"], \"fields\": {\"dueOn\": \"a\"}}       | /mapping/dateFormats/0 date-format",
                "{\"dateFormats\": [\"YYYY-bb\"], \"fields\": {\"dueOn\": \"a\"}}    | /mapping/dateFormats/0 date-format",
                "{\"twoDigitYears\": \"1950\", \"fields\": {\"dueOn\": \"a\"}}       | /mapping/twoDigitYears wrong-type",
                "{\"timeZone\": \"Mars/Base\", \"fields\": {\"dueOn\": \"a\"}}       | /mapping/timeZone unknown-value",
                "{\"charset\": \"latin-77\", \"fields\": {\"dueOn\": \"a\"}}         | /mapping/charset unknown-value",
                "{\"delimiter\": \",,\", \"fields\": {\"dueOn\": \"a\"}}             | /mapping/delimiter wrong-type",
                "{\"fields\": {\"dueOn\": {\"column\": \"a\", \"combine\": \"LATEST\"}}} | /mapping/fields/dueOn/combine not-grouped",
                "{\"fields\": {\"externalRef\": {\"column\": \"a\", \"part\": \"FAMILY\"}}} | /mapping/fields/externalRef part-and-order",
                "{\"fields\": {\"lines[].sku\": \"a\", \"lines[0].name\": \"a\"}}    | /mapping/fields/lines[0].name conflict",
                "{\"fields\": {\"tags\": {\"constant\": []}, \"tags[0]\": \"a\"}}    | /mapping/fields/tags[0] conflict",
            })
    void whatIsWrongWithAMappingIsNamedByAPointer(String mapping, String expected) {
        Problem problem = assertThrows(Problem.class, () -> Reading.of("a,twice,twice\n1,2,3\n", mapping));
        assertEquals(ImportProblem.MAPPING_INVALID, problem.type());
        assertEquals(List.of(expected), Faults.of(problem));
    }

    @ParameterizedTest
    @DisplayName("API-03: what is wrong is told in words of ours, not of the library that found it")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"fields\": {\"dueOn\": \"a\",}} | the mapping is no JSON, or names an option twice, before line 1, column 26",
                "{\"quote\": \"x\", \"quote\": \"y\"}  | the mapping is no JSON, or names an option twice, before line 1, column 23",
                "{\"dateFormats\": \"yyyy-b\"}         | no usable date format: day, month and year are needed, such as d.M.yyyy or yyyy-MM-dd HH:mm",
                "{\"dateFormats\": \"dd[MM\"}          | no usable date format: day, month and year are needed, such as d.M.yyyy or yyyy-MM-dd HH:mm",
            })
    void whatIsWrongIsToldInOurWords(String mapping, String expected) {
        Problem problem = assertThrows(Problem.class, () -> Reading.of("a,twice,twice\n1,2,3\n", mapping));
        assertEquals(expected, problem.faults().getFirst().detail());
    }

    @Test
    void allThatIsWrongIsNamedAtOnce() {
        Problem problem = assertThrows(Problem.class, () -> Reading.of("a\n1\n", """
                {"colour": 1, "fields": {"nope": "a", "type": {"constant": 3}}}"""));
        assertEquals(3, Faults.of(problem).size());
    }
}
