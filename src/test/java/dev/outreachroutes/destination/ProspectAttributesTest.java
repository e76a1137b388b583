package dev.outreachroutes.destination;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outreachroutes.destination.ProspectAttribute.Type;
import org.junit.jupiter.api.Test;

class ProspectAttributesTest {

    @Test
    void everyMappingIdHasItsCustomField() {
        for (int mappingId = 1; mappingId <= Segment.LARGEST_MAPPING_ID; mappingId++) {
            assertThat(ProspectAttributes.named(new Segment("s", "s", mappingId).attribute()))
                    .contains(new ProspectAttribute("custom" + mappingId, Type.TEXT, 32_000, false));
        }
        assertThat(ProspectAttributes.named("custom151")).isEmpty();
    }

    @Test
    void typesLengthsAndReadOnlyAttributesAreOutreachs() {
        assertThat(ProspectAttributes.all())
                .hasSize(230)
                .contains(
                        new ProspectAttribute("firstName", Type.TEXT, 255, false),
                        new ProspectAttribute("company", Type.TEXT, Integer.MAX_VALUE, false),
                        new ProspectAttribute("dateOfBirth", Type.DATE, Integer.MAX_VALUE, false),
                        new ProspectAttribute("availableAt", Type.DATE_TIME, Integer.MAX_VALUE, false),
                        new ProspectAttribute("optedOut", Type.BOOLEAN, Integer.MAX_VALUE, false),
                        new ProspectAttribute("linkedInConnections", Type.INTEGER, Integer.MAX_VALUE, false),
                        new ProspectAttribute("score", Type.NUMBER, Integer.MAX_VALUE, false),
                        new ProspectAttribute("emails", Type.TEXTS, Integer.MAX_VALUE, false),
                        new ProspectAttribute("contactHistogram", Type.OBJECTS, Integer.MAX_VALUE, true),
                        new ProspectAttribute("name", Type.TEXT, Integer.MAX_VALUE, true));
    }

    @Test
    void onlyReadOnlyAttributesAreListsOfObjects() {
        assertThat(ProspectAttributes.all())
                .filteredOn(attribute -> attribute.type() == Type.OBJECTS)
                .allMatch(ProspectAttribute::readOnly);
    }
}
