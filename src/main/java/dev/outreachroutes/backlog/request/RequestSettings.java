package dev.outreachroutes.backlog.request;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What is kept of the requests that left.
 *
 * @param values whether the values that were sent are kept too. Default: they are not
 */
@ConfigurationProperties("requests")
public record RequestSettings(@DefaultValue("none") Values values) {

    /** What is kept of the values that were sent. */
    public enum Values {
        /** None, but where somebody {@linkplain RequestRecordings records} them. */
        NONE,
        /** Those of every request, encrypted as the tokens are. */
        ENCRYPTED
    }
}
