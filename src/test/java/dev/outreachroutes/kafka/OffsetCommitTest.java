package dev.outreachroutes.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.kafka.consumer.DefaultKafkaManualCommit;
import org.apache.camel.component.kafka.consumer.KafkaManualCommitFactory.CamelExchangePayload;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

/** Which offsets are committed of what a route was handed, and after what none. */
class OffsetCommitTest {

    private final CamelContext camel = new DefaultCamelContext();
    private final OffsetCommit offsets = new OffsetCommit();
    private final Consumer<Object, Object> client = client();
    private final List<String> committed = new ArrayList<>();
    private RuntimeException refusal;

    @Test
    void theLastRecordOfEveryPartitionIsCommittedAndNoOther() {
        Exchange batch = batch(
                record(client, 0, 7),
                record(client, 1, 3),
                record(client, 0, 8),
                record(client, "segment-exits", 0, 5));
        handle(batch);

        assertThat(committed)
                .containsExactlyInAnyOrder("segment-events-0:8", "segment-events-1:3", "segment-exits-0:5");
    }

    @Test
    void aRecordThatComesAloneIsCommittedWhateverTheStepsDidToItsMessage() {
        Exchange record = record(client, 0, 7);
        offsets.begin(record);
        record.getMessage().removeHeaders("*");
        record.getMessage().setBody(List.of());
        offsets.commit(record);

        assertThat(committed).containsExactly("segment-events-0:7");
    }

    @Test
    void afterWhatWasGivenUpTheSameClientCommitsNothing() {
        offsets.begin(batch(record(client, 0, 1)));
        Exchange next = batch(record(client, 0, 2));
        handle(next);
        Exchange another = record(client, 0, 3);
        handle(another);

        assertThat(committed).isEmpty();
    }

    @Test
    void theOtherPartitionsOfTheClientAreCommittedAllTheSame() {
        offsets.begin(batch(record(client, 0, 1)));
        Exchange next = batch(record(client, 0, 2), record(client, 1, 7));
        handle(next);

        assertThat(committed).containsExactly("segment-events-1:7");
    }

    @Test
    void whatWasGivenUpAndComesAgainToTheSameClientIsCommittedAndSoIsWhatFollows() {
        offsets.begin(batch(record(client, 0, 5), record(client, 0, 6)));
        Exchange again = batch(record(client, 0, 4), record(client, 0, 5));
        handle(again);
        Exchange next = batch(record(client, 0, 6));
        handle(next);

        assertThat(committed).containsExactly("segment-events-0:5", "segment-events-0:6");
    }

    @Test
    void aNewClientCommitsAgain() {
        offsets.begin(batch(record(client, 0, 1)));
        Exchange again = batch(record(client(), 0, 1));
        handle(again);

        assertThat(committed).containsExactly("segment-events-0:1");
    }

    @Test
    void whatIsBegunTwiceBecauseAStepWasTriedAgainIsCommitted() {
        Exchange batch = batch(record(client, 0, 1));
        offsets.begin(batch);
        batch.getMessage().setBody("what a step made of it");
        handle(batch);
        Exchange next = batch(record(client, 0, 2));
        handle(next);

        assertThat(committed).containsExactly("segment-events-0:1", "segment-events-0:2");
    }

    @Test
    void aCommitThatTheBrokerDoesNotAnswerIsAFailureThatTheRouteTriesAgain() {
        Exchange batch = batch(record(client, 0, 1));
        offsets.begin(batch);
        refusal = new TimeoutException();
        assertThatThrownBy(() -> offsets.commit(batch)).isSameAs(refusal);

        refusal = null;
        offsets.commit(batch);
        assertThat(committed).containsExactly("segment-events-0:1");
    }

    @Test
    void aCommitThatTheUserIsRefusedIsAFailureToo() {
        Exchange record = record(client, 0, 1);
        offsets.begin(record);
        refusal = new GroupAuthorizationException("routes");

        assertThatThrownBy(() -> offsets.commit(record)).isSameAs(refusal);
    }

    @Test
    void aCommitThatIsRefusedIsNone() {
        Exchange batch = batch(record(client, 0, 1));
        offsets.begin(batch);
        refusal = new CommitFailedException();
        offsets.commit(batch);

        assertThat(committed).isEmpty();
    }

    @Test
    void aRouteWithoutTheFirstStepIsToldSo() {
        assertThatThrownBy(() -> offsets.commit(record(client, 0, 1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("offsets.begin");
        assertThat(committed).isEmpty();
    }

    private void handle(Exchange exchange) {
        offsets.begin(exchange);
        offsets.commit(exchange);
    }

    private Exchange batch(Exchange... records) {
        Exchange exchange = new DefaultExchange(camel);
        exchange.getMessage().setBody(List.of(records));
        return exchange;
    }

    private Exchange record(Consumer<Object, Object> consumer, int partition, long offset) {
        return record(consumer, "segment-events", partition, offset);
    }

    private Exchange record(Consumer<Object, Object> consumer, String topic, int partition, long offset) {
        Exchange record = new DefaultExchange(camel);
        record.getMessage().setHeader(KafkaConstants.TOPIC, topic);
        record.getMessage().setHeader(KafkaConstants.PARTITION, partition);
        record.getMessage().setHeader(KafkaConstants.OFFSET, offset);
        record.getMessage()
                .setHeader(
                        KafkaConstants.MANUAL_COMMIT,
                        new DefaultKafkaManualCommit(new CamelExchangePayload(record, consumer, "thread", null), null) {
                            @Override
                            public void commit() {
                                if (refusal != null) {
                                    throw refusal;
                                }
                                committed.add(topic + "-" + partition + ":" + offset);
                            }
                        });
        return record;
    }

    private static Consumer<Object, Object> client() {
        return new MockConsumer<>(OffsetResetStrategy.EARLIEST);
    }
}
