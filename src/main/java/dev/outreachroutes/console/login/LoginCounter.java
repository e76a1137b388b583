package dev.outreachroutes.console.login;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;

/** Counts logins by their result. */
public final class LoginCounter {

    private final Map<LoginResult, Counter> counters = new EnumMap<>(LoginResult.class);

    public LoginCounter(MeterRegistry meters) {
        for (LoginResult result : LoginResult.values()) {
            counters.put(result, meters.counter("outreach.logins", "result", result.label()));
        }
    }

    public void count(LoginResult result) {
        counters.get(result).increment();
    }
}
