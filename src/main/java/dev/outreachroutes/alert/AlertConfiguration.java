package dev.outreachroutes.alert;

import dev.outreachroutes.account.token.OutreachProperties;
import dev.outreachroutes.alert.notify.AlertAddresses;
import dev.outreachroutes.alert.notify.AlertMessages;
import dev.outreachroutes.alert.notify.AlertNotifications;
import dev.outreachroutes.alert.notify.ChannelSettings;
import dev.outreachroutes.alert.rule.AlertRules;
import dev.outreachroutes.alert.rule.Subject;
import dev.outreachroutes.alert.store.AlertTable;
import dev.outreachroutes.backlog.run.Runs;
import dev.outreachroutes.deadletter.Audit;
import dev.outreachroutes.deadletter.DeadLetterSearch;
import dev.outreachroutes.destination.BlockedMappings;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.kafka.GroupReading;
import dev.outreachroutes.kafka.LostRecords;
import dev.outreachroutes.monitor.LatestOverview;
import dev.outreachroutes.monitor.ManagedDestinations;
import dev.outreachroutes.reload.ReplicaVersions;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.component.mail.DefaultJavaMailSender;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Alerts: what is one, and where it is told. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({AlertSettings.class, ChannelSettings.class})
class AlertConfiguration {

    private static final String CALLBACK = "/oauth/callback";

    @Bean
    AlertTable alertTable(JdbcClient jdbc) {
        return new AlertTable(jdbc);
    }

    @Bean
    Alerts alerts(
            Destinations destinations,
            LatestOverview latest,
            ManagedDestinations managed,
            BlockedMappings blocked,
            Runs runs,
            DeadLetterSearch letters,
            GroupReading reading,
            ReplicaVersions replicas,
            LostRecords lost,
            AlertTable table,
            Audit audit,
            AlertSettings settings,
            ChannelSettings channels,
            @Value("${intake.group-prefix}") String groupPrefix,
            PlatformTransactionManager transactions,
            InstantSource clock) {
        AlertLook look = new AlertLook(
                destinations,
                latest,
                managed,
                blocked,
                runs,
                letters,
                reading,
                replicas,
                new AlertRules(settings.ratesFrom(), settings.drain()),
                settings.limits());
        return new Alerts(
                look::judge,
                () -> bySubject(lost.counts(), groupPrefix, destinations),
                table,
                channels.channels(),
                audit,
                settings,
                new TransactionTemplate(transactions),
                clock);
    }

    /** A group that is no destination's is that of commands, or of a route of somebody's own. */
    private static Map<Subject, Long> bySubject(
            Map<String, Long> byGroup, String groupPrefix, Destinations destinations) {
        Map<Subject, Long> bySubject = new HashMap<>();
        byGroup.forEach((group, lost) -> {
            String name = group.startsWith(groupPrefix) ? group.substring(groupPrefix.length()) : group;
            Subject subject = destinations.find(name).isPresent() ? Subject.destination(name) : Subject.RUNTIME;
            bySubject.merge(subject, lost, Long::sum);
        });
        return bySubject;
    }

    @Bean
    AlertAddresses alertAddresses(ChannelSettings channels) {
        return new AlertAddresses(channels);
    }

    @Bean
    AlertMessages alertMessages(@Value("${console.url}") String url, OutreachProperties outreach) {
        return new AlertMessages(console(url.strip(), outreach.redirectUri()));
    }

    /** The console's address, or else that of which Outreach's way back to it is known. */
    static String console(String url, String redirectUri) {
        String console = url.isEmpty() && redirectUri.endsWith(CALLBACK)
                ? redirectUri.substring(0, redirectUri.length() - CALLBACK.length())
                : url;
        return console.isEmpty() || console.endsWith("/") ? console : console + "/";
    }

    @Bean
    AlertNotifications alertNotifications(
            AlertTable table,
            ChannelSettings channels,
            AlertAddresses addresses,
            AlertSettings settings,
            MeterRegistry meters,
            InstantSource clock) {
        return new AlertNotifications(table, channels.channels(), addresses, settings.attempts(), meters, clock);
    }

    /** With it no password stands in the address of an endpoint. */
    @Bean
    DefaultJavaMailSender alertMailSender(ChannelSettings channels) {
        ChannelSettings.Mail mail = channels.mail();
        DefaultJavaMailSender sender = new DefaultJavaMailSender();
        String protocol = mail.security() == ChannelSettings.Mail.Security.TLS ? "smtps" : "smtp";
        sender.setProtocol(protocol);
        sender.setHost(mail.host());
        sender.setPort(mail.port());
        if (!mail.username().isEmpty()) {
            sender.setUsername(mail.username());
            sender.setPassword(mail.password());
            sender.addAdditionalJavaMailProperty("mail." + protocol + ".auth", "true");
        }
        boolean encrypted = mail.security() == ChannelSettings.Mail.Security.STARTTLS;
        sender.addAdditionalJavaMailProperty("mail.smtp.starttls.enable", String.valueOf(encrypted));
        sender.addAdditionalJavaMailProperty("mail.smtp.starttls.required", String.valueOf(encrypted));
        sender.addAdditionalJavaMailProperty("mail." + protocol + ".ssl.checkserveridentity", "true");
        sender.addAdditionalJavaMailProperty("mail." + protocol + ".connectiontimeout", "5000");
        sender.addAdditionalJavaMailProperty("mail." + protocol + ".timeout", "10000");
        sender.addAdditionalJavaMailProperty("mail." + protocol + ".writetimeout", "10000");
        return sender;
    }
}
