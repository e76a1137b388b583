package dev.outreachroutes.profile;

/** What one place in an exported body turned out to be: an event, or something that is none. */
public sealed interface Reading permits ProfileEvent, Unreadable {}
