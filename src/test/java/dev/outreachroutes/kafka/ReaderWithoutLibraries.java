package dev.outreachroutes.kafka;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.impl.DefaultCamelContext;

/** Reads a topic for a while in a process of its own, and prints how far it came in each partition and what is wrong. */
final class ReaderWithoutLibraries {

    private static final long QUIET_NANOS = 8_000_000_000L;

    private ReaderWithoutLibraries() {}

    public static void main(String[] arguments) throws Exception {
        BrokerProblems problems = new BrokerProblems(arguments[0]);
        LostRecords lost = new LostRecords(new SimpleMeterRegistry());
        OffsetCommit offsets = new OffsetCommit();
        Map<String, Long> reached = new ConcurrentHashMap<>();
        AtomicLong last = new AtomicLong(System.nanoTime());
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            PatientPolling polling = new PatientPolling(problems, lost, camel::isStopping);
            KafkaComponent kafka = camel.getComponent("kafka", KafkaComponent.class);
            kafka.getConfiguration().setBrokers(arguments[0]);
            kafka.setPollExceptionStrategy(polling);
            kafka.setKafkaClientFactory(new RouteConsumers(new GroupMembers(""), lost, polling, problems));
            camel.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("kafka:" + arguments[1] + "?groupId=" + arguments[2] + "&autoOffsetReset=none&batching=true"
                                    + "&maxPollRecords=1000&batchingIntervalMs=100&pollTimeoutMs=50"
                                    + "&autoCommitEnable=false&allowManualCommit=true"
                                    + "&keyDeserializer=org.apache.kafka.common.serialization.ByteArrayDeserializer"
                                    + "&valueDeserializer=org.apache.kafka.common.serialization.ByteArrayDeserializer"
                                    + "&interceptorClasses=" + BatchBound.class.getName()
                                    + "&additionalProperties.max.poll.records=5")
                            .process(offsets::begin)
                            .process(exchange -> {
                                last.set(System.nanoTime());
                                for (Object each : exchange.getMessage().getBody(List.class)) {
                                    Exchange record = (Exchange) each;
                                    reached.merge(
                                            record.getMessage().getHeader(KafkaConstants.PARTITION, String.class),
                                            record.getMessage().getHeader(KafkaConstants.OFFSET, Long.class) + 1,
                                            Math::max);
                                }
                            })
                            .process(offsets::commit);
                }
            });
            camel.start();
            while (reached.isEmpty() || System.nanoTime() - last.get() < QUIET_NANOS) {
                Thread.sleep(100);
            }
            System.out.println("reached " + new TreeMap<>(reached));
            System.out.println("health " + problems.now().orElse("is well"));
        }
        System.exit(0);
    }
}
