package dev.outreachroutes.monitor.prospect;

import dev.outreachroutes.backlog.ProspectDetail;
import dev.outreachroutes.destination.Segment;
import dev.outreachroutes.intake.Exclusions;
import java.util.List;
import java.util.Optional;

/**
 * Why a prospect is as it is in a destination, as a whole and for each of its fields. The values are profile data.
 *
 * @param destination whose
 * @param prospectId Outreach's number of the prospect
 * @param summary in sentences, without any value
 * @param prospect all that is known of it; empty when nothing was ever desired of it, or when its row cannot be read
 * @param fields one for each of its fields, by name
 * @param excluded its last event that asked for nothing; empty when none is known
 * @param deadLetters the newest open dead letters about it
 */
public record Explanation(
        String destination,
        long prospectId,
        String summary,
        Optional<ProspectDetail> prospect,
        List<Field> fields,
        Optional<Exclusions.Noted> excluded,
        List<Long> deadLetters) {

    public Explanation {
        fields = List.copyOf(fields);
        deadLetters = List.copyOf(deadLetters);
    }

    /**
     * One field.
     *
     * @param known what is known of it
     * @param source what in the profile it comes from; empty when no mapping names the attribute any more
     * @param reason in one sentence why it is sent, or is not sent
     */
    public record Field(ProspectDetail.Field known, Optional<Source> source, String reason) {}

    /**
     * What in a profile a value comes from: a segment, or a path.
     *
     * @param segment the segment; null when it is a path
     * @param path the XDM path; null when it is a segment
     */
    public record Source(Segment segment, String path) {}
}
