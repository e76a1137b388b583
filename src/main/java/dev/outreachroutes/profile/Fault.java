package dev.outreachroutes.profile;

import java.util.Locale;

/**
 * Something in a record's body that cannot be understood.
 *
 * @param place where it is
 * @param kind what sort of fault it is; it decides what helps against it
 * @param reason what is wrong there, in words that go on behind the place; never a value of the document
 */
public record Fault(Place place, Kind kind, String reason) {

    /** The sorts of faults. */
    public enum Kind {
        /** There is no value: a tombstone, or nothing but blanks. */
        NO_VALUE,
        /** It is no JSON, is not UTF-8, or is beyond the limits of this reader. */
        NO_JSON,
        /** A schema registry's frame, and no JSON behind it: Avro or Protobuf, most likely. */
        FRAME,
        /** A text with JSON in it: it was written as JSON twice. */
        JSON_IN_A_TEXT,
        /** Kafka Connect's envelope of {@code schema} and {@code payload}, and no profile in it. */
        CONNECT_ENVELOPE,
        /** Something else in a place where the default template of Adobe's Destination SDK has lists. */
        SDK_TEMPLATE,
        /** A message of Adobe's pipeline, and no profile in its {@code xdmEntity}. */
        PIPELINE_MESSAGE,
        /** A CloudEvent, and no profile in its data. */
        CLOUD_EVENT,
        /** Only in letters of before: a member whose name was spelt otherwise than in Adobe's exports was not read. */
        SPELLING,
        /** An object with neither identities nor memberships. */
        NO_PROFILE,
        /** A list, a text or the like where something else belongs. */
        SHAPE,
        /** A status that is none. */
        STATUS,
        /** A time that cannot be read for certain. */
        TIME,
        /** An identity without an ID. */
        IDENTITY,
        /** More identities than a person has. */
        MANY_IDENTITIES;

        /** In lower case with hyphens, as it is stored. */
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
