package dev.outreachroutes.outreach;

import java.util.Set;

/** What Outreach's grant of an account allows. */
public interface GrantedScopes {

    /**
     * The scopes of an account's grant, as Outreach names them.
     *
     * @param account its name
     * @return empty when there is no grant, or Outreach has not said
     */
    Set<String> of(String account);
}
