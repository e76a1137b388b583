package dev.outreachroutes.operation;

import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.actuate.health.AbstractHealthIndicator;
import org.springframework.boot.actuate.health.Health;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * Tells whether Kafka's brokers answer. Looks every ten seconds, whoever asks, and says in the log when they stop answering
 * and when they answer again.
 */
class BrokerHealthIndicator extends AbstractHealthIndicator implements DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerHealthIndicator.class);
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(2);

    private final String brokers;
    private final Supplier<Properties> properties;
    private Admin admin;
    private boolean looked;
    private int nodes;
    private String problem = "";

    /**
     * @param brokers as in {@code KAFKA_BROKERS}
     * @param properties how the routes' own Kafka clients connect
     */
    BrokerHealthIndicator(String brokers, Supplier<Properties> properties) {
        super("The brokers' state cannot be told");
        this.brokers = brokers;
        this.properties = properties;
    }

    @Override
    protected synchronized void doHealthCheck(Health.Builder builder) {
        if (!looked) {
            look();
        }
        builder.status(problem.isEmpty() ? "UP" : "DOWN").withDetail("brokers", brokers);
        if (problem.isEmpty()) {
            builder.withDetail("answering", nodes);
        } else {
            builder.withDetail("problem", problem);
        }
    }

    /** Called every ten seconds. */
    @Scheduled(fixedDelayString = "${broker.check:10s}")
    synchronized void look() {
        String before = problem;
        try {
            nodes = admin().describeCluster()
                    .nodes()
                    .get(LONGEST_LOOK.toMillis() + 500, TimeUnit.MILLISECONDS)
                    .size();
            problem = "";
        } catch (ExecutionException e) {
            problem = text(e.getCause());
        } catch (KafkaException e) {
            problem = text(e);
        } catch (TimeoutException e) {
            problem = "no answer";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        looked = true;
        if (before.isEmpty() && !problem.isEmpty()) {
            LOG.warn(
                    "Kafka at {} does not answer ({}); intake waits and goes on by itself. If this lasts, check KAFKA_BROKERS",
                    brokers,
                    problem);
        } else if (!before.isEmpty() && problem.isEmpty()) {
            LOG.info("Kafka at {} answers again", brokers);
        }
    }

    private static String text(Throwable failure) {
        boolean noAnswer = failure instanceof org.apache.kafka.common.errors.TimeoutException;
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return noAnswer ? "no answer" : root.getMessage();
    }

    /** Made when first needed: with a host name that is not known now it cannot be made. */
    private Admin admin() {
        if (admin == null) {
            Properties own = new Properties();
            properties.get().forEach((name, value) -> {
                if (AdminClientConfig.configNames().contains(name.toString())) {
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
