package dev.outreachroutes.alert.notify;

import dev.outreachroutes.alert.store.Channel;
import dev.outreachroutes.settings.InvalidSettingException;
import java.net.URI;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where alerts are told of beside the log and the console. A channel is used when its first setting is there. The addresses are secrets, as
 * is the key: whoever knows one may write there.
 *
 * @param webhookUrl gets a JSON object of ours
 * @param slackUrl of an incoming webhook
 * @param teamsUrl of a workflow that posts cards
 * @param pagerdutyKey the integration key of a service
 * @param pagerdutyUrl of the Events API
 * @param mail by SMTP
 */
@ConfigurationProperties("alerts")
public record ChannelSettings(
        @DefaultValue("") String webhookUrl,
        @DefaultValue("") String slackUrl,
        @DefaultValue("") String teamsUrl,
        @DefaultValue("") String pagerdutyKey,
        @DefaultValue("https://events.pagerduty.com/v2/enqueue") String pagerdutyUrl,
        @DefaultValue Mail mail) {

    /**
     * How mails are sent.
     *
     * @param to the addresses, separated by commas; empty: no mail is sent
     * @param from the sender's address
     * @param host of the server
     * @param port of the server
     * @param username empty: no login
     * @param password of the user
     * @param security how the connection is encrypted
     */
    public record Mail(
            @DefaultValue("") String to,
            @DefaultValue("") String from,
            @DefaultValue("localhost") String host,
            @DefaultValue("587") int port,
            @DefaultValue("") String username,
            @DefaultValue("") String password,
            @DefaultValue("starttls") Security security) {

        /** How a connection to the server is encrypted. */
        public enum Security {
            /** It begins in the clear, and goes on only when it is encrypted. */
            STARTTLS,
            /** From the first byte. */
            TLS,
            /** Not at all. */
            NONE
        }

        public Mail {
            if (!to.isEmpty() && from.isEmpty()) {
                throw new InvalidSettingException(
                        "ALERT_MAIL_TO is set, and ALERT_MAIL_FROM is not.",
                        "Set ALERT_MAIL_FROM to the address that mails about alerts come from.");
            }
        }

        @Override
        public String toString() {
            return "Mail[to=" + to + ", from=" + from + ", host=" + host + ", port=" + port + ", security=" + security
                    + "]";
        }
    }

    public ChannelSettings {
        requireAddress("ALERT_WEBHOOK_URL", webhookUrl);
        requireAddress("ALERT_SLACK_URL", slackUrl);
        requireAddress("ALERT_TEAMS_URL", teamsUrl);
        requireAddress("ALERT_PAGERDUTY_URL", pagerdutyUrl);
    }

    private static void requireAddress(String name, String address) {
        if (!address.isEmpty() && !isAddress(address)) {
            // Without the address: it is a secret.
            throw new InvalidSettingException(
                    name + " is no address of HTTP.",
                    "Set it to an address such as https://host/path, or leave it out.");
        }
    }

    private static boolean isAddress(String address) {
        try {
            URI uri = URI.create(address);
            return uri.getHost() != null && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** The log, and those that are set. */
    public Set<Channel> channels() {
        Set<Channel> channels = EnumSet.of(Channel.LOG);
        channels.addAll(addresses().keySet());
        if (!mail.to().isEmpty()) {
            channels.add(Channel.MAIL);
        }
        return channels;
    }

    /** Where the channels are that go by HTTP. */
    Map<Channel, URI> addresses() {
        Map<Channel, URI> addresses = new EnumMap<>(Channel.class);
        put(addresses, Channel.WEBHOOK, webhookUrl);
        put(addresses, Channel.SLACK, slackUrl);
        put(addresses, Channel.TEAMS, teamsUrl);
        put(addresses, Channel.PAGERDUTY, pagerdutyKey.isEmpty() ? "" : pagerdutyUrl);
        return addresses;
    }

    private static void put(Map<Channel, URI> addresses, Channel channel, String address) {
        if (!address.isEmpty()) {
            addresses.put(channel, URI.create(address));
        }
    }

    @Override
    public String toString() {
        return "ChannelSettings" + channels();
    }
}
