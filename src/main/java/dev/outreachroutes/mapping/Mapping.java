package dev.outreachroutes.mapping;

/** What a destination makes of a profile event: something to send, or a reason to send nothing. */
public sealed interface Mapping permits ProspectChange, Exclusion {}
