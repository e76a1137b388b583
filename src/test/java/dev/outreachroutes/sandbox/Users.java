package dev.outreachroutes.sandbox;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The people of the organisation. User 1 is there from the start; whoever else logs in becomes the next one. */
final class Users {

    static final String ORGANISATION = "Sandbox";
    static final String APPLICATION = "Outreach Routes";

    private final Map<String, Long> byEmail = new HashMap<>();
    private final Map<Long, String> emails = new HashMap<>();
    private long last;

    Users() {
        email(1);
    }

    /** The user with this address, perhaps a new one. */
    synchronized long loggedIn(String email) {
        String address = email.trim().toLowerCase(Locale.ROOT);
        return byEmail.containsKey(address) ? byEmail.get(address) : add(last + 1, address);
    }

    /** The address of the user, who is there from now on. */
    synchronized String email(long id) {
        if (!emails.containsKey(id)) {
            add(id, "user" + id + "@sandbox.example");
        }
        return emails.get(id);
    }

    private long add(long id, String address) {
        last = Math.max(last, id);
        byEmail.putIfAbsent(address, id);
        emails.put(id, address);
        return id;
    }
}
