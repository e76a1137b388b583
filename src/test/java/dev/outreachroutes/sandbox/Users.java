package dev.outreachroutes.sandbox;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The people of the organisation. User 1 is there from the start; whoever else logs in becomes the next one. */
final class Users {

    static final String ORGANISATION = "Sandbox";
    static final String APPLICATION = "Outreach Routes";

    private final Map<String, Long> byEmail = new ConcurrentHashMap<>();
    private final Map<Long, String> emails = new ConcurrentHashMap<>();
    private final AtomicLong last = new AtomicLong(1);

    long loggedIn(String email) {
        return byEmail.computeIfAbsent(email.trim().toLowerCase(Locale.ROOT), address -> {
            long id = address.equals(initialEmail(1)) ? 1 : last.incrementAndGet();
            emails.put(id, address);
            return id;
        });
    }

    String email(long id) {
        last.accumulateAndGet(id, Math::max);
        return emails.computeIfAbsent(id, Users::initialEmail);
    }

    private static String initialEmail(long id) {
        return "user" + id + "@sandbox.example";
    }
}
