package dev.outreachroutes.destination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outreachroutes.destination.Destination.NullValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

class DestinationsTest {

    private final Account emea = new Account("emea", Quota.DOCUMENTED, 100);
    private final Account apac = new Account("apac", Quota.DOCUMENTED, 100);

    @Test
    void aReplacedContentIsSeenByWhoeverAsksAgain() {
        Destinations destinations = new Destinations(List.of(emea), List.of(destination("sales", emea)));

        destinations.replace(new Destinations(List.of(emea, apac), List.of(destination("support", apac))));

        assertThat(destinations.accounts()).containsExactly(emea, apac);
        assertThat(destinations.used()).containsExactly(apac);
        assertThat(destinations.of(apac)).extracting(Destination::name).containsExactly("support");
        assertThat(destinations.find("sales")).isEmpty();
        assertThatThrownBy(() -> destinations.named("sales"))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessageContaining("support");
    }

    @Test
    void anAccountKeepsItsDestinationsWhenItsQuotaChanges() {
        Destinations destinations = new Destinations(List.of(emea), List.of(destination("sales", emea)));
        Account slower = new Account("emea", Quota.DOCUMENTED, 1);

        destinations.replace(new Destinations(List.of(slower), List.of(destination("sales", slower))));

        assertThat(destinations.of(emea)).extracting(Destination::name).containsExactly("sales");
    }

    @Test
    void aListenerSeesTheReplacementEvenWhenAnotherFails() {
        Destinations destinations = new Destinations(List.of(emea), List.of(destination("sales", emea)));
        List<String> seen = new ArrayList<>();
        destinations.onReplace(() -> {
            throw new IllegalStateException("a listener that fails");
        });
        destinations.onReplace(() -> destinations.destinations().forEach(each -> seen.add(each.name())));

        destinations.replace(new Destinations(List.of(apac), List.of(destination("support", apac))));

        assertThat(seen).containsExactly("support");
    }

    private static Destination destination(String name, Account account) {
        return new Destination(
                name,
                "",
                account,
                "oid",
                Map.of("title", AttributeMapping.of("b2b.title")),
                Map.of(),
                NullValues.IGNORE);
    }
}
