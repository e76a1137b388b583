package dev.outreachroutes.outreach.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The prospect of a batch's item is found in every form in which it may be named, and never guessed. */
class BatchItemsTest {

    private static final Set<Long> PROSPECTS = Set.of(5L, 6L);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"{\\\"id\\\": 5}\"",
                "\"{\\\"prospectId\\\": \\\"5\\\"}\"",
                "\"5\"",
                "\"[5]\"",
                "\"{\\\"data\\\": {\\\"record\\\": {\\\"id\\\": 5}}, \\\"user\\\": 77}\"",
                "{\"id\": 5}",
                "5"
            })
    void aFailedItemNamesItsProspect(String data) {
        BatchItems items =
                read("{\"id\": 6, \"attributes\": {\"batchId\": 9, \"failed\": true, \"info\": \"no\", \"data\": "
                        + data + "}}");

        assertThat(items.failures()).containsOnlyKeys(5L).containsEntry(5L, "no");
    }

    @Test
    void theProspectMayBeARelationshipOrAnAttributeOfItsOwn() {
        assertThat(read("{\"attributes\": {\"failed\": true}, \"relationships\": {\"batch\": {\"data\": {\"id\": 9}},"
                                + " \"prospect\": {\"data\": {\"type\": \"prospect\", \"id\": 5}}}}")
                        .failures())
                .containsOnlyKeys(5L);
        assertThat(read("{\"attributes\": {\"failed\": true, \"recordId\": 5}}").failures())
                .containsOnlyKeys(5L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"{\\\"ids\\\": [5, 6]}\"", "\"4\"", "null", "\"five\"", "\"{5\"", "5.5"})
    void anItemThatNamesNoneOrSeveralSaysNothing(String data) {
        BatchItems items = read("{\"attributes\": {\"failed\": true, \"data\": " + data + "}}");

        assertThat(items.failures()).isEmpty();
        assertThat(items.changed()).isEmpty();
    }

    @Test
    void anItemThatDidNotFailWasChanged() {
        assertThat(read("{\"attributes\": {\"failed\": false, \"state\": \"finished\", \"data\": \"6\"}}")
                        .changed())
                .containsExactly(6L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"failed\": false, \"state\": \"canceled\"",
                "\"failed\": false, \"state\": \"pending\"",
                "\"failed\": false",
                "\"failed\": null, \"state\": \"finished\"",
                "\"state\": \"finished\"",
                "\"failed\": false, \"state\": \"finished\", \"batchId\": 10"
            })
    void anItemThatDoesNotSayThatItIsDoneIsNoEvidence(String attributes) {
        BatchItems items = read("{\"attributes\": {" + attributes + ", \"data\": \"6\"}}");

        assertThat(items.changed()).isEmpty();
        assertThat(items.failures()).isEmpty();
    }

    @Test
    void ofTheNextPageTheQueryIsTaken() {
        assertThat(next("\"https://elsewhere.example/api/v2/batchItems?filter%5BbatchId%5D=1&page%5Bafter%5D=x\""))
                .isEqualTo("filter%5BbatchId%5D=1&page%5Bafter%5D=x");
        assertThat(next("{\"href\": \"/batchItems?a=b\"}")).isEqualTo("a=b");
        assertThat(next("null")).isNull();
        assertThat(next("\"https://elsewhere.example/api/v2/batchItems\"")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "{\"data\": {}}", "<html>", "3"})
    void whatIsNoListIsNoAnswer(String body) {
        assertThat(BatchItems.read(body, 9, PROSPECTS)).isEmpty();
    }

    private static String next(String link) {
        return BatchItems.read("{\"data\": [], \"links\": {\"next\": " + link + "}}", 9, PROSPECTS)
                .orElseThrow()
                .next();
    }

    private static BatchItems read(String item) {
        return BatchItems.read("{\"data\": [" + item + "]}", 9, PROSPECTS).orElseThrow();
    }
}
