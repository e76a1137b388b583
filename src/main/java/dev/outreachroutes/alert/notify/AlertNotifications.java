package dev.outreachroutes.alert.notify;

import dev.outreachroutes.alert.store.AlertTable;
import dev.outreachroutes.alert.store.Channel;
import dev.outreachroutes.alert.store.Notification;
import dev.outreachroutes.database.LogThrottle;
import dev.outreachroutes.quota.BackOff;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Hands out what channels are to tell, each notification to one replica, and takes in how that went. A replica that dies in between leaves
 * its notification to another one when its lease ends: so each is told at least once, and twice only then.
 */
public final class AlertNotifications {

    /** The exchange property in which a route keeps the notification that it tells. */
    public static final String PROPERTY = "alertNotification";

    private static final Logger LOG = LoggerFactory.getLogger(AlertNotifications.class);

    /** Longer than it takes to tell those that are claimed at a time. */
    private static final Duration LEASE = Duration.ofMinutes(2);

    private static final int AT_A_TIME = 3;

    private static final BackOff BACK_OFF = new BackOff(Duration.ofSeconds(10), Duration.ofMinutes(15));

    private final AlertTable table;
    private final Set<Channel> channels;
    private final AlertAddresses addresses;
    private final int attempts;
    private final MeterRegistry meters;
    private final InstantSource clock;
    private final LogThrottle errors = new LogThrottle(Duration.ofMinutes(1));

    /**
     * @param channels those that are set
     * @param attempts how often one is told at most
     */
    public AlertNotifications(
            AlertTable table,
            Set<Channel> channels,
            AlertAddresses addresses,
            int attempts,
            MeterRegistry meters,
            InstantSource clock) {
        this.table = table;
        this.channels = Set.copyOf(channels);
        this.addresses = addresses;
        this.attempts = attempts;
        this.meters = meters;
        this.clock = clock;
        for (Channel channel : channels) {
            for (String result : List.of("sent", "retry", "given-up")) {
                count(channel, result, 0);
            }
        }
    }

    /** Claims some of what a channel has to tell; nothing when the channel is not set, or while the database is away. */
    public List<Notification> due(String label) {
        Channel channel = Channel.ofLabel(label);
        if (!channels.contains(channel)) {
            return List.of();
        }
        try {
            return table.claim(channel, LEASE, AT_A_TIME, clock.instant());
        } catch (DataAccessException | TransactionException e) {
            LOG.debug("The database does not answer, so alerts are told later");
            return List.of();
        }
    }

    /** Takes note that it was told. */
    public void sent(Exchange exchange) {
        Notification notification = exchange.getProperty(PROPERTY, Notification.class);
        count(notification.channel(), "sent", 1);
        try {
            table.ended(notification, true, clock.instant());
        } catch (DataAccessException | TransactionException e) {
            LOG.debug(
                    "The database does not answer, so alert {} is told once more",
                    notification.alert().id());
        }
    }

    /** Has it told later, or gives it up. What fails before there is something to tell is told itself. */
    public void failed(Exchange exchange) {
        Notification notification = exchange.getProperty(PROPERTY, Notification.class);
        Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        if (notification == null) {
            if (errors.times() > 0) {
                LOG.error("It cannot be looked for alerts, or for what is to be told", failure);
            }
            return;
        }
        boolean last = notification.attempt() >= attempts;
        LOG.warn(
                "Alert {} could not be told by {}: {}. {}",
                notification.alert().id(),
                notification.channel().label(),
                addresses.withoutSecrets(words(failure)),
                last ? "Given up after " + notification.attempt() + " attempts" : "It is tried again");
        try {
            if (last) {
                table.ended(notification, false, clock.instant());
            } else {
                table.later(notification, clock.instant().plus(BACK_OFF.after(notification.attempt())));
            }
        } catch (DataAccessException | TransactionException e) {
            LOG.debug(
                    "The database does not answer, so alert {} is told again",
                    notification.alert().id());
        }
        count(notification.channel(), last ? "given-up" : "retry", 1);
    }

    /** Messages of others than these may have anything in them. */
    private static String words(Exception failure) {
        if (failure instanceof HttpOperationFailedException refused) {
            return "it answered " + refused.getStatusCode();
        }
        boolean tells = failure instanceof IOException || failure instanceof MessagingException;
        String name = failure.getClass().getSimpleName();
        return tells && failure.getMessage() != null
                ? name + ": " + failure.getMessage().lines().findFirst().orElse("")
                : name;
    }

    private void count(Channel channel, String result, double number) {
        meters.counter("outreach.alert.notifications", "channel", channel.label(), "result", result)
                .increment(number);
    }
}
