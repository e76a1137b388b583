package dev.outreachroutes.destination;

import dev.outreachroutes.destination.Destination.NullValues;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;

/**
 * Where the value of a prospect attribute stands in a profile, and what is done with it on the way.
 *
 * @param path names with dots between them, as in {@code person.name.firstName}
 * @param trim whether the blanks around a text are taken away
 * @param letters what becomes of the letters of a text
 * @param format what the value is, and so how it is sent
 * @param input how a date or a number is written in the profile
 * @param zone by which a point in time is a date, and in which a date begins
 * @param empty what null and a text with nothing to see in it mean; null when that is as the destination says
 */
public record AttributeMapping(
        String path, boolean trim, Letters letters, Format format, Input input, ZoneId zone, NullValues empty) {

    public AttributeMapping {
        if (path.isBlank()) {
            throw new IllegalArgumentException("an attribute has a path");
        }
        Objects.requireNonNull(letters);
        Objects.requireNonNull(format);
        Objects.requireNonNull(input);
        Objects.requireNonNull(zone);
    }

    /** A value that is sent as it is, as far as the attribute's type allows. */
    public static AttributeMapping of(String path) {
        return new AttributeMapping(
                path, false, Letters.AS_WRITTEN, Format.BY_ATTRIBUTE, Input.PLAIN, ZoneOffset.UTC, null);
    }

    /** What becomes of the letters of a text. */
    public enum Letters {
        AS_WRITTEN,
        LOWER,
        UPPER
    }

    /** What a value is, and so how it is sent. */
    public enum Format {
        /** The type of the prospect's attribute decides alone. The default. */
        BY_ATTRIBUTE,
        TEXT,
        /** With a point, and no other sign between the digits: {@code 1234.5}. */
        NUMBER,
        /** {@code YYYY-MM-DD}. */
        DATE,
        /** RFC 3339, as {@code 2026-01-05T09:30:00Z}. */
        DATE_TIME
    }

    /** How a date or a number is written in the profile. */
    public enum Input {
        /** Dates in ISO 8601 or counted since 1970, numbers as JSON has them. The default. */
        PLAIN(""),
        YEAR_MONTH_DAY("YYYY-MM-DD"),
        YEAR_MONTH_DAY_WITH_SLASHES("YYYY/MM/DD"),
        YEAR_MONTH_DAY_TOGETHER("YYYYMMDD"),
        DAY_MONTH_YEAR("DD.MM.YYYY"),
        DAY_MONTH_YEAR_WITH_SLASHES("DD/MM/YYYY"),
        DAY_MONTH_YEAR_WITH_HYPHENS("DD-MM-YYYY"),
        MONTH_DAY_YEAR("MM/DD/YYYY"),
        COMMAS_AND_POINT("1,234.5"),
        POINTS_AND_COMMA("1.234,5"),
        BLANKS_AND_COMMA("1 234,5");

        private final String written;

        Input(String written) {
            this.written = written;
        }

        /** As it stands in {@code destinations.yaml}. */
        public String written() {
            return written;
        }

        public boolean isOfNumbers() {
            return ordinal() >= COMMAS_AND_POINT.ordinal();
        }
    }
}
