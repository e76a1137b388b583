package dev.outreachroutes.outreach.answer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Outreach tells of a batch is read in every form that its reference leaves open. */
class BatchAnswerTest {

    @ParameterizedTest
    @ValueSource(strings = {"finished", "Completed", "done"})
    void aStateThatEndsAnythingEndsTheBatch(String state) {
        BatchAnswer answer = read("{\"id\": 7, \"attributes\": {\"state\": \"" + state + "\", \"failures\": 0}}");

        assertThat(answer.ended()).isTrue();
        assertThat(answer.complete()).isTrue();
    }

    @Test
    void itsEndMayBeToldByTheTimeAlone() {
        assertThat(read("{\"id\": \"7\", \"attributes\": {\"state\": \"x\", \"finishedAt\": \"2026-03-01T00:00:00Z\"}}")
                        .complete())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"state\": \"failed\"}",
                "{\"state\": \"finished\", \"canceledAt\": \"2026-03-01T00:00:00Z\"}",
                "{\"state\": \"finished\", \"pending\": 3}"
            })
    void whatIsCanceledOrFailedOrHasSomethingLeftIsNotComplete(String attributes) {
        BatchAnswer answer = read("{\"id\": 7, \"attributes\": " + attributes + "}");

        assertThat(answer.ended()).isTrue();
        assertThat(answer.complete()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pending", "progressing", "unconfirmed", "something new", ""})
    void anyOtherStateGoesOn(String state) {
        assertThat(read("{\"id\": 7, \"attributes\": {\"state\": \"" + state + "\", \"finishedAt\": null}}")
                        .ended())
                .isFalse();
    }

    @Test
    void howFarItIsIsToldByWhatIsPending() {
        assertThat(read("{\"id\": 7, \"attributes\": {\"total\": 10, \"pending\": 4}}")
                        .through(10))
                .isEqualTo(6);
        assertThat(read("{\"id\": 7, \"attributes\": {\"pending\": 4}}").through(10))
                .isEqualTo(6);
        assertThat(read("{\"id\": 7, \"attributes\": {\"total\": 10}}").through(10))
                .isNull();
        assertThat(read("{\"id\": 7, \"attributes\": {\"pending\": \"4\", \"total\": -1}}")
                        .through(10))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "<html>",
                "{\"data\": []}",
                "{\"data\": {\"id\": 0}}",
                "{\"data\": {\"id\": -1}}",
                "{\"data\": {\"id\": \"x\"}}",
                "{\"errors\": [{\"id\": \"x\"}], \"data\": {\"id\": 1}}"
            })
    void whatIsAboutNoBatchIsNoAnswer(String body) {
        assertThat(BatchAnswer.read(body)).isEmpty();
    }

    private static BatchAnswer read(String data) {
        return BatchAnswer.read("{\"data\": " + data + "}").orElseThrow();
    }
}
