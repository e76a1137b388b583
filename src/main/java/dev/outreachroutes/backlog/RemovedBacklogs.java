package dev.outreachroutes.backlog;

import dev.outreachroutes.database.Instants;
import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Destinations;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Backlogs of destinations that are not configured any more. They wait for a while in case their destination comes back, which then
 * goes on where it was.
 */
public final class RemovedBacklogs {

    private final Destinations destinations;
    private final JdbcClient jdbc;
    private final InstantSource clock;

    public RemovedBacklogs(Destinations destinations, JdbcClient jdbc, InstantSource clock) {
        this.destinations = destinations;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * Notes which destinations are configured now. One that has a backlog and was never noted counts as seen now. To be called more
     * often than backlogs are {@link #remove removed}.
     */
    public void noteConfigured() {
        jdbc.sql(
                        """
                        insert into configured_destination (destination, seen_at) select unnest(?::text[]), ?
                        on conflict (destination) do update set seen_at = excluded.seen_at""")
                .params(configured(), Instants.parameter(clock.instant()))
                .update();
        jdbc.sql(
                        """
                        with recursive each (destination) as (
                          (select destination from prospect order by destination limit 1)
                          union all
                          select (select p.destination from prospect p where p.destination > each.destination
                                  order by p.destination limit 1)
                          from each where each.destination is not null)
                        insert into configured_destination (destination, seen_at)
                        select destination, ? from each where destination is not null
                        on conflict do nothing""")
                .param(Instants.parameter(clock.instant()))
                .update();
    }

    /**
     * Removes what belongs to destinations that were last configured before a time, and are not now.
     *
     * @param limit the most prospects
     * @return how many there were
     */
    public int remove(Instant before, int limit) {
        int removed = jdbc.sql(
                        """
                        delete from prospect where (destination, prospect_id) in (
                          select p.destination, p.prospect_id
                          from configured_destination c join prospect p on p.destination = c.destination
                          where c.seen_at < ? and not c.destination = any(?::text[])
                          limit ? for update of p skip locked)""")
                .params(Instants.parameter(before), configured(), limit)
                .update();
        for (String rest : List.of(
                "delete from set_aside",
                "delete from batch",
                "delete from segment_member",
                "delete from segment_member_count")) {
            jdbc.sql(
                            rest
                                    + """
                             where destination in (
                              select destination from configured_destination
                              where seen_at < ? and not destination = any(?::text[]))""")
                    .params(Instants.parameter(before), configured())
                    .update();
        }
        return removed;
    }

    private String[] configured() {
        return destinations.destinations().stream().map(Destination::name).toArray(String[]::new);
    }
}
