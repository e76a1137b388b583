package dev.outreachroutes.outreach;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Objects;

/**
 * The body of {@code PATCH /prospects/{id}}, in the JSON:API form of Outreach's
 * <a href="https://developers.outreach.io/api/making-requests/">Making requests</a>: only the attributes named change.
 *
 * @param data type, number and attributes of the prospect
 */
public record ProspectUpdate(Data data) {

    /** The update of one prospect's attributes. */
    public static ProspectUpdate of(long prospectId, Map<String, JsonNode> attributes) {
        return new ProspectUpdate(new Data("prospect", prospectId, attributes));
    }

    /**
     * The one resource of the document.
     *
     * @param type {@code prospect}
     * @param id Outreach's number for it
     * @param attributes the values to set; JSON null clears one
     */
    @JsonPropertyOrder({"type", "id", "attributes"})
    public record Data(
            @JsonProperty("type") String type,
            @JsonProperty("id") long id,
            @JsonProperty("attributes") Map<String, JsonNode> attributes) {

        public Data {
            if (!"prospect".equals(type) || id < 1) {
                throw new IllegalArgumentException(
                        "An update is of a prospect, whose number is 1 or more, not of " + type + " " + id);
            }
            Objects.requireNonNull(attributes, "An update names attributes");
        }
    }
}
