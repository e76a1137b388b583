package dev.outreachroutes.mapping;

import dev.outreachroutes.profile.Fault;

/**
 * Something of an event that concerns the destination and cannot be understood.
 *
 * @param fault where and why
 */
public record Unreadable(Fault fault) implements Mapping {}
