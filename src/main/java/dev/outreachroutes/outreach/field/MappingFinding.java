package dev.outreachroutes.outreach.field;

import java.util.List;

/**
 * What was found of a mapping, against what Outreach says of the account.
 *
 * @param blocks whether the mapping cannot work, so that nothing is to be sent for it; else it is only doubtful
 * @param destination its name
 * @param attribute the prospect's attribute
 * @param segment the name of the segment whose status it holds; empty when it holds none
 * @param place where it stands in {@code destinations.yaml}: the keys that lead there
 * @param problem what is wrong
 * @param cure what to do
 */
public record MappingFinding(
        boolean blocks,
        String destination,
        String attribute,
        String segment,
        List<String> place,
        String problem,
        String cure) {

    public MappingFinding {
        place = List.copyOf(place);
    }
}
