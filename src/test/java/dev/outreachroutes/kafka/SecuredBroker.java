package dev.outreachroutes.kafka;

import dev.outreachroutes.sandbox.LocalBroker;
import java.util.Map;

/** A broker with TLS and users, started once for all tests of a JVM. */
final class SecuredBroker {

    static final String USER = "outreach-routes";
    static final String PASSWORD = "hidden-password-of-kafka";

    /** As Azure Event Hubs has them. */
    static final String HUB_USER = "$ConnectionString";

    static final String CONNECTION_STRING = "Endpoint=sb://example.servicebus.windows.net/;"
            + "SharedAccessKeyName=outreach-routes;SharedAccessKey=aGlkZGVuLWtleS1vZi10aGUtaHVi+/x=";

    private static LocalBroker broker;

    private SecuredBroker() {}

    static synchronized LocalBroker get() {
        if (broker == null) {
            broker = LocalBroker.startSecured(Map.of(USER, PASSWORD, HUB_USER, CONNECTION_STRING));
        }
        return broker;
    }
}
