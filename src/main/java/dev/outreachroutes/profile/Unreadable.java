package dev.outreachroutes.profile;

/**
 * A body, or one document of it, that is no profile event.
 *
 * @param place where: a JSON pointer such as {@code /profiles/3/segmentMembership}, {@code line 4} of newline-separated
 *     documents, or {@code body} for the whole
 * @param reason what is wrong there, in words; never a value of the document
 */
public record Unreadable(String place, String reason) implements Reading {}
