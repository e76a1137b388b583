package dev.outreachroutes.profile;

/**
 * One identity of a profile.
 *
 * @param id the ID as text; null when {@code fault} says why there is none
 * @param fault null, or why this identity cannot be understood
 */
public record Identity(String id, Fault fault) {

    public Identity {
        if ((id == null) == (fault == null)) {
            throw new IllegalArgumentException("an identity has an ID or a fault");
        }
    }
}
