package dev.outreachroutes.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outreachroutes.destination.Account;
import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.destination.Quota;
import dev.outreachroutes.profile.ProfileReader;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

/** Which offsets a batch commits, and after which batches none. */
class IntakeCommitTest {

    private static final Account ACCOUNT = new Account("emea-ops", Quota.DOCUMENTED, 100);
    private static final Destination SALES =
            new Destination("emea-sales", "", ACCOUNT, "oid", Map.of(), Map.of(), Destination.NullValues.IGNORE);

    private final CamelContext camel = new DefaultCamelContext();
    private final Intake intake = new Intake(
            new ProfileReader(), new Destinations(List.of(ACCOUNT), List.of(SALES)), new SimpleMeterRegistry());
    private final Consumer<Object, Object> client = client();
    private final List<String> committed = new ArrayList<>();
    private RuntimeException refusal;

    @Test
    void theLastRecordOfEveryPartitionIsCommittedAndNoOther() {
        List<Exchange> batch = List.of(record(client, 0, 7), record(client, 1, 3), record(client, 0, 8));
        read(batch);
        intake.commit(batch);

        assertThat(committed).containsExactlyInAnyOrder("0:8", "1:3");
    }

    @Test
    void afterABatchThatWasGivenUpTheSameClientCommitsNothing() {
        read(List.of(record(client, 0, 1)));
        List<Exchange> next = List.of(record(client, 0, 2));
        read(next);
        intake.commit(next);

        assertThat(committed).isEmpty();
    }

    @Test
    void aNewClientCommitsAgain() {
        read(List.of(record(client, 0, 1)));
        Consumer<Object, Object> restarted = client();
        List<Exchange> again = List.of(record(restarted, 0, 1));
        read(again);
        intake.commit(again);

        assertThat(committed).containsExactly("0:1");
    }

    @Test
    void aBatchThatIsReadTwiceBecauseAStepWasTriedAgainIsCommitted() {
        List<Exchange> batch = List.of(record(client, 0, 1));
        read(batch);
        read(batch);
        intake.commit(batch);
        List<Exchange> next = List.of(record(client, 0, 2));
        read(next);
        intake.commit(next);

        assertThat(committed).containsExactly("0:1", "0:2");
    }

    @Test
    void aCommitThatTheBrokerDoesNotAnswerIsAFailureThatTheRouteTriesAgain() {
        List<Exchange> batch = List.of(record(client, 0, 1));
        read(batch);
        refusal = new TimeoutException();
        assertThatThrownBy(() -> intake.commit(batch)).isSameAs(refusal);

        refusal = null;
        intake.commit(batch);
        assertThat(committed).containsExactly("0:1");
    }

    @Test
    void aCommitThatIsRefusedIsNone() {
        List<Exchange> batch = List.of(record(client, 0, 1));
        read(batch);
        refusal = new CommitFailedException();
        intake.commit(batch);

        assertThat(committed).isEmpty();
    }

    private void read(List<Exchange> batch) {
        Exchange exchange = new DefaultExchange(camel);
        exchange.getMessage().setBody(batch);
        intake.read(exchange, SALES.name());
    }

    private Exchange record(Consumer<Object, Object> consumer, int partition, long offset) {
        Exchange record = new DefaultExchange(camel);
        record.getMessage().setHeader(KafkaConstants.TOPIC, "segment-events");
        record.getMessage().setHeader(KafkaConstants.PARTITION, partition);
        record.getMessage().setHeader(KafkaConstants.OFFSET, offset);
        record.getMessage().setHeader(KafkaConstants.TIMESTAMP, 0L);
        record.getMessage()
                .setHeader(
                        KafkaConstants.MANUAL_COMMIT,
                        new DefaultKafkaManualCommit(new CamelExchangePayload(record, consumer, "thread", null), null) {
                            @Override
                            public void commit() {
                                if (refusal != null) {
                                    throw refusal;
                                }
                                committed.add(partition + ":" + offset);
                            }
                        });
        return record;
    }

    private static Consumer<Object, Object> client() {
        return new MockConsumer<>(OffsetResetStrategy.EARLIEST);
    }
}
