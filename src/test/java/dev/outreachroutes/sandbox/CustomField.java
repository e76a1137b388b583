package dev.outreachroutes.sandbox;

import java.util.List;

/**
 * What an Outreach administrator made of one {@code customN}, as {@code GET /api/v2/types} tells it.
 *
 * @param type boolean, currency, date, date_time, inclusion, multi_inclusion, numerical, percentage, phone_number, string
 *     or url
 * @param required whether people must fill it; the API does not insist
 * @param label the name that people see
 * @param definition the options of an inclusion, the code of a currency, else null
 */
public record CustomField(String type, boolean required, String label, Object definition) {

    /** A field of free text. */
    public static CustomField text(String label) {
        return new CustomField("string", false, label, null);
    }

    /** A field that takes one of the options. */
    public static CustomField picklist(String label, String... options) {
        return new CustomField("inclusion", false, label, List.of(options));
    }

    /** A field of one of the types without a definition. */
    public static CustomField typed(String type, String label) {
        return new CustomField(type, false, label, null);
    }

    boolean offers(String option) {
        return definition instanceof List<?> options && options.contains(option);
    }
}
