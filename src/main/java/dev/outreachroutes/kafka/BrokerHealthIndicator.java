package dev.outreachroutes.kafka;

import java.time.Duration;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.actuate.health.AbstractHealthIndicator;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * Tells whether Kafka's brokers answer, and let every client of this process do its work. Looks every ten seconds, whoever asks.
 */
class BrokerHealthIndicator extends AbstractHealthIndicator implements DisposableBean {

    private static final Duration LONGEST_LOOK = Duration.ofSeconds(5);

    private final String brokers;
    private final Supplier<Properties> properties;
    private final Supplier<Set<String>> topics;
    private final BrokerSecurity security;
    private final BrokerProblems problems;
    private Admin admin;
    private volatile boolean looked;
    private volatile int nodes;

    /**
     * @param brokers as in {@code KAFKA_BROKERS}
     * @param properties how the routes' own Kafka clients connect
     * @param topics that the routes read
     */
    BrokerHealthIndicator(
            String brokers,
            Supplier<Properties> properties,
            Supplier<Set<String>> topics,
            BrokerSecurity security,
            BrokerProblems problems) {
        super("The brokers' state cannot be told");
        this.brokers = brokers;
        this.properties = properties;
        this.topics = topics;
        this.security = security;
        this.problems = problems;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        if (!looked) {
            look();
        }
        builder.up().withDetail("brokers", brokers);
        problems.now()
                .ifPresentOrElse(
                        problem -> builder.down().withDetail("problem", problem),
                        () -> builder.withDetail("answering", nodes));
    }

    /** Called every ten seconds. */
    @Scheduled(fixedDelayString = "${broker.check:10s}")
    synchronized void look() {
        try {
            nodes = admin().describeCluster()
                    .nodes()
                    .get(LONGEST_LOOK.toMillis() + 500, TimeUnit.MILLISECONDS)
                    .size();
            problems.answered(this);
            lookForTopics();
        } catch (ExecutionException e) {
            met(e.getCause());
        } catch (KafkaException | TimeoutException e) {
            met(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        looked = true;
    }

    /** Kafka's consumers only wait for a topic that is not there. */
    private void lookForTopics() {
        admin().describeTopics(topics.get())
                .topicNameValues()
                .forEach((topic, description) -> description.whenComplete((found, failure) -> {
                    if (failure instanceof UnknownTopicOrPartitionException) {
                        problems.missing(topic);
                    }
                }));
    }

    private void met(Throwable failure) {
        boolean noAnswer = failure instanceof TimeoutException
                || failure instanceof org.apache.kafka.common.errors.TimeoutException;
        problems.met(this, noAnswer ? security.unanswered(BrokerProbe.ask(brokers)) : BrokerProblem.of(failure));
    }

    /** Made when first needed: with a host name that is not known now it cannot be made. */
    synchronized Admin admin() {
        if (admin == null) {
            Properties own = new Properties();
            properties.get().forEach((name, value) -> {
                if (AdminClientConfig.configNames().contains(name.toString())
                        || name.equals(SslBundle.class.getName())) {
                    own.put(name, value);
                }
            });
            own.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
            own.put(AdminClientConfig.CLIENT_ID_CONFIG, "outreach-routes-health");
            own.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) LONGEST_LOOK.toMillis());
            own.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) LONGEST_LOOK.toMillis());
            admin = Admin.create(own);
        }
        return admin;
    }

    @Override
    public synchronized void destroy() {
        if (admin != null) {
            admin.close(Duration.ofSeconds(1));
        }
    }
}
