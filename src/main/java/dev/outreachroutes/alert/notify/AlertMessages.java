package dev.outreachroutes.alert.notify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.outreachroutes.alert.store.Alert;
import dev.outreachroutes.alert.store.Notification;
import dev.outreachroutes.alert.store.Notification.Event;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What each channel is sent: what happened, to what, since when, what to do, and where to look. An address of the console stands in it when
 * that of the console is known.
 */
public final class AlertMessages {

    private static final JsonMapper JSON = new JsonMapper();

    /** <a href="https://developer.pagerduty.com/docs/send-alert-event">PagerDuty</a> takes no longer summary. */
    private static final int LONGEST_SUMMARY = 1_024;

    private final String console;

    /** @param console where people open the console, with a slash at the end; empty when that is not known */
    public AlertMessages(String console) {
        this.console = console;
    }

    /** Where the console tells more; a path when its address is not known. */
    public String link(Alert alert) {
        return (console.isEmpty() ? "/" : console) + alert.page();
    }

    /** One line for the log. */
    public String line(Notification notification) {
        return notification.title() + ". " + times(notification)
                + (notification.isCleared()
                        ? ". See "
                        : ". " + notification.alert().cure() + " See ")
                + link(notification.alert());
    }

    /** The subject of a mail: one line. */
    public String subject(Notification notification) {
        return "[outreach-routes] "
                + (notification.isCleared()
                        ? ""
                        : notification.alert().condition().severity().label() + ": ") + notification.title();
    }

    /** The text of a mail. */
    public String mail(Notification notification) {
        Alert alert = notification.alert();
        return notification.title() + ".\n\n" + times(notification) + ".\n"
                + (notification.isCleared() ? "" : "\nWhat to do: " + alert.cure() + "\n")
                + (alert.acknowledgedBy() == null ? "" : "\nAcknowledged by " + alert.acknowledgedBy() + ".\n")
                + "\n" + link(alert) + "\n\nAlert " + alert.id() + ", "
                + alert.condition().label() + ", "
                + notification.event().label() + "\n";
    }

    /** Our own form, for a webhook. */
    public String webhook(Notification notification) {
        Alert alert = notification.alert();
        ObjectNode body = JSON.createObjectNode();
        body.put("notification", notification.id());
        body.put("event", notification.event().label());
        body.put("alert", alert.id());
        body.put("condition", alert.condition().label());
        body.put("severity", alert.condition().severity().label());
        body.put("kind", alert.subject().kind().label());
        body.put("subject", alert.subject().name());
        body.put("title", notification.title());
        body.put("text", alert.text());
        body.put("cure", alert.cure());
        body.put("since", alert.since().toString());
        body.put("raisedAt", alert.raisedAt().toString());
        body.put("acknowledgedBy", alert.acknowledgedBy());
        body.put(
                "clearedAt",
                alert.clearedAt() == null ? null : alert.clearedAt().toString());
        body.put("link", link(alert));
        return text(body);
    }

    /** For an <a href="https://api.slack.com/messaging/webhooks">incoming webhook of Slack</a>. */
    public String slack(Notification notification) {
        Alert alert = notification.alert();
        ObjectNode body = JSON.createObjectNode();
        body.put("text", escaped(notification.title()));
        ArrayNode blocks = body.putArray("blocks");
        section(blocks, "*" + escaped(notification.title()) + "*\n" + escaped(times(notification)));
        if (!notification.isCleared()) {
            section(blocks, escaped(alert.cure()));
        }
        section(blocks, console.isEmpty() ? escaped(link(alert)) : "<" + link(alert) + "|Open the console>");
        return text(body);
    }

    private static void section(ArrayNode blocks, String text) {
        ObjectNode block = blocks.addObject();
        block.put("type", "section");
        block.putObject("text").put("type", "mrkdwn").put("text", text);
    }

    /** Slack takes these three for its own. */
    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    /** An Adaptive Card, for a workflow of Microsoft Teams. */
    public String teams(Notification notification) {
        Alert alert = notification.alert();
        ObjectNode body = JSON.createObjectNode();
        body.put("type", "message");
        ObjectNode attachment = body.putArray("attachments").addObject();
        attachment.put("contentType", "application/vnd.microsoft.card.adaptive");
        ObjectNode card = attachment.putObject("content");
        card.put("$schema", "http://adaptivecards.io/schemas/adaptive-card.json");
        card.put("type", "AdaptiveCard");
        card.put("version", "1.4");
        ArrayNode blocks = card.putArray("body");
        block(blocks, notification.title())
                .put("weight", "Bolder")
                .put("color", notification.isCleared() ? "Good" : "Attention");
        block(blocks, times(notification));
        if (!notification.isCleared()) {
            block(blocks, alert.cure());
        }
        if (!console.isEmpty()) {
            card.putArray("actions")
                    .addObject()
                    .put("type", "Action.OpenUrl")
                    .put("title", "Open the console")
                    .put("url", link(alert));
        }
        return text(body);
    }

    private static ObjectNode block(ArrayNode blocks, String text) {
        return blocks.addObject().put("type", "TextBlock").put("wrap", true).put("text", text);
    }

    /** For <a href="https://developer.pagerduty.com/docs/send-alert-event">PagerDuty's Events API v2</a>; without the key. */
    public String pagerduty(Notification notification) {
        Alert alert = notification.alert();
        ObjectNode body = JSON.createObjectNode();
        body.put("event_action", notification.isCleared() ? "resolve" : "trigger");
        body.put(
                "dedup_key",
                "outreach-routes-" + alert.id() + "-" + alert.since().getEpochSecond());
        ObjectNode payload = body.putObject("payload");
        payload.put("summary", cut(alert.subject().words() + ": " + alert.text()));
        payload.put("source", "outreach-routes");
        payload.put("severity", alert.condition().severity().label());
        payload.put("timestamp", alert.since().toString());
        payload.put("component", alert.subject().words());
        payload.put("class", alert.condition().label());
        payload.putObject("custom_details").put("what to do", alert.cure());
        if (!console.isEmpty()) {
            body.putArray("links").addObject().put("href", link(alert)).put("text", "Open the console");
        }
        return text(body);
    }

    private static String cut(String summary) {
        return summary.substring(0, Math.min(summary.length(), LONGEST_SUMMARY));
    }

    private static String times(Notification notification) {
        Alert alert = notification.alert();
        return "Since " + time(alert.since())
                + (notification.event() == Event.CLEARED ? ", over since " + time(alert.clearedAt()) : "");
    }

    private static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String text(ObjectNode body) {
        try {
            return JSON.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("What stands in a message can always be written", e);
        }
    }
}
