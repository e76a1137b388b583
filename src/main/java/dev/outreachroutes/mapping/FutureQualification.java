package dev.outreachroutes.mapping;

import dev.outreachroutes.profile.Place;

/**
 * A membership whose qualification lies in the future. Its status is dated by the record instead, or it would hold its field until
 * then.
 *
 * @param place of the membership
 */
public record FutureQualification(Place place) implements Mapping {}
