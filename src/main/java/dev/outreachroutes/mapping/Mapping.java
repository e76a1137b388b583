package dev.outreachroutes.mapping;

/** What a destination makes of a profile event: something to send, a reason to send nothing, or something to be told. */
public sealed interface Mapping permits ProspectChange, Exclusion, Unreadable, FutureQualification {}
